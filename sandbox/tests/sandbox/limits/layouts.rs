//! Messages of the second version: components alone, in any order.

use serde_json::{Value, json};

use super::{
    Comes::{Fine, No},
    all, between, choice, fault, high, holds, many, most, required, text, union,
};
use crate::client::Room;

/// IS_COMPONENTS_V2.
const SECOND: u64 = 1 << 15;

fn message(components: &[Value]) -> Value {
    json!({ "flags": SECOND, "components": components })
}

fn words(length: usize) -> Value {
    json!({ "type": 10, "content": text(length) })
}

fn legacy(field: &str) -> super::Comes {
    let words =
        format!("The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
    fault(
        field,
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        &words,
    )
}

#[tokio::test]
async fn components_of_the_second_version() {
    let room = Room::new().await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    let boxed = |parts: Value| message(&[json!({ "type": 17, "components": parts })]);
    let section = |texts: Value, beside: Value| {
        message(&[json!({ "type": 9, "components": texts, "accessory": beside })])
    };
    let button = json!({ "type": 2, "style": 1, "label": "x", "custom_id": "x" });
    let picture = json!({ "type": 11, "media": { "url": "https://a.b/c.png" } });
    let gallery = |count: usize| {
        let items = many(
            count,
            |_| json!({ "media": { "url": "https://a.b/c.png" } }),
        );
        message(&[json!({ "type": 12, "items": items })])
    };
    let total = |count: usize| {
        // A box, and the rest in it.
        boxed(json!(many(count - 1, |_| words(1))))
    };
    let many_in_all = || {
        let words = "Total number of components exceeds maximum of 40";
        fault(
            "components",
            "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
            words,
        )
    };
    let long = || {
        let words = "Components displayable text size exceeds maximum size of 4000";
        fault(
            "components",
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            words,
        )
    };
    let with = |field: &str, value: Value| {
        let mut body = message(&[words(1)]);
        body[field] = value;
        body
    };
    let row = |name: &str| json!({ "type": 1, "components": [{ "type": 2, "style": 1, "label": "x", "custom_id": name }] });
    #[rustfmt::skip]
    holds(&room, "POST", &path, &room.bot(), vec![
        ("a text", message(&[words(1)]), Fine),
        ("nothing", message(&[]), No(400, 50006)),
        ("a text of nothing", message(&[words(0)]), between("components.0.content", 1, 4000)),
        ("a text that is not there", message(&[json!({ "type": 10 })]), required("components.0.content")),
        ("4000 characters", message(&[words(2000), words(2000)]), Fine),
        ("4001 characters", message(&[words(2000), words(2001)]), long()),
        ("40 in all", total(40), Fine),
        ("41 in all", total(41), many_in_all()),
        ("41 beside each other", message(&many(41, |_| words(1))), most("components", 40)),
        ("six rows", message(&many(6, |n| row(&n.to_string()))), Fine),
        ("a text beside", with("content", json!("x")), legacy("content")),
        ("frames beside", with("embeds", json!([{ "title": "x" }])), legacy("embeds")),
        ("stickers beside", with("sticker_ids", json!(["1"])), legacy("sticker_ids")),
        ("a poll beside", with("poll", json!({})), legacy("poll")),
        ("nothing beside", with("content", json!("")), Fine),
        ("a button by itself", message(std::slice::from_ref(&button)), union("components.0", "(1, 9, 10, 12, 13, 14, 17)")),
        ("a text with a button beside", section(json!([words(1)]), button.clone()), Fine),
        ("three texts with a picture beside", section(json!(many(3, |_| words(1))), picture.clone()), Fine),
        ("four texts", section(json!(many(4, |_| words(1))), picture.clone()), between("components.0.components", 1, 3)),
        ("nothing beside a text", section(json!([words(1)]), json!(null)), required("components.0.accessory")),
        ("a text beside a text", section(json!([words(1)]), words(1)), union("components.0.accessory", "(2, 11)")),
        ("a button among texts", section(json!([button]), picture), union("components.0.components.0", "(10,)")),
        ("10 pictures", gallery(10), Fine),
        ("11 pictures", gallery(11), between("components.0.items", 1, 10)),
        ("no picture", gallery(0), between("components.0.items", 1, 10)),
        ("a picture of 1024", message(&[json!({ "type": 12, "items": [{ "media": { "url": "https://a.b/c" }, "description": text(1024) }] })]), Fine),
        ("a picture of 1025", message(&[json!({ "type": 12, "items": [{ "media": { "url": "https://a.b/c" }, "description": text(1025) }] })]), most("components.0.items.0.description", 1024)),
        ("a picture without address", message(&[json!({ "type": 12, "items": [{}] })]), required("components.0.items.0.media")),
        ("a picture that did not come", message(&[json!({ "type": 12, "items": [{ "media": { "url": "attachment://x.png" } }] })]),
            fault("components.0.items.0.media.url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "The referenced attachment was not found")),
        ("a file of the web", message(&[json!({ "type": 13, "file": { "url": "https://a.b/c" } })]),
            fault("components.0.file.url", "URL_TYPE_INVALID_SCHEME", "Scheme \"https\" is not supported. Scheme must be one of ('attachment',).")),
        ("a line", message(&[words(1), json!({ "type": 14, "divider": false, "spacing": 2 })]), Fine),
        ("a wide line", message(&[json!({ "type": 14, "spacing": 3 })]), choice("components.0.spacing", "{1, 2}")),
        ("a box", boxed(json!([words(1)])), Fine),
        ("an empty box", boxed(json!([])), between("components.0.components", 1, 40)),
        ("a box in a box", boxed(json!([{ "type": 17, "components": [words(1)] }])), union("components.0.components.0", "(1, 9, 10, 12, 13, 14)")),
        ("a box of a colour beyond", message(&[json!({ "type": 17, "accent_color": 16_777_216, "components": [words(1)] })]), high("components.0.accent_color", 16_777_215)),
        ("a name twice, in a box and beside", message(&[row("a"), json!({ "type": 17, "components": [row("a")] })]),
            fault("components.1.components.0.components.0.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")),
        ("all that is wrong", json!({ "flags": SECOND, "content": "x", "components": [words(0), { "type": 14, "spacing": 9 }] }),
            all(vec![legacy("content"), between("components.0.content", 1, 4000), choice("components.1.spacing", "{1, 2}")])),
    ])
    .await;
    room.stop().await;
}

#[tokio::test]
async fn a_message_of_the_second_version_stays_one() {
    let room = Room::new().await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    let bot = room.bot();
    let second = room
        .ask("POST", &path, Some(&bot), Some(message(&[words(1)])))
        .await
        .body;
    assert_eq!(second["flags"], SECOND, "{second}");
    let at = format!("{path}/{}", second["id"].as_str().expect("an id"));
    holds(
        &room,
        "PATCH",
        &at,
        &bot,
        vec![
            ("text", json!({ "content": "x" }), legacy("content")),
            ("another text", json!({ "components": [words(2)] }), Fine),
            (
                "another text, and no flag",
                json!({ "flags": 0, "components": [words(3)] }),
                Fine,
            ),
        ],
    )
    .await;
    let first = room
        .ask("POST", &path, Some(&bot), Some(json!({ "content": "x" })))
        .await
        .body;
    let at = format!("{path}/{}", first["id"].as_str().expect("an id"));
    let over = message(&[words(1)]);
    let mut clean = over.clone();
    clean["content"] = json!(null);
    holds(
        &room,
        "PATCH",
        &at,
        &bot,
        vec![
            ("its text is still there", over, legacy("content")),
            ("its text goes", clean, Fine),
        ],
    )
    .await;
    room.stop().await;
}

#[tokio::test]
async fn a_button_in_a_box_is_pressed() {
    let room = Room::new().await;
    let mut wire = super::bot(&room).await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    let button = json!({ "type": 2, "style": 1, "label": "x", "custom_id": "deep" });
    let body = message(&[
        json!({ "type": 17, "components": [{ "type": 9, "components": [words(1)], "accessory": button }] }),
    ]);
    let posted = room
        .ask("POST", &path, Some(&room.bot()), Some(body))
        .await
        .body;
    let mut press = super::interaction(
        &room,
        3,
        json!({ "component_type": 2, "custom_id": "deep" }),
    );
    press["message_id"] = posted["id"].clone();
    let (_, event) = super::asks(&room, &mut wire, press).await;
    assert_eq!(event["data"]["custom_id"], "deep");
    assert_eq!(event["data"]["id"], 4, "box, section, text, button");
    room.stop().await;
}
