//! What people type into fields, parsed once: a value of these types is fit to be kept.

mod contact;
mod money;
mod text;

pub use contact::{Email, Handle, Phone, mask_email, mask_phone};
pub use money::Money;
pub use text::{OneLine, PersonName, PromoCode, Words};

/// A parsed value reads as the text that it is, and can be taken from where parsed values are kept.
macro_rules! reads_as_text {
    ($($name:ident),+) => {
        $(impl std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl $name {
            /// What the database gives back: it was read when it was typed, and is not read again, so
            /// that a reader that grows stricter loses nothing that is kept.
            pub fn kept(text: String) -> Self {
                Self(text)
            }
        })+
    };
}
use reads_as_text;

/// A field that does not hold what it must.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Which field; the option's name.
    pub field: &'static str,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nothing in it.
    Empty,
    /// Too many characters.
    TooLong {
        /// The most there may be.
        most: usize,
        /// How many there are.
        is: usize,
    },
    /// A character that nobody can see, or that turns what surrounds it.
    Invisible {
        /// Its code point.
        code: u32,
        /// After how many characters it stands.
        after: usize,
    },
    /// It would mention somebody, or all.
    Mention,
    /// A character that formats.
    Markdown {
        /// The first one that may not stand there.
        character: char,
    },
    /// No letter in it.
    NoLetter,
    /// Not an email address.
    NotAnEmail,
    /// Not a phone number.
    NotAPhone,
    /// Not a handle.
    NotAHandle,
    /// Not an amount with a currency.
    NotMoney,
    /// An amount of zero, or beyond reason.
    MoneyOutOfRange,
    /// Not a promotion's code.
    NotACode,
}

impl Problem {
    /// The problem of `field`.
    pub fn of(self, field: &'static str) -> FieldError {
        FieldError {
            field,
            problem: self,
        }
    }
}

/// Reads an optional field: left out or blank is `None`.
///
/// # Errors
/// What is wrong with it, named by `field`.
pub fn optional<T>(
    field: &'static str,
    typed: Option<&str>,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Result<Option<T>, FieldError> {
    typed
        .filter(|typed| !typed.trim().is_empty())
        .map(|typed| parse(typed).map_err(|problem| problem.of(field)))
        .transpose()
}

/// Reads a required field.
///
/// # Errors
/// What is wrong with it, named by `field`.
pub fn required<T>(
    field: &'static str,
    typed: &str,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Result<T, FieldError> {
    parse(typed).map_err(|problem| problem.of(field))
}
