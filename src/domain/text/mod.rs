//! User text made safe: no ping, no formatting, no broken layout.

mod clip;

use unicode_normalization::char::is_combining_mark;

pub use clip::clip;

/// Frames right-to-left text so that it cannot turn what stands beside it.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// Breaks a mention or an address without changing how it looks.
const BREAK: char = '\u{200B}';

/// The most marks that one letter carries; what goes beyond would paint over the lines around it.
/// Vietnamese needs two, pointed Hebrew three, Tibetan five.
const MOST_MARKS: usize = 5;

/// User text for one line of a message: markdown escaped, mentions broken, line breaks folded.
pub fn escape(text: &str) -> String {
    let line = folded(text);
    isolate(&escape_line(&line), &line)
}

/// User text of several lines: each escaped, the line breaks kept.
pub fn escape_lines(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = visible(line);
        isolate(&escape_line(&line), &line)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// User text for a place where Discord reads no markdown, so that an escape would be seen: a button's
/// label, a choice, a form's value, a thread's name. One line.
pub fn plain(text: &str) -> String {
    let line = folded(text);
    isolate(&line, &line)
}

/// One line of what can be seen, white space folded.
fn folded(text: &str) -> String {
    let seen = visible(text);
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What can be seen of a text: every white space a plain one, no hidden characters, no towers of marks.
///
/// It comes before escaping, or a hidden character before `#` would hide that a line begins there.
fn visible(text: &str) -> String {
    let mut marks = 0;
    let keep = |character: &char| {
        marks = match *character {
            mark if is_combining_mark(mark) => marks + 1,
            '\u{200C}' | '\u{200D}' => marks,
            _ => 0,
        };
        marks <= MOST_MARKS && !is_hidden(*character)
    };
    let spaced = |c: char| if c.is_whitespace() { ' ' } else { c };
    text.chars().map(spaced).filter(keep).collect()
}

fn escape_line(line: &str) -> String {
    let mut safe = String::with_capacity(line.len() + 8);
    let indent = line.len() - line.trim_start().len();
    let digits = line[indent..].bytes().take_while(u8::is_ascii_digit);
    let after_number = indent + digits.count();
    for (at, character) in line.char_indices() {
        match character {
            '\\' | '*' | '_' | '~' | '`' | '|' | '[' | ']' | '(' | ')' | '<' | '>' => {
                safe.push('\\');
                safe.push(character);
            }
            // A heading, a list or small print only at the start of a line.
            '#' | '-' | '+' if at == indent => {
                safe.push('\\');
                safe.push(character);
            }
            '.' if at == after_number => {
                safe.push('\\');
                safe.push('.');
            }
            // An escape does not stop these. Any other `@` stays whole: an email is there to be copied.
            '@' if line[..at].ends_with('<') || calls_all(&line[at + 1..]) => {
                safe.push('@');
                safe.push(BREAK);
            }
            // An address must not become a link.
            ':' if line[at..].starts_with("://") => {
                safe.push(':');
                safe.push(BREAK);
            }
            _ => safe.push(character),
        }
    }
    safe
}

/// Whether what follows an `@` pings everybody, or everybody who is here.
fn calls_all(rest: &str) -> bool {
    let begins = |word: &str| {
        rest.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    begins("everyone") || begins("here")
}

fn isolate(safe: &str, original: &str) -> String {
    if original.chars().any(is_right_to_left) {
        format!("{}{safe}{}", ISOLATE.0, ISOLATE.1)
    } else {
        safe.to_owned()
    }
}

/// Characters that change the layout of what surrounds them, or that nobody can see: controls, bidi
/// controls, zero-width spaces, the byte-order mark, fillers, tags, controls of shorthand and music.
/// Joiners are not among them, since scripts and emoji need them.
pub fn is_hidden(character: char) -> bool {
    matches!(character,
        '\u{0}'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E007F}')
}

/// Letters of scripts that run from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and the rest.
pub fn is_right_to_left(character: char) -> bool {
    matches!(character,
        '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_pings_or_formats() {
        for (typed, safe) in [
            ("@everyone", "@\u{200B}everyone"),
            ("hi @HERE", "hi @\u{200B}HERE"),
            ("@\u{2060}everyone", "@\u{200B}everyone"),
            (
                "<@1> <@&2> <#3>",
                "\\<@\u{200B}1\\> \\<@\u{200B}&2\\> \\<#3\\>",
            ),
            ("</x:1> <t:1>", "\\</x:1\\> \\<t:1\\>"),
            ("<:e:1> <a:e:1>", "\\<:e:1\\> \\<a:e:1\\>"),
            (
                "**bold** _x_ `c` ||s||",
                "\\*\\*bold\\*\\* \\_x\\_ \\`c\\` \\|\\|s\\|\\|",
            ),
            (
                "[here](https://x.example)",
                "\\[here\\]\\(https:\u{200B}//x.example\\)",
            ),
            ("# big", "\\# big"),
            ("\u{200B}# big", "\\# big"),
            ("\u{2060}1. one", "1\\. one"),
            ("-# small", "\\-# small"),
            ("1. one", "1\\. one"),
            ("costs 3.50", "costs 3.50"),
            ("two\nlines", "two lines"),
            ("a\u{2028}b\u{85}c", "a b c"),
            ("a\u{202E}b\u{200B}c", "abc"),
            ("C# and B-2", "C# and B-2"),
        ] {
            assert_eq!(escape(typed), safe, "{typed}");
        }
        assert_eq!(escape_lines("a\n\u{200B}- b\r\n> c"), "a\n\\- b\n\\> c");
    }

    #[test]
    fn an_email_can_be_copied() {
        assert_eq!(escape("ada@analytical.example"), "ada@analytical.example");
    }

    #[test]
    fn where_nothing_formats_nothing_is_escaped() {
        assert_eq!(plain(" C#\u{200B} *and*\n B_2"), "C# *and* B_2");
        assert_eq!(plain("دانا"), "\u{2068}دانا\u{2069}");
    }

    #[test]
    fn right_to_left_text_is_framed() {
        assert_eq!(escape("دانا"), "\u{2068}دانا\u{2069}");
        assert_eq!(escape_lines("a\n> שלום"), "a\n\u{2068}\\> שלום\u{2069}");
        assert_eq!(escape("دانا\u{2069}!"), "\u{2068}دانا!\u{2069}");
    }

    #[test]
    fn marks_do_not_pile_up() {
        let tower = format!("a{}b", "\u{301}".repeat(100));
        assert_eq!(
            escape(&tower),
            format!("a{}b", "\u{301}".repeat(MOST_MARKS))
        );
        assert_eq!(escape("Việt שָׁלוֹם"), "\u{2068}Việt שָׁלוֹם\u{2069}");
    }

    /// What a reader sees of escaped text.
    fn seen(safe: &str) -> String {
        let mut out = String::new();
        let mut characters = safe
            .chars()
            .filter(|c| *c != BREAK && *c != ISOLATE.0 && *c != ISOLATE.1);
        while let Some(character) = characters.next() {
            match character {
                '\\' => out.extend(characters.next()),
                _ => out.push(character),
            }
        }
        out
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_shown_and_does_nothing(
            typed in "([@<>#*_~`|\\[\\]()\\\\:/.\n +0-9-]|everyone|here|https|[a-zא-ת]|\\PC|\u{200B}){0,40}"
        ) {
            let safe = escape(&typed);
            prop_assert_eq!(seen(&safe), folded(&typed), "nothing visible is lost");
            prop_assert!(!safe.contains('\n'));
            let lower = safe.to_lowercase();
            for harm in ["@everyone", "@here", "<@1", "://"] {
                prop_assert!(!lower.contains(harm), "{} in {}", harm, safe);
            }
            let mut escaped = false;
            for character in safe.chars() {
                let formats = matches!(character, '*' | '_' | '~' | '`' | '|' | '[' | ']' | '<' | '>');
                prop_assert!(escaped || !formats, "{} bare in {}", character, safe);
                escaped = character == '\\' && !escaped;
            }
            prop_assert!(!escaped, "a lone backslash would escape what follows");
        }
    }
}
