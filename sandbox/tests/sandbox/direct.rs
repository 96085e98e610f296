//! What the bot and one person say to each other.

use serde_json::{Value, json};
use tandem_sandbox::CompanyPlan;

use crate::{
    client::Room,
    wire::{MESSAGES, Wire},
};

const DIRECT: u64 = 1 << 12;
const DIRECT_REACTIONS: u64 = 1 << 13;
const DIRECT_TYPING: u64 = 1 << 14;

/// The channel between the bot and Mia: its path.
async fn open(room: &Room) -> String {
    let body = json!({ "recipient_id": room.id_of("Mia") });
    let direct = room.gets("bot", "POST /users/@me/channels", body).await;
    assert_eq!((&direct["type"], direct.get("guild_id")), (&json!(1), None));
    assert_eq!(direct["recipients"][0]["id"], room.id_of("Mia"));
    format!("/channels/{}", direct["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn the_bot_and_a_person_speak() {
    let room = Room::new().await;
    let mut mia = Wire::person(&room, "Mia").await;
    let mut bot = Wire::bot(&room, 1 | DIRECT | DIRECT_REACTIONS | DIRECT_TYPING).await;
    let mut deaf = Wire::bot(&room, MESSAGES | 1 << 10 | 1 << 11).await;
    let mut noah = Wire::person(&room, "Noah").await;
    let at = open(&room).await;
    assert_eq!(open(&room).await, at, "the same again");
    let hers = room
        .gets(
            "Mia",
            "POST /users/@me/channels",
            json!({ "recipient_id": room.company.application_id }),
        )
        .await;
    assert_eq!(
        at,
        format!("/channels/{}", hers["id"].as_str().expect("an id")),
        "for both"
    );
    assert_eq!(
        hers["recipients"][0]["id"],
        room.company.application_id.as_str()
    );
    let listed = room
        .gets("Mia", "GET /users/@me/channels", Value::Null)
        .await;
    assert_eq!(listed[0]["id"], hers["id"]);
    let mut again = Wire::open(&room).await;
    again
        .send(2, json!({ "token": room.person("Mia"), "properties": {} }))
        .await;
    let ready = again.event("READY").await;
    assert_eq!(ready["d"]["private_channels"][0]["id"], hers["id"]);

    let post = format!("POST {at}/messages");
    room.gets(
        "bot",
        &post,
        json!({ "content": "Good morning", "embeds": [{ "title": "Digest" }] }),
    )
    .await;
    let said = room
        .gets("Mia", &post, json!({ "content": "Thanks" }))
        .await;
    let message = format!("{at}/messages/{}", said["id"].as_str().expect("an id"));
    room.gets("Mia", &format!("POST {at}/typing"), Value::Null)
        .await;
    room.gets(
        "bot",
        &format!("PUT {message}/reactions/%F0%9F%91%8D/@me"),
        Value::Null,
    )
    .await;
    room.gets(
        "bot",
        &format!(
            "PUT {at}/messages/pins/{}",
            said["id"].as_str().expect("an id")
        ),
        Value::Null,
    )
    .await;
    let kinds = ["MESSAGE_", "TYPING_", "CHANNEL_"];
    let heard = bot.heard(&kinds).await;
    let names: Vec<&str> = heard.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "MESSAGE_CREATE",
            "MESSAGE_CREATE",
            "TYPING_START",
            "MESSAGE_REACTION_ADD",
            "MESSAGE_UPDATE",
            "CHANNEL_PINS_UPDATE",
            "MESSAGE_CREATE"
        ]
    );
    // What is said to the bot it reads without the intent for content.
    assert_eq!(heard[1].1["content"], "Thanks");
    for (name, data) in &heard {
        assert!(
            data.get("guild_id").is_none() && data.get("member").is_none(),
            "{name}: {data}"
        );
    }
    assert!(
        deaf.heard(&kinds).await.is_empty(),
        "not without the intents of direct messages"
    );
    assert!(noah.heard(&kinds).await.is_empty(), "nobody else");
    let heard = mia.heard(&kinds).await;
    assert_eq!(heard[0].0, "CHANNEL_CREATE");
    assert_eq!(heard[1].1["content"], "Good morning");
    let read = room
        .gets("bot", &format!("GET {at}/messages"), Value::Null)
        .await;
    assert_eq!(read.as_array().map(Vec::len), Some(3));
    room.stop().await;
}

#[tokio::test]
async fn what_between_two_is_refused() {
    let room = Room::new().await;
    let at = open(&room).await;
    let said = room
        .gets(
            "Mia",
            &format!("POST {at}/messages"),
            json!({ "content": "x" }),
        )
        .await;
    let message = format!("{at}/messages/{}", said["id"].as_str().expect("an id"));
    let to = "POST /users/@me/channels";
    room.refused("bot", to, json!({}), 400, 50035).await;
    room.refused("bot", to, json!({ "recipient_id": "1" }), 404, 10013)
        .await;
    room.refused(
        "bot",
        to,
        json!({ "recipient_id": room.company.application_id }),
        403,
        50007,
    )
    .await;
    room.refused("Noah", &format!("GET {at}"), Value::Null, 403, 50001)
        .await;
    room.refused("Noah", &format!("GET {message}"), Value::Null, 403, 50001)
        .await;
    room.refused("bot", &format!("DELETE {message}"), Value::Null, 403, 50003)
        .await;
    room.refused(
        "bot",
        &format!("PATCH {message}"),
        json!({ "content": "y" }),
        403,
        50005,
    )
    .await;
    room.refused(
        "bot",
        &format!("PATCH {at}"),
        json!({ "name": "y" }),
        403,
        50003,
    )
    .await;
    room.refused(
        "bot",
        &format!("POST {at}/messages/bulk-delete"),
        json!({ "messages": ["1", "2"] }),
        403,
        50003,
    )
    .await;
    room.stop().await;
}

/// A bot in another company shares no server with somebody who is in one alone.
#[tokio::test]
async fn two_speak_who_share_a_server() {
    let room = Room::new().await;
    let other = room.sandbox.add_company(&CompanyPlan::sample());
    let stranger = &other.members[1];
    let direct = room
        .gets(
            "Mia",
            "POST /users/@me/channels",
            json!({ "recipient_id": stranger.id }),
        )
        .await;
    let to = format!(
        "POST /channels/{}/messages",
        direct["id"].as_str().expect("an id")
    );
    room.refused("Mia", &to, json!({ "content": "Hello?" }), 403, 50007)
        .await;
    let direct = room
        .gets(
            "bot",
            "POST /users/@me/channels",
            json!({ "recipient_id": stranger.id }),
        )
        .await;
    let to = format!(
        "POST /channels/{}/messages",
        direct["id"].as_str().expect("an id")
    );
    room.gets("bot", &to, json!({ "content": "Hello" })).await;
    room.stop().await;
}
