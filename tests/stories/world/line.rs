//! A line that somebody types, read as Discord's own client reads it: by the commands that the
//! server offers.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    office::Names,
    plain::{list, text},
};

/// A line read against the commands of the server: the interaction's `data`.
pub fn read(line: &str, commands: &[Value], names: &Names) -> Value {
    data(line, commands, names, false)
}

/// The same while the last option is still being typed.
pub fn read_half_typed(line: &str, commands: &[Value], names: &Names) -> Value {
    data(line, commands, names, true)
}

fn data(line: &str, commands: &[Value], names: &Names, half_typed: bool) -> Value {
    let (name, rest) = word(
        line.strip_prefix('/')
            .unwrap_or_else(|| panic!("{line}: no slash")),
    );
    let command = commands
        .iter()
        .find(|command| text(command, "name") == name && command["type"].as_u64().unwrap_or(1) == 1)
        .unwrap_or_else(|| panic!("no command /{name} is offered"));
    json!({
        "id": command["id"],
        "version": command["version"],
        "name": name,
        "type": 1,
        "options": options(command, rest, names, half_typed),
        "attachments": [],
    })
}

/// The options of a command or subcommand, from what stands behind its name.
fn options(of: &Value, rest: &str, names: &Names, half_typed: bool) -> Vec<Value> {
    let known = list(of, "options");
    if known
        .iter()
        .any(|option| matches!(option["type"].as_u64(), Some(1 | 2)))
    {
        let (name, rest) = word(rest);
        let sub = known
            .iter()
            .find(|option| text(option, "name") == name)
            .unwrap_or_else(|| panic!("{name:?} is no subcommand of {}", text(of, "name")));
        return vec![json!({
            "type": sub["type"],
            "name": name,
            "options": options(sub, rest, names, half_typed),
        })];
    }
    let known: BTreeMap<&str, &Value> = known
        .iter()
        .map(|option| (text(option, "name"), option))
        .collect();
    let mut starts: Vec<(usize, &str)> = known
        .keys()
        .flat_map(|name| {
            rest.match_indices(&format!("{name}:"))
                .map(|(at, _)| (at, *name))
                .filter(|(at, _)| *at == 0 || rest[..*at].ends_with(' '))
                .collect::<Vec<_>>()
        })
        .collect();
    starts.sort_unstable();
    assert!(
        rest.trim().is_empty() || starts.first().is_some_and(|(at, _)| *at == 0),
        "{rest:?} does not begin with one of {:?}",
        known.keys()
    );
    let ends: Vec<usize> = starts
        .iter()
        .skip(1)
        .map(|(at, _)| *at)
        .chain([rest.len()])
        .collect();
    let last = starts.len();
    starts
        .iter()
        .zip(ends)
        .enumerate()
        .map(|(index, ((at, name), end))| {
            let typed = rest[at + name.len() + 1..end].trim();
            let focused = half_typed && index + 1 == last;
            let option = known[name];
            let value = if focused {
                json!(typed)
            } else {
                value(option, typed, names)
            };
            let mut read = json!({"type": option["type"], "name": name, "value": value});
            if focused {
                read["focused"] = json!(true);
            }
            read
        })
        .collect()
}

/// What was typed, as the option's type has it. Quotes keep spaces at the ends.
fn value(option: &Value, typed: &str, names: &Names) -> Value {
    let typed = typed
        .strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'))
        .map_or_else(|| typed.to_owned(), |inner| inner.replace("\\n", "\n"));
    let slug = |words: &str| -> String {
        words
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let choices = list(option, "choices");
    let same = choices.iter().find(|choice| {
        slug(text(choice, "name")) == slug(&typed) || choice["value"] == json!(typed)
    });
    let begun = choices
        .iter()
        .find(|choice| slug(text(choice, "name")).starts_with(&slug(&typed)));
    if let Some(choice) = same.or(begun) {
        return choice["value"].clone();
    }
    match option["type"].as_u64() {
        Some(4) => json!(
            typed
                .parse::<i64>()
                .unwrap_or_else(|_| panic!("{typed}: no integer"))
        ),
        Some(5) => json!(matches!(typed.as_str(), "true" | "yes")),
        Some(6) => json!(id(&names.members, typed.trim_start_matches('@'))),
        Some(7) => json!(id(&names.channels, typed.trim_start_matches('#'))),
        Some(8) => json!(id(&names.roles, typed.trim_start_matches('@'))),
        Some(10) => json!(
            typed
                .parse::<f64>()
                .unwrap_or_else(|_| panic!("{typed}: no number"))
        ),
        _ => json!(typed),
    }
}

fn id(names: &BTreeMap<String, String>, name: &str) -> String {
    names
        .iter()
        .find(|(_, own)| own.eq_ignore_ascii_case(name))
        .map_or_else(|| name.to_owned(), |(id, _)| id.clone())
}

fn word(line: &str) -> (&str, &str) {
    let line = line.trim_start();
    line.split_once(' ')
        .map_or((line, ""), |(word, rest)| (word, rest.trim_start()))
}
