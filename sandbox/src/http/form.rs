//! Fields of a JSON body, each read as what it must be or refused with its path.

use std::ops::RangeInclusive;

use serde_json::Value;

use super::id;
use crate::refusal::Refused;

/// A body whose fields are read one by one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form<'a>(pub &'a Value);

impl Form<'_> {
    /// Whether a field is there, be it null.
    pub fn names(&self, field: &str) -> bool {
        self.0.get(field).is_some()
    }

    fn given(&self, field: &str) -> Option<&Value> {
        self.0.get(field).filter(|value| !value.is_null())
    }

    /// A text of a length.
    pub fn text(
        &self,
        field: &str,
        length: RangeInclusive<usize>,
    ) -> Result<Option<String>, Refused> {
        let Some(value) = self.given(field) else {
            return Ok(None);
        };
        let text = value.as_str().ok_or_else(|| {
            Refused::form(
                field,
                "STRING_TYPE_CONVERT",
                "Could not interpret as string.",
            )
        })?;
        let (least, most) = (*length.start(), *length.end());
        match text.chars().count() {
            given if length.contains(&given) => Ok(Some(text.to_owned())),
            _ if least > 0 => Err(Refused::length(field, least, most)),
            _ => Err(Refused::too_long(field, most)),
        }
    }

    /// A text that must be there.
    pub fn must(&self, field: &str, length: RangeInclusive<usize>) -> Result<String, Refused> {
        self.text(field, length)?
            .ok_or_else(|| Refused::required(field))
    }

    /// A whole number within bounds.
    pub fn number(&self, field: &str, bounds: RangeInclusive<u16>) -> Result<Option<u16>, Refused> {
        let Some(value) = self.given(field) else {
            return Ok(None);
        };
        let number = value.as_i64().ok_or_else(|| {
            let words = format!("Value \"{value}\" is not int.");
            Refused::form(field, "NUMBER_TYPE_COERCE", &words)
        })?;
        let (least, most) = (i64::from(*bounds.start()), i64::from(*bounds.end()));
        if number > most {
            let words = format!("int value should be less than or equal to {most}.");
            return Err(Refused::form(field, "NUMBER_TYPE_MAX", &words));
        }
        if number < least {
            let words = format!("int value should be greater than or equal to {least}.");
            return Err(Refused::form(field, "NUMBER_TYPE_MIN", &words));
        }
        Ok(u16::try_from(number).ok())
    }

    /// One of some numbers.
    pub fn choice(&self, field: &str, choices: &[u16]) -> Result<Option<u16>, Refused> {
        let Some(value) = self.given(field) else {
            return Ok(None);
        };
        let chosen = choices
            .iter()
            .find(|choice| value.as_u64() == Some(u64::from(**choice)));
        let listed: Vec<String> = choices.iter().map(u16::to_string).collect();
        let words = format!("Value must be one of {{{}}}.", listed.join(", "));
        chosen
            .copied()
            .map(Some)
            .ok_or_else(|| Refused::choice(field, &words))
    }

    /// Yes or no.
    pub fn flag(&self, field: &str) -> Result<Option<bool>, Refused> {
        let Some(value) = self.given(field) else {
            return Ok(None);
        };
        let flag = value.as_bool();
        flag.map(Some).ok_or_else(|| {
            let words = "Must be either true or false.";
            Refused::form(field, "BOOLEAN_TYPE_CONVERT", words)
        })
    }

    /// An id.
    pub fn id(&self, field: &str) -> Result<Option<u64>, Refused> {
        let Some(value) = self.given(field) else {
            return Ok(None);
        };
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        id(&text).map(Some).map_err(|_| {
            let words = format!("Value \"{text}\" is not snowflake.");
            Refused::form(field, "NUMBER_TYPE_COERCE", &words)
        })
    }
}
