//! What stands in a message besides text and frames: rows of things to press, and, of the second
//! version, texts, pictures and boxes in any order.

use std::cell::{Cell, RefCell};

use serde_json::{Value, json};

use super::{Field, button, select};

/// The most rows of a message of the first version.
const ROWS: usize = 5;
/// The most components of a message of the second version, all counted.
const IN_ALL: usize = 40;
/// The most characters of all texts of a message of the second version.
const CHARACTERS: usize = 4_000;
/// What may stand in a message by itself.
const TOP: [i64; 7] = [1, 9, 10, 12, 13, 14, 17];
/// What may stand in a box.
const BOXED: [i64; 6] = [1, 9, 10, 12, 13, 14];
/// What may stand in a row.
const PRESSED: [i64; 6] = [2, 3, 5, 6, 7, 8];

/// Components as Discord keeps them, numbered. `second` is whether the message is of the second version,
/// `names` are those of its files.
pub fn read(list: &Field, second: bool, names: &[&str]) -> Vec<Value> {
    let reader = Reader {
        second,
        names,
        ..Reader::default()
    };
    let most = if second { IN_ALL } else { ROWS };
    let entries = list.list_of(0, most).unwrap_or_default();
    let mut read = reader.all(&entries, &TOP);
    if second && reader.count.get() > IN_ALL {
        let words = "Total number of components exceeds maximum of 40";
        list.wrong("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", words);
    }
    if reader.characters.get() > CHARACTERS {
        let words = "Components displayable text size exceeds maximum size of 4000";
        list.wrong("COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", words);
    }
    number(&mut read);
    read
}

/// All components, those in others too.
pub fn all(list: &[Value]) -> Vec<&Value> {
    let mut found = Vec::new();
    for component in list {
        found.push(component);
        let inner = component["components"].as_array().map(Vec::as_slice);
        found.extend(all(inner.unwrap_or_default()));
        for part in ["accessory", "component"] {
            if component[part].is_object() {
                found.extend(all(std::slice::from_ref(&component[part])));
            }
        }
    }
    found
}

/// Gives each component an id where it has none, in the order in which they stand.
pub fn number(list: &mut [Value]) {
    let taken: Vec<i64> = all(list)
        .iter()
        .filter_map(|component| component["id"].as_i64())
        .collect();
    let mut next = 0;
    walk(list, &mut |component| {
        if component.get("id").is_none() {
            next += 1;
            while taken.contains(&next) {
                next += 1;
            }
            component["id"] = json!(next);
        }
    });
}

/// Does something to all components, those in others too.
pub fn walk(list: &mut [Value], each: &mut dyn FnMut(&mut Value)) {
    for component in list {
        each(component);
        if let Some(inner) = component
            .get_mut("components")
            .and_then(Value::as_array_mut)
        {
            walk(inner, each);
        }
        for part in ["accessory", "component"] {
            if let Some(inner) = component.get_mut(part) {
                walk(std::slice::from_mut(inner), each);
            }
        }
    }
}

/// Takes a custom id down; each stands once.
pub(super) fn once(seen: &RefCell<Vec<String>>, component: &Field) {
    let id = component.at("custom_id");
    let Some(given) = id.given().and_then(Value::as_str) else {
        return;
    };
    let mut seen = seen.borrow_mut();
    if seen.iter().any(|known| known == given) {
        let words = "Component custom id cannot be duplicated";
        id.wrong("COMPONENT_CUSTOM_ID_DUPLICATED", words);
    }
    seen.push(given.to_owned());
}

#[derive(Default)]
struct Reader<'a> {
    second: bool,
    names: &'a [&'a str],
    seen: RefCell<Vec<String>>,
    numbers: RefCell<Vec<i64>>,
    count: Cell<usize>,
    characters: Cell<usize>,
}

impl Reader<'_> {
    fn all(&self, entries: &[Field], among: &[i64]) -> Vec<Value> {
        let one = |entry: &Field| self.one(entry, among);
        entries.iter().filter_map(one).collect()
    }

    /// The component of a list's or field's kind.
    fn one(&self, entry: &Field, among: &[i64]) -> Option<Value> {
        if !entry.is_model() {
            return None;
        }
        self.count.set(self.count.get() + 1);
        let kind = entry.at("type");
        let kind = kind.is_there().then(|| kind.whole())??;
        if !among.contains(&kind) {
            let among: Vec<String> = among.iter().map(i64::to_string).collect();
            // Discord's words come from a language that writes a list of one with a comma.
            let comma = if among.len() == 1 { "," } else { "" };
            let words = format!(
                "Value of field \"type\" must be one of ({}{comma}).",
                among.join(", ")
            );
            entry.wrong("UNION_TYPE_CHOICES", &words);
            return None;
        }
        if !self.second && !matches!(kind, 1..=8) {
            let words = "The specified component type is invalid in this context";
            entry.at("type").wrong("COMPONENT_TYPE_INVALID", words);
            return None;
        }
        once(&self.seen, entry);
        let mut kept = match kind {
            1 => self.row(entry),
            2 => button::read(entry)?,
            9 => self.section(entry),
            10 => self.text(entry),
            11 => self.picture(entry, "media"),
            12 => self.gallery(entry),
            13 => self.file(entry),
            14 => separator(entry),
            17 => self.boxed(entry),
            _ => select::read(entry, kind, false),
        };
        kept["type"] = json!(kind);
        if let Some(id) = entry
            .at("id")
            .whole_of(0, i64::from(i32::MAX))
            .filter(|id| *id > 0)
        {
            let mut numbers = self.numbers.borrow_mut();
            if numbers.contains(&id) {
                let words = "Component id cannot be duplicated";
                entry.at("id").wrong("COMPONENT_ID_DUPLICATED", words);
            }
            numbers.push(id);
            kept["id"] = json!(id);
        }
        Some(kept)
    }

    /// Five buttons, or one list.
    fn row(&self, row: &Field) -> Value {
        let list = row.at("components");
        let entries = if list.is_there() {
            list.list_of(1, 5).unwrap_or_default()
        } else {
            Vec::new()
        };
        let mut width = 0;
        for entry in &entries {
            width += if entry.given().is_some_and(|part| part["type"] == 2) {
                1
            } else {
                5
            };
            if width > 5 {
                let words = "The specified component exceeds the maximum width";
                entry.wrong("COMPONENT_LAYOUT_WIDTH_EXCEEDED", words);
            }
        }
        json!({ "components": self.all(&entries, &PRESSED) })
    }

    /// Up to three texts beside a button or a picture.
    fn section(&self, section: &Field) -> Value {
        let list = section.at("components");
        let entries = list.is_there().then(|| list.list_of(1, 3)).flatten();
        let accessory = section.at("accessory");
        let beside = accessory.is_there().then(|| self.one(&accessory, &[2, 11]));
        json!({
            "components": self.all(&entries.unwrap_or_default(), &[10]),
            "accessory": beside.flatten(),
        })
    }

    fn text(&self, text: &Field) -> Value {
        let content = text.at("content").text_needed(1, CHARACTERS);
        let content = content.unwrap_or_default();
        self.characters
            .set(self.characters.get() + content.chars().count());
        json!({ "content": content })
    }

    fn boxed(&self, container: &Field) -> Value {
        let list = container.at("components");
        let entries = list.is_there().then(|| list.list_of(1, IN_ALL)).flatten();
        json!({
            "components": self.all(&entries.unwrap_or_default(), &BOXED),
            "accent_color": container.at("accent_color").whole_of(0, 0xff_ff_ff),
            "spoiler": container.at("spoiler").flag().unwrap_or(false),
        })
    }

    /// A picture under a name.
    fn picture(&self, of: &Field, name: &str) -> Value {
        let media = of.at(name);
        let mut url = None;
        if media.is_there() && media.is_model() && media.at("url").is_there() {
            url = media.at("url").picture();
        }
        let file = url.and_then(|url| url.strip_prefix("attachment://"));
        if file.is_some_and(|file| !self.names.contains(&file)) {
            let words = "The referenced attachment was not found";
            media
                .at("url")
                .wrong("UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", words);
        }
        json!({
            name: { "url": url.unwrap_or_default() },
            "description": of.at("description").text_of(0, 1_024),
            "spoiler": of.at("spoiler").flag().unwrap_or(false),
        })
    }

    fn gallery(&self, gallery: &Field) -> Value {
        let list = gallery.at("items");
        let items = list.is_there().then(|| list.list_of(1, 10)).flatten();
        let items = items.unwrap_or_default();
        let items = items.iter().filter(|item| item.is_model());
        json!({ "items": items.map(|item| self.picture(item, "media")).collect::<Vec<_>>() })
    }

    /// A file that came with the message.
    fn file(&self, file: &Field) -> Value {
        let mut kept = self.picture(file, "file");
        let url = kept["file"]["url"].as_str().unwrap_or_default();
        if !url.is_empty() && !url.starts_with("attachment://") {
            let scheme = url.split(':').next().unwrap_or_default();
            let words = format!(
                "Scheme \"{scheme}\" is not supported. Scheme must be one of ('attachment',)."
            );
            let url = file.at("file").at("url");
            url.wrong("URL_TYPE_INVALID_SCHEME", &words);
        }
        if let Some(kept) = kept.as_object_mut() {
            kept.remove("description");
        }
        kept
    }
}

fn separator(separator: &Field) -> Value {
    json!({
        "divider": separator.at("divider").flag().unwrap_or(true),
        "spacing": separator.at("spacing").one_of(&[1, 2]).unwrap_or(1),
    })
}
