//! Fields of a body, read one by one; one that does not fit is told with its path.

use std::ops::RangeInclusive;

use serde_json::Value;
use twilight_model::guild::Permissions;

use super::id;
use crate::refusal::Refused;

/// Whether a flag of a query is set. Libraries write it in different ways.
pub fn is_true(text: Option<&str>) -> bool {
    text.is_some_and(|text| matches!(text, "true" | "True" | "1"))
}

/// A field: `None` when it is left out, `Some(None)` when it is null.
type Field<T> = Result<Option<Option<T>>, Refused>;

fn field<T>(body: &Value, name: &str, read: impl FnOnce(&Value) -> Result<T, Refused>) -> Field<T> {
    match body.get(name) {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(None)),
        Some(value) => read(value).map(|value| Some(Some(value))),
    }
}

/// A text of so many characters.
pub fn text(body: &Value, name: &str, length: RangeInclusive<usize>) -> Field<String> {
    field(body, name, |value| {
        let text = value.as_str().ok_or_else(|| {
            Refused::form(
                name,
                "STRING_TYPE_CONVERT",
                "Could not interpret as string.",
            )
        })?;
        if length.contains(&text.chars().count()) {
            Ok(text.to_owned())
        } else if *length.start() == 0 {
            Err(Refused::too_long(name, *length.end()))
        } else {
            Err(Refused::length(name, *length.start(), *length.end()))
        }
    })
}

/// A whole number within bounds.
pub fn number(body: &Value, name: &str, bounds: RangeInclusive<u64>) -> Field<u64> {
    field(body, name, |value| {
        let number = value.as_i64().ok_or_else(|| {
            let words = format!("Value \"{value}\" is not an int.");
            Refused::form(name, "NUMBER_TYPE_COERCE", &words)
        })?;
        within(name, number, bounds)
    })
}

/// A number within bounds.
fn within(name: &str, number: i64, bounds: RangeInclusive<u64>) -> Result<u64, Refused> {
    match u64::try_from(number) {
        Ok(number) if bounds.contains(&number) => Ok(number),
        Ok(number) if number > *bounds.end() => {
            let words = format!(
                "int value should be less than or equal to {}.",
                bounds.end()
            );
            Err(Refused::form(name, "NUMBER_TYPE_MAX", &words))
        }
        _ => {
            let least = bounds.start();
            let words = format!("int value should be greater than or equal to {least}.");
            Err(Refused::form(name, "NUMBER_TYPE_MIN", &words))
        }
    }
}

/// A number of the address, like `?limit=`.
pub fn asked(
    given: Option<&str>,
    name: &str,
    bounds: RangeInclusive<u64>,
    default: u64,
) -> Result<usize, Refused> {
    let number = match given {
        None => default,
        Some(text) => {
            let number = text.parse().map_err(|_| {
                let words = format!("Value \"{text}\" is not an int.");
                Refused::form(name, "NUMBER_TYPE_COERCE", &words)
            })?;
            within(name, number, bounds)?
        }
    };
    Ok(usize::try_from(number).unwrap_or(usize::MAX))
}

/// Yes or no.
pub fn flag(body: &Value, name: &str) -> Field<bool> {
    field(body, name, |value| {
        value.as_bool().ok_or_else(|| {
            Refused::form(
                name,
                "BOOLEAN_TYPE_CONVERT",
                "Must be either true or false.",
            )
        })
    })
}

/// An id.
pub fn snowflake(body: &Value, name: &str) -> Field<u64> {
    field(body, name, |value| snowflake_of(value, name))
}

/// An id, as a text or as a number.
pub fn snowflake_of(value: &Value, path: &str) -> Result<u64, Refused> {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    text.parse().map_err(|_| {
        let words = format!("Value \"{text}\" is not snowflake.");
        Refused::form(path, "NUMBER_TYPE_COERCE", &words)
    })
}

/// A list of ids, each of them once.
pub fn snowflakes(body: &Value, name: &str, most: usize) -> Field<Vec<u64>> {
    field(body, name, |value| {
        let list = value.as_array().ok_or_else(|| {
            Refused::form(
                name,
                "LIST_TYPE_CONVERT",
                "Only iterables may be used in a ListType",
            )
        })?;
        if list.len() > most {
            return Err(Refused::too_long(name, most));
        }
        let mut ids = Vec::new();
        for (index, value) in list.iter().enumerate() {
            let id = snowflake_of(value, &format!("{name}.{index}"))?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    })
}

/// Permissions: a text of digits, or a number as older clients send it. Bits that do not exist are
/// left out.
pub fn permissions(body: &Value, name: &str) -> Field<Permissions> {
    field(body, name, |value| {
        let bits = value.as_u64().or_else(|| value.as_str()?.parse().ok());
        bits.map(Permissions::from_bits_truncate).ok_or_else(|| {
            let words = format!("Value {value} is not a permission set.");
            Refused::form(name, "NUMBER_TYPE_COERCE", &words)
        })
    })
}

/// Whether something was given that the sandbox does not have.
pub fn given(body: &Value, names: &[&str]) -> bool {
    names.iter().any(|name| match &body[*name] {
        Value::Null | Value::Bool(false) => false,
        Value::Array(list) => !list.is_empty(),
        _ => true,
    })
}

/// Ids in an address between which a list is asked for.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Span {
    /// How many.
    pub limit: Option<String>,
    /// Only smaller ids.
    pub before: Option<String>,
    /// Only larger ids.
    pub after: Option<String>,
    /// Whether members are to be counted.
    pub with_counts: Option<String>,
}

impl Span {
    /// The ids of a list that fit: the first after an edge, or the last before one.
    pub fn cut(
        &self,
        ids: impl Iterator<Item = u64>,
        bounds: RangeInclusive<u64>,
        default: u64,
    ) -> Result<Vec<u64>, Refused> {
        let limit = asked(self.limit.as_deref(), "limit", bounds, default)?;
        let edge = |text: &Option<String>| text.as_deref().map(id).transpose();
        let (before, after) = (edge(&self.before)?, edge(&self.after)?);
        let mut ids: Vec<u64> = ids
            .filter(|id| before.is_none_or(|before| *id < before))
            .filter(|id| after.is_none_or(|after| *id > after))
            .collect();
        ids.sort_unstable();
        if before.is_some() && after.is_none() {
            ids.drain(..ids.len().saturating_sub(limit));
        }
        ids.truncate(limit);
        Ok(ids)
    }

    /// Whether members are to be counted.
    pub fn counted(&self) -> bool {
        is_true(self.with_counts.as_deref())
    }
}
