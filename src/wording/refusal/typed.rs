//! Refusals of what was typed: what is wrong with it, and how it is written.

use super::{code, shown};
use crate::domain::{
    field::{FieldError, Problem},
    hours::{self, HoursError},
    local::{self, WhenError},
    typed::TypedRefusal,
};

/// Choices that a refusal names; Discord's own list holds as many.
const CHOICES: usize = 25;

pub(super) fn words(refusal: &TypedRefusal) -> String {
    match refusal {
        TypedRefusal::Field(error) => field(error),
        TypedRefusal::When { option, error } => when(option, error),
        TypedRefusal::Hours(error) => hours(error),
        TypedRefusal::Zone { typed, near } => zone(typed, near),
        TypedRefusal::OutOfRange {
            option,
            least,
            most,
        } => format!("`{option}` must be from {least} to {most}."),
        TypedRefusal::UnknownChoice { option, choices } => choice(option, choices),
        TypedRefusal::NothingToDo { example } => {
            format!("That would change nothing. Try `{example}`.")
        }
        TypedRefusal::ReasonNeeded => {
            "This needs a reason, so that the other team understands it: fill in `reason`."
                .to_owned()
        }
    }
}

fn field(error: &FieldError) -> String {
    let name = error.field;
    match &error.problem {
        Problem::Empty => format!("`{name}` is empty. Fill it in."),
        Problem::TooLong { most, is } => {
            format!("`{name}` has {is} characters, and {most} are the most. Shorten it.")
        }
        Problem::Invisible { code, after } => format!(
            "`{name}` has an invisible character (U+{code:04X}) after {after} others. Type it anew \
             instead of pasting it."
        ),
        Problem::Mention => {
            format!("`{name}` must not mention anybody. Leave the @ out.")
        }
        Problem::Markdown { character: '`' } => {
            format!("`{name}` is plain text. Leave out the backtick, `` ` ``.")
        }
        Problem::Markdown { character } => {
            format!("`{name}` is plain text. Leave out `{character}`.")
        }
        Problem::NoLetter => format!("`{name}` needs at least one letter."),
        Problem::NotAnEmail => {
            format!("`{name}` is not an email address. It looks like `ada@analytical.example`.")
        }
        Problem::NotAPhone => format!(
            "`{name}` is not a phone number. It looks like `+49 30 1234567`, with 6 to 15 digits."
        ),
        Problem::NotAHandle => format!(
            "`{name}` is not a handle. It looks like `@ada.lovelace`: letters, digits, dots, hyphens and \
             underscores."
        ),
        Problem::NotMoney => format!(
            "`{name}` is not an amount that can be read in one way. Write it with its currency: \
             `1200 EUR`."
        ),
        Problem::MoneyOutOfRange => {
            format!("`{name}` must be more than nothing and less than a million millions.")
        }
        Problem::NotACode => format!(
            "`{name}` is not a code. It has 2 to 24 letters, digits, `-` or `_`, with a letter among \
             them: `SPRING-20`."
        ),
    }
}

fn when(option: &str, error: &WhenError) -> String {
    let wrong = match error {
        WhenError::NoSuchDay(typed) => format!("the calendar has no {}", shown(typed)),
        WhenError::NoSuchTime(typed) => format!("the clock has no {}", shown(typed)),
        WhenError::Unreadable(typed) => format!("“{}” is no date", shown(typed)),
    };
    format!("`{option}`: {wrong}. Write it like {}.", local::EXAMPLE)
}

fn hours(error: &HoursError) -> String {
    let wrong = match error {
        HoursError::Empty => "They are empty.".to_owned(),
        HoursError::Day(typed) if typed.is_empty() => "A weekday is missing.".to_owned(),
        HoursError::Day(typed) => format!("“{}” is no weekday.", shown(typed)),
        HoursError::Time(typed) => format!("“{}” is no time.", shown(typed)),
        HoursError::Span(typed) => {
            format!("“{}” is no span from earlier to later.", shown(typed))
        }
        HoursError::Overlap(day) => format!("Two spans of {day} overlap."),
    };
    let example = hours::EXAMPLE;
    format!("Business hours: {wrong} Write them like `{example}`.")
}

fn zone(typed: &str, near: &[&str]) -> String {
    let near: Vec<String> = near.iter().map(|zone| format!("`{zone}`")).collect();
    let next = if near.is_empty() {
        "Use the name of a city, like `Europe/Berlin`.".to_owned()
    } else {
        format!("Did you mean {}?", near.join(", "))
    };
    format!("There is no time zone “{}”. {next}", shown(typed))
}

fn choice(option: &str, choices: &[String]) -> String {
    if choices.is_empty() {
        return format!("`{option}` could not be read. Choose from what is suggested as you type.");
    }
    let choices: Vec<String> = choices
        .iter()
        .take(CHOICES)
        .map(|text| code(text))
        .collect();
    format!("`{option}` must be one of {}.", choices.join(", "))
}
