//! Messages: replies, edits, files, typing, slow channels, and many deleted at once.

use serde_json::{Value, json};

use crate::{
    client::Room,
    wire::{CONTENT, MESSAGES, Wire},
};

fn id(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_reply_names_what_it_answers() {
    let room = Room::new().await;
    let general = room.channel("general");
    let post = format!("POST /channels/{general}/messages");
    let first = id(&room.says("Mia", "general", "Who is it?").await.body);
    let reply = |more: Value| {
        let mut body = json!({ "content": "Me", "message_reference": { "message_id": first } });
        for (key, value) in more.as_object().expect("an object") {
            body[key] = value.clone();
        }
        body
    };
    let said = room.gets("bot", &post, reply(json!({}))).await;
    assert_eq!(said["type"], 19);
    assert_eq!(said["message_reference"]["channel_id"], general);
    assert_eq!(said["referenced_message"]["content"], "Who is it?");
    assert_eq!(
        said["mentions"][0]["id"],
        room.id_of("Mia"),
        "pinged, if nothing is said"
    );
    let quiet = room
        .gets(
            "bot",
            &post,
            reply(json!({ "allowed_mentions": { "parse": [] } })),
        )
        .await;
    assert_eq!(quiet["mentions"], json!([]));
    let asked = json!({ "allowed_mentions": { "parse": [], "replied_user": true } });
    let asked = room.gets("bot", &post, reply(asked)).await;
    assert_eq!(asked["mentions"][0]["id"], room.id_of("Mia"));

    let gone = json!({ "content": "x", "message_reference": { "message_id": "1" } });
    room.refused("bot", &post, gone, 400, 50035).await;
    let kept = json!({ "content": "x", "message_reference": { "message_id": "1", "fail_if_not_exists": false } });
    assert_eq!(room.gets("bot", &post, kept).await["type"], 0);
    let on =
        json!({ "message_reference": { "type": 1, "message_id": first, "channel_id": general } });
    room.refused(
        "bot",
        &post,
        json!({ "content": "x", "message_reference": on["message_reference"] }),
        501,
        0,
    )
    .await;
    room.gets(
        "Mia",
        &format!("DELETE /channels/{general}/messages/{first}"),
        Value::Null,
    )
    .await;
    let said = room
        .gets(
            "bot",
            &format!("GET /channels/{general}/messages/{}", id(&said)),
            Value::Null,
        )
        .await;
    assert_eq!(
        said["referenced_message"],
        Value::Null,
        "what it answered is gone"
    );
    let blind = json!({ "permission_overwrites": [{ "id": room.company.guild_id, "type": 0, "deny": "65536" }] });
    room.gets("Dana", &format!("PATCH /channels/{general}"), blind)
        .await;
    room.refused("Noah", &post, reply(json!({})), 403, 160_002)
        .await;
    room.stop().await;
}

/// Elsewhere `after` told the oldest first.
#[tokio::test]
async fn history_is_told_newest_first_from_any_edge() {
    let room = Room::new().await;
    let mut ids = Vec::new();
    for number in 0..6 {
        ids.push(id(&room
            .says("Mia", "general", &number.to_string())
            .await
            .body));
    }
    let path = format!("/channels/{}/messages", room.channel("general"));
    for (query, expected) in [
        (format!("after={}&limit=2", ids[1]), vec!["3", "2"]),
        (format!("before={}&limit=2", ids[3]), vec!["2", "1"]),
        (format!("around={}&limit=3", ids[3]), vec!["4", "3", "2"]),
        ("limit=1".to_owned(), vec!["5"]),
    ] {
        let page = room
            .gets("bot", &format!("GET {path}?{query}"), Value::Null)
            .await;
        let page: Vec<&str> = page
            .as_array()
            .expect("a page")
            .iter()
            .filter_map(|one| one["content"].as_str())
            .collect();
        assert_eq!(page, expected, "{query}");
    }
    room.stop().await;
}

#[tokio::test]
async fn many_messages_go_at_once() {
    let room = Room::new().await;
    let general = room.channel("general");
    let bulk = format!("POST /channels/{general}/messages/bulk-delete");
    let mut ids = Vec::new();
    for number in 0..3 {
        ids.push(id(&room
            .says("Mia", "general", &number.to_string())
            .await
            .body));
    }
    let mut bot = Wire::bot(&room, MESSAGES).await;
    let mut deaf = Wire::bot(&room, 1).await;
    let answer = room
        .does(
            "bot",
            &bulk,
            json!({ "messages": [ids[0], ids[1], "175928847299117063"] }),
        )
        .await;
    assert_eq!((answer.status, answer.code), (400, Some(50034)), "of 2016");
    let new = (ids[2].parse::<u64>().expect("an id") + 1).to_string();
    room.gets("bot", &bulk, json!({ "messages": [ids[0], ids[1], new] }))
        .await;
    let heard = bot.heard(&["MESSAGE_"]).await;
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].0, "MESSAGE_DELETE_BULK");
    assert_eq!(
        heard[0].1,
        json!({ "ids": [ids[0], ids[1]], "channel_id": general, "guild_id": room.company.guild_id })
    );
    assert!(deaf.heard(&["MESSAGE_"]).await.is_empty());
    room.refused(
        "bot",
        &format!("GET /channels/{general}/messages/{}", ids[0]),
        Value::Null,
        404,
        10008,
    )
    .await;

    let many: Vec<String> = (0..101)
        .map(|number| (ids[2].parse::<u64>().expect("an id") + number).to_string())
        .collect();
    room.refused("bot", &bulk, json!({ "messages": many }), 400, 50016)
        .await;
    room.refused("bot", &bulk, json!({ "messages": [ids[2]] }), 400, 50016)
        .await;
    room.refused(
        "bot",
        &bulk,
        json!({ "messages": [ids[2], ids[2]] }),
        400,
        50035,
    )
    .await;
    room.refused("bot", &bulk, json!({ "messages": ["x", "y"] }), 400, 50035)
        .await;
    room.refused("Dana", &bulk, json!({ "messages": many[..2] }), 403, 20002)
        .await;
    room.gets("bot", &bulk, json!({ "messages": many[..100] }))
        .await;
    // Two weeks later they go one by one.
    let late = [
        id(&room.says("Mia", "general", "x").await.body),
        id(&room.says("Mia", "general", "y").await.body),
    ];
    room.lever(
        "POST",
        "/clock",
        Some(json!({ "advance_seconds": 14 * 86_400 + 60 })),
    )
    .await;
    room.refused("bot", &bulk, json!({ "messages": late }), 400, 50034)
        .await;
    room.gets(
        "bot",
        &format!("DELETE /channels/{general}/messages/{}", late[0]),
        Value::Null,
    )
    .await;
    room.stop().await;
}

#[tokio::test]
async fn only_the_author_changes_the_words() {
    let room = Room::new().await;
    let general = room.channel("general");
    let post = format!("POST /channels/{general}/messages");
    let said = json!({ "content": "See", "embeds": [{ "title": "Offer" }] });
    let said = room.gets("bot", &post, said).await;
    let at = format!("/channels/{general}/messages/{}", id(&said));
    let mut sam = Wire::person(&room, "Sam").await;
    room.refused(
        "Dana",
        &format!("PATCH {at}"),
        json!({ "content": "No" }),
        403,
        50005,
    )
    .await;
    room.refused(
        "Mia",
        &format!("PATCH {at}"),
        json!({ "flags": 4 }),
        403,
        50013,
    )
    .await;
    let hidden = room
        .gets("Dana", &format!("PATCH {at}"), json!({ "flags": 4 }))
        .await;
    assert_eq!(
        (&hidden["flags"], &hidden["embeds"]),
        (&json!(4), &json!([]))
    );
    assert_eq!(
        hidden["edited_timestamp"],
        Value::Null,
        "its words are as they were"
    );
    assert_eq!(sam.event("MESSAGE_UPDATE").await["d"]["embeds"], json!([]));
    let shown = room
        .gets("Dana", &format!("PATCH {at}"), json!({ "flags": 0 }))
        .await;
    assert_eq!(shown["embeds"][0]["title"], "Offer");
    let edited = room
        .gets("bot", &format!("PATCH {at}"), json!({ "content": "Look" }))
        .await;
    assert!(edited["edited_timestamp"].is_string());
    assert_eq!(
        (&edited["content"], &edited["embeds"][0]["title"]),
        (&json!("Look"), &json!("Offer"))
    );
    room.stop().await;
}

/// Elsewhere PATCH could not add a file.
#[tokio::test]
async fn an_edit_brings_a_file_and_leaves_another_out() {
    let room = Room::new().await;
    let said = room.says("Mia", "general", "See").await.body;
    let url = format!(
        "http://{}/api/v10/channels/{}/messages/{}",
        room.sandbox.address(),
        room.channel("general"),
        id(&said)
    );
    let http = reqwest::Client::new();
    let edit = async |json: Value, file: &'static str| {
        let part = reqwest::multipart::Part::text(file).file_name(format!("{file}.txt"));
        let form = reqwest::multipart::Form::new()
            .text("payload_json", json.to_string())
            .part("files[0]", part);
        let request = http.patch(&url).header("Authorization", room.person("Mia"));
        let answer = request.multipart(form).send().await.expect("an answer");
        answer.json::<Value>().await.expect("JSON")
    };
    let names = |message: &Value| -> Vec<String> {
        let all = message["attachments"].as_array().expect("files").iter();
        all.filter_map(|file| Some(file["filename"].as_str()?.to_owned()))
            .collect()
    };
    let with = edit(json!({ "content": "See these" }), "one").await;
    assert_eq!(names(&with), ["one.txt"], "{with}");
    let keep = json!({ "attachments": [{ "id": with["attachments"][0]["id"] }, { "id": 0 }] });
    let with = edit(keep, "two").await;
    assert_eq!(names(&with), ["one.txt", "two.txt"], "{with}");
    assert_eq!(with["content"], "See these");
    let only = edit(json!({ "attachments": [{ "id": 0 }] }), "three").await;
    assert_eq!(names(&only), ["three.txt"], "{only}");
    room.stop().await;
}

#[tokio::test]
async fn typing_is_seen_by_those_who_asked_for_it() {
    let room = Room::new().await;
    let mut bot = Wire::bot(&room, 1 | 1 << 11).await;
    let mut deaf = Wire::bot(&room, MESSAGES | CONTENT).await;
    let answer = room
        .does(
            "Mia",
            &format!("POST /channels/{}/typing", room.channel("general")),
            Value::Null,
        )
        .await;
    assert_eq!(answer.status, 204);
    let typing = bot.event("TYPING_START").await;
    assert_eq!(typing["d"]["user_id"], room.id_of("Mia"));
    assert_eq!(typing["d"]["member"]["user"]["id"], room.id_of("Mia"));
    assert!(deaf.heard(&["TYPING_"]).await.is_empty());
    room.stop().await;
}

#[tokio::test]
async fn a_slow_channel_makes_people_wait() {
    let room = Room::new().await;
    let general = room.channel("general");
    let post = format!("POST /channels/{general}/messages");
    room.gets(
        "Dana",
        &format!("PATCH /channels/{general}"),
        json!({ "rate_limit_per_user": 30 }),
    )
    .await;
    let said = json!({ "content": "x" });
    for who in ["bot", "bot", "Dana", "Dana", "Mia", "Noah"] {
        room.gets(who, &post, said.clone()).await;
    }
    let answer = room.does("Mia", &post, said.clone()).await;
    assert_eq!((answer.status, answer.code), (429, Some(20016)));
    let wait = answer.body["retry_after"].as_f64().expect("seconds");
    assert!(wait > 25.0 && wait <= 30.0, "{wait}");
    room.lever("POST", "/clock", Some(json!({ "advance_seconds": 31 })))
        .await;
    room.gets("Mia", &post, said).await;
    room.stop().await;
}

#[tokio::test]
async fn an_announcement_is_told_on() {
    let room = Room::new().await;
    let news = json!({ "name": "news", "type": 5 });
    let news = room
        .gets(
            "Dana",
            &format!("POST /guilds/{}/channels", room.company.guild_id),
            news,
        )
        .await;
    let at = format!("/channels/{}/messages", id(&news));
    let said = id(&room
        .gets("bot", &format!("POST {at}"), json!({ "content": "New" }))
        .await);
    let on = format!("POST {at}/{said}/crosspost");
    room.refused("Mia", &on, Value::Null, 403, 50013).await;
    assert_eq!(room.gets("bot", &on, Value::Null).await["flags"], 1);
    room.refused("bot", &on, Value::Null, 400, 40033).await;
    let said = id(&room.says("Mia", "general", "x").await.body);
    let on = format!(
        "POST /channels/{}/messages/{said}/crosspost",
        room.channel("general")
    );
    room.refused("bot", &on, Value::Null, 400, 50024).await;
    room.stop().await;
}
