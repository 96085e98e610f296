//! Rows, buttons and lists of messages.

use serde_json::{Value, json};

use super::{
    Case,
    Comes::{Fine, No},
    all, between, choice, fault, high, holds, low, many, most, required, text, union,
};
use crate::client::Room;

/// Where the first component of the first row is.
const HERE: &str = "components.0.components.0";

fn here(part: &str) -> String {
    format!("{HERE}.{part}")
}

async fn posts(table: Vec<Case>) {
    let room = Room::new().await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    holds(&room, "POST", &path, &room.bot(), table).await;
    room.stop().await;
}

fn rows(rows: &[Value]) -> Value {
    json!({ "content": "x", "components": rows })
}

fn row(parts: Value) -> Value {
    rows(&[json!({ "type": 1, "components": parts })])
}

fn button(more: Value) -> Value {
    let mut button = json!({ "type": 2, "style": 1, "label": "x", "custom_id": "x" });
    for (key, value) in more.as_object().into_iter().flatten() {
        button[key] = value.clone();
    }
    button
}

fn named(name: usize) -> Value {
    button(json!({ "custom_id": name.to_string() }))
}

fn list(more: Value) -> Value {
    let mut list =
        json!({ "type": 3, "custom_id": "x", "options": [{ "label": "l", "value": "v" }] });
    for (key, value) in more.as_object().into_iter().flatten() {
        list[key] = value.clone();
    }
    row(json!([list]))
}

#[tokio::test]
async fn rows_and_what_fits_in_them() {
    let wide = |path: &str| {
        let words = "The specified component exceeds the maximum width";
        fault(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", words)
    };
    let again = |path: &str| {
        let words = "Component custom id cannot be duplicated";
        fault(path, "COMPONENT_CUSTOM_ID_DUPLICATED", words)
    };
    let of = |count: usize| many(count, |n| json!({ "type": 1, "components": [named(n)] }));
    let text_input = json!({ "type": 4, "custom_id": "x", "label": "x", "style": 1 });
    let choose = json!({ "type": 5, "custom_id": "y" });
    #[rustfmt::skip]
    posts(vec![
        ("5 rows", rows(&of(5)), Fine),
        ("6 rows", rows(&of(6)), most("components", 5)),
        ("5 buttons", row(json!(many(5, named))), Fine),
        ("6 buttons", row(json!(many(6, named))), between("components.0.components", 1, 5)),
        ("no button", row(json!([])), between("components.0.components", 1, 5)),
        ("a row of nothing", rows(&[json!({ "type": 1 })]), required("components.0.components")),
        ("a row without a type", rows(&[json!({ "components": [] })]), required("components.0.type")),
        ("a button without a row", rows(&[named(1)]), union("components.0", "(1, 9, 10, 12, 13, 14, 17)")),
        ("a text of the second version", rows(&[json!({ "type": 10, "content": "x" })]), fault("components.0.type", "COMPONENT_TYPE_INVALID", "The specified component type is invalid in this context")),
        ("a text input", row(json!([text_input])), union(HERE, "(2, 3, 5, 6, 7, 8)")),
        ("a row in a row", row(json!([{ "type": 1, "components": [] }])), union(HERE, "(2, 3, 5, 6, 7, 8)")),
        ("a list beside a button", row(json!([button(json!({})), choose])), wide("components.0.components.1")),
        ("a list before a button", row(json!([choose, button(json!({}))])), wide("components.0.components.1")),
        ("the same name twice", row(json!([named(1), named(1)])), again("components.0.components.1.custom_id")),
        ("the same name in two rows", rows(&[of(1)[0].clone(), of(1)[0].clone()]), again("components.1.components.0.custom_id")),
        ("numbers of one's own", row(json!([button(json!({ "id": 7 }))])), Fine),
        ("components that are no list", json!({ "content": "x", "components": {} }), fault("components", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")),
    ])
    .await;
}

#[tokio::test]
async fn buttons() {
    let one = |more: Value| row(json!([button(more)]));
    let link = |url: Value| row(json!([{ "type": 2, "style": 5, "label": "x", "url": url }]));
    let name = || {
        fault(
            &here("custom_id"),
            "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED",
            "A custom id is required",
        )
    };
    let both = || {
        fault(
            HERE,
            "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
            "A custom id and url cannot both be specified",
        )
    };
    let face = || {
        fault(
            &here("emoji.name"),
            "BUTTON_COMPONENT_INVALID_EMOJI",
            "Invalid emoji",
        )
    };
    let address = |length: usize| json!(format!("https://a.b/{}", "x".repeat(length - 12)));
    #[rustfmt::skip]
    posts(vec![
        ("a label of 80", one(json!({ "label": text(80) })), Fine),
        ("a label of 81", one(json!({ "label": text(81) })), most(&here("label"), 80)),
        ("neither label nor emoji", one(json!({ "label": null })), required(&here("label"))),
        ("an emoji for a label", one(json!({ "label": null, "emoji": { "name": "🔥" } })), Fine),
        ("an emoji of a server", one(json!({ "emoji": { "id": "5", "name": "fire" } })), Fine),
        ("an emoji's name", one(json!({ "emoji": { "name": "fire" } })), face()),
        ("an emoji of nothing", one(json!({ "emoji": {} })), face()),
        ("an emoji's wrong id", one(json!({ "emoji": { "id": "x" } })), fault(&here("emoji.id"), "NUMBER_TYPE_COERCE", "Value \"x\" is not snowflake.")),
        ("an emoji that is a text", one(json!({ "emoji": "🔥" })), fault(&here("emoji"), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")),
        ("a name of 100", one(json!({ "custom_id": text(100) })), Fine),
        ("a name of 101", one(json!({ "custom_id": text(101) })), most(&here("custom_id"), 100)),
        ("no name", one(json!({ "custom_id": null })), name()),
        ("a name of nothing", one(json!({ "custom_id": "" })), name()),
        ("the last colour", one(json!({ "style": 4 })), Fine),
        ("a style beyond", one(json!({ "style": 7 })), choice(&here("style"), "{1, 2, 3, 4, 5, 6}")),
        ("a style below", one(json!({ "style": 0 })), choice(&here("style"), "{1, 2, 3, 4, 5, 6}")),
        ("no style", one(json!({ "style": null })), required(&here("style"))),
        ("an address on a button that is no link", one(json!({ "url": "https://a.b" })), both()),
        ("a link", link(json!("https://example.com")), Fine),
        ("a link into Discord", link(json!("discord://-/settings")), Fine),
        ("a link of 512", link(address(512)), Fine),
        ("a link of 513", link(address(513)), most(&here("url"), 512)),
        ("a link to nowhere", link(json!(null)), fault(&here("url"), "BUTTON_COMPONENT_URL_REQUIRED", "A url is required")),
        ("a link to a script", link(json!("javascript:x")), fault(&here("url"), "URL_TYPE_INVALID_SCHEME", "Scheme \"javascript\" is not supported. Scheme must be one of ('http', 'https', 'discord').")),
        ("a link with a name", one(json!({ "style": 5, "url": "https://a.b" })), both()),
        ("what is sold", row(json!([{ "type": 2, "style": 6, "sku_id": "1" }])), No(501, 0)),
        ("nothing that is sold", row(json!([{ "type": 2, "style": 6 }])), required(&here("sku_id"))),
        ("disabled in words", one(json!({ "disabled": "no" })), fault(&here("disabled"), "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")),
    ])
    .await;
}

#[tokio::test]
async fn lists_of_texts() {
    let options = |count: usize| many(count, |n| json!({ "label": "l", "value": n.to_string() }));
    let option = |option: Value| list(json!({ "options": [option] }));
    let of = |count: usize, more: Value| {
        let mut more = more;
        more["options"] = json!(options(count));
        list(more)
    };
    let chosen = |count: usize| {
        many(
            count,
            |n| json!({ "label": "l", "value": n.to_string(), "default": true }),
        )
    };
    let first = |part: &str| here(&format!("options.0.{part}"));
    #[rustfmt::skip]
    posts(vec![
        ("25 texts", of(25, json!({})), Fine),
        ("26 texts", of(26, json!({})), between(&here("options"), 1, 25)),
        ("no text", of(0, json!({})), between(&here("options"), 1, 25)),
        ("texts left out", list(json!({ "options": null })), required(&here("options"))),
        ("a label, a value and a description of 100", option(json!({ "label": text(100), "value": text(100), "description": text(100) })), Fine),
        ("a label, a value and a description of 101", option(json!({ "label": text(101), "value": text(101), "description": text(101) })),
            all(vec![between(&first("label"), 1, 100), between(&first("value"), 1, 100), most(&first("description"), 100)])),
        ("neither label nor value", option(json!({})), all(vec![required(&first("label")), required(&first("value"))])),
        ("a value twice", list(json!({ "options": [{ "label": "a", "value": "v" }, { "label": "b", "value": "v" }] })),
            fault(&here("options.1.value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")),
        ("an emoji's name", option(json!({ "label": "l", "value": "v", "emoji": { "name": "x" } })), fault(&first("emoji.name"), "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji")),
        ("a name of 100", list(json!({ "custom_id": text(100) })), Fine),
        ("a name of 101", list(json!({ "custom_id": text(101) })), between(&here("custom_id"), 1, 100)),
        ("no name", list(json!({ "custom_id": null })), required(&here("custom_id"))),
        ("a hint of 150", list(json!({ "placeholder": text(150) })), Fine),
        ("a hint of 151", list(json!({ "placeholder": text(151) })), most(&here("placeholder"), 150)),
        ("none to all of 25", of(25, json!({ "min_values": 0, "max_values": 25 })), Fine),
        ("fewer than none", of(1, json!({ "min_values": -1 })), low(&here("min_values"), 0)),
        ("at least 26", of(25, json!({ "min_values": 26, "max_values": 25 })), high(&here("min_values"), 25)),
        ("at most none", of(1, json!({ "max_values": 0 })), low(&here("max_values"), 1)),
        ("at most 26", of(25, json!({ "max_values": 26 })), high(&here("max_values"), 25)),
        ("at least more than at most", of(3, json!({ "min_values": 3, "max_values": 2 })), high(&here("min_values"), 2)),
        ("more than there are", of(2, json!({ "max_values": 3 })), between(&here("options"), 3, 25)),
        ("as many chosen as may be", list(json!({ "options": chosen(2), "max_values": 2 })), Fine),
        ("more chosen than may be", list(json!({ "options": chosen(2) })), fault(&here("options"), "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "The specified number of default values exceeds the specified maximum values")),
        ("required, and none will do", list(json!({ "required": true, "min_values": 0 })), fault(&here("min_values"), "SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES", "Select menus marked as required cannot have a min_values of 0")),
    ])
    .await;
}

#[tokio::test]
async fn lists_of_people_roles_and_channels() {
    let of = |kind: u8, more: Value| {
        let mut list = json!({ "type": kind, "custom_id": "x" });
        for (key, value) in more.as_object().into_iter().flatten() {
            list[key] = value.clone();
        }
        row(json!([list]))
    };
    let chosen = |kind: &str, count: usize| {
        many(
            count,
            |n| json!({ "type": kind, "id": (n + 1).to_string() }),
        )
    };
    let first = |part: &str| here(&format!("default_values.0.{part}"));
    #[rustfmt::skip]
    posts(vec![
        ("people", of(5, json!({ "default_values": chosen("user", 1) })), Fine),
        ("roles", of(6, json!({ "default_values": chosen("role", 1) })), Fine),
        ("people and roles", of(7, json!({ "max_values": 2, "default_values": [{ "type": "user", "id": "1" }, { "type": "role", "id": "2" }] })), Fine),
        ("channels", of(8, json!({ "default_values": chosen("channel", 25), "max_values": 25, "channel_types": [0, 5] })), Fine),
        ("a role among people", of(5, json!({ "default_values": chosen("role", 1) })), choice(&first("type"), "('user')")),
        ("a channel among people and roles", of(7, json!({ "default_values": chosen("channel", 1) })), choice(&first("type"), "('user', 'role')")),
        ("more than may be", of(5, json!({ "default_values": chosen("user", 2) })), fault(&here("default_values"), "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "The specified number of default values exceeds the specified maximum values")),
        ("somebody without id or kind", of(5, json!({ "default_values": [{}] })), all(vec![required(&first("id")), required(&first("type"))])),
        ("a kind of channel that is none", of(8, json!({ "channel_types": [99] })), choice(&here("channel_types.0"), "{0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 15, 16}")),
        ("a kind of channel twice", of(8, json!({ "channel_types": [0, 0] })), fault(&here("channel_types.1"), "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")),
        ("no name", of(5, json!({ "custom_id": null })), required(&here("custom_id"))),
    ])
    .await;
}

#[tokio::test]
async fn components_come_back_numbered() {
    let room = Room::new().await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    let body = row(json!([
        named(1),
        button(json!({ "id": 2, "custom_id": "y" }))
    ]));
    let answer = room.ask("POST", &path, Some(&room.bot()), Some(body)).await;
    let row = &answer.body["components"][0];
    let ids = [
        &row["id"],
        &row["components"][0]["id"],
        &row["components"][1]["id"],
    ];
    assert_eq!(ids, [1, 3, 2], "{row}");
    room.stop().await;
}
