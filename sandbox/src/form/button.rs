//! Buttons, and the emoji on them.

use serde_json::{Value, json};

use super::Field;

/// Opens an address.
const LINK: i64 = 5;
/// Sells something.
const PREMIUM: i64 = 6;

/// A button as Discord keeps it.
pub fn read(button: &Field) -> Option<Value> {
    let style = button.at("style");
    let style = style
        .is_there()
        .then(|| style.one_of(&[1, 2, 3, 4, 5, 6]))??;
    let mut kept = json!({ "type": 2, "style": style });
    if let Some(disabled) = button.at("disabled").flag().filter(|disabled| *disabled) {
        kept["disabled"] = json!(disabled);
    }
    if style == PREMIUM {
        let others = ["custom_id", "label", "emoji", "url"];
        if others
            .iter()
            .any(|field| button.at(field).given().is_some())
        {
            let words = "Premium buttons cannot have a custom id, label, emoji or url";
            button.wrong("BUTTON_COMPONENT_PREMIUM_INVALID", words);
        }
        button.not_here("premium buttons");
        let sku = button.at("sku_id");
        kept["sku_id"] = json!(
            sku.is_there()
                .then(|| sku.snowflake())?
                .map(|id| id.to_string())
        );
        return Some(kept);
    }
    let (custom_id, url) = (button.at("custom_id"), button.at("url"));
    if custom_id.given().is_some() && url.given().is_some() {
        let words = "A custom id and url cannot both be specified";
        button.wrong("BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", words);
    } else if style == LINK {
        if url.given().is_none() {
            url.wrong("BUTTON_COMPONENT_URL_REQUIRED", "A url is required");
        }
    } else if custom_id.given().is_none_or(|id| id.as_str() == Some("")) {
        let words = "A custom id is required";
        custom_id.wrong("BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", words);
    }
    if let Some(url) = url.text_of(0, 512)
        && url.chars().count() <= 512
        && let Some(url) = button.at("url").url(&["http", "https", "discord"])
    {
        kept["url"] = json!(url);
    }
    if let Some(id) = custom_id.text_of(0, 100) {
        kept["custom_id"] = json!(id);
    }
    let label = button.at("label").text_of(0, 80).map(str::trim);
    if let Some(label) = label.filter(|label| !label.is_empty()) {
        kept["label"] = json!(label);
    }
    let face = emoji(&button.at("emoji"));
    if let Some(face) = face {
        kept["emoji"] = face;
    } else if kept.get("label").is_none() && button.at("emoji").given().is_none() {
        button.at("label").missing();
    }
    Some(kept)
}

/// An emoji of a button or an option: Discord's own by its character, a server's by its id.
pub fn emoji(emoji: &Field) -> Option<Value> {
    if !emoji.is_model() {
        return None;
    }
    let id = emoji.at("id");
    if id.given().is_some() {
        let id = id.snowflake()?;
        let animated = emoji.at("animated").flag().unwrap_or(false);
        let name = emoji.at("name").text().unwrap_or("_");
        return Some(json!({ "id": id.to_string(), "name": name, "animated": animated }));
    }
    let name = emoji.at("name").given().and_then(Value::as_str);
    if let Some(name) = name.filter(|name| is_face(name)) {
        return Some(json!({ "name": name }));
    }
    emoji
        .at("name")
        .wrong("BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji");
    None
}

/// Whether a text is one of Discord's own emoji, and not a name such as `:smile:`.
fn is_face(text: &str) -> bool {
    let plain = text.chars().any(|c| c.is_ascii_alphabetic() || c == ':');
    !plain && !text.is_ascii() && text.chars().count() <= 16
}
