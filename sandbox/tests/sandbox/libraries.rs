//! What libraries send beside what the documentation shows: each of these has stopped one.

use std::time::Duration;

use serde_json::{Value, json};
use tandem_sandbox::settings::Change;

use crate::{
    client::Room,
    wire::{MESSAGES, Wire, identify},
};

const MEMBERS: u64 = 1 << 1;

fn number(text: &str) -> u64 {
    text.parse().expect("an id")
}

#[tokio::test]
async fn members_are_asked_for_by_ids_that_are_numbers() {
    let room = Room::new().await;
    let change = Change {
        members: Some(true),
        ..Change::default()
    };
    room.sandbox.set(change).expect("a setting");
    let mut wire = Wire::bot(&room, 1 | MEMBERS).await;
    let guild = number(&room.company.guild_id);
    let (mia, nobody) = (number(room.id_of("Mia")), 1_u64);
    let text = |id: u64| id.to_string();
    for (asked, found, missing) in [
        (
            json!({ "guild_id": guild, "query": "", "limit": 0 }),
            9,
            json!([]),
        ),
        (
            json!({ "guild_id": guild, "user_ids": [mia, nobody] }),
            1,
            json!(["1"]),
        ),
        (
            json!({ "guild_id": [guild], "user_ids": [text(mia), nobody] }),
            1,
            json!(["1"]),
        ),
        (
            json!({ "guild_id": text(guild), "user_ids": mia }),
            1,
            json!([]),
        ),
    ] {
        wire.send(8, asked.clone()).await;
        let chunk = wire.event("GUILD_MEMBERS_CHUNK").await["d"].take();
        let members = chunk["members"].as_array().expect("a list");
        assert_eq!(
            (members.len(), &chunk["not_found"]),
            (found, &missing),
            "{asked}"
        );
    }
    wire.send(8, json!({ "guild_id": guild, "user_ids": true }))
        .await;
    assert_eq!(wire.closed().await, 4002);
    room.stop().await;
}

#[tokio::test]
async fn intents_that_have_no_name_are_taken() {
    let room = Room::new().await;
    let unnamed = 1 << 17 | 1 << 18 | 1 << 22;
    let mut wire = Wire::open(&room).await;
    wire.send(2, identify(&room.company.bot_token, MESSAGES | unnamed))
        .await;
    wire.event("READY").await;
    for beyond in [1_u64 << 19, 1 << 23, 1 << 26] {
        let mut wire = Wire::open(&room).await;
        wire.send(2, identify(&room.company.bot_token, MESSAGES | beyond))
            .await;
        assert_eq!(wire.closed().await, 4013, "{beyond:b}");
    }
    room.stop().await;
}

#[tokio::test]
async fn the_sounds_that_every_server_has_are_an_empty_list() {
    let room = Room::new().await;
    let how = "GET /soundboard-default-sounds";
    assert_eq!(room.gets("bot", how, Value::Null).await, json!([]));
    room.stop().await;
}

#[tokio::test]
async fn older_versions_of_the_api_and_none_are_served() {
    let room = Room::new().await;
    let http = reqwest::Client::new();
    let ask = async |path: &str| {
        let url = format!("http://{}/api{path}", room.sandbox.address());
        let request = http.get(url).header("Authorization", room.bot());
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or(Value::Null))
    };
    for version in ["", "/v6", "/v9", "/v10"] {
        let (status, me) = ask(&format!("{version}/users/@me")).await;
        let id = &me["id"];
        assert_eq!(
            (status, id),
            (200, &json!(room.company.application_id)),
            "{version}"
        );
        let (status, _) = ask(&format!("{version}/gateway/bot")).await;
        assert_eq!(status, 200, "{version}");
    }
    for version in ["v5", "v11", "v99"] {
        let (status, no) = ask(&format!("/{version}/users/@me")).await;
        assert_eq!((status, &no["code"]), (400, &json!(50041)), "{version}");
    }
    let asked = room.sandbox.requests();
    let whole = |path: &str| asked.iter().filter(|it| it.path == path).count();
    assert_eq!(whole("/api/v10/users/@me"), 4, "the log names one version");
    room.stop().await;
}

#[tokio::test]
async fn what_is_not_here_is_named_and_counted() {
    let room = Room::new().await;
    let guild = &room.company.guild_id;
    let general = room.channel("general").to_owned();
    let ask = async |how: String, body: Value| {
        let answer = room.does("Dana", &how, body).await;
        assert_eq!(answer.status, 501, "{how}: {}", answer.body);
        answer.body["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let begins = "501: Not Implemented by the sandbox: ";
    for (how, body, what) in [
        (
            format!("GET /guilds/{guild}/audit-logs"),
            Value::Null,
            "GET /guilds/*/audit-logs",
        ),
        (
            format!("POST /channels/{general}/invites"),
            json!({}),
            "POST /channels/*/invites",
        ),
        (
            format!("POST /channels/{general}/messages"),
            json!({ "poll": { "question": { "text": "?" }, "answers": [] } }),
            "polls",
        ),
        (
            format!("POST /guilds/{guild}/channels"),
            json!({ "name": "talk", "type": 2 }),
            "voice channels",
        ),
        (
            format!("POST /guilds/{guild}/channels"),
            json!({ "name": "talk", "type": 15 }),
            "forums",
        ),
    ] {
        assert_eq!(ask(how, body).await, format!("{begins}{what}"));
    }
    ask(
        format!("GET /guilds/{guild}/audit-logs?limit=1"),
        Value::Null,
    )
    .await;
    let counted = room.sandbox.missing();
    assert_eq!(counted["GET /guilds/*/audit-logs"], 2, "{counted:?}");
    let (_, told) = room.lever("GET", "/missing", None).await;
    assert_eq!(told, json!(counted));
    assert_eq!(told["polls"], 1);
    room.stop().await;
}

#[tokio::test]
async fn a_form_may_be_spelt_out_in_one_line() {
    let room = Room::new().await;
    let general = room.channel("general");
    let url = format!(
        "http://{}/api/v10/channels/{general}/messages",
        room.sandbox.address()
    );
    let payload = json!({ "content": "a & b = ü" }).to_string();
    let lines = [
        percent_encoding::utf8_percent_encode(&payload, percent_encoding::NON_ALPHANUMERIC)
            .to_string(),
        "a+%26+b+%3D+%C3%BC".to_owned(),
    ];
    for (name, line) in ["payload_json", "content"].iter().zip(lines) {
        let sent = reqwest::Client::new()
            .post(&url)
            .header("Authorization", room.bot())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(format!("{name}={line}"));
        let answer = sent.send().await.expect("an answer");
        let message: Value = answer.json().await.expect("JSON");
        assert_eq!(message["content"], "a & b = ü", "{name}: {message}");
    }
    room.stop().await;
}

#[tokio::test]
async fn a_file_is_given_to_a_command() {
    let room = Room::new().await;
    let app = room.company.application_id.clone();
    let command = json!({ "name": "import", "description": "x", "options": [
        { "type": 11, "name": "list", "description": "x", "required": true },
        { "type": 11, "name": "picture", "description": "x" },
    ] });
    let how = format!("POST /applications/{app}/commands");
    let command = room.gets("bot", &how, command).await["id"].take();
    let used = |options: Value| {
        json!({
            "type": 2, "application_id": app, "guild_id": room.company.guild_id,
            "channel_id": room.channel("general"), "session_id": "s", "nonce": "1",
            "data": { "id": command, "name": "import", "type": 1, "options": options,
                "attachments": [{ "id": "0", "filename": "leads.csv" }] },
        })
    };
    let list = |number: &str| json!([{ "name": "list", "type": 11, "value": number }]);
    let send = async |options: Value, bytes: Vec<u8>| {
        let file = reqwest::multipart::Part::bytes(bytes).file_name("leads.csv");
        let form = reqwest::multipart::Form::new()
            .text("payload_json", used(options).to_string())
            .part("files[0]", file);
        let sent = room
            .upload("/interactions", &room.person("Mia"), form)
            .await;
        sent.expect("an answer")
    };
    let mut bot = Wire::bot(&room, 1).await;

    let words = b"name,source\nAda,Trade show\n".to_vec();
    let answer = send(list("0"), words.clone()).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    let data = bot.event("INTERACTION_CREATE").await["d"]["data"].take();
    let id = data["options"][0]["value"].as_str().expect("an id");
    assert!(number(id) > 1_000, "an id of its own: {id}");
    let file = &data["resolved"]["attachments"][id];
    assert_eq!(
        (
            &file["id"],
            &file["filename"],
            &file["size"],
            &file["content_type"],
            &file["ephemeral"]
        ),
        (
            &json!(id),
            &json!("leads.csv"),
            &json!(words.len()),
            &json!("text/csv"),
            &json!(true)
        )
    );
    let url = file["url"].as_str().expect("an address");
    let fetched = reqwest::get(url).await.expect("an answer");
    assert_eq!(fetched.bytes().await.expect("the file"), words);

    // Named and not there; required and not named; too large.
    for (options, bytes, status, code) in [
        (list("1"), words.clone(), 400, 50035),
        (list("x"), words.clone(), 400, 50035),
        (json!([]), words.clone(), 400, 50035),
        (list("0"), vec![0; 10 * 1_024 * 1_024 + 1], 413, 40005),
    ] {
        let answer = send(options, bytes).await;
        assert_eq!(
            (answer.status, answer.code),
            (status, Some(code)),
            "{}",
            answer.body
        );
    }
    assert!(bot.events(Duration::from_millis(100)).await.is_empty());
    room.stop().await;
}
