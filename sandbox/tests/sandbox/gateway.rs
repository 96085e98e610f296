//! The gateway, spoken by hand: what closes it, and that a resume loses nothing.

use serde_json::json;

use crate::{
    client::Room,
    wire::{CONTENT, Came, MESSAGES, Wire, identify},
};

#[tokio::test]
async fn what_closes_it() {
    let room = Room::new().await;
    let token = room.company.bot_token.clone();
    for (name, op, data, code) in [
        ("a bad token", 2, identify("nobody", 1), 4004),
        (
            "intents that do not exist",
            2,
            identify(&token, 1 << 40),
            4013,
        ),
        (
            "an intent that was not granted",
            2,
            identify(&token, 1 << 1),
            4014,
        ),
        (
            "a shard beyond the last",
            2,
            json!({ "token": token, "intents": 1, "shard": [1, 1] }),
            4010,
        ),
        ("an opcode that does not exist", 99, json!({}), 4001),
        ("to speak before identifying", 3, json!({}), 4003),
    ] {
        let mut wire = Wire::open(&room).await;
        wire.send(op, data).await;
        match wire.next().await {
            Came::Closed(found) => assert_eq!(found, code, "{name}"),
            Came::Payload(payload) => panic!("{name}: {payload}"),
        }
    }
    room.sandbox.grant_content(false);
    let mut wire = Wire::open(&room).await;
    wire.send(2, identify(&token, MESSAGES | CONTENT)).await;
    assert!(matches!(wire.next().await, Came::Closed(4014)));
    room.stop().await;
}

#[tokio::test]
async fn a_resume_brings_what_was_missed_once_and_in_order() {
    let room = Room::new().await;
    let token = room.company.bot_token.clone();
    let mut wire = Wire::open(&room).await;
    wire.send(2, identify(&token, MESSAGES | CONTENT)).await;
    let ready = wire.event("READY").await;
    let session = ready["d"]["session_id"].clone();
    let seen = wire.event("GUILD_CREATE").await["s"].clone();
    drop(wire);
    let path = format!("/channels/{}/messages", room.channel("general"));
    for word in ["one", "two"] {
        room.ask(
            "POST",
            &path,
            Some(&room.person("Mia")),
            Some(json!({ "content": word })),
        )
        .await;
    }
    let mut wire = Wire::open(&room).await;
    wire.send(
        6,
        json!({ "token": token, "session_id": session, "seq": seen }),
    )
    .await;
    assert_eq!(wire.event("MESSAGE_CREATE").await["d"]["content"], "one");
    assert_eq!(wire.event("MESSAGE_CREATE").await["d"]["content"], "two");
    wire.event("RESUMED").await;
    // A session that does not exist has to be begun anew.
    let mut wire = Wire::open(&room).await;
    wire.send(6, json!({ "token": token, "session_id": "gone", "seq": 1 }))
        .await;
    let Came::Payload(invalid) = wire.next().await else {
        panic!("closed")
    };
    assert_eq!((&invalid["op"], &invalid["d"]), (&json!(9), &json!(false)));
    room.stop().await;
}

#[tokio::test]
async fn without_the_content_intent_only_what_names_the_bot_is_read() {
    let room = Room::new().await;
    let mut wire = Wire::open(&room).await;
    wire.send(2, identify(&room.company.bot_token, MESSAGES))
        .await;
    wire.event("GUILD_CREATE").await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    let named = format!("<@{}> hello", room.company.application_id);
    for text in ["secret", named.as_str()] {
        room.ask(
            "POST",
            &path,
            Some(&room.person("Mia")),
            Some(json!({ "content": text })),
        )
        .await;
    }
    assert_eq!(wire.event("MESSAGE_CREATE").await["d"]["content"], "");
    assert_eq!(
        wire.event("MESSAGE_CREATE").await["d"]["content"],
        named.as_str()
    );
    room.stop().await;
}

#[tokio::test]
async fn a_person_hears_of_the_channels_that_they_see() {
    let room = Room::new().await;
    let mut wire = Wire::open(&room).await;
    wire.send(2, json!({ "token": room.person("Mia"), "properties": {} }))
        .await;
    let guild = wire.event("GUILD_CREATE").await;
    let names: Vec<&str> = guild["d"]["channels"]
        .as_array()
        .expect("channels")
        .iter()
        .filter_map(|channel| channel["name"].as_str())
        .collect();
    assert!(
        names.contains(&"marketing") && !names.contains(&"sales"),
        "{names:?}"
    );
    let post = async |channel: &str, text: &str| {
        let path = format!("/channels/{}/messages", room.channel(channel));
        room.ask(
            "POST",
            &path,
            Some(&room.bot()),
            Some(json!({ "content": text })),
        )
        .await;
    };
    post("sales", "not for Mia").await;
    post("general", "for all").await;
    assert_eq!(
        wire.event("MESSAGE_CREATE").await["d"]["content"],
        "for all"
    );
    room.stop().await;
}
