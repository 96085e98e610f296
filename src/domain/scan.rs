//! What a heard message mentions: a lead's number, an email, a phone number.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::field::{Email, PersonName, Phone, mask_email, mask_phone};

/// What was found in a message, each thing once, in the order of its first mention.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Numbers of leads: `L-42`.
    pub leads: Vec<i32>,
    /// Emails by their key, in lower case.
    pub emails: Vec<String>,
}

/// The most of each kind that one message is read for.
const MOST: usize = 10;

#[expect(clippy::unwrap_used, reason = "fixed patterns, compiled in a test")]
static URL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)https?://\S+").unwrap());
/// Telephones turn a hyphen into one that does not break, or into a dash.
#[expect(clippy::unwrap_used, reason = "fixed patterns, compiled in a test")]
static LEAD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b[Ll][-\u{2010}\u{2011}\u{2013}]([1-9][0-9]{0,8})\b").unwrap());
/// Anything around one `@` that could be an address; [`Email`] decides.
#[expect(clippy::unwrap_used, reason = "fixed patterns, compiled in a test")]
static EMAIL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[\w.%+'@-]*\w@[\w.@-]*\w").unwrap());
#[expect(clippy::unwrap_used, reason = "fixed patterns, compiled in a test")]
static PHONE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[\s(:])(\+?[0-9(][0-9 ()./-]{4,24}[0-9])\b").unwrap());
/// A date has as many digits as a short phone number.
#[expect(clippy::unwrap_used, reason = "fixed patterns, compiled in a test")]
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:[12][0-9]{3}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][12][0-9]{3})\b").unwrap()
});

/// Reads a message. What stands inside a web address does not count; code and quotes do.
pub fn scan(text: &str) -> Heard {
    let text = URL.replace_all(text, " ");
    let mut heard = Heard::default();
    for number in LEAD
        .captures_iter(&text)
        .filter_map(|found| found[1].parse().ok())
    {
        if heard.leads.len() < MOST && !heard.leads.contains(&number) {
            heard.leads.push(number);
        }
    }
    for email in EMAIL
        .find_iter(&text)
        .filter_map(|found| Email::parse(found.as_str().trim_start_matches(['\'', '.'])).ok())
        .map(|email| email.key())
    {
        if heard.emails.len() < MOST && !heard.emails.contains(&email) {
            heard.emails.push(email);
        }
    }
    heard
}

/// The first thing in a message that looks like a phone number, for a form that is filled in from it.
pub fn phone(text: &str) -> Option<String> {
    let text = URL.replace_all(text, " ");
    let text = DATE.replace_all(&text, " , ");
    PHONE
        .captures_iter(&text)
        .find_map(|found| Phone::parse(&found[1]).ok())
        .map(|phone| phone.as_str().to_owned())
}

/// Whose email it is, when the message names them: the words in capitals around one that stands in the
/// address too. `Met Grace Hopper, grace@navy.example` gives `Grace Hopper`.
pub fn name(text: &str, email: &str) -> Option<String> {
    let (account, _) = email.split_once('@')?;
    let parts: Vec<String> = account
        .split(['.', '_', '-', '+'])
        .filter(|part| part.chars().count() > 1)
        .map(str::to_lowercase)
        .collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    // A comma or a full stop ends a name.
    let ends = |word: &str| !word.ends_with(|c: char| c.is_alphanumeric() || c == '\'');
    let capital = |word: &str| {
        !word.contains('@')
            && bare(word).starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
    };
    let known = words
        .iter()
        .position(|word| capital(word) && parts.contains(&bare(word).to_lowercase()))?;
    let mut to = known;
    while to + 1 < words.len() && to < known + 2 && !ends(words[to]) && capital(words[to + 1]) {
        to += 1;
    }
    // With nothing behind it, it is the last name.
    let mut from = known;
    if to == known && known > 0 && capital(words[known - 1]) && !ends(words[known - 1]) {
        from -= 1;
    }
    let name = words[from..=to]
        .iter()
        .map(|word| bare(word))
        .collect::<Vec<_>>()
        .join(" ");
    PersonName::parse(&name)
        .ok()
        .map(|name| name.as_str().to_owned())
}

/// A text as it is shown in public: emails and phone numbers in it are masked. A number is taken for a
/// phone's when it is written as one is dialled, or is too long for an amount.
pub fn masked(text: &str) -> String {
    let hidden = EMAIL.replace_all(text, |found: &Captures<'_>| {
        let typed = found[0].trim_start_matches(['\'', '.']);
        let before = &found[0][..found[0].len() - typed.len()];
        match Email::parse(typed) {
            Ok(_) => format!("{before}{}", mask_email(typed)),
            Err(_) => found[0].to_owned(),
        }
    });
    let hidden = PHONE.replace_all(&hidden, |found: &Captures<'_>| {
        let number = &found[1];
        let digits = number.chars().filter(char::is_ascii_digit).count();
        let dialled = number.starts_with(['+', '0', '(']) || digits >= 9;
        if dialled && !DATE.is_match(number) && Phone::parse(number).is_ok() {
            found[0].replace(number, &mask_phone(number))
        } else {
            found[0].to_owned()
        }
    });
    hidden.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_emails_are_heard() {
        for (text, leads, emails) in [
            (
                "Ask L-42 and l-7 (L-42 again), or Ada.L@Analytical.example.",
                vec![42, 7],
                vec!["ada.l@analytical.example"],
            ),
            (
                "**L-1** `L-2` ||L-3||\n> L‑4, L–5!",
                vec![1, 2, 3, 4, 5],
                vec![],
            ),
            ("<mailto:a@b.example>", vec![], vec!["a@b.example"]),
            (
                "'a@b.example', \"c@d.example\"",
                vec![],
                vec!["a@b.example", "c@d.example"],
            ),
            (
                "a+b@x-y.co.uk or A+B@x-y.co.uk",
                vec![],
                vec!["a+b@x-y.co.uk"],
            ),
            ("L-8:https://x.example/L-9", vec![8], vec![]),
        ] {
            assert_eq!(scan(text).leads, leads, "{text}");
            assert_eq!(scan(text).emails, emails, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_not() {
        for text in [
            "XL-42",
            "L-0",
            "L-042",
            "L-42x",
            "L-9999999999",
            "L 42",
            "https://x.example/L-42?m=a@b.example",
            "a@b",
            "a@b@c.example",
            "éa@b.example",
            "@ada",
            "<@123456>",
        ] {
            assert_eq!(scan(text), Heard::default(), "{text}");
        }
    }

    #[test]
    fn long_messages_are_read_in_time_and_bounded() {
        let text: String = (1..400).map(|n| format!("L-{n} a{n}@x.example ")).collect();
        let heard = scan(&text);
        assert_eq!((heard.leads.len(), heard.emails.len()), (MOST, MOST));
        for unit in ["a", "a@", "L-", "1.", "a.", "(", "é@x."] {
            let text = unit.repeat(4000 / unit.len());
            assert_eq!(scan(&text), Heard::default(), "{unit}");
            assert!(phone(&text).is_none_or(|found| found.len() <= 32), "{unit}");
        }
    }

    #[test]
    fn a_phone_number_is_found() {
        for (text, found) in [
            ("call +49 (30) 123-4567 today", Some("+49 (30) 123-4567")),
            ("on 2026-12-01 at 555 0123 45", Some("555 0123 45")),
            ("tel:(030) 1234567.", Some("(030) 1234567")),
            ("on 2026-12-01 or 01.12.2026", None),
            ("room 12", None),
            ("https://x.example/ 12", None),
        ] {
            assert_eq!(phone(text).as_deref(), found, "{text}");
        }
    }

    #[test]
    fn a_name_is_found_beside_its_email() {
        for (text, email, found) in [
            (
                "Met Grace Hopper, grace@navy.example, wants a trial",
                "grace@navy.example",
                Some("Grace Hopper"),
            ),
            (
                "From: Ada King Lovelace <ada.lovelace@x.example>",
                "ada.lovelace@x.example",
                Some("Ada King Lovelace"),
            ),
            (
                "call Jo Müller (muller@x.example or müller)",
                "jo@x.example",
                Some("Jo Müller"),
            ),
            (
                "Hopper writes. Grace too",
                "hopper@x.example",
                Some("Hopper"),
            ),
            ("ask Grace Hopper", "hopper@x.example", Some("Grace Hopper")),
            ("ask grace hopper", "hopper@x.example", None),
            ("info@x.example wants a trial", "info@x.example", None),
            ("Grace", "no address", None),
        ] {
            assert_eq!(name(text, email).as_deref(), found, "{text}");
        }
    }

    #[test]
    fn what_reaches_a_person_is_masked_in_public() {
        for (text, shown) in [
            (
                "Write to ada@x.example or 'B.C@y.example'.",
                "Write to a…@x.example or 'B…@y.example'.",
            ),
            (
                "Call +49 30 1234567, or (030) 123 45 67",
                "Call …67, or …67",
            ),
            ("Call 0151 23456789", "Call …89"),
            (
                "250 000 EUR on 2026-12-01, 1200 seats",
                "250 000 EUR on 2026-12-01, 1200 seats",
            ),
            ("nothing @ all", "nothing @ all"),
        ] {
            assert_eq!(masked(text), shown);
        }
    }
}
