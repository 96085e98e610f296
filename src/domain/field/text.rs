//! Names, lines and longer texts.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{Problem, reads_as_text};
use crate::domain::text::is_hidden;

reads_as_text!(PersonName, OneLine);

/// Characters that format in Discord, none of which stands in a person's name.
const MARKDOWN: &[char] = &['*', '_', '~', '`', '|', '<', '>', '[', ']', '\\', '#'];

/// A person's name: plain text with a letter in it, at most 80 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonName(String);

impl PersonName {
    /// Reads a name.
    ///
    /// # Errors
    /// Mentions, markdown, invisible characters, no letter, empty, too long.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let name = one_line(typed, 80)?;
        let folded = name.to_lowercase();
        if folded.contains("@everyone") || folded.contains("@here") || name.contains("<@") {
            return Err(Problem::Mention);
        }
        if let Some(character) = name.chars().find(|c| MARKDOWN.contains(c)) {
            return Err(Problem::Markdown { character });
        }
        if !name.chars().any(char::is_alphabetic) {
            return Err(Problem::NoLetter);
        }
        Ok(Self(name))
    }

    /// The name as text; still to be escaped before it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A line: an organisation, a source, a campaign; at most 100 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OneLine(String);

impl OneLine {
    /// Reads a line.
    ///
    /// # Errors
    /// Invisible characters, no letter or digit, empty, too long.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let line = one_line(typed, 100)?;
        if line.chars().any(char::is_alphanumeric) {
            Ok(Self(line))
        } else {
            Err(Problem::NoLetter)
        }
    }

    /// The line as text; still to be escaped before it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A longer text: a note, a reason; at most 1000 characters, line breaks kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(String);

impl Words {
    /// The most characters.
    pub const MOST: usize = 1000;

    /// Reads a text. Invisible characters are refused here too: what is kept is what was seen. Of
    /// several empty lines one is kept, so that nobody is pushed out of sight.
    ///
    /// # Errors
    /// Invisible characters, empty, too long.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let text: String = typed.nfc().collect();
        let text = text.replace("\r\n", "\n").replace('\t', " ");
        visible(&text.replace('\n', " "))?;
        let text = paragraphs(text.trim());
        length(&text, Self::MOST)?;
        Ok(Self(text))
    }

    /// The text; still to be escaped before it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// A promotion's code: 2 to 24 of A–Z, 0–9, `-` and `_`, with a letter among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromoCode(String);

impl PromoCode {
    /// Reads a code, whatever the case.
    ///
    /// # Errors
    /// [`Problem::NotACode`], [`Problem::Invisible`].
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        visible(typed.trim())?;
        let code = typed.trim().to_ascii_uppercase();
        let fits = (2..=24).contains(&code.len())
            && code
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && code.bytes().any(|b| b.is_ascii_alphabetic());
        if fits {
            Ok(Self(code))
        } else {
            Err(Problem::NotACode)
        }
    }

    /// The code in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Lines without white space at their end, and at most one empty line between them.
fn paragraphs(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !line.is_empty() || kept.last().is_some_and(|before| !before.is_empty()) {
            kept.push(line);
        }
    }
    kept.join("\n")
}

/// Composed, trimmed, white space folded, nothing hidden.
fn one_line(typed: &str, most: usize) -> Result<String, Problem> {
    let text: String = typed.nfc().collect();
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    visible(&folded)?;
    length(&folded, most)?;
    Ok(folded)
}

/// Refuses what nobody sees. Joiners are fine between letters and inside emoji, where scripts need them.
pub(super) fn visible(text: &str) -> Result<(), Problem> {
    let characters: Vec<char> = text.chars().collect();
    for (after, character) in characters.iter().enumerate() {
        let joins = matches!(character, '\u{200C}' | '\u{200D}');
        let between = after > 0
            && characters
                .get(after + 1)
                .is_some_and(|next| !next.is_ascii() && !is_hidden(*next))
            && !characters[after - 1].is_ascii();
        if is_hidden(*character) || (joins && !between) {
            return Err(Problem::Invisible {
                code: u32::from(*character),
                after,
            });
        }
    }
    Ok(())
}

fn length(text: &str, most: usize) -> Result<(), Problem> {
    let is = text.chars().count();
    match is {
        0 => Err(Problem::Empty),
        _ if is > most => Err(Problem::TooLong { most, is }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_everywhere_are_fine() {
        for name in [
            "Ada Lovelace",
            "O'Neil",
            "Zoë",
            "دانا السالم",
            "שירה",
            "李雷",
            "می‌خواهم",
            "Ana 🎈",
        ] {
            assert!(PersonName::parse(name).is_ok(), "{name}");
        }
        assert_eq!(
            PersonName::parse("  Ada \n Lovelace ").unwrap().as_str(),
            "Ada Lovelace"
        );
    }

    #[test]
    fn names_that_would_do_harm_are_not() {
        for (typed, problem) in [
            ("", Problem::Empty),
            ("   ", Problem::Empty),
            ("@everyone", Problem::Mention),
            ("Ada @HERE", Problem::Mention),
            ("<@123>", Problem::Mention),
            ("**Ada**", Problem::Markdown { character: '*' }),
            (
                "Ada\u{200B}",
                Problem::Invisible {
                    code: 0x200B,
                    after: 3,
                },
            ),
            (
                "\u{202E}adA",
                Problem::Invisible {
                    code: 0x202E,
                    after: 0,
                },
            ),
            (
                "A\u{200D}da",
                Problem::Invisible {
                    code: 0x200D,
                    after: 1,
                },
            ),
            ("🎈🎈", Problem::NoLetter),
        ] {
            assert_eq!(PersonName::parse(typed), Err(problem), "{typed:?}");
        }
        let long = "a".repeat(2000);
        assert_eq!(
            PersonName::parse(&long),
            Err(Problem::TooLong { most: 80, is: 2000 })
        );
        assert_eq!(
            Words::parse(&long),
            Err(Problem::TooLong {
                most: 1000,
                is: 2000
            })
        );
    }

    #[test]
    fn names_are_kept_in_one_spelling() {
        let composed = PersonName::parse("Zoe\u{308}").unwrap();
        assert_eq!(composed.as_str(), "Zo\u{EB}");
    }

    #[test]
    fn a_name_may_be_as_long_as_it_says_and_no_longer() {
        assert!(PersonName::parse(&"é".repeat(80)).is_ok());
        let long = Problem::TooLong { most: 80, is: 81 };
        assert_eq!(PersonName::parse(&"é".repeat(81)), Err(long));
    }

    #[test]
    fn every_character_that_formats_is_named() {
        for character in MARKDOWN {
            // What also begins a mention is named as one elsewhere.
            let found = PersonName::parse(&format!("Ada {character}x"));
            assert_eq!(
                found,
                Err(Problem::Markdown {
                    character: *character
                })
            );
        }
    }

    #[test]
    fn lines_hold_something_to_read() {
        assert_eq!(
            OneLine::parse(" trade \n show ").unwrap().as_str(),
            "trade show"
        );
        for (typed, problem) in [
            ("", Problem::Empty),
            ("…!", Problem::NoLetter),
            ("a\u{7}b", Problem::Invisible { code: 7, after: 1 }),
        ] {
            assert_eq!(OneLine::parse(typed), Err(problem), "{typed:?}");
        }
        let long = Problem::TooLong { most: 100, is: 101 };
        assert_eq!(OneLine::parse(&"x".repeat(101)), Err(long));
    }

    #[test]
    fn words_keep_their_lines_but_no_towers_of_them() {
        let typed = " one  \r\n two\n \n\n\nthree\n\n";
        assert_eq!(Words::parse(typed).unwrap().as_str(), "one\n two\n\nthree");
        assert_eq!(Words::parse(" \n\t "), Err(Problem::Empty));
        let hidden = Problem::Invisible {
            code: 0x1B,
            after: 1,
        };
        assert_eq!(Words::parse("a\u{1B}[31m"), Err(hidden));
    }

    #[test]
    fn codes_are_capitals() {
        assert_eq!(
            PromoCode::parse(" spring-20 ").unwrap().as_str(),
            "SPRING-20"
        );
        for typed in ["", "A", "2026", "SPRING 20", "ÄPFEL", "*X*", "straße"] {
            assert_eq!(PromoCode::parse(typed), Err(Problem::NotACode), "{typed}");
        }
    }
}
