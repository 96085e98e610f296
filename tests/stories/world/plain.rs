//! Messages and forms as plain text, with ids and times made readable, so that a story can quote
//! what people read.

use chrono::DateTime;
use regex::{Captures, Regex};
use serde_json::Value;

use super::office::Names;

/// A message as people read it: what pings, the frame, its fields, and what can be pressed.
pub fn message(message: &Value, names: &Names) -> String {
    let mut lines = Vec::new();
    let content = text(message, "content");
    if !content.is_empty() {
        lines.push(readable(content, names));
    }
    for embed in list(message, "embeds") {
        if !text(embed, "title").is_empty() {
            lines.push(format!("# {}", readable(text(embed, "title"), names)));
        }
        if !text(embed, "description").is_empty() {
            lines.push(readable(text(embed, "description"), names));
        }
        for field in list(embed, "fields") {
            let value = readable(text(field, "value"), names);
            lines.push(format!("{}: {value}", readable(text(field, "name"), names)));
        }
        let footer = text(&embed["footer"], "text");
        if !footer.is_empty() {
            lines.push(format!("-- {}", readable(footer, names)));
        }
    }
    lines.extend(
        list(message, "components")
            .iter()
            .map(|row| pressable(row, names)),
    );
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// A form as people read it.
pub fn form(form: &Value, names: &Names) -> String {
    let mut lines = vec![format!("# {}", readable(text(form, "title"), names))];
    for input in list(form, "components")
        .iter()
        .flat_map(|row| list(row, "components"))
    {
        let star = if input["required"].as_bool().unwrap_or(true) {
            "*"
        } else {
            ""
        };
        lines.push(format!(
            "{}{star}: [{}]",
            text(input, "label"),
            text(input, "value")
        ));
    }
    lines.join("\n")
}

/// `<@1>` as `@mia`, `<@&2>` as `@Sales`, `<#3>` as `#sales`, `<t:4:R>` as a date in UTC.
pub fn readable(text: &str, names: &Names) -> String {
    let pattern = Regex::new(r"<(@&|@|#)(\d+)>|<t:(-?\d+)(?::\w)?>").expect("a pattern");
    let text = &shown(text.trim_end_matches(MARK));
    let named = pattern.replace_all(text, |found: &Captures<'_>| {
        if let Some(unix) = found.get(3) {
            return unix
                .as_str()
                .parse()
                .ok()
                .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
                .map_or_else(
                    || found[0].to_owned(),
                    |at| at.format("%a %F %H:%M").to_string(),
                );
        }
        let (sign, known) = match &found[1] {
            "@&" => ("@&", &names.roles),
            "@" => ("@", &names.members),
            _ => ("#", &names.channels),
        };
        known
            .get(&found[2])
            .map_or_else(|| found[0].to_owned(), |name| format!("{sign}{name}"))
    });
    named.into_owned()
}

/// Text as Discord shows it: escapes and invisible breaks are not seen.
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek().is_some_and(char::is_ascii_punctuation) => {}
            '\u{200b}' | '\u{2068}' | '\u{2069}' => {}
            letter => shown.push(letter),
        }
    }
    shown
}

/// The invisible mark at the end of what the bot posts, which nobody reads and which differs from run to
/// run.
const MARK: [char; 4] = ['\u{2061}', '\u{2062}', '\u{2063}', '\u{2064}'];

fn pressable(row: &Value, names: &Names) -> String {
    let parts: Vec<String> = list(row, "components")
        .iter()
        .map(|component| {
            let disabled = component["disabled"].as_bool().unwrap_or(false);
            if component["type"] == 2 {
                let off = if disabled { " (off)" } else { "" };
                format!("[{}{off}]", text(component, "label"))
            } else {
                let chosen: Vec<String> = list(component, "default_values")
                    .iter()
                    .map(|value| {
                        let id = text(value, "id");
                        let known = names.channels.get(id).or_else(|| names.roles.get(id));
                        known.cloned().unwrap_or_else(|| id.to_owned())
                    })
                    .collect();
                format!(
                    "[{}: {}]",
                    text(component, "placeholder"),
                    chosen.join(", ")
                )
            }
        })
        .collect();
    parts.join(" ")
}

/// A text inside a value; empty when it is not there.
pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// A list inside a value; empty when it is not there.
pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}
