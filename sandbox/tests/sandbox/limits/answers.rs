//! Answers to interactions: which kind answers what, how often, how long.

use serde_json::{Value, json};

use super::{
    Case,
    Comes::{Fine, No},
    all, answers, asks, between, choice, differs, fault, interaction, many, most, registers,
    required, text,
};
use crate::{client::Room, wire::Wire};

/// A room with a command that completes what is typed, and a message with a button.
struct Scene {
    room: Room,
    wire: Wire,
    command: Value,
    typing: Value,
    press: Value,
}

impl Scene {
    async fn new() -> Self {
        let room = Room::new().await;
        let wire = super::bot(&room).await;
        let command = registers(
            &room,
            json!({ "name": "find", "description": "Finds", "options": [
            { "type": 3, "name": "text", "description": "A text", "autocomplete": true },
            { "type": 4, "name": "count", "description": "A count", "autocomplete": true },
        ] }),
        )
        .await;
        let path = format!("/channels/{}/messages", room.channel("general"));
        let button = json!({ "type": 2, "style": 1, "label": "x", "custom_id": "b" });
        let body = json!({ "content": "x", "components": [{ "type": 1, "components": [button] }] });
        let posted = room
            .ask("POST", &path, Some(&room.bot()), Some(body))
            .await
            .body;
        let typed = |kind: u8, name: &str| json!({ "type": kind, "name": name, "value": "", "focused": true });
        let data = |options: Value| json!({ "id": command, "name": "find", "type": 1, "options": options });
        let mut press = interaction(&room, 3, json!({ "component_type": 2, "custom_id": "b" }));
        press["message_id"] = posted["id"].clone();
        Self {
            command: interaction(&room, 2, data(json!([]))),
            typing: interaction(&room, 4, data(json!([typed(3, "text")]))),
            press,
            room,
            wire,
        }
    }

    /// A person sends a form that was opened from a command; gives where the bot answers it.
    async fn form(&mut self) -> String {
        let (path, _) = asks(&self.room, &mut self.wire, self.command.clone()).await;
        let answer = self.room.ask("POST", &path, None, Some(opens())).await;
        assert_eq!(answer.status, 204, "{}", answer.body);
        let row =
            json!({ "type": 1, "components": [{ "type": 4, "custom_id": "i", "value": "v" }] });
        let data = json!({ "custom_id": "f", "components": [row] });
        let sent = interaction(&self.room, 5, data);
        asks(&self.room, &mut self.wire, sent).await.0
    }
}

fn opens() -> Value {
    let input = json!({ "type": 4, "custom_id": "i", "label": "l", "style": 1 });
    let row = json!({ "type": 1, "components": [input] });
    json!({ "type": 9, "data": { "title": "t", "custom_id": "f", "components": [row] } })
}

fn says(kind: u8) -> Value {
    json!({ "type": kind, "data": { "content": "x" } })
}

#[tokio::test]
async fn which_kind_answers_what() {
    let mut scene = Scene::new().await;
    let every = "{1, 4, 5, 6, 7, 8, 9, 10, 12}";
    let offers = json!({ "type": 8, "data": { "choices": [] } });
    #[rustfmt::skip]
    let commands: Vec<Case> = vec![
        ("a message", says(4), Fine),
        ("a message later", json!({ "type": 5 }), Fine),
        ("no change", json!({ "type": 6 }), choice("type", "{4, 5, 9, 10, 12}")),
        ("a change", says(7), choice("type", "{4, 5, 9, 10, 12}")),
        ("choices", offers.clone(), choice("type", "{4, 5, 9, 10, 12}")),
        ("a form", opens(), Fine),
        ("a kind that is none", json!({ "type": 3 }), choice("type", every)),
        ("a kind in words", json!({ "type": "message" }), fault("type", "NUMBER_TYPE_COERCE", "Value \"message\" is not int.")),
        ("no kind", json!({}), required("type")),
        ("what the sandbox has not", json!({ "type": 12 }), No(501, 0)),
        ("a message of nothing", json!({ "type": 4, "data": {} }), No(400, 50006)),
        ("a message without data", json!({ "type": 4 }), required("data")),
        ("data that is a text", json!({ "type": 4, "data": "x" }), fault("data", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")),
        ("2000 characters", json!({ "type": 4, "data": { "content": text(2000) } }), Fine),
        ("2001 characters", json!({ "type": 4, "data": { "content": text(2001) } }), most("data.content", 2000)),
        ("a title of 257 and six rows", json!({ "type": 4, "data": { "embeds": [{ "title": text(257) }], "components": many(6, |n| json!({ "type": 1, "components": [{ "type": 2, "style": 1, "label": "x", "custom_id": n.to_string() }] })) } }),
            all(vec![most("data.embeds.0.title", 256), most("data.components", 5)])),
    ];
    let Scene {
        room,
        wire,
        command,
        typing,
        press,
    } = &mut scene;
    answers(room, wire, command, commands).await;
    #[rustfmt::skip]
    answers(room, wire, press, vec![
        ("a message", says(4), Fine),
        ("a message later", json!({ "type": 5 }), Fine),
        ("no change", json!({ "type": 6 }), Fine),
        ("a change", says(7), Fine),
        ("a change of 2001", json!({ "type": 7, "data": { "content": text(2001) } }), most("data.content", 2000)),
        ("choices", offers.clone(), choice("type", "{4, 5, 6, 7, 9, 10, 12}")),
        ("a form", opens(), Fine),
    ])
    .await;
    answers(
        room,
        wire,
        typing,
        vec![
            ("choices", offers, Fine),
            ("a message", says(4), choice("type", "{8}")),
            (
                "a message later",
                json!({ "type": 5 }),
                choice("type", "{8}"),
            ),
            ("a form", opens(), choice("type", "{8}")),
        ],
    )
    .await;
    for (name, body, comes) in [
        ("a message", says(4), Fine),
        (
            "a form after a form",
            opens(),
            choice("type", "{4, 5, 6, 10, 12}"),
        ),
        (
            "a change of nothing",
            says(7),
            choice("type", "{4, 5, 6, 10, 12}"),
        ),
        (
            "choices",
            json!({ "type": 8, "data": { "choices": [] } }),
            choice("type", "{4, 5, 6, 10, 12}"),
        ),
    ] {
        let path = scene.form().await;
        let answer = scene.room.ask("POST", &path, None, Some(body)).await;
        assert_eq!(differs(&answer, comes), None, "{name}");
    }
    scene.room.stop().await;
}

#[tokio::test]
async fn choices_for_what_is_typed() {
    let mut scene = Scene::new().await;
    let offers = |choices: Value| json!({ "type": 8, "data": { "choices": choices } });
    let one = |name: Value, value: Value| offers(json!([{ "name": name, "value": value }]));
    let of = |count: usize| {
        offers(json!(many(
            count,
            |n| json!({ "name": "n", "value": n.to_string() })
        )))
    };
    let (name, value) = ("data.choices.0.name", "data.choices.0.value");
    let Scene {
        room, wire, typing, ..
    } = &mut scene;
    #[rustfmt::skip]
    answers(room, wire, typing, vec![
        ("25 choices", of(25), Fine),
        ("26 choices", of(26), most("data.choices", 25)),
        ("none", of(0), Fine),
        ("no list", json!({ "type": 8, "data": {} }), required("data.choices")),
        ("a name and a value of 100", one(json!(text(100)), json!(text(100))), Fine),
        ("a name of 101", one(json!(text(101)), json!("v")), between(name, 1, 100)),
        ("a name of nothing", one(json!(""), json!("v")), between(name, 1, 100)),
        ("a value of 101", one(json!("n"), json!(text(101))), between(value, 1, 100)),
        ("neither", offers(json!([{}])), all(vec![required(name), required(value)])),
        ("a number for a text", one(json!("n"), json!(5)), fault(value, "STRING_TYPE_CONVERT", "Could not interpret \"5\" as string.")),
    ])
    .await;
    let mut counting = typing.clone();
    counting["data"]["options"] =
        json!([{ "type": 4, "name": "count", "value": "1", "focused": true }]);
    #[rustfmt::skip]
    answers(room, wire, &counting, vec![
        ("a number", one(json!("n"), json!(5)), Fine),
        ("the largest number", one(json!("n"), json!((1_i64 << 53) - 1)), Fine),
        ("a number beyond", one(json!("n"), json!(1_i64 << 53)), super::high(value, (1 << 53) - 1)),
        ("a text for a number", one(json!("n"), json!("five")), fault(value, "NUMBER_TYPE_COERCE", "Value \"five\" is not int.")),
    ])
    .await;
    scene.room.stop().await;
}

#[tokio::test]
async fn how_often_and_how_long() {
    let mut scene = Scene::new().await;
    let app = scene.room.company.application_id.clone();
    let Scene {
        room,
        wire,
        command,
        ..
    } = &mut scene;
    let (path, event) = asks(room, wire, command.clone()).await;
    let token = event["token"].as_str().expect("a token").to_owned();
    let webhook = format!("/webhooks/{app}/{token}");
    let original = format!("{webhook}/messages/@original");
    let hello = || Some(json!({ "content": "x" }));
    let no = |answer: &crate::client::Answer| (answer.status, answer.code);
    // Before the first answer there is nothing to follow or to change.
    for (method, path, body) in [
        ("POST", &webhook, hello()),
        ("PATCH", &original, hello()),
        ("GET", &original, None),
        ("DELETE", &original, None),
    ] {
        assert_eq!(
            no(&room.ask(method, path, None, body).await),
            (404, Some(10015)),
            "{method}"
        );
    }
    let other = path.replace(&token, "somebody-elses");
    assert_eq!(
        no(&room.ask("POST", &other, None, Some(says(4))).await),
        (404, Some(10062))
    );
    let deferred = json!({ "type": 5, "data": { "flags": 64 } });
    assert_eq!(
        room.ask("POST", &path, None, Some(deferred)).await.status,
        204
    );
    assert_eq!(
        no(&room.ask("POST", &path, None, Some(says(4))).await),
        (400, Some(40060))
    );
    // The first follow-up is the deferred answer itself, as private as it was said to be.
    let first = room.ask("POST", &webhook, None, hello()).await.body;
    assert_eq!(first["flags"], 64, "{first}");
    let read = room.ask("GET", &original, None, None).await.body;
    assert_eq!(read["id"], first["id"]);
    let second = room.ask("POST", &webhook, None, hello()).await.body;
    assert_ne!(second["id"], first["id"]);
    assert_eq!(second["flags"], 0);
    let large = Some(json!({ "content": text(2001) }));
    let large = room.ask("PATCH", &original, None, large).await;
    assert_eq!(differs(&large, most("content", 2000)), None);
    assert_eq!(
        room.ask("PATCH", &original, None, hello()).await.status,
        200
    );
    assert_eq!(room.ask("DELETE", &original, None, None).await.status, 204);
    assert_eq!(
        no(&room.ask("GET", &original, None, None).await),
        (404, Some(10008))
    );
    assert_eq!(
        no(&room.ask("PATCH", &original, None, hello()).await),
        (404, Some(10008))
    );
    // Too late.
    let (path, _) = asks(room, wire, command.clone()).await;
    tokio::time::sleep(std::time::Duration::from_millis(3_050)).await;
    assert_eq!(
        no(&room.ask("POST", &path, None, Some(says(4))).await),
        (404, Some(10062))
    );
    scene.room.stop().await;
}

#[tokio::test]
async fn an_answer_with_a_response_names_the_message() {
    let mut scene = Scene::new().await;
    let Scene {
        room,
        wire,
        command,
        ..
    } = &mut scene;
    let (path, _) = asks(room, wire, command.clone()).await;
    let path = format!("{path}?with_response=true");
    let answer = room.ask("POST", &path, None, Some(says(4))).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let (told, message) = (
        &answer.body["interaction"],
        &answer.body["resource"]["message"],
    );
    assert_eq!(told["response_message_id"], message["id"]);
    assert_eq!(message["content"], "x");
    scene.room.stop().await;
}
