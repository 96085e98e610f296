//! Forms that a bot opens on somebody's screen.

use std::cell::RefCell;

use serde_json::{Value, json};

use super::{
    Field,
    components::{number, once},
    select,
};

/// What Discord has in a label and the sandbox has not: files to upload, groups of boxes to tick.
const NOT_HERE: [i64; 4] = [19, 21, 22, 23];

/// A form as Discord keeps it, its parts numbered.
pub fn read(form: &Field) -> Value {
    let title = form.at("title").text_needed(1, 45);
    let custom_id = form.at("custom_id").text_needed(1, 100);
    let list = form.at("components");
    let rows = list.is_there().then(|| list.list_of(1, 5)).flatten();
    let seen = RefCell::default();
    let mut read = Vec::new();
    for row in rows.unwrap_or_default() {
        if !row.is_model() {
            continue;
        }
        let kind = row.at("type");
        let kind = kind.is_there().then(|| kind.whole()).flatten();
        let kept = match kind {
            Some(1) => in_row(&row, &seen),
            Some(10) => {
                let text = row.at("content").text_needed(1, 4_000);
                Some(json!({ "type": 10, "content": text.unwrap_or_default() }))
            }
            Some(18) => labelled(&row, &seen),
            Some(_) => {
                let words = "Value of field \"type\" must be one of (1, 10, 18).";
                row.wrong("UNION_TYPE_CHOICES", words);
                None
            }
            None => None,
        };
        if let Some(mut kept) = kept {
            if let Some(id) = row.at("id").whole_of(0, i64::from(i32::MAX)) {
                kept["id"] = json!(id);
            }
            read.push(kept);
        }
    }
    number(&mut read);
    json!({ "title": title, "custom_id": custom_id, "components": read })
}

/// One text input, with its own label.
fn in_row(row: &Field, seen: &RefCell<Vec<String>>) -> Option<Value> {
    let list = row.at("components");
    let inputs = list.is_there().then(|| list.list_of(1, 5)).flatten()?;
    for input in inputs.iter().skip(1) {
        let words = "The specified component exceeds the maximum width";
        input.wrong("COMPONENT_LAYOUT_WIDTH_EXCEEDED", words);
    }
    let input = inputs.first()?;
    if !input.is_model() {
        return None;
    }
    if input.at("type").whole() != Some(4) {
        let words = "Value of field \"type\" must be one of (4,).";
        input.wrong("UNION_TYPE_CHOICES", words);
        return None;
    }
    let mut kept = text_input(input, seen);
    if let Some(label) = input.at("label").text_needed(1, 45) {
        kept["label"] = json!(label);
    }
    Some(json!({ "type": 1, "components": [kept] }))
}

/// A text input or a list under a label.
fn labelled(label: &Field, seen: &RefCell<Vec<String>>) -> Option<Value> {
    let text = label.at("label").text_needed(1, 45);
    let description = label.at("description").text_of(0, 100);
    let inner = label.at("component");
    if !inner.is_there() || !inner.is_model() {
        return None;
    }
    let kept = match inner.at("type").whole() {
        Some(4) => text_input(&inner, seen),
        Some(kind @ (3 | 5..=8)) => {
            once(seen, &inner);
            select::read(&inner, kind, true)
        }
        Some(kind) if NOT_HERE.contains(&kind) => {
            inner.not_here("files and boxes to tick in forms");
            return None;
        }
        _ => {
            let words =
                "Value of field \"type\" must be one of (3, 4, 5, 6, 7, 8, 19, 21, 22, 23).";
            inner.wrong("UNION_TYPE_CHOICES", words);
            return None;
        }
    };
    Some(json!({ "type": 18, "label": text, "description": description, "component": kept }))
}

fn text_input(input: &Field, seen: &RefCell<Vec<String>>) -> Value {
    once(seen, input);
    let mut kept = json!({ "type": 4, "required": input.at("required").flag().unwrap_or(true) });
    if let Some(id) = input.at("custom_id").text_needed(1, 100) {
        kept["custom_id"] = json!(id);
    }
    let style = input.at("style");
    if let Some(style) = style.is_there().then(|| style.one_of(&[1, 2])).flatten() {
        kept["style"] = json!(style);
    }
    for (part, most) in [("placeholder", 100), ("value", 4_000)] {
        if let Some(text) = input.at(part).text_of(0, most) {
            kept[part] = json!(text);
        }
    }
    let bounds = [("min_length", 0), ("max_length", 1)].map(|(part, least)| {
        let bound = input.at(part).whole_of(least, 4_000);
        if let Some(bound) = bound {
            kept[part] = json!(bound);
        }
        bound
    });
    if let [Some(least), Some(most)] = bounds
        && least > most
    {
        let words = format!("int value should be less than or equal to {most}.");
        input.at("min_length").wrong("NUMBER_TYPE_MAX", &words);
    }
    kept
}
