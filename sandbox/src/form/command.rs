//! A command as a bot registers it.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value, json};

use super::{Field, option};

/// The most characters of a command in all.
const CHARACTERS: usize = 8_000;

/// Typed after a slash; the other two stand in menus.
pub const TYPED: i64 = 1;

/// Languages that Discord speaks.
const LOCALES: [&str; 32] = [
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl",
    "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th",
    "zh-CN", "ja", "zh-TW", "ko",
];

/// Names of commands and options.
static NAME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$").ok());

/// A command as Discord keeps it: its type, its name, and the rest.
pub fn read(command: &Field) -> Option<(u8, String, Value)> {
    if !command.is_model() {
        return None;
    }
    let kind = command.at("type");
    let kind = match kind.given() {
        None => TYPED,
        Some(_) => kind.one_of(&[1, 2, 3])?,
    };
    let name = name(&command.at("name"), kind == TYPED, false);
    let names = localised(&command.at("name_localizations"), &|field| {
        self::name(field, kind == TYPED, false);
    });
    let about = command.at("description");
    let described = if kind == TYPED {
        about.text_needed(1, 100)
    } else {
        let text = about.text();
        if text.is_some_and(|text| !text.is_empty()) {
            let words = "Context menu commands cannot have a description";
            about.wrong(
                "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID",
                words,
            );
        }
        Some("")
    };
    let descriptions = localised(&command.at("description_localizations"), &|field| {
        field.text_of(1, 100);
    });
    let list = command.at("options");
    let options = if kind == TYPED {
        option::read(&list, &option::TOP)
    } else {
        if list
            .given()
            .and_then(Value::as_array)
            .is_some_and(|list| !list.is_empty())
        {
            let words = "Context menu commands cannot have options";
            list.wrong("APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_INVALID", words);
        }
        Vec::new()
    };
    let needs = command.at("default_member_permissions").bits();
    let spec = json!({
        "type": kind, "name": name, "name_localizations": names,
        "description": described, "description_localizations": descriptions,
        "options": options, "nsfw": command.at("nsfw").flag().unwrap_or(false),
        "dm_permission": command.at("dm_permission").flag().unwrap_or(true),
        "default_member_permissions": needs,
        "contexts": command.at("contexts").set_of(&[0, 1, 2]),
        "integration_types": command.at("integration_types").set_of(&[0, 1]).unwrap_or_else(|| vec![0]),
    });
    if characters(&spec) > CHARACTERS {
        let words = "Command exceeds maximum size (8000)";
        command.wrong("APPLICATION_COMMAND_TOO_LARGE", words);
    }
    Some((u8::try_from(kind).ok()?, name?.to_owned(), spec))
}

/// The name of a command or an option. What is typed is in small letters, without spaces.
pub(super) fn name<'a>(field: &Field<'a>, typed: bool, of_option: bool) -> Option<&'a str> {
    let name = field.text_needed(1, 32)?;
    if !typed || name.is_empty() || name.chars().count() > 32 {
        return Some(name);
    }
    let fits = NAME.as_ref().is_none_or(|pattern| pattern.is_match(name));
    let small = name.chars().all(|c| c.to_lowercase().eq([c]));
    if !fits && of_option {
        let words = "String value did not match validation regex.";
        field.wrong("STRING_TYPE_REGEX", words);
    }
    if !fits || !small {
        let words = "Command name is invalid";
        field.wrong("APPLICATION_COMMAND_INVALID_NAME", words);
    }
    Some(name)
}

/// The same in other languages, each held against `rule`.
pub(super) fn localised(field: &Field, rule: &dyn Fn(&Field)) -> Option<Value> {
    let mut kept = Map::new();
    for (locale, text) in field.entries() {
        if !LOCALES.contains(&locale) {
            let known: Vec<String> = LOCALES.iter().map(|known| format!("'{known}'")).collect();
            let words = format!("Value must be one of ({}).", known.join(", "));
            text.wrong("BASE_TYPE_CHOICES", &words);
            continue;
        }
        if let Some(value) = text.given() {
            rule(&text);
            kept.insert(locale.to_owned(), value.clone());
        }
    }
    (!kept.is_empty()).then_some(Value::Object(kept))
}

/// How long a command is: the names, descriptions and values of it and of what it holds, each in the
/// language in which it is longest.
fn characters(part: &Value) -> usize {
    let length = |text: &Value| text.as_str().map_or(0, |text| text.chars().count());
    let longest = |own: &str, others: &str| {
        let other = part[others].as_object().into_iter().flatten();
        let other = other.map(|(_, text)| length(text)).max().unwrap_or(0);
        length(&part[own]).max(other)
    };
    let inner = |of: &str| -> usize {
        let list = part[of].as_array().into_iter().flatten();
        list.map(characters).sum()
    };
    longest("name", "name_localizations")
        + longest("description", "description_localizations")
        + length(&part["value"])
        + inner("options")
        + inner("choices")
}
