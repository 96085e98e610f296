//! Webhooks: made by those who may, and opened by their token alone.

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use crate::{client::Room, staff::refused, wire::Wire};

const WEBHOOKS: u64 = 1 << 5;

/// A webhook of #general, made by the owner.
async fn made(room: &Room) -> Value {
    let path = format!("/channels/{}/webhooks", room.channel("general"));
    let answer = room
        .as_person("Dana", "POST", &path, json!({ "name": "Builds" }))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

fn open(webhook: &Value) -> String {
    let text = |field: &str| webhook[field].as_str().expect("a text").to_owned();
    format!("/webhooks/{}/{}", text("id"), text("token"))
}

#[tokio::test]
async fn what_is_written_by_a_webhook_has_its_name_and_no_account() {
    let room = Room::new().await;
    let webhook = made(&room).await;
    let path = open(&webhook);
    let mut mia = Wire::person(&room, "Mia").await;
    let silent = room
        .ask("POST", &path, None, Some(json!({ "content": "done" })))
        .await;
    assert_eq!((silent.status, silent.body), (204, Value::Null));
    let heard = mia.event("MESSAGE_CREATE").await;
    assert_eq!(heard["d"]["author"]["username"], "Builds");
    assert_eq!(
        (&heard["d"]["author"]["bot"], &heard["d"]["webhook_id"]),
        (&json!(true), &webhook["id"])
    );
    assert!(heard["d"].get("member").is_none());

    let named = json!({ "content": "red", "username": "Alarm", "embeds": [{ "title": "Broken" }] });
    let answer = room
        .ask("POST", &format!("{path}?wait=true"), None, Some(named))
        .await;
    assert_eq!(
        (answer.status, &answer.body["author"]["username"]),
        (200, &json!("Alarm"))
    );
    let message = format!(
        "{path}/messages/{}",
        answer.body["id"].as_str().expect("an id")
    );
    let edited = room
        .ask("PATCH", &message, None, Some(json!({ "content": "green" })))
        .await;
    assert_eq!(
        (edited.status, &edited.body["content"]),
        (200, &json!("green"))
    );
    assert_eq!(edited.body["author"]["username"], "Alarm");
    let read = room.ask("GET", &message, None, None).await;
    assert_eq!(read.body, edited.body);
    assert_eq!(room.ask("DELETE", &message, None, None).await.status, 204);
    refused(&room.ask("GET", &message, None, None).await, 404, 10008);
    // Only its own.
    let foreign = room.says("Mia", "general", "mine").await;
    let foreign = format!(
        "{path}/messages/{}",
        foreign.body["id"].as_str().expect("an id")
    );
    refused(&room.ask("DELETE", &foreign, None, None).await, 404, 10008);
    room.stop().await;
}

#[tokio::test]
async fn a_webhook_is_managed_by_those_who_may_and_opened_by_its_token() {
    let room = Room::new().await;
    let mut bot = Wire::bot(&room, 1 | WEBHOOKS).await;
    let webhook = made(&room).await;
    assert_eq!(
        bot.event("WEBHOOKS_UPDATE").await["d"]["channel_id"],
        room.channel("general")
    );
    let id = webhook["id"].as_str().expect("an id");
    let path = format!("/webhooks/{id}");
    for list in [
        format!("/channels/{}/webhooks", room.channel("general")),
        room.guild("/webhooks"),
    ] {
        refused(&room.as_bot("GET", &list, Value::Null).await, 403, 50013);
        let all = room.as_person("Dana", "GET", &list, Value::Null).await;
        assert_eq!(all.body[0]["id"], id);
    }
    refused(&room.as_bot("GET", &path, Value::Null).await, 403, 50013);
    room.grant_bot(Permissions::MANAGE_WEBHOOKS).await;
    let moved = room
        .as_bot(
            "PATCH",
            &path,
            json!({ "name": "Moved", "channel_id": room.channel("digest") }),
        )
        .await;
    assert_eq!(
        (&moved.body["name"], &moved.body["channel_id"]),
        (&json!("Moved"), &json!(room.channel("digest")))
    );
    let opened = room.ask("GET", &open(&webhook), None, None).await;
    assert_eq!(opened.body["name"], "Moved");
    assert!(
        opened.body.get("user").is_none(),
        "without an account nobody learns who made it"
    );
    refused(
        &room.ask("GET", &format!("{path}/wrong"), None, None).await,
        401,
        50027,
    );
    refused(
        &room
            .ask(
                "POST",
                &format!("{path}/wrong"),
                None,
                Some(json!({ "content": "x" })),
            )
            .await,
        401,
        50027,
    );
    refused(
        &room
            .ask(
                "POST",
                "/webhooks/1/wrong",
                None,
                Some(json!({ "content": "x" })),
            )
            .await,
        404,
        10015,
    );
    assert_eq!(
        room.ask("DELETE", &open(&webhook), None, None).await.status,
        204
    );
    refused(&room.as_bot("GET", &path, Value::Null).await, 404, 10015);
    room.stop().await;
}

#[tokio::test]
async fn names_and_numbers_of_webhooks_have_limits() {
    let room = Room::new().await;
    let path = format!("/channels/{}/webhooks", room.channel("general"));
    for (name, status) in [
        ("x".repeat(80), 200),
        ("x".repeat(81), 400),
        (String::new(), 400),
        ("my discord".to_owned(), 400),
        ("Clyde".to_owned(), 400),
    ] {
        let answer = room
            .as_person("Dana", "POST", &path, json!({ "name": name }))
            .await;
        assert_eq!(answer.status, status, "{name}: {}", answer.body);
    }
    for _ in 1..15 {
        made(&room).await;
    }
    refused(
        &room
            .as_person("Dana", "POST", &path, json!({ "name": "x" }))
            .await,
        400,
        30007,
    );
    let long = json!({ "content": "x".repeat(2001) });
    let all = room.as_person("Dana", "GET", &path, Value::Null).await;
    refused(
        &room
            .ask("POST", &open(&all.body[0]), None, Some(long))
            .await,
        400,
        50035,
    );
    refused(
        &room
            .ask("POST", &open(&all.body[0]), None, Some(json!({})))
            .await,
        400,
        50006,
    );
    room.stop().await;
}

#[tokio::test]
async fn a_webhook_writes_into_threads_of_its_channel_and_goes_with_it() {
    let room = Room::new().await;
    let webhook = made(&room).await;
    let path = open(&webhook);
    let thread_in = async |channel: &str| {
        let path = format!("/channels/{}/threads", room.channel(channel));
        let begin = json!({ "name": "Talk", "type": 11 });
        let thread = room.as_person("Dana", "POST", &path, begin).await;
        thread.body["id"].as_str().expect("a thread").to_owned()
    };
    let (own, foreign) = (thread_in("general").await, thread_in("digest").await);
    let post = async |thread: &str| {
        let path = format!("{path}?wait=true&thread_id={thread}");
        room.ask("POST", &path, None, Some(json!({ "content": "built" })))
            .await
    };
    let said = post(&own).await;
    assert_eq!((said.status, &said.body["channel_id"]), (200, &json!(own)));
    refused(&post(&foreign).await, 404, 10003);
    let message = format!(
        "{path}/messages/{}",
        said.body["id"].as_str().expect("an id")
    );
    refused(&room.ask("GET", &message, None, None).await, 404, 10008);
    let there = format!("{message}?thread_id={own}");
    assert_eq!(room.ask("GET", &there, None, None).await.status, 200);

    room.sandbox
        .delete_channel(&room.company.guild_id, "general");
    refused(&room.ask("GET", &path, None, None).await, 404, 10015);
    room.stop().await;
}

#[tokio::test]
async fn only_rooms_for_messages_have_webhooks() {
    let room = Room::new().await;
    let webhook = made(&room).await;
    let build = format!("POST {}", room.guild("/channels"));
    let body = json!({ "name": "Big", "type": 4 });
    let category = room.gets("Dana", &build, body).await;
    let body = json!({ "name": "news", "type": 5 });
    let news = room.gets("Dana", &build, body).await;
    let begin = format!("POST /channels/{}/threads", room.channel("general"));
    let body = json!({ "name": "Talk", "type": 11 });
    let thread = room.gets("Dana", &begin, body).await;
    let id = |made: &Value| made["id"].as_str().expect("an id").to_owned();
    let change = format!("PATCH /webhooks/{}", id(&webhook));
    for wrong in [id(&category), id(&thread)] {
        let make = format!("POST /channels/{wrong}/webhooks");
        room.refused("Dana", &make, json!({ "name": "x" }), 400, 50024)
            .await;
        room.refused("Dana", &change, json!({ "channel_id": wrong }), 400, 50024)
            .await;
    }
    let make = format!("POST /channels/{}/webhooks", id(&news));
    room.gets("Dana", &make, json!({ "name": "x" })).await;
    room.gets("Dana", &change, json!({ "channel_id": news["id"] }))
        .await;
    room.stop().await;
}

/// What Discord's documentation says of `with_components`.
#[tokio::test]
async fn components_of_a_webhook_that_nobodys_application_owns() {
    let room = Room::new().await;
    let path = open(&made(&room).await);
    let row = |part: Value| json!([{ "type": 1, "components": [part] }]);
    let link = row(json!({ "type": 2, "style": 5, "label": "More", "url": "https://example.com" }));
    let button = row(json!({ "type": 2, "style": 1, "label": "Go", "custom_id": "go" }));
    let said = |parts: &Value| Some(json!({ "content": "x", "components": parts }));
    let plain = format!("{path}?wait=true");
    let asked = format!("{plain}&with_components=true");
    for (path, parts, kept) in [(&plain, &button, 0), (&plain, &link, 0), (&asked, &link, 1)] {
        let answer = room.ask("POST", path, None, said(parts)).await;
        let found = answer.body["components"].as_array().map(Vec::len);
        assert_eq!((answer.status, found), (200, Some(kept)), "{parts}");
    }
    refused(
        &room.ask("POST", &asked, None, said(&button)).await,
        400,
        50035,
    );
    // An edit is no way around.
    let answer = room.ask("POST", &asked, None, said(&link)).await;
    let message = format!(
        "{path}/messages/{}",
        answer.body["id"].as_str().expect("an id")
    );
    let answer = room.ask("PATCH", &message, None, said(&button)).await;
    assert_eq!(
        answer.body["components"],
        room.ask("GET", &message, None, None).await.body["components"]
    );
    assert_eq!(answer.body["components"][0]["components"][0]["style"], 5);
    let asked = format!("{message}?with_components=true");
    refused(
        &room.ask("PATCH", &asked, None, said(&button)).await,
        400,
        50035,
    );
    room.stop().await;
}

#[tokio::test]
async fn a_webhook_is_used_at_the_address_that_it_tells() {
    let room = Room::new().await;
    let webhook = made(&room).await;
    let url = webhook["url"].as_str().expect("an address");
    assert!(url.contains("/api/webhooks/"), "{url}");
    let http = reqwest::Client::new();
    let body = json!({ "content": "by its own address" });
    let sent = http
        .post(format!("{url}?wait=true"))
        .json(&body)
        .send()
        .await;
    let sent = sent.expect("an answer");
    assert_eq!(sent.status(), 200);
    let sent: Value = sent.json().await.expect("a message");
    let of = format!("{url}/messages/{}", sent["id"].as_str().expect("an id"));
    let read = http.get(of).send().await.expect("an answer");
    assert_eq!(
        read.json::<Value>().await.expect("a message")["content"],
        body["content"]
    );
    room.stop().await;
}
