//! How leads are found: by how the words that are known of them begin, whatever their accents, in any
//! order. A word is looked up by its beginning in an index, so a million leads cost no more than a
//! thousand.

use std::collections::BTreeSet;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A word's characters at the most; what goes beyond is not looked for.
const LONGEST: usize = 40;

/// Words that one lead is found by at the most.
const MOST: usize = 60;

/// The fewest digits that are taken for a part of a phone number.
const DIGITS: usize = 4;

/// The most digits of a country's and an area's code together that people leave out.
const CODES: usize = 6;

/// What is known of a lead, as it is looked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Its person's name.
    pub name: &'a str,
    /// Its firm.
    pub organisation: Option<&'a str>,
    /// Its email.
    pub email: Option<&'a str>,
    /// Its phone number's key: digits only.
    pub phone_key: Option<&'a str>,
    /// Its handle.
    pub handle: Option<&'a str>,
}

/// The words by which a lead is found, and its whole name behind an equals sign, so that exactly that one
/// comes first.
///
/// A phone number is found by its digits, also without its country's and area's codes, and by its last
/// four.
pub fn words(known: &Known<'_>) -> Vec<String> {
    let mut found = BTreeSet::from([whole(known.name)]);
    for text in [Some(known.name), known.organisation, known.handle] {
        found.extend(parts(text.unwrap_or_default()));
    }
    if let Some(email) = known.email {
        found.extend(parts(email));
        found.insert(clipped(&folded(email)));
    }
    if let Some(digits) = known.phone_key {
        let tails = (0..=CODES).chain([digits.len().saturating_sub(DIGITS)]);
        let tails = tails.filter_map(|from| digits.get(from..));
        found.extend(tails.filter(|tail| tail.len() >= DIGITS).map(str::to_owned));
    }
    found.remove("");
    found.into_iter().take(MOST).collect()
}

/// What somebody looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// The longest of the words: it drives the search.
    pub first: String,
    /// The other words; a lead must know each, at least its beginning.
    pub others: Vec<String>,
    /// The whole of it, as a name would be kept.
    pub whole: String,
}

impl Sought {
    /// Reads what was typed; `None` when there is no letter and no digit in it.
    pub fn parse(typed: &str) -> Option<Self> {
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let is_phone = !typed.contains(char::is_alphabetic) && digits.len() >= DIGITS;
        let mut words: Vec<String> = if is_phone {
            // A zero before the area code is not kept, nor two before a country's; the last four digits are
            // as they are.
            let zeros = if digits.len() > DIGITS { "0" } else { "" };
            vec![digits.trim_start_matches(|c| zeros.contains(c)).to_owned()]
        } else if typed.trim().contains('@') && !typed.trim().starts_with('@') {
            vec![clipped(&folded(typed.trim()))]
        } else {
            parts(typed).collect()
        };
        words.retain(|word| !word.is_empty());
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        words.dedup();
        if words.is_empty() {
            return None;
        }
        Some(Self {
            first: words.remove(0),
            others: words,
            whole: whole(typed),
        })
    }
}

/// The first text behind all that begin with `start`, in the order of code points.
pub fn behind(start: &str) -> String {
    format!("{start}{}", char::MAX)
}

/// A whole name.
fn whole(name: &str) -> String {
    let words: Vec<String> = parts(name).collect();
    clipped(&format!("={}", words.join(" ")))
}

/// The words of a text.
fn parts(text: &str) -> impl Iterator<Item = String> {
    folded(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(clipped)
        .collect::<Vec<_>>()
        .into_iter()
}

/// Small letters without accents; those that are two letters elsewhere are two.
fn folded(text: &str) -> String {
    let plain = text.nfkd().filter(|c| !is_combining_mark(*c));
    let mut out = String::with_capacity(text.len());
    for letter in plain.flat_map(char::to_lowercase) {
        match letter {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'þ' => out.push_str("th"),
            'ı' => out.push('i'),
            letter => out.push(letter),
        }
    }
    out
}

fn clipped(word: &str) -> String {
    word.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(known: &Known<'_>, typed: &str) -> bool {
        let words = words(known);
        Sought::parse(typed).is_some_and(|sought| {
            std::iter::once(&sought.first)
                .chain(&sought.others)
                .all(|word| words.iter().any(|own| own.starts_with(word.as_str())))
        })
    }

    #[test]
    fn accents_order_and_blanks_do_not_matter() {
        let known = Known {
            name: "Jürgen Müller",
            organisation: Some("Łódź & Straße GmbH"),
            email: Some("J.Mueller@firma.example"),
            phone_key: Some("49307770001"),
            handle: Some("juergen_m"),
        };
        for typed in [
            "Muller",
            "müller",
            "Mu\u{308}ller",
            "Müller Jürgen",
            "jur  mul",
            "lodz",
            "strasse müll",
            "firma",
            "j.mueller@fir",
            "@juergen",
            "+49 30 7770001",
            "030 7770001",
            "0001",
            "7770001",
        ] {
            assert!(finds(&known, typed), "{typed}");
        }
        for typed in ["ller", "Jürgen Meier", "%", "_", "12", "", "307770002"] {
            assert!(!finds(&known, typed), "{typed}");
        }
    }

    #[test]
    fn a_whole_name_is_one_word_of_its_own() {
        let name = |name| {
            words(&Known {
                name,
                ..Known::default()
            })
        };
        assert_eq!(name("Li"), ["=li", "li"]);
        assert_eq!(
            Sought::parse(" LI ").map(|sought| sought.whole),
            Some("=li".to_owned())
        );
    }

    #[test]
    fn words_are_few_and_short() {
        let long = "x".repeat(500);
        let many: String = (0..200).map(|n| format!("word{n} ")).collect();
        let found = words(&Known {
            name: &long,
            organisation: Some(&many),
            ..Known::default()
        });
        assert_eq!(found.len(), MOST);
        assert!(found.iter().all(|word| word.chars().count() <= LONGEST));
    }
}
