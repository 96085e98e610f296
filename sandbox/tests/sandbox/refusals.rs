//! What the sandbox refuses: each with its status and Discord's code.

use serde_json::{Value, json};
use tandem_sandbox::limits::Strictness;

use crate::client::Room;

/// Who asks.
#[derive(Clone, Copy)]
enum As {
    Nobody,
    Foreign,
    Bot,
    Mia,
    Guest,
}

/// What it is, who asks, how, where, with what; and the status and code of the answer.
type Case = (
    &'static str,
    As,
    &'static str,
    String,
    Option<Value>,
    u16,
    Option<u64>,
);

#[tokio::test]
async fn the_table_of_refusals() {
    let room = Room::new().await;
    let (app, guild) = (
        room.company.application_id.clone(),
        room.company.guild_id.clone(),
    );
    let general = format!("/channels/{}/messages", room.channel("general"));
    let sales = format!("/channels/{}/messages", room.channel("sales"));
    let board = format!("/channels/{}/messages", room.channel("board-room"));
    let command = room.register().await;
    let mias = room
        .ask(
            "POST",
            &general,
            Some(&room.person("Mia")),
            Some(json!({ "content": "mine" })),
        )
        .await;
    let mias = mias.body["id"].as_str().expect("an id").to_owned();
    let commands = format!("/applications/{app}/commands");
    let text = |length: usize| "x".repeat(length);
    let content = |length: usize| Some(json!({ "content": text(length) }));
    let embed = |embed: Value| Some(json!({ "embeds": [embed] }));
    let row = |parts: Value| {
        Some(json!({ "content": "x", "components": [{ "type": 1, "components": parts }] }))
    };
    let button = |id: &str| json!({ "type": 2, "style": 1, "label": "x", "custom_id": id });
    let option = |name: &str, kind: u8, value: Value| json!([{ "name": name, "type": kind, "value": value }]);
    let what = |value: Value| room.order(&command, option("what", 3, value));
    let with = |name: &str, kind: u8, value: Value| {
        room.order(&command, json!([{ "name": "what", "type": 3, "value": "tea" }, { "name": name, "type": kind, "value": value }]))
    };
    let choices: Vec<Value> = (0..26)
        .map(|n| json!({ "name": format!("c{n}"), "value": format!("{n}") }))
        .collect();
    let fields: Vec<Value> = (0..26)
        .map(|_| json!({ "name": "n", "value": "v" }))
        .collect();
    let elsewhere = json!({ "type": 2, "application_id": "1", "channel_id": room.channel("general"), "data": {} });
    let unknown = |id: &str| format!("{general}/{id}");

    // A row a line, whatever its length: it is read as a table.
    #[rustfmt::skip]
    let table: Vec<Case> = vec![
        // who asks
        ("no token", As::Nobody, "GET", "/users/@me".into(), None, 401, Some(0)),
        ("a foreign token", As::Foreign, "GET", "/users/@me".into(), None, 401, Some(0)),
        ("no token to write", As::Nobody, "POST", general.clone(), content(1), 401, Some(0)),
        ("a person asks for the gateway of bots", As::Mia, "GET", "/gateway/bot".into(), None, 403, Some(20002)),
        ("a person registers a command", As::Mia, "POST", commands.clone(), Some(json!({ "name": "x", "description": "x" })), 403, Some(20002)),
        ("a bot uses a command", As::Bot, "POST", "/interactions".into(), Some(what(json!("tea"))), 403, Some(20001)),
        ("another application's commands", As::Bot, "GET", "/applications/1/commands".into(), None, 403, Some(20012)),
        // what is not there
        ("an unknown channel", As::Bot, "GET", "/channels/1".into(), None, 404, Some(10003)),
        ("an unknown guild", As::Bot, "GET", "/guilds/1".into(), None, 404, Some(10004)),
        ("an unknown member", As::Bot, "GET", format!("/guilds/{guild}/members/1"), None, 404, Some(10007)),
        ("an unknown user", As::Bot, "GET", "/users/1".into(), None, 404, Some(10013)),
        ("an unknown message", As::Bot, "GET", unknown("1"), None, 404, Some(10008)),
        ("an unknown message to edit", As::Bot, "PATCH", unknown("1"), content(1), 404, Some(10008)),
        ("an unknown message to delete", As::Bot, "DELETE", unknown("1"), None, 404, Some(10008)),
        ("an unknown command", As::Bot, "GET", format!("{commands}/1"), None, 404, Some(10063)),
        ("an unknown interaction", As::Bot, "POST", "/interactions/1/t/callback".into(), Some(json!({ "type": 5 })), 404, Some(10062)),
        ("an unknown webhook token", As::Bot, "PATCH", format!("/webhooks/{app}/t/messages/@original"), content(1), 401, Some(50027)),
        ("an unknown webhook", As::Bot, "POST", "/webhooks/1/t".into(), content(1), 404, Some(10015)),
        ("an id that is none", As::Bot, "GET", "/channels/abc".into(), None, 400, Some(50035)),
        ("an endpoint that is not here", As::Bot, "GET", format!("/guilds/{guild}/audit-logs"), None, 501, Some(0)),
        ("a method that is not here", As::Bot, "DELETE", "/users/@me".into(), None, 501, Some(0)),
        // what one may
        ("a channel that one does not see", As::Mia, "GET", sales.clone(), None, 403, Some(50001)),
        ("to write where one does not see", As::Guest, "POST", sales, content(1), 403, Some(50001)),
        ("the bot where it does not see", As::Bot, "POST", board, content(1), 403, Some(50001)),
        ("somebody else's message to edit", As::Bot, "PATCH", unknown(&mias), content(1), 403, Some(50005)),
        ("somebody else's message to delete", As::Guest, "DELETE", unknown(&mias), None, 403, Some(50013)),
        // messages
        ("an empty message", As::Bot, "POST", general.clone(), Some(json!({})), 400, Some(50006)),
        ("a blank message", As::Mia, "POST", general.clone(), Some(json!({ "content": "  " })), 400, Some(50006)),
        ("2001 characters", As::Bot, "POST", general.clone(), content(2001), 400, Some(50035)),
        ("a content that is no text", As::Bot, "POST", general.clone(), Some(json!({ "content": 1 })), 400, Some(50035)),
        ("a nonce of 26 characters", As::Bot, "POST", general.clone(), Some(json!({ "content": "x", "nonce": text(26) })), 400, Some(50035)),
        ("eleven embeds", As::Bot, "POST", general.clone(), Some(json!({ "embeds": vec![json!({ "title": "x" }); 11] })), 400, Some(50035)),
        ("a title of 257", As::Bot, "POST", general.clone(), embed(json!({ "title": text(257) })), 400, Some(50035)),
        ("a description of 4097", As::Bot, "POST", general.clone(), embed(json!({ "description": text(4097) })), 400, Some(50035)),
        ("26 fields", As::Bot, "POST", general.clone(), embed(json!({ "fields": fields })), 400, Some(50035)),
        ("a field's name of 257", As::Bot, "POST", general.clone(), embed(json!({ "fields": [{ "name": text(257), "value": "v" }] })), 400, Some(50035)),
        ("a field's value of 1025", As::Bot, "POST", general.clone(), embed(json!({ "fields": [{ "name": "n", "value": text(1025) }] })), 400, Some(50035)),
        ("a field without value", As::Bot, "POST", general.clone(), embed(json!({ "fields": [{ "name": "n", "value": "" }] })), 400, Some(50035)),
        ("a footer of 2049", As::Bot, "POST", general.clone(), embed(json!({ "footer": { "text": text(2049) } })), 400, Some(50035)),
        ("an author of 257", As::Bot, "POST", general.clone(), embed(json!({ "author": { "name": text(257) } })), 400, Some(50035)),
        ("6001 characters over embeds", As::Bot, "POST", general.clone(), Some(json!({ "embeds": [{ "description": text(3001) }, { "description": text(3000) }] })), 400, Some(50035)),
        ("six rows", As::Bot, "POST", general.clone(), Some(json!({ "content": "x", "components": vec![json!({ "type": 1, "components": [button("a")] }); 6] })), 400, Some(50035)),
        ("six buttons in a row", As::Bot, "POST", general.clone(), row(json!(["a", "b", "c", "d", "e", "f"].map(button))), 400, Some(50035)),
        ("the same custom id twice", As::Bot, "POST", general.clone(), row(json!(["a", "a"].map(button))), 400, Some(50035)),
        ("a custom id of 101", As::Bot, "POST", general.clone(), row(json!([button(&text(101))])), 400, Some(50035)),
        ("26 options of a list", As::Bot, "POST", general.clone(), row(json!([{ "type": 3, "custom_id": "s", "options": (0..26).map(|n| json!({ "label": "l", "value": n.to_string() })).collect::<Vec<_>>() }])), 400, Some(50035)),
        ("users both parsed and listed", As::Bot, "POST", general.clone(), Some(json!({ "content": "x", "allowed_mentions": { "parse": ["users"], "users": ["1"] } })), 400, Some(50035)),
        ("embeds from a person", As::Mia, "POST", general.clone(), embed(json!({ "title": "x" })), 400, Some(50035)),
        ("101 messages at once", As::Bot, "GET", format!("{general}?limit=101"), None, 400, Some(50035)),
        // commands as they are registered
        ("a name in capitals", As::Bot, "POST", commands.clone(), Some(json!({ "name": "Big", "description": "x" })), 400, Some(50035)),
        ("no description", As::Bot, "POST", commands.clone(), Some(json!({ "name": "x" })), 400, Some(50035)),
        ("26 choices", As::Bot, "POST", commands.clone(), Some(json!({ "name": "x", "description": "x", "options": [{ "type": 3, "name": "o", "description": "o", "choices": choices }] })), 400, Some(50035)),
        ("a menu with a description", As::Bot, "POST", commands.clone(), Some(json!({ "name": "X", "type": 3, "description": "x" })), 400, Some(50035)),
        ("two of one name", As::Bot, "PUT", commands, Some(json!([{ "name": "x", "description": "x" }, { "name": "x", "description": "x" }])), 400, Some(50035)),
        // commands as they are used
        ("another application", As::Mia, "POST", "/interactions".into(), Some(elsewhere), 404, Some(10002)),
        ("a command that is not there", As::Mia, "POST", "/interactions".into(), Some(room.order("1", json!([]))), 404, Some(10063)),
        ("a required option left out", As::Mia, "POST", "/interactions".into(), Some(room.order(&command, json!([]))), 400, Some(50035)),
        ("an unknown option", As::Mia, "POST", "/interactions".into(), Some(with("colour", 3, json!("red"))), 400, Some(50035)),
        ("an option of another type", As::Mia, "POST", "/interactions".into(), Some(with("many", 3, json!("two"))), 400, Some(50035)),
        ("a text beyond its length", As::Mia, "POST", "/interactions".into(), Some(what(json!(text(11)))), 400, Some(50035)),
        ("a number out of its range", As::Mia, "POST", "/interactions".into(), Some(with("many", 4, json!(10))), 400, Some(50035)),
        ("what is no choice", As::Mia, "POST", "/interactions".into(), Some(with("size", 3, json!("huge"))), 400, Some(50035)),
        ("somebody who is not here", As::Mia, "POST", "/interactions".into(), Some(with("whom", 6, json!("1"))), 404, Some(10013)),
        ("a button that is not there", As::Mia, "POST", "/interactions".into(), Some(json!({ "type": 3, "application_id": app, "channel_id": room.channel("general"), "message_id": mias, "data": { "component_type": 2, "custom_id": "x" } })), 400, Some(50035)),
        ("a form that is not open", As::Mia, "POST", "/interactions".into(), Some(json!({ "type": 5, "application_id": app, "channel_id": room.channel("general"), "data": { "custom_id": "x", "components": [] } })), 400, Some(50035)),
    ];
    assert!(table.len() >= 40, "{}", table.len());
    let mut wrong = Vec::new();
    for (name, who, method, path, body, status, code) in table {
        let token = match who {
            As::Nobody => None,
            As::Foreign => Some("Bot somebody.elses.token".to_owned()),
            As::Bot => Some(room.bot()),
            As::Mia => Some(room.person("Mia")),
            As::Guest => Some(room.person("Guest")),
        };
        let answer = room.ask(method, &path, token.as_deref(), body).await;
        if (answer.status, answer.code) != (status, code) {
            wrong.push(format!(
                "{name}: {} {:?}, not {status} {code:?}: {}",
                answer.status, answer.code, answer.body
            ));
        }
        if code == Some(50035) && answer.body["errors"].is_null() {
            wrong.push(format!("{name}: does not say where: {}", answer.body));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    room.stop().await;
}

#[tokio::test]
async fn each_limit_at_its_edge_is_fine() {
    let room = Room::new().await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    let text = |length: usize| "x".repeat(length);
    for body in [
        json!({ "content": text(2000) }),
        json!({ "content": "x", "nonce": text(25) }),
        json!({ "embeds": [{ "title": text(256), "description": text(4096), "footer": { "text": text(1648) } }] }),
        json!({ "embeds": vec![json!({ "title": "x" }); 10] }),
        json!({ "embeds": [{ "fields": vec![json!({ "name": "n", "value": "v" }); 25] }] }),
    ] {
        let answer = room.ask("POST", &path, Some(&room.bot()), Some(body)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    room.stop().await;
}

#[tokio::test]
async fn the_sixth_message_is_held_back_and_says_for_how_long() {
    let room = Room::with(Strictness::Discord).await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    for _ in 0..5 {
        assert_eq!(
            room.ask(
                "POST",
                &path,
                Some(&room.bot()),
                Some(json!({ "content": "x" }))
            )
            .await
            .status,
            200
        );
    }
    let answer = room
        .ask(
            "POST",
            &path,
            Some(&room.bot()),
            Some(json!({ "content": "x" })),
        )
        .await;
    assert_eq!(answer.status, 429, "{}", answer.body);
    let wait = answer.body["retry_after"].as_f64().expect("a time");
    assert!(wait > 0.0 && wait <= 5.0, "{wait}");
    room.stop().await;
}

#[tokio::test]
async fn a_body_that_is_no_json_or_too_large_or_too_deep_is_refused_and_nothing_falls_over() {
    let room = Room::new().await;
    let url = format!(
        "http://{}/api/v10/channels/{}/messages",
        room.sandbox.address(),
        room.channel("general")
    );
    let http = reqwest::Client::new();
    let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
    for (body, status) in [
        ("{\"content\":".to_owned(), 400),
        (deep, 400),
        (format!("{{\"content\":\"{}\"}}", "x".repeat(26 << 20)), 413),
    ] {
        let answer = http
            .post(&url)
            .header("Authorization", room.bot())
            .header("Content-Type", "application/json")
            .body(body)
            .send()
            .await;
        // A body that is far too large may find the door closed before it is through.
        if let Ok(answer) = answer {
            assert_eq!(answer.status(), status);
        }
    }
    assert_eq!(
        room.ask("GET", "/users/@me", Some(&room.bot()), None)
            .await
            .status,
        200
    );
    room.stop().await;
}

#[tokio::test]
async fn another_pages_host_name_gets_nothing() {
    let room = Room::new().await;
    let url = format!("http://{}/sandbox/company", room.sandbox.address());
    let foreign = reqwest::Client::new()
        .get(&url)
        .header("Host", "evil.example")
        .send()
        .await
        .expect("an answer");
    assert_eq!(foreign.status(), 403);
    let origin = reqwest::Client::new()
        .get(&url)
        .header("Origin", "https://evil.example")
        .send()
        .await
        .expect("an answer");
    assert_eq!(origin.status(), 403);
    room.stop().await;
}
