//! Whether the commands that Discord has are those that we want. Discord fills in what was left out and
//! adds ids, so the two lists are compared by what matters to people.

use std::collections::BTreeMap;

use serde_json::Value;

/// What is compared of a command, an option and a choice, whether we name it or not: what we do not
/// name must not be there.
const COMPARED: [&str; 17] = [
    "autocomplete",
    "channel_types",
    "choices",
    "default_member_permissions",
    "description",
    "description_localizations",
    "max_length",
    "max_value",
    "min_length",
    "min_value",
    "name",
    "name_localizations",
    "nsfw",
    "options",
    "required",
    "type",
    "value",
];

/// What Discord fills in by itself when it is left out: compared only when we name it.
const COMPARED_IF_WANTED: [&str; 2] = ["contexts", "integration_types"];

/// The type of a command that is left out: a slash command.
const CHAT_INPUT: i64 = 1;

/// Whether the list that Discord has is the one that we want. Commands come in any order; options and
/// choices in ours, since people see them so.
pub fn same(wanted: &Value, there: &Value) -> bool {
    let (Some(wanted), Some(there)) = (by_name(wanted), by_name(there)) else {
        return false;
    };
    wanted.len() == there.len()
        && wanted
            .iter()
            .all(|(key, command)| there.get(key).is_some_and(|other| alike(command, other)))
}

/// Commands by type and name: a message command may be called as a slash command is.
fn by_name(list: &Value) -> Option<BTreeMap<(i64, String), &Value>> {
    list.as_array()?
        .iter()
        .map(|command| {
            let kind = command["type"].as_i64().unwrap_or(CHAT_INPUT);
            Some(((kind, command["name"].as_str()?.to_owned()), command))
        })
        .collect()
}

fn alike(wanted: &Value, there: &Value) -> bool {
    match (wanted, there) {
        (Value::Object(mine), Value::Object(theirs)) => {
            let value = |of: &serde_json::Map<String, Value>, key: &str| match of.get(key) {
                None | Some(Value::Null) if key == "type" => Value::from(CHAT_INPUT),
                None => Value::Null,
                Some(value) => value.clone(),
            };
            COMPARED
                .iter()
                .all(|key| alike(&value(mine, key), &value(theirs, key)))
                && COMPARED_IF_WANTED
                    .iter()
                    .all(|key| !mine.contains_key(*key) || alike(&mine[*key], &value(theirs, key)))
        }
        (Value::Array(mine), Value::Array(theirs)) => {
            mine.len() == theirs.len() && mine.iter().zip(theirs).all(|(a, b)| alike(a, b))
        }
        (Value::Number(mine), Value::Number(theirs)) => mine.as_f64() == theirs.as_f64(),
        _ => wanted == there || (is_default(wanted) && is_default(there)),
    }
}

/// Whether a value is the same as none.
fn is_default(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ours() -> Value {
        json!([
            { "name": "lead", "description": "Leads", "contexts": [0], "nsfw": false,
              "options": [{ "type": 3, "name": "name", "description": "Who", "required": true,
                            "max_length": 80, "choices": [] }] },
            { "name": "Capture lead", "type": 3, "options": [], "nsfw": false },
        ])
    }

    fn theirs() -> Value {
        json!([
            { "id": "2", "name": "Capture lead", "type": 3, "description": "", "version": "9",
              "contexts": null, "integration_types": [0], "default_member_permissions": null },
            { "id": "1", "name": "lead", "type": 1, "description": "Leads", "contexts": [0],
              "version": "8", "dm_permission": false, "options": [{ "type": 3, "name": "name",
              "description": "Who", "required": true, "max_length": 80.0, "autocomplete": false }] },
        ])
    }

    #[test]
    fn what_discord_fills_in_is_no_change() {
        assert!(same(&ours(), &theirs()));
        assert!(same(&json!([]), &json!([])));
    }

    #[test]
    fn every_change_that_people_see_is_one() {
        let changes: [fn(&mut Value); 8] = [
            |list| list[1]["description"] = json!("Customers"),
            |list| list[1]["options"][0]["required"] = json!(false),
            |list| list[1]["options"][0]["autocomplete"] = json!(true),
            |list| list[1]["options"][0]["choices"] = json!([{ "name": "a", "value": "a" }]),
            |list| list[1]["options"][0]["max_length"] = json!(81),
            |list| list[1]["contexts"] = json!([0, 1]),
            |list| list[0]["name"] = json!("Capture"),
            |list| drop(list.as_array_mut().expect("a list").pop()),
        ];
        for (index, change) in changes.into_iter().enumerate() {
            let mut there = theirs();
            change(&mut there);
            assert!(!same(&ours(), &there), "change {index}");
        }
    }
}
