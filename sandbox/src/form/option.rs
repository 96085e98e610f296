//! The options of a command: subcommands, groups of them, and what is typed.

use serde_json::{Value, json};

use super::{
    Field,
    command::{localised, name},
    select::CHANNEL_TYPES,
};

/// The kinds of a command's options.
pub const TOP: [i64; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
/// The kinds of a group's.
const IN_GROUP: [i64; 1] = [1];
/// The kinds of a subcommand's.
const TYPED: [i64; 9] = [3, 4, 5, 6, 7, 8, 9, 10, 11];
/// The largest whole number that every client can hold.
const SAFE: i64 = (1 << 53) - 1;
/// The largest number with a point.
const SAFE_FLOAT: f64 = 9_007_199_254_740_992.0;

/// Options as Discord keeps them.
pub fn read(list: &Field, kinds: &[i64]) -> Vec<Value> {
    let mut read: Vec<Value> = Vec::new();
    let mut optional = false;
    for option in list.list_of(0, 25).unwrap_or_default() {
        if !option.is_model() {
            continue;
        }
        let Some(kept) = one(&option, kinds) else {
            continue;
        };
        let said = kept["name"].as_str().unwrap_or_default();
        if read.iter().any(|other| other["name"] == kept["name"]) {
            let words = format!("Option name {said} is already used in these options");
            option.wrong("APPLICATION_COMMAND_OPTIONS_NAME_INVALID", &words);
        }
        if read.iter().any(|other| nests(other) != nests(&kept)) {
            let words = "Sub-command and sub-command group option types are mutually exclusive to all other types";
            option.wrong("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", words);
        }
        if kept["required"] == true && optional {
            let words = "Required options must be placed before non-required options";
            option.wrong("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words);
        }
        optional |= kept["required"] != true && !nests(&kept);
        read.push(kept);
    }
    read
}

/// Whether an option is a subcommand or a group of them.
fn nests(option: &Value) -> bool {
    matches!(option["type"].as_i64(), Some(1 | 2))
}

fn one(option: &Field, kinds: &[i64]) -> Option<Value> {
    let kind = option.at("type");
    let kind = kind.is_there().then(|| kind.one_of(kinds)).flatten();
    let said = name(&option.at("name"), true, true);
    let about = option.at("description").text_needed(1, 100);
    let kind = kind?;
    let mut kept = json!({ "type": kind, "name": said, "description": about });
    let names = localised(&option.at("name_localizations"), &|field| {
        name(field, true, true);
    });
    let descriptions = localised(&option.at("description_localizations"), &|field| {
        field.text_of(1, 100);
    });
    for (part, map) in [
        ("name_localizations", names),
        ("description_localizations", descriptions),
    ] {
        if let Some(map) = map {
            kept[part] = map;
        }
    }
    if matches!(kind, 1 | 2) {
        let inner: &[i64] = if kind == 1 { &TYPED } else { &IN_GROUP };
        kept["options"] = json!(read(&option.at("options"), inner));
        return Some(kept);
    }
    if let Some(required) = option.at("required").flag() {
        kept["required"] = json!(required);
    }
    let choices = option.at("choices");
    let offered = choices.given().and_then(Value::as_array);
    let offered = offered.is_some_and(|list| !list.is_empty());
    let takes = matches!(kind, 3 | 4 | 10);
    if offered && !takes {
        let words = "Choices are not valid for this option type";
        choices.wrong("APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", words);
    } else if choices.given().is_some() {
        let read = self::choices(&choices, kind);
        if !read.is_empty() {
            kept["choices"] = json!(read);
        }
    }
    if let Some(completes) = option.at("autocomplete").flag() {
        if completes && (offered || !takes) {
            let words = "Autocomplete is not valid for this option";
            option
                .at("autocomplete")
                .wrong("APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", words);
        }
        // Said of an option that nothing completes, it means nothing and is not told back.
        if takes {
            kept["autocomplete"] = json!(completes);
        }
    }
    match kind {
        3 => lengths(option, &mut kept),
        4 | 10 => bounds(option, kind, &mut kept),
        7 => {
            if let Some(types) = option.at("channel_types").set_of(&CHANNEL_TYPES) {
                kept["channel_types"] = json!(types);
            }
        }
        _ => {}
    }
    Some(kept)
}

fn choices(list: &Field, kind: i64) -> Vec<Value> {
    let mut read: Vec<Value> = Vec::new();
    for choice in list.list_of(0, 25).unwrap_or_default() {
        if !choice.is_model() {
            continue;
        }
        let said = choice.at("name").text_needed(1, 100);
        let mut kept = json!({ "name": said, "value": value(&choice.at("value"), kind) });
        let names = localised(&choice.at("name_localizations"), &|field| {
            field.text_of(1, 100);
        });
        if let Some(names) = names {
            kept["name_localizations"] = names;
        }
        if read.iter().any(|other| other["name"] == kept["name"]) {
            let words = "Option choice name already exists";
            choice.wrong(
                "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS",
                words,
            );
        }
        read.push(kept);
    }
    read
}

/// The value of a choice of an option of this kind.
pub fn value(value: &Field, kind: i64) -> Option<Value> {
    if !value.is_there() {
        return None;
    }
    match kind {
        4 => value.whole_of(-SAFE, SAFE).map(Value::from),
        10 => {
            let number = value.number()?;
            let (small, large) = (number < -SAFE_FLOAT, number > SAFE_FLOAT);
            value.bound(small, large, "float", &-SAFE_FLOAT, &SAFE_FLOAT);
            value.given().cloned()
        }
        _ => value.text_of(1, 100).map(Value::from),
    }
}

fn lengths(option: &Field, kept: &mut Value) {
    let least = option.at("min_length").whole_of(0, 6_000);
    let most = option.at("max_length").whole_of(1, 6_000);
    if let Some(least) = least {
        kept["min_length"] = json!(least);
    }
    if let Some(most) = most {
        kept["max_length"] = json!(most);
    }
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        let words = format!("int value should be less than or equal to {most}.");
        option.at("min_length").wrong("NUMBER_TYPE_MAX", &words);
    }
}

fn bounds(option: &Field, kind: i64, kept: &mut Value) {
    let bounds = ["min_value", "max_value"].map(|part| {
        let field = option.at(part);
        field.given()?;
        let read = value(&field, kind)?;
        kept[part] = read.clone();
        read.as_f64()
    });
    if let [Some(least), Some(most)] = bounds
        && least > most
    {
        let words = format!("float value should be less than or equal to {most}.");
        option.at("min_value").wrong("NUMBER_TYPE_MAX", &words);
    }
}
