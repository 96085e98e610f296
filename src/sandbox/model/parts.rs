//! The parts of a message, held against Discord's limits: mentions, embeds, rows, forms.

use serde_json::{Value, json};
use twilight_model::channel::message::{Component, Embed};
use twilight_validate::{component, embed as limits};

use crate::sandbox::refusal::Refused;

/// The most characters of all embeds of a message.
const EMBEDS_IN_ALL: usize = 6_000;

/// Holds `allowed_mentions` against what may be in it.
pub(super) fn check_allowed(mentions: &Value, path: &str) -> Result<(), Refused> {
    let parses = |kind: &str| {
        mentions["parse"]
            .as_array()
            .is_some_and(|list| list.iter().any(|entry| entry == kind))
    };
    for kind in ["users", "roles"] {
        let listed = mentions[kind].as_array().map_or(0, Vec::len);
        if listed > 100 {
            return Err(Refused::form(
                &format!("{path}.{kind}"),
                "BASE_TYPE_BAD_LENGTH",
                "Must be 100 or fewer in length.",
            ));
        }
        if listed > 0 && parses(kind) {
            let words = format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            return Err(Refused::form(
                path,
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                &words,
            ));
        }
    }
    if let Some(list) = mentions["parse"].as_array()
        && let Some(index) = list.iter().position(|entry| {
            !["users", "roles", "everyone"]
                .iter()
                .any(|kind| entry == kind)
        })
    {
        let words = "Value must be one of ('users', 'roles', 'everyone').";
        return Err(Refused::choice(&format!("{path}.parse.{index}"), words));
    }
    Ok(())
}

/// Reads embeds, normalised as Discord does.
pub(super) fn read_embeds(list: &[Value], path: &str) -> Result<Vec<Value>, Refused> {
    if list.len() > 10 {
        return Err(Refused::form(
            path,
            "BASE_TYPE_BAD_LENGTH",
            "Must be 10 or fewer in length.",
        ));
    }
    let mut read = Vec::new();
    for (index, value) in list.iter().enumerate() {
        let at = format!("{path}.{index}");
        let mut whole = value.clone();
        if !whole.is_object() {
            return Err(Refused::form(
                &at,
                "MODEL_TYPE_CONVERT",
                "Only dictionaries may be used in a ModelType",
            ));
        }
        whole["type"] = json!("rich");
        if whole["fields"].is_null() {
            whole["fields"] = json!([]);
        }
        if let Some(fields) = whole["fields"].as_array_mut() {
            for field in fields {
                if field["inline"].is_null() {
                    field["inline"] = json!(false);
                }
            }
        }
        let embed: Embed = serde_json::from_value(whole)
            .map_err(|error| Refused::form(&at, "MODEL_TYPE_CONVERT", &error.to_string()))?;
        check_embed(&embed, &at)?;
        read.push(embed);
    }
    if read.iter().map(limits::chars).sum::<usize>() > EMBEDS_IN_ALL {
        let words = "Embed size exceeds maximum size of 6000";
        return Err(Refused::form(path, "MAX_EMBED_SIZE_EXCEEDED", words));
    }
    Ok(read.iter().map(|embed| json!(embed)).collect())
}

fn check_embed(embed: &Embed, path: &str) -> Result<(), Refused> {
    let fits = |text: Option<&str>, part: &str, most: usize| match text {
        Some(text) if text.chars().count() > most => {
            Err(Refused::too_long(&format!("{path}.{part}"), most))
        }
        _ => Ok(()),
    };
    fits(embed.title.as_deref(), "title", limits::TITLE_LENGTH)?;
    fits(
        embed.description.as_deref(),
        "description",
        limits::DESCRIPTION_LENGTH,
    )?;
    fits(
        embed.footer.as_ref().map(|footer| footer.text.as_str()),
        "footer.text",
        limits::FOOTER_TEXT_LENGTH,
    )?;
    fits(
        embed.author.as_ref().map(|author| author.name.as_str()),
        "author.name",
        limits::AUTHOR_NAME_LENGTH,
    )?;
    if embed.fields.len() > limits::FIELD_COUNT {
        return Err(Refused::form(
            &format!("{path}.fields"),
            "BASE_TYPE_BAD_LENGTH",
            "Must be 25 or fewer in length.",
        ));
    }
    for (index, field) in embed.fields.iter().enumerate() {
        for (part, text, most) in [
            ("name", &field.name, limits::FIELD_NAME_LENGTH),
            ("value", &field.value, limits::FIELD_VALUE_LENGTH),
        ] {
            let part = format!("fields.{index}.{part}");
            if text.trim().is_empty() {
                return Err(Refused::required(&format!("{path}.{part}")));
            }
            fits(Some(text), &part, most)?;
        }
    }
    Ok(())
}

/// Reads rows of things to press.
pub(super) fn read_rows(list: &[Value], path: &str) -> Result<Vec<Value>, Refused> {
    if list.len() > 5 {
        return Err(Refused::form(
            path,
            "BASE_TYPE_BAD_LENGTH",
            "Must be 5 or fewer in length.",
        ));
    }
    let mut seen: Vec<String> = Vec::new();
    let mut read = Vec::new();
    for (index, value) in list.iter().enumerate() {
        let at = format!("{path}.{index}");
        if value["type"] != 1 {
            return Err(Refused::choice(
                &format!("{at}.type"),
                "Value must be one of {1}.",
            ));
        }
        let row: Component = serde_json::from_value(value.clone())
            .map_err(|error| Refused::form(&at, "MODEL_TYPE_CONVERT", &error.to_string()))?;
        component::component_v1(&row).map_err(|error| {
            Refused::form(
                &format!("{at}.components"),
                "BASE_TYPE_BAD_LENGTH",
                &error.to_string(),
            )
        })?;
        for (place, inner) in value["components"]
            .as_array()
            .into_iter()
            .flatten()
            .enumerate()
        {
            if inner["type"] == 4 {
                let words = "Value of field \"type\" must be one of (2, 3, 5, 6, 7, 8).";
                return Err(Refused::form(
                    &format!("{at}.components.{place}"),
                    "UNION_TYPE_CHOICES",
                    words,
                ));
            }
            if let Some(id) = inner["custom_id"].as_str() {
                if seen.iter().any(|known| known == id) {
                    let words = "Component custom id cannot be duplicated";
                    return Err(Refused::form(
                        &format!("{at}.components.{place}.custom_id"),
                        "COMPONENT_CUSTOM_ID_DUPLICATED",
                        words,
                    ));
                }
                seen.push(id.to_owned());
            }
        }
        read.push(json!(row));
    }
    super::told::rows(&mut read);
    Ok(read)
}

/// Holds a form against its limits: title 45, one to five rows of one text input each.
pub fn check_form(data: &Value) -> Result<(), Refused> {
    let length = |text: &Value| text.as_str().map_or(0, |text| text.chars().count());
    if !(1..=45).contains(&length(&data["title"])) {
        return Err(Refused::length("data.title", 1, 45));
    }
    if !(1..=100).contains(&length(&data["custom_id"])) {
        return Err(Refused::length("data.custom_id", 1, 100));
    }
    let rows = data["components"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    if !(1..=5).contains(&rows.len()) {
        return Err(Refused::length("data.components", 1, 5));
    }
    for (index, row) in rows.iter().enumerate() {
        let at = format!("data.components.{index}");
        let inner = if row["type"] == 18 {
            Some(&row["component"])
        } else {
            row["components"].get(0)
        };
        let Some(input) = inner.filter(|input| input["type"] == 4) else {
            return Err(Refused::form(
                &at,
                "UNION_TYPE_CHOICES",
                "Value of field \"type\" must be one of (4,).",
            ));
        };
        if !(1..=100).contains(&length(&input["custom_id"])) {
            return Err(Refused::length(
                &format!("{at}.components.0.custom_id"),
                1,
                100,
            ));
        }
        if row["type"] == 1 && !(1..=45).contains(&length(&input["label"])) {
            return Err(Refused::length(&format!("{at}.components.0.label"), 1, 45));
        }
        for (field, most) in [("placeholder", 100), ("value", 4000)] {
            if length(&input[field]) > most {
                return Err(Refused::too_long(
                    &format!("{at}.components.0.{field}"),
                    most,
                ));
            }
        }
        if input["max_length"]
            .as_u64()
            .is_some_and(|most| !(1..=4000).contains(&most))
        {
            return Err(Refused::form(
                &format!("{at}.components.0.max_length"),
                "NUMBER_TYPE_MAX",
                "int value should be between 1 and 4000.",
            ));
        }
    }
    Ok(())
}
