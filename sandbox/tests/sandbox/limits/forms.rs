//! Forms: as a bot opens them, and as somebody sends them.

use serde_json::{Value, json};

use super::{
    Case,
    Comes::{Fine, No},
    all, answers, asks, between, choice, differs, fault, high, interaction, low, many, most,
    registers, required, text, union,
};
use crate::{client::Room, wire::Wire};

/// Where the first input is.
const HERE: &str = "data.components.0.components.0";

fn here(part: &str) -> String {
    format!("{HERE}.{part}")
}

fn input(more: Value) -> Value {
    let mut input = json!({ "type": 4, "custom_id": "i", "label": "l", "style": 1 });
    for (key, value) in more.as_object().into_iter().flatten() {
        input[key] = value.clone();
    }
    input
}

fn form(rows: &[Value]) -> Value {
    json!({ "type": 9, "data": { "title": "t", "custom_id": "f", "components": rows } })
}

fn row(parts: Value) -> Value {
    json!({ "type": 1, "components": parts })
}

async fn room() -> (Room, Wire, Value) {
    let room = Room::new().await;
    let wire = super::bot(&room).await;
    let command = registers(&room, json!({ "name": "open", "description": "Opens" })).await;
    let data = json!({ "id": command, "name": "open", "type": 1 });
    let asked = interaction(&room, 2, data);
    (room, wire, asked)
}

#[tokio::test]
async fn forms_as_they_are_opened() {
    let (room, mut wire, asked) = room().await;
    let one = |more: Value| form(&[row(json!([input(more)]))]);
    let of = |count: usize| {
        form(&many(count, |n| {
            row(json!([input(json!({ "custom_id": n.to_string() }))]))
        }))
    };
    let titled = |field: &str, value: Value| {
        let mut body = one(json!({}));
        body["data"][field] = value;
        body
    };
    let label = |more: Value| {
        let mut label = json!({ "type": 18, "label": "l", "component": { "type": 4, "custom_id": "i", "style": 2 } });
        for (key, value) in more.as_object().into_iter().flatten() {
            label[key] = value.clone();
        }
        form(&[label])
    };
    let list = |more: Value| {
        let mut list =
            json!({ "type": 3, "custom_id": "s", "options": [{ "label": "l", "value": "v" }] });
        for (key, value) in more.as_object().into_iter().flatten() {
            list[key] = value.clone();
        }
        label(json!({ "component": list }))
    };
    let inner = |part: &str| format!("data.components.0.component.{part}");
    // A row a line, whatever its length: it is read as a table.
    #[rustfmt::skip]
    let table: Vec<Case> = vec![
        ("a title of 45", titled("title", json!(text(45))), Fine),
        ("a title of 46", titled("title", json!(text(46))), between("data.title", 1, 45)),
        ("a title of nothing", titled("title", json!("")), between("data.title", 1, 45)),
        ("no title", titled("title", json!(null)), required("data.title")),
        ("a name of 100", titled("custom_id", json!(text(100))), Fine),
        ("a name of 101", titled("custom_id", json!(text(101))), between("data.custom_id", 1, 100)),
        ("no name", titled("custom_id", json!(null)), required("data.custom_id")),
        ("5 rows", of(5), Fine),
        ("6 rows", of(6), between("data.components", 1, 5)),
        ("no row", of(0), between("data.components", 1, 5)),
        ("no rows", titled("components", json!(null)), required("data.components")),
        ("no data", json!({ "type": 9 }), required("data")),
        ("two inputs in a row", form(&[row(json!([input(json!({})), input(json!({ "custom_id": "j" }))]))]),
            fault("data.components.0.components.1", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")),
        ("a button", form(&[row(json!([{ "type": 2, "style": 1, "label": "x", "custom_id": "x" }]))]), union(HERE, "(4,)")),
        ("an input without a row", form(&[input(json!({}))]), union("data.components.0", "(1, 10, 18)")),
        ("a name of an input twice", form(&[row(json!([input(json!({}))])), row(json!([input(json!({}))]))]),
            fault("data.components.1.components.0.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")),
        ("a label of 45", one(json!({ "label": text(45) })), Fine),
        ("a label of 46", one(json!({ "label": text(46) })), between(&here("label"), 1, 45)),
        ("no label", one(json!({ "label": null })), required(&here("label"))),
        ("an input's name of 100", one(json!({ "custom_id": text(100) })), Fine),
        ("an input's name of 101", one(json!({ "custom_id": text(101) })), between(&here("custom_id"), 1, 100)),
        ("an input without name", one(json!({ "custom_id": null })), required(&here("custom_id"))),
        ("a paragraph", one(json!({ "style": 2 })), Fine),
        ("a style beyond", one(json!({ "style": 3 })), choice(&here("style"), "{1, 2}")),
        ("no style", one(json!({ "style": null })), required(&here("style"))),
        ("a hint of 100", one(json!({ "placeholder": text(100) })), Fine),
        ("a hint of 101", one(json!({ "placeholder": text(101) })), most(&here("placeholder"), 100)),
        ("a value of 4000", one(json!({ "value": text(4000) })), Fine),
        ("a value of 4001", one(json!({ "value": text(4001) })), most(&here("value"), 4000)),
        ("from 0 to 4000", one(json!({ "min_length": 0, "max_length": 4000 })), Fine),
        ("from 4000", one(json!({ "min_length": 4000 })), Fine),
        ("from 4001", one(json!({ "min_length": 4001 })), high(&here("min_length"), 4000)),
        ("from -1", one(json!({ "min_length": -1 })), low(&here("min_length"), 0)),
        ("to 0", one(json!({ "max_length": 0 })), low(&here("max_length"), 1)),
        ("to 4001", one(json!({ "max_length": 4001 })), high(&here("max_length"), 4000)),
        ("from 3 to 2", one(json!({ "min_length": 3, "max_length": 2 })), high(&here("min_length"), 2)),
        ("a text input under a label", label(json!({ "description": text(100) })), Fine),
        ("a text beside", form(&[json!({ "type": 10, "content": "x" }), row(json!([input(json!({}))]))]), Fine),
        ("a label's label of 46", label(json!({ "label": text(46) })), between("data.components.0.label", 1, 45)),
        ("a label's words of 101", label(json!({ "description": text(101) })), most("data.components.0.description", 100)),
        ("a label over nothing", label(json!({ "component": null })), required("data.components.0.component")),
        ("a label over a button", label(json!({ "component": { "type": 2 } })), union("data.components.0.component", "(3, 4, 5, 6, 7, 8, 19, 21, 22, 23)")),
        ("a label over a file", label(json!({ "component": { "type": 19, "custom_id": "u" } })), No(501, 0)),
        ("a list under a label", list(json!({})), Fine),
        ("a list of nothing", list(json!({ "options": [] })), between(&inner("options"), 1, 25)),
        ("a list where none will do", list(json!({ "required": false, "min_values": 0 })), Fine),
        ("a required list where none will do", list(json!({ "min_values": 0 })),
            fault(&inner("min_values"), "SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES", "Select menus marked as required cannot have a min_values of 0")),
        ("people under a label", label(json!({ "component": { "type": 5, "custom_id": "p" } })), Fine),
        ("all that is wrong", json!({ "type": 9, "data": { "title": text(46), "components": [row(json!([input(json!({ "style": 3, "label": "" }))]))] } }),
            all(vec![between("data.title", 1, 45), required("data.custom_id"), choice(&here("style"), "{1, 2}"), between(&here("label"), 1, 45)])),
    ];
    answers(&room, &mut wire, &asked, table).await;
    room.stop().await;
}

#[tokio::test]
async fn forms_as_they_are_sent() {
    let (room, mut wire, asked) = room().await;
    let opened = form(&[
        row(json!([input(
            json!({ "custom_id": "short", "min_length": 2, "max_length": 5 })
        )])),
        row(json!([input(
            json!({ "custom_id": "free", "required": false })
        )])),
        json!({ "type": 18, "label": "l", "component": {
            "type": 3, "custom_id": "pick", "max_values": 2,
            "options": [{ "label": "a", "value": "a" }, { "label": "b", "value": "b" }] } }),
    ]);
    let sent = |short: &str, free: &str, pick: Value| {
        let row = |name: &str, value: &str| json!({ "type": 1, "components": [{ "type": 4, "custom_id": name, "value": value }] });
        let list =
            json!({ "type": 18, "component": { "type": 3, "custom_id": "pick", "values": pick } });
        interaction(
            &room,
            5,
            json!({ "custom_id": "f", "components": [row("short", short), row("free", free), list] }),
        )
    };
    let value = "data.components.0.components.0.value";
    let values = "data.components.2.component.values";
    let long = text(4001);
    #[rustfmt::skip]
    let table: Vec<Case> = vec![
        ("2 characters", sent("ab", "", json!(["a"])), Fine),
        ("5 characters", sent("abcde", &text(4000), json!(["a", "b"])), Fine),
        ("1 character", sent("a", "", json!(["a"])), between(value, 2, 5)),
        ("6 characters", sent("abcdef", "", json!(["a"])), between(value, 2, 5)),
        ("nothing", sent("", "", json!(["a"])), required(value)),
        ("4001 characters", sent("ab", &long, json!(["a"])), most("data.components.1.components.0.value", 4000)),
        ("what is not in the list", sent("ab", "", json!(["c"])), choice(&format!("{values}.0"), "('a', 'b')")),
        ("nothing of the list", sent("ab", "", json!([])), between(values, 1, 2)),
        ("the same twice", sent("ab", "", json!(["a", "a"])), fault(&format!("{values}.1"), "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")),
    ];
    let mut wrong = Vec::new();
    for (name, body, comes) in table {
        let (path, _) = asks(&room, &mut wire, asked.clone()).await;
        let answer = room.ask("POST", &path, None, Some(opened.clone())).await;
        assert_eq!(answer.status, 204, "{}", answer.body);
        let mia = room.person("Mia");
        let answer = room
            .ask("POST", "/interactions", Some(&mia), Some(body))
            .await;
        let fine = matches!(comes, Fine);
        if let Some(words) = differs(&answer, comes) {
            wrong.push(format!("{name}: {words}"));
        }
        if fine {
            let event = wire.event("INTERACTION_CREATE").await;
            let told = &event["d"]["data"]["components"];
            assert_eq!(told[2]["component"]["values"][0], "a", "{told}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    room.stop().await;
}
