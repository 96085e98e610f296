//! What somebody typed and cannot be taken: each says what is wrong with it.

use super::{field::FieldError, hours::HoursError, local::WhenError};

/// Why what was typed cannot be taken.
#[derive(Clone, Debug, PartialEq)]
pub enum TypedRefusal {
    /// A field does not hold what it must.
    Field(FieldError),
    /// A date or time could not be read, or does not exist.
    When {
        /// Which option.
        option: &'static str,
        /// What is wrong.
        error: WhenError,
    },
    /// Business hours could not be read.
    Hours(HoursError),
    /// No such time zone.
    Zone {
        /// What was typed.
        typed: String,
        /// Zones with a name like it.
        near: Vec<&'static str>,
    },
    /// A number that is out of its range.
    OutOfRange {
        /// Which option or setting.
        option: &'static str,
        /// The least allowed.
        least: i64,
        /// The most allowed.
        most: i64,
    },
    /// A choice that is not among those offered.
    UnknownChoice {
        /// Which option or setting.
        option: &'static str,
        /// What may be chosen.
        choices: Vec<String>,
    },
    /// A command that changes nothing was given nothing to change.
    NothingToDo {
        /// An example of what to type.
        example: &'static str,
    },
    /// A reason is required.
    ReasonNeeded,
}

impl From<FieldError> for TypedRefusal {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}
