//! How somebody is reached: email, phone, handle. Each has a key by which two are the same.

use serde::{Deserialize, Serialize};

use super::{Problem, reads_as_text, text::visible};

reads_as_text!(Email, Phone, Handle);

/// An email address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Reads an address: one `@`, an ASCII name before it, a domain with a dot behind it. Whether it
    /// can be reached only a mail can tell.
    ///
    /// # Errors
    /// [`Problem::NotAnEmail`], [`Problem::Invisible`].
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let text = typed.trim();
        visible(text)?;
        let (name, domain) = text.split_once('@').ok_or(Problem::NotAnEmail)?;
        let name_fits = (1..=64).contains(&name.len())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&b))
            && !name.starts_with('.')
            && !name.ends_with('.')
            && !name.contains("..");
        let label_fits = |label: &str| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let labels: Vec<&str> = domain.split('.').collect();
        let ends_well = labels
            .last()
            .is_some_and(|last| last.len() >= 2 && last.bytes().any(|b| b.is_ascii_alphabetic()));
        let fits = text.len() <= 254
            && name_fits
            && labels.len() >= 2
            && labels.iter().all(|label| label_fits(label))
            && ends_well;
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(Problem::NotAnEmail)
        }
    }

    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In lower case: two addresses with the same key are one.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// An address as it is shown in public: `m…@acme.example`.
pub fn mask_email(email: &str) -> String {
    match email.split_once('@') {
        Some((name, domain)) => {
            let first: String = name.chars().take(1).collect();
            format!("{first}…@{domain}")
        }
        None => "…".to_owned(),
    }
}

/// A number as it is shown in public: its last two digits.
pub fn mask_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let last: String = digits[digits.len().saturating_sub(2)..].iter().collect();
    format!("…{last}")
}

/// A phone number, 6 to 15 digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    /// Reads a number; spaces and the usual signs between digits are kept as typed.
    ///
    /// # Errors
    /// [`Problem::NotAPhone`], [`Problem::Invisible`].
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        visible(&text)?;
        let fits = text.len() <= 32
            && text
                .strip_prefix('+')
                .unwrap_or(&text)
                .chars()
                .all(|c| c.is_ascii_digit() || " ()./-".contains(c));
        let phone = Self(text);
        if fits && (6..=15).contains(&phone.digits().len()) {
            Ok(phone)
        } else {
            Err(Problem::NotAPhone)
        }
    }

    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn digits(&self) -> String {
        self.0.chars().filter(char::is_ascii_digit).collect()
    }

    /// Digits only, without the zeros of an international prefix, nor the one that is dialled only
    /// inside the country, as in `+49 (0)30`: two numbers with the same key are one.
    pub fn key(&self) -> String {
        let digits = self.digits();
        let abroad = digits.strip_prefix("00");
        if abroad.is_none() && !self.0.starts_with('+') {
            return digits;
        }
        let dialled = Self(self.0.replace("(0)", "")).digits();
        dialled.strip_prefix("00").unwrap_or(&dialled).to_owned()
    }
}

/// A name on a social network, without `@`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Handle(String);

impl Handle {
    /// Reads a handle: letters, digits, `_`, `.` and `-`, at most 64.
    ///
    /// # Errors
    /// [`Problem::NotAHandle`], [`Problem::Invisible`].
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let text = typed.trim();
        visible(text)?;
        let text = text.strip_prefix('@').unwrap_or(text);
        let fits = (1..=64).contains(&text.chars().count())
            && text
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'));
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(Problem::NotAHandle)
        }
    }

    /// Without `@`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In lower case: two handles with the same key are one.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails() {
        for typed in [
            "ada@analytical.example",
            " a.b+c@x-y.co.uk ",
            "O'Neil@x.org",
        ] {
            assert!(Email::parse(typed).is_ok(), "{typed}");
        }
        for typed in [
            "",
            "ada",
            "ada@",
            "@x.org",
            "a@b",
            "a b@x.org",
            "a@x..org",
            "ada@x.o",
            "😀@x.org",
            "a@b@c.org",
            "دانا@x.org",
            ".a@x.org",
            "a@-x.org",
        ] {
            assert_eq!(Email::parse(typed), Err(Problem::NotAnEmail), "{typed}");
        }
        let hidden = Problem::Invisible {
            code: 0x200B,
            after: 2,
        };
        assert_eq!(Email::parse("ad\u{200B}a@x.org"), Err(hidden));
        assert_eq!(Email::parse("Ada@X.org").unwrap().key(), "ada@x.org");
        assert_eq!(mask_email("mary@acme.example"), "m…@acme.example");
    }

    #[test]
    fn phones() {
        for (typed, key) in [
            ("+49 (30) 123-4567", "49301234567"),
            ("0049 30 1234567", "49301234567"),
            ("+49 (0)30 1234567", "49301234567"),
            ("0049 (0) 30/1234567", "49301234567"),
            ("(030) 1234567", "0301234567"),
            ("123456", "123456"),
        ] {
            assert_eq!(Phone::parse(typed).unwrap().key(), key);
        }
        for typed in ["", "12345", "1234567890123456", "call me", "+", "12+34567"] {
            assert_eq!(Phone::parse(typed), Err(Problem::NotAPhone), "{typed}");
        }
        let pasted = Problem::Invisible {
            code: 0x202A,
            after: 0,
        };
        assert_eq!(Phone::parse("\u{202A}+49 30 1234567\u{202C}"), Err(pasted));
        assert_eq!(mask_phone("+49 30 1234567"), "…67");
    }

    #[test]
    fn handles() {
        assert_eq!(Handle::parse("@Ada.L").unwrap().key(), "ada.l");
        for typed in ["", "@", "@@a", "a b", "@everyone!", "<@1>"] {
            assert_eq!(Handle::parse(typed), Err(Problem::NotAHandle), "{typed}");
        }
    }
}
