//! Embeds: frames around text and pictures.

use chrono::{DateTime, NaiveDateTime};
use serde_json::{Value, json};

use super::Field;
use crate::model::time::written;

/// The most embeds of a message.
const EMBEDS: usize = 10;
/// The most characters of all embeds of a message.
const CHARACTERS: usize = 6_000;
/// What a link may begin with.
const WEB: [&str; 2] = ["http", "https"];

/// Embeds as Discord keeps them.
pub fn read(list: &Field) -> Vec<Value> {
    let mut characters = 0;
    let read = list
        .list_of(0, EMBEDS)
        .unwrap_or_default()
        .iter()
        .filter(|embed| embed.is_model())
        .map(|embed| one(embed, &mut characters))
        .collect();
    if characters > CHARACTERS {
        let words = "Embed size exceeds maximum size of 6000";
        list.wrong("MAX_EMBED_SIZE_EXCEEDED", words);
    }
    read
}

fn one(embed: &Field, characters: &mut usize) -> Value {
    let mut kept = json!({ "type": "rich" });
    let mut count = |text: &str| {
        let text = text.trim();
        *characters += text.chars().count();
        json!(text)
    };
    for (part, most) in [("title", 256), ("description", 4_096)] {
        if let Some(text) = embed.at(part).text_of(0, most).filter(|text| !blank(text)) {
            kept[part] = count(text);
        }
    }
    if let Some(url) = embed.at("url").url(&WEB) {
        kept["url"] = json!(url);
    }
    if let Some(colour) = embed.at("color").whole_of(0, 0xff_ff_ff) {
        kept["color"] = json!(colour);
    }
    if let Some(time) = timestamp(&embed.at("timestamp")) {
        kept["timestamp"] = json!(time);
    }
    for (part, name, most) in [("footer", "text", 2_048), ("author", "name", 256)] {
        let field = embed.at(part);
        if !field.is_model() {
            continue;
        }
        let text = field.at(name);
        let mut whole = json!({});
        match text.text_of(0, most) {
            Some(said) if !blank(said) => whole[name] = count(said),
            _ => text.missing(),
        }
        if let Some(url) = field.at("icon_url").picture() {
            whole["icon_url"] = json!(url);
        }
        if part == "author"
            && let Some(url) = field.at("url").url(&WEB)
        {
            whole["url"] = json!(url);
        }
        kept[part] = whole;
    }
    for part in ["image", "thumbnail"] {
        let field = embed.at(part);
        if field.is_model() && field.at("url").is_there() {
            kept[part] = json!({ "url": field.at("url").picture().unwrap_or_default() });
        }
    }
    let fields = fields(&embed.at("fields"), &mut count);
    if !fields.is_empty() {
        kept["fields"] = json!(fields);
    }
    let shows = [
        "title",
        "description",
        "fields",
        "image",
        "thumbnail",
        "author",
        "footer",
    ];
    if !shows.iter().any(|part| kept.get(*part).is_some()) {
        embed.at("description").missing();
    }
    kept
}

fn fields(list: &Field, count: &mut dyn FnMut(&str) -> Value) -> Vec<Value> {
    let list = list.list_of(0, 25).unwrap_or_default();
    let one = |field: &Field| {
        let mut kept = json!({ "inline": field.at("inline").flag().unwrap_or(false) });
        for (part, most) in [("name", 256), ("value", 1_024)] {
            match field.at(part).text_of(0, most) {
                Some(text) if !blank(text) => kept[part] = count(text),
                Some(_) => field.at(part).missing(),
                None if field.at(part).given().is_none() => field.at(part).missing(),
                None => {}
            }
        }
        kept
    };
    list.iter()
        .filter(|field| field.is_model())
        .map(one)
        .collect()
}

fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// A point in time as Discord writes it.
fn timestamp(field: &Field) -> Option<String> {
    let text = field.given()?;
    let parsed = text.as_str().and_then(|text| {
        DateTime::parse_from_rfc3339(text)
            .map(|time| time.to_utc())
            .or_else(|_| text.parse::<NaiveDateTime>().map(|time| time.and_utc()))
            .ok()
    });
    let Some(time) = parsed else {
        let words = format!(
            "Could not parse {}. Should be ISO8601.",
            super::field::shown(text)
        );
        field.wrong("DATE_TIME_TYPE_PARSE", &words);
        return None;
    };
    Some(written(time))
}
