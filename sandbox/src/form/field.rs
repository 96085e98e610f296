//! A value somewhere in a body, read as what it must be.

use serde_json::Value;

use super::Form;

/// A value somewhere in a body.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    form: &'a Form,
    path: Vec<String>,
    value: Option<&'a Value>,
}

impl<'a> Field<'a> {
    /// A field of a form.
    pub(super) fn new(form: &'a Form, path: Vec<String>, value: &'a Value) -> Self {
        Self {
            form,
            path,
            value: Some(value),
        }
    }

    /// What it holds under a name.
    pub fn at(&self, key: &str) -> Field<'a> {
        self.below(key, self.value.and_then(|value| value.get(key)))
    }

    fn below(&self, key: &str, value: Option<&'a Value>) -> Field<'a> {
        let mut path = self.path.clone();
        path.push(key.to_owned());
        Field {
            form: self.form,
            path,
            value,
        }
    }

    /// Says what is wrong here.
    pub fn wrong(&self, code: &str, message: &str) {
        self.form.fault(&self.path, code, message);
    }

    /// Says that the sandbox does not have this: told when nothing is wrong.
    pub fn not_here(&self, what: &'static str) {
        self.form.absent.replace(Some(what));
    }

    /// Whether it is named, even as null.
    pub fn is_named(&self) -> bool {
        self.value.is_some()
    }

    /// Its value, unless it is null.
    pub fn given(&self) -> Option<&'a Value> {
        self.value.filter(|value| !value.is_null())
    }

    /// Whether it is there, which it must be.
    pub fn is_there(&self) -> bool {
        let there = self.given().is_some();
        if !there {
            self.missing();
        }
        there
    }

    /// It must be there and is not.
    pub fn missing(&self) {
        self.wrong("BASE_TYPE_REQUIRED", "This field is required");
    }

    /// A text.
    pub fn text(&self) -> Option<&'a str> {
        let given = self.given()?;
        if given.is_string() {
            return given.as_str();
        }
        let words = format!("Could not interpret \"{given}\" as string.");
        self.wrong("STRING_TYPE_CONVERT", &words);
        None
    }

    /// A text of so many characters.
    pub fn text_of(&self, least: usize, most: usize) -> Option<&'a str> {
        let text = self.text()?;
        self.measure(text.chars().count(), least, most);
        Some(text)
    }

    /// A text of so many characters, which must be there.
    pub fn text_needed(&self, least: usize, most: usize) -> Option<&'a str> {
        self.is_there().then(|| self.text_of(least, most)).flatten()
    }

    /// Holds a length against its bounds.
    pub fn measure(&self, length: usize, least: usize, most: usize) {
        if (least..=most).contains(&length) {
        } else if least == 0 {
            let words = format!("Must be {most} or fewer in length.");
            self.wrong("BASE_TYPE_MAX_LENGTH", &words);
        } else {
            let words = format!("Must be between {least} and {most} in length.");
            self.wrong("BASE_TYPE_BAD_LENGTH", &words);
        }
    }

    /// A whole number; one in a text or with a bare ".0" is taken for it.
    pub fn whole(&self) -> Option<i64> {
        let given = self.given()?;
        let number = match given {
            Value::Number(number) => number.as_i64().or_else(|| {
                let number = number.as_f64().filter(|number| number.fract() == 0.0)?;
                #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^63")]
                (number.abs() < 9.2e18).then_some(number as i64)
            }),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        if number.is_none() {
            let words = format!("Value \"{}\" is not int.", shown(given));
            self.wrong("NUMBER_TYPE_COERCE", &words);
        }
        number
    }

    /// A whole number within bounds.
    pub fn whole_of(&self, least: i64, most: i64) -> Option<i64> {
        let number = self.whole()?;
        self.bound(number < least, number > most, "int", &least, &most);
        Some(number)
    }

    /// Any number.
    pub fn number(&self) -> Option<f64> {
        let given = self.given()?;
        let number = given
            .as_f64()
            .or_else(|| given.as_str()?.parse().ok())
            .filter(|number| number.is_finite());
        if number.is_none() {
            let words = format!("Value \"{}\" is not float.", shown(given));
            self.wrong("NUMBER_TYPE_COERCE", &words);
        }
        number
    }

    /// Says that a number of a kind is too small or too large.
    pub fn bound(
        &self,
        small: bool,
        large: bool,
        kind: &str,
        least: &dyn std::fmt::Display,
        most: &dyn std::fmt::Display,
    ) {
        if small {
            let words = format!("{kind} value should be greater than or equal to {least}.");
            self.wrong("NUMBER_TYPE_MIN", &words);
        }
        if large {
            let words = format!("{kind} value should be less than or equal to {most}.");
            self.wrong("NUMBER_TYPE_MAX", &words);
        }
    }

    /// A number that is one of these.
    pub fn one_of(&self, choices: &[i64]) -> Option<i64> {
        let number = self.whole()?;
        if choices.contains(&number) {
            return Some(number);
        }
        let choices: Vec<String> = choices.iter().map(i64::to_string).collect();
        let words = format!("Value must be one of {{{}}}.", choices.join(", "));
        self.wrong("BASE_TYPE_CHOICES", &words);
        None
    }

    /// An id.
    pub fn snowflake(&self) -> Option<u64> {
        let given = self.given()?;
        let id = given
            .as_u64()
            .or_else(|| given.as_str()?.parse().ok())
            .filter(|id| i64::try_from(*id).is_ok());
        if id.is_none() {
            let words = format!("Value \"{}\" is not snowflake.", shown(given));
            self.wrong("NUMBER_TYPE_COERCE", &words);
        }
        id
    }

    /// Bits of permissions, as a text of a number.
    pub fn bits(&self) -> Option<String> {
        let given = self.given()?;
        let bits = given.as_u64().or_else(|| given.as_str()?.parse().ok());
        if bits.is_none() {
            let words = format!("Value \"{}\" is not int.", shown(given));
            self.wrong("NUMBER_TYPE_COERCE", &words);
        }
        bits.map(|bits| bits.to_string())
    }

    /// Yes or no.
    pub fn flag(&self) -> Option<bool> {
        let given = self.given()?;
        if given.as_bool().is_none() {
            self.wrong("BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
        }
        given.as_bool()
    }

    /// A list.
    pub fn list(&self) -> Option<Vec<Field<'a>>> {
        let given = self.given()?;
        let Some(list) = given.as_array() else {
            let words = "Only iterables may be used in a ListType";
            self.wrong("LIST_TYPE_CONVERT", words);
            return None;
        };
        let entry = |(index, value)| self.below(&usize::to_string(&index), Some(value));
        Some(list.iter().enumerate().map(entry).collect())
    }

    /// A list of so many entries. What is beyond the last is not looked at.
    pub fn list_of(&self, least: usize, most: usize) -> Option<Vec<Field<'a>>> {
        let mut list = self.list()?;
        self.measure(list.len(), least, most);
        list.truncate(most);
        Some(list)
    }

    /// Whether it is an object, which it must be when it is there.
    pub fn is_model(&self) -> bool {
        match self.given() {
            Some(Value::Object(_)) => true,
            None => false,
            Some(_) => {
                let words = "Only dictionaries may be used in a ModelType";
                self.wrong("MODEL_TYPE_CONVERT", words);
                false
            }
        }
    }

    /// An object's names and values.
    pub fn entries(&self) -> Vec<(&'a str, Field<'a>)> {
        if !self.is_model() {
            return Vec::new();
        }
        let map = self.given().and_then(Value::as_object);
        map.into_iter()
            .flatten()
            .map(|(key, value)| (key.as_str(), self.below(key, Some(value))))
            .collect()
    }

    /// Different numbers of a list, each one of these.
    pub fn set_of(&self, choices: &[i64]) -> Option<Vec<i64>> {
        let mut set = Vec::new();
        for entry in self.list()? {
            if let Some(number) = entry.one_of(choices) {
                if set.contains(&number) {
                    entry.is_there_already();
                }
                set.push(number);
            }
        }
        Some(set)
    }

    /// A set holds each value once.
    pub fn is_there_already(&self) {
        let words = "The set already contains this value";
        self.wrong("SET_TYPE_ALREADY_CONTAINS_VALUE", words);
    }

    /// An address in the web, or of a file that comes with the message.
    pub fn picture(&self) -> Option<&'a str> {
        match self.given().and_then(Value::as_str) {
            Some(url) if url.starts_with("attachment://") => Some(url),
            _ => self.url(&["http", "https"]),
        }
    }

    /// An address of one of these schemes.
    pub fn url(&self, schemes: &[&str]) -> Option<&'a str> {
        let text = self.text_of(0, 2_048)?.trim();
        let ill = || self.wrong("URL_TYPE_INVALID_URL", "Not a well formed URL.");
        let Some((scheme, rest)) = text.split_once(':') else {
            ill();
            return None;
        };
        if !schemes.contains(&scheme) {
            let known: Vec<String> = schemes.iter().map(|known| format!("'{known}'")).collect();
            let words = format!(
                "Scheme \"{scheme}\" is not supported. Scheme must be one of ({}).",
                known.join(", ")
            );
            self.wrong("URL_TYPE_INVALID_SCHEME", &words);
            return None;
        }
        let rest = rest.strip_prefix("//").unwrap_or_default();
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or_default();
        let name = host.split(':').next().unwrap_or_default();
        // A web address has a name with a dot in it, or numbers.
        let web = ["http", "https"].contains(&scheme);
        let known = !web || name.contains('.') || host.starts_with('[');
        if host.is_empty() || text.contains(char::is_whitespace) || !known {
            ill();
        }
        Some(text)
    }
}

/// A value as it stands in Discord's words.
pub(super) fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
