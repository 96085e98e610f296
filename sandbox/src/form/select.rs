//! Lists to choose from: of texts, people, roles, channels.

use serde_json::{Value, json};

use super::{Field, button::emoji};

/// Channels' types.
pub const CHANNEL_TYPES: [i64; 12] = [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 15, 16];
/// A list of texts.
const TEXTS: i64 = 3;

/// A list as Discord keeps it. In a form one may be required.
pub fn read(select: &Field, kind: i64, in_form: bool) -> Value {
    let mut kept = json!({ "type": kind });
    if let Some(id) = select.at("custom_id").text_needed(1, 100) {
        kept["custom_id"] = json!(id);
    }
    if let Some(text) = select.at("placeholder").text_of(0, 150) {
        kept["placeholder"] = json!(text);
    }
    let least = select.at("min_values").whole_of(0, 25).unwrap_or(1);
    let most = select.at("max_values").whole_of(1, 25).unwrap_or(1);
    kept["min_values"] = json!(least);
    kept["max_values"] = json!(most);
    if (1..=25).contains(&most) && (most..=25).contains(&least) && least != most {
        let words = format!("int value should be less than or equal to {most}.");
        select.at("min_values").wrong("NUMBER_TYPE_MAX", &words);
    }
    let required = select.at("required").flag();
    if required.unwrap_or(in_form) && least == 0 && select.at("min_values").given().is_some() {
        let words = "Select menus marked as required cannot have a min_values of 0";
        select
            .at("min_values")
            .wrong("SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES", words);
    }
    if in_form {
        kept["required"] = json!(required.unwrap_or(true));
    } else if let Some(disabled) = select.at("disabled").flag().filter(|disabled| *disabled) {
        kept["disabled"] = json!(disabled);
    }
    if kind == TEXTS {
        kept["options"] = json!(options(&select.at("options"), least.max(most)));
    } else if let Some(values) = defaults(&select.at("default_values"), kind, most) {
        kept["default_values"] = json!(values);
    }
    if kind == 8
        && let Some(types) = select.at("channel_types").set_of(&CHANNEL_TYPES)
    {
        kept["channel_types"] = json!(types);
    }
    kept
}

fn options(list: &Field, most: i64) -> Vec<Value> {
    if !list.is_there() {
        return Vec::new();
    }
    let mut read: Vec<Value> = Vec::new();
    // As many as must be choosable, which is how Discord tells of too high a bound.
    let least = usize::try_from(most).unwrap_or(1).clamp(1, 25);
    for option in list.list_of(least, 25).unwrap_or_default() {
        if !option.is_model() {
            continue;
        }
        let mut kept = json!({});
        for part in ["label", "value"] {
            if let Some(text) = option.at(part).text_needed(1, 100) {
                kept[part] = json!(text);
            }
        }
        let used = |other: &Value| !kept["value"].is_null() && other["value"] == kept["value"];
        if read.iter().any(used) {
            let words = "The specified option value is already used";
            option
                .at("value")
                .wrong("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", words);
        }
        if let Some(text) = option.at("description").text_of(0, 100) {
            kept["description"] = json!(text);
        }
        if let Some(face) = emoji(&option.at("emoji")) {
            kept["emoji"] = face;
        }
        if let Some(chosen) = option.at("default").flag() {
            kept["default"] = json!(chosen);
        }
        read.push(kept);
    }
    let chosen = read.iter().filter(|option| option["default"] == true);
    too_many(list, chosen.count(), most);
    read
}

/// What is chosen already in a list of people, roles or channels.
fn defaults(list: &Field, kind: i64, most: i64) -> Option<Vec<Value>> {
    let entries = list.list_of(0, 25)?;
    too_many(list, entries.len(), most);
    let kinds: &[&str] = match kind {
        5 => &["user"],
        6 => &["role"],
        7 => &["user", "role"],
        _ => &["channel"],
    };
    let mut read = Vec::new();
    for entry in entries.iter().filter(|entry| entry.is_model()) {
        let (id, of) = (entry.at("id"), entry.at("type"));
        let id = id.is_there().then(|| id.snowflake()).flatten();
        let given = of.is_there().then(|| of.text()).flatten();
        if given.is_some_and(|given| !kinds.contains(&given)) {
            let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
            let words = format!("Value must be one of ({}).", kinds.join(", "));
            of.wrong("BASE_TYPE_CHOICES", &words);
        }
        read.push(json!({ "id": id.unwrap_or_default().to_string(), "type": given }));
    }
    Some(read)
}

fn too_many(list: &Field, chosen: usize, most: i64) {
    if i64::try_from(chosen).is_ok_and(|chosen| chosen > most) {
        let words = "The specified number of default values exceeds the specified maximum values";
        list.wrong("SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", words);
    }
}
