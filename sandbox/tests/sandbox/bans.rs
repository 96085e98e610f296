//! Those who are shut out of a server: one by one and many at once.

use std::time::Duration;

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use crate::{
    client::Room,
    staff::{names, refused},
    wire::{MESSAGES, Wire},
};

const QUIET: Duration = Duration::from_millis(150);
const MODERATION: u64 = 1 << 2;

#[tokio::test]
async fn a_ban_shuts_out_and_sweeps_and_is_heard_with_its_intent() {
    let room = Room::new().await;
    let mut bot = Wire::bot(&room, MESSAGES | MODERATION).await;
    let mut deaf = Wire::bot(&room, MESSAGES).await;
    let (guest, bans) = (room.id("Guest").to_owned(), room.guild("/bans"));
    let ban = format!("{bans}/{guest}");
    let general = format!("/channels/{}/messages", room.channel("general"));
    let said = room
        .as_person("Guest", "POST", &general, json!({ "content": "spam" }))
        .await;
    refused(&room.as_bot("PUT", &ban, json!({})).await, 403, 50013);
    room.grant_bot(Permissions::BAN_MEMBERS).await;
    refused(&room.as_bot("GET", &ban, Value::Null).await, 404, 10026);
    refused(
        &room
            .as_bot("PUT", &ban, json!({ "delete_message_seconds": 604_801 }))
            .await,
        400,
        50035,
    );
    refused(
        &room.as_bot("PUT", &format!("{bans}/1"), json!({})).await,
        404,
        10013,
    );
    let done = room
        .as_bot("PUT", &ban, json!({ "delete_message_seconds": 604_800 }))
        .await;
    assert_eq!(done.status, 204, "{}", done.body);
    assert_eq!(
        room.as_bot("GET", &ban, Value::Null).await.body["user"]["id"],
        guest
    );
    assert_eq!(
        room.as_bot("GET", &bans, Value::Null)
            .await
            .body
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    let old = format!("{general}/{}", said.body["id"].as_str().expect("an id"));
    refused(&room.as_bot("GET", &old, Value::Null).await, 404, 10008);
    room.sandbox.join(&room.company.guild_id, &guest);
    refused(
        &room
            .as_bot(
                "GET",
                &room.guild(&format!("/members/{guest}")),
                Value::Null,
            )
            .await,
        404,
        10007,
    );
    assert_eq!(room.as_bot("DELETE", &ban, Value::Null).await.status, 204);
    refused(&room.as_bot("DELETE", &ban, Value::Null).await, 404, 10026);
    assert_eq!(bot.event("GUILD_BAN_ADD").await["d"]["user"]["id"], guest);
    assert_eq!(
        bot.event("GUILD_BAN_REMOVE").await["d"]["guild_id"],
        room.company.guild_id
    );
    let heard = deaf.events(QUIET).await;
    assert!(
        !names(&heard)
            .iter()
            .any(|name| name.starts_with("GUILD_BAN")),
        "{heard:?}"
    );
    room.stop().await;
}

#[tokio::test]
async fn many_are_banned_at_once() {
    let room = Room::new().await;
    let path = room.guild("/bulk-ban");
    let users = json!({ "user_ids": [room.id("Guest"), room.id("Dana"), "1"] });
    refused(&room.as_bot("POST", &path, users.clone()).await, 403, 50013);
    room.grant_bot(Permissions::BAN_MEMBERS | Permissions::MANAGE_GUILD)
        .await;
    let done = room.as_bot("POST", &path, users.clone()).await;
    assert_eq!(
        done.body,
        json!({ "banned_users": [room.id("Guest")], "failed_users": [room.id("Dana"), "1"] })
    );
    refused(&room.as_bot("POST", &path, users).await, 400, 500_000);
    let too_many: Vec<String> = (1..=201).map(|id: u32| id.to_string()).collect();
    refused(
        &room
            .as_bot("POST", &path, json!({ "user_ids": too_many }))
            .await,
        400,
        50035,
    );
    room.stop().await;
}
