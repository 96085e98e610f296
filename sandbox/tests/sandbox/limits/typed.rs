//! What people type and press, held against what the bot registered and posted.

use serde_json::{Value, json};

use super::{
    Case,
    Comes::{Fine, No},
    all, asks, between, choice, fault, holds, interaction, registers, required, text,
};
use crate::client::Room;

#[tokio::test]
async fn options_as_they_were_registered() {
    let room = Room::new().await;
    let id = registers(&room, json!({ "name": "do", "description": "Does", "options": [
        { "type": 3, "name": "text", "description": "d", "required": true, "min_length": 2, "max_length": 5 },
        { "type": 4, "name": "whole", "description": "d", "min_value": -1, "max_value": 3 },
        { "type": 10, "name": "part", "description": "d", "min_value": 0.5, "max_value": 1.5 },
        { "type": 5, "name": "flag", "description": "d" },
        { "type": 3, "name": "pick", "description": "d", "choices": [{ "name": "A", "value": "a" }, { "name": "B", "value": "b" }] },
        { "type": 6, "name": "who", "description": "d" },
        { "type": 7, "name": "where", "description": "d", "channel_types": [2] },
        { "type": 8, "name": "role", "description": "d" },
        { "type": 9, "name": "any", "description": "d" },
        { "type": 3, "name": "typed", "description": "d", "autocomplete": true },
    ] }))
    .await;
    let mia = room.person("Mia");
    let member = room
        .company
        .members
        .iter()
        .find(|member| member.name == "Mia")
        .expect("Mia")
        .id
        .clone();
    let given = |kind: u8, options: Value| {
        interaction(
            &room,
            kind,
            json!({ "id": id, "name": "do", "type": 1, "options": options }),
        )
    };
    let base = |text: &str| json!({ "type": 3, "name": "text", "value": text });
    let with = |kind: u8, name: &str, value: Value| {
        given(
            2,
            json!([base("ok"), { "type": kind, "name": name, "value": value }]),
        )
    };
    let only = |text: &str| given(2, json!([base(text)]));
    let value = "data.options.1.value";
    let number = |words: &str, code: &str| fault(value, code, words);
    let lacks = |what: Value| given(4, what);
    let focus = |list: Value| lacks(list);
    let typing = |name: &str| json!({ "type": 3, "name": name, "value": "x", "focused": true });
    let one = || {
        fault(
            "data.options",
            "APPLICATION_COMMAND_AUTOCOMPLETE_FOCUSED_REQUIRED",
            "Exactly one option is being typed",
        )
    };
    // A row a line, whatever its length: it is read as a table.
    #[rustfmt::skip]
    let table: Vec<Case> = vec![
        ("2 characters", only("ab"), Fine),
        ("5 characters", only("abcde"), Fine),
        ("1 character", only("a"), between("data.options.0.value", 2, 5)),
        ("6 characters", only("abcdef"), between("data.options.0.value", 2, 5)),
        ("a required one left out", given(2, json!([])), required("data.options.text")),
        ("an option without value", given(2, json!([{ "type": 3, "name": "text" }])), required("data.options.0.value")),
        ("an unknown option", with(3, "else", json!("x")), fault("data.options.1.name", "APPLICATION_COMMAND_INVALID_OPTION", "This command has no such option")),
        ("an option twice", given(2, json!([base("ab"), base("ab")])), fault("data.options.1.name", "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")),
        ("an option of another type", with(3, "whole", json!("1")), choice("data.options.1.type", "{4}")),
        ("the least number", with(4, "whole", json!(-1)), Fine),
        ("the largest number", with(4, "whole", json!(3)), Fine),
        ("a number below", with(4, "whole", json!(-2)), number("int value should be greater than or equal to -1.", "NUMBER_TYPE_MIN")),
        ("a number beyond", with(4, "whole", json!(4)), number("int value should be less than or equal to 3.", "NUMBER_TYPE_MAX")),
        ("a number in words", with(4, "whole", json!("two")), number("Value \"two\" is not int.", "NUMBER_TYPE_COERCE")),
        ("a point", with(10, "part", json!(1.5)), Fine),
        ("a point beyond", with(10, "part", json!(1.6)), number("float value should be less than or equal to 1.5.", "NUMBER_TYPE_MAX")),
        ("yes", with(5, "flag", json!(true)), Fine),
        ("yes in words", with(5, "flag", json!("yes")), number("Must be either true or false.", "BOOLEAN_TYPE_CONVERT")),
        ("a choice", with(3, "pick", json!("b")), Fine),
        ("no choice", with(3, "pick", json!("c")), choice(value, "('a', 'b')")),
        ("somebody", with(6, "who", json!(member)), Fine),
        ("nobody", with(6, "who", json!("1")), No(404, 10013)),
        ("somebody's name", with(6, "who", json!("Mia")), number("Value \"Mia\" is not snowflake.", "NUMBER_TYPE_COERCE")),
        ("a channel of another kind", with(7, "where", json!(room.channel("general"))), number("The channel is not of a type that is asked for", "CHANNEL_TYPE_INVALID")),
        ("no channel", with(7, "where", json!("1")), No(404, 10003)),
        ("a role", with(8, "role", json!(room.company.roles["Sales"])), Fine),
        ("no role", with(8, "role", json!("1")), No(404, 10011)),
        ("a role for anybody", with(9, "any", json!(room.company.roles["Sales"])), Fine),
        ("all that is wrong", given(2, json!([base("a"), { "type": 4, "name": "whole", "value": 9 }])),
            all(vec![between("data.options.0.value", 2, 5), number("int value should be less than or equal to 3.", "NUMBER_TYPE_MAX")])),
        ("one is being typed", focus(json!([typing("typed")])), Fine),
        ("none is being typed", focus(json!([])), one()),
        ("two are being typed", focus(json!([typing("typed"), typing("text")])), fault("data.options.1.focused", "APPLICATION_COMMAND_OPTION_NOT_AUTOCOMPLETE", "This option does not complete what is typed")),
        ("a command that is not there", interaction(&room, 2, json!({ "id": "1", "name": "do", "type": 1 })), No(404, 10063)),
        ("no command", interaction(&room, 2, json!({})), required("data.id")),
    ];
    holds(&room, "POST", "/interactions", &mia, table).await;
    room.stop().await;
}

#[tokio::test]
async fn a_subcommand_is_named_and_only_those_who_may_use_a_command() {
    let room = Room::new().await;
    let sub = |name: &str| json!({ "type": 1, "name": name, "description": "d", "options": [{ "type": 3, "name": "o", "description": "d", "required": true }] });
    let id = registers(
        &room,
        json!({ "name": "do", "description": "d", "options": [sub("a"), sub("b")] }),
    )
    .await;
    let shut = registers(
        &room,
        json!({ "name": "shut", "description": "d", "default_member_permissions": "8" }),
    )
    .await;
    let menu = registers(&room, json!({ "name": "Look", "type": 3 })).await;
    let given = |options: Value| {
        interaction(
            &room,
            2,
            json!({ "id": id, "name": "do", "type": 1, "options": options }),
        )
    };
    let a = |options: Value| json!({ "type": 1, "name": "a", "options": options });
    let o = json!([{ "type": 3, "name": "o", "value": "x" }]);
    let one = || {
        fault(
            "data.options",
            "APPLICATION_COMMAND_SUBCOMMAND_REQUIRED",
            "One subcommand must be named",
        )
    };
    let use_of = |data: Value| interaction(&room, 2, data);
    #[rustfmt::skip]
    holds(&room, "POST", "/interactions", &room.person("Mia"), vec![
        ("a subcommand", given(json!([a(o.clone())])), Fine),
        ("none", given(json!([])), one()),
        ("two", given(json!([a(o.clone()), { "type": 1, "name": "b", "options": o }])), one()),
        ("a subcommand without what it needs", given(json!([a(json!([]))])), required("data.options.0.options.o")),
        ("a command for those who manage", use_of(json!({ "id": shut, "name": "shut", "type": 1 })), No(403, 50013)),
        ("a menu on nothing", use_of(json!({ "id": menu, "name": "Look", "type": 3 })), required("data.target_id")),
        ("a menu on a message that is not there", use_of(json!({ "id": menu, "name": "Look", "type": 3, "target_id": "1" })), No(404, 10008)),
        ("a menu on a name", use_of(json!({ "id": menu, "name": "Look", "type": 3, "target_id": "x" })), fault("data.target_id", "NUMBER_TYPE_COERCE", "Value \"x\" is not snowflake.")),
    ])
    .await;
    room.stop().await;
}

#[tokio::test]
async fn what_is_pressed_and_chosen() {
    let room = Room::new().await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    let row = |part: Value| json!({ "type": 1, "components": [part] });
    let body = json!({ "content": "x", "components": [
        row(json!({ "type": 2, "style": 1, "label": "x", "custom_id": "on" })),
        row(json!({ "type": 2, "style": 1, "label": "x", "custom_id": "off", "disabled": true })),
        row(json!({ "type": 3, "custom_id": "pick", "min_values": 1, "max_values": 2, "options": [
            { "label": "a", "value": "a" }, { "label": "b", "value": "b" }, { "label": "c", "value": "c" }] })),
        row(json!({ "type": 5, "custom_id": "who" })),
    ] });
    let posted = room
        .ask("POST", &path, Some(&room.bot()), Some(body))
        .await
        .body;
    let used = |kind: u8, name: &str, values: Option<Value>| {
        let mut data = json!({ "component_type": kind, "custom_id": name });
        if let Some(values) = values {
            data["values"] = values;
        }
        let mut whole = interaction(&room, 3, data);
        whole["message_id"] = posted["id"].clone();
        whole
    };
    let pick = |values: Value| used(3, "pick", Some(values));
    let invalid = |part: &str| {
        fault(
            &format!("data.{part}"),
            "COMPONENT_VALIDATION_FAILED",
            "Component validation failed",
        )
    };
    #[rustfmt::skip]
    holds(&room, "POST", "/interactions", &room.person("Mia"), vec![
        ("a button", used(2, "on", None), Fine),
        ("a button that is off", used(2, "off", None), invalid("custom_id")),
        ("a button that is not there", used(2, "else", None), invalid("custom_id")),
        ("a button called a list", used(3, "on", None), invalid("component_type")),
        ("a button without a name", used(2, "", None), all(vec![invalid("custom_id"), between("data.custom_id", 1, 100)])),
        ("a name of 101", used(2, &text(101), None), all(vec![invalid("custom_id"), between("data.custom_id", 1, 100)])),
        ("one of the list", pick(json!(["a"])), Fine),
        ("two of the list", pick(json!(["a", "b"])), Fine),
        ("three of the list", pick(json!(["a", "b", "c"])), between("data.values", 1, 2)),
        ("none of the list", pick(json!([])), between("data.values", 1, 2)),
        ("no values", used(3, "pick", None), required("data.values")),
        ("what is not in it", pick(json!(["z"])), choice("data.values.0", "('a', 'b', 'c')")),
        ("one twice", pick(json!(["a", "a"])), fault("data.values.1", "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")),
        ("nobody", used(5, "who", Some(json!(["1"]))), No(404, 10013)),
    ])
    .await;
    room.stop().await;
}

#[tokio::test]
async fn what_is_named_comes_whole() {
    let room = Room::new().await;
    let mut wire = super::bot(&room).await;
    let id = registers(&room, json!({ "name": "do", "description": "d", "options": [
        { "type": 6, "name": "who", "description": "d" }, { "type": 8, "name": "role", "description": "d" }, { "type": 7, "name": "where", "description": "d" },
    ] }))
    .await;
    let member = room
        .company
        .members
        .iter()
        .find(|member| member.name == "Sam")
        .expect("Sam")
        .id
        .clone();
    let (role, channel) = (room.company.roles["Sales"].clone(), room.channel("general"));
    let options = json!([
        { "type": 6, "name": "who", "value": member }, { "type": 8, "name": "role", "value": role }, { "type": 7, "name": "where", "value": channel },
    ]);
    let asked = interaction(
        &room,
        2,
        json!({ "id": id, "name": "do", "type": 1, "options": options }),
    );
    let (_, event) = asks(&room, &mut wire, asked).await;
    let resolved = &event["data"]["resolved"];
    assert_eq!(resolved["users"][&member]["id"], json!(member));
    assert!(
        resolved["members"][&member]["permissions"].is_string(),
        "{resolved}"
    );
    assert_eq!(resolved["roles"][&role]["name"], "Sales");
    assert_eq!(resolved["channels"][channel]["name"], "general");
    room.stop().await;
}
