//! Channels: built, changed, moved, torn down, and who hears of it.

use serde_json::{Value, json};

use crate::{
    client::Room,
    wire::{CONTENT, MESSAGES, Wire},
};

const VIEW: &str = "1024";

fn names(heard: &[(String, Value)]) -> Vec<&str> {
    heard.iter().map(|(name, _)| name.as_str()).collect()
}

/// Overwrites under which only some see a channel: (id, whether a role).
fn only(room: &Room, seen_by: &[(&str, bool)]) -> Value {
    let mut rows = vec![json!({ "id": room.company.guild_id, "type": 0, "deny": VIEW })];
    rows.extend(
        seen_by
            .iter()
            .map(|(id, role)| json!({ "id": id, "type": i32::from(!role), "allow": VIEW })),
    );
    json!(rows)
}

#[tokio::test]
async fn a_channel_is_built_changed_and_torn_down() {
    let room = Room::new().await;
    let all = format!("/guilds/{}/channels", room.company.guild_id);
    let (mut bot, mut mia) = (
        Wire::bot(&room, MESSAGES).await,
        Wire::person(&room, "Mia").await,
    );
    let category = json!({ "name": "Big Deals", "type": 4, "permission_overwrites": only(&room, &[(&room.company.roles["Marketing"], true)]) });
    let category = room.gets("Dana", &format!("POST {all}"), category).await;
    assert_eq!(
        (&category["name"], &category["type"]),
        (&json!("Big Deals"), &json!(4))
    );
    let body = json!({ "name": "Trade  Fairs", "topic": "Where to go", "parent_id": category["id"], "rate_limit_per_user": 5 });
    let answer = room.does("Dana", &format!("POST {all}"), body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let built = answer.body;
    assert_eq!(built["name"], "trade-fairs");
    assert_eq!(built["type"], 0, "text, if it is not said");
    assert_eq!(
        built["permission_overwrites"], category["permission_overwrites"],
        "as its category"
    );
    for wire in [&mut bot, &mut mia] {
        let heard = wire.heard(&["CHANNEL_"]).await;
        assert_eq!(names(&heard), ["CHANNEL_CREATE", "CHANNEL_CREATE"]);
        assert_eq!(heard[1].1, built);
    }
    let at = format!("/channels/{}", built["id"].as_str().expect("an id"));
    let change = json!({ "name": "fairs", "topic": null, "nsfw": true, "rate_limit_per_user": 0, "default_auto_archive_duration": 60 });
    let changed = room.gets("Dana", &format!("PATCH {at}"), change).await;
    let expected = (json!("fairs"), Value::Null, json!(true), json!(60));
    let found = (
        &changed["name"],
        &changed["topic"],
        &changed["nsfw"],
        &changed["default_auto_archive_duration"],
    );
    assert_eq!(found, (&expected.0, &expected.1, &expected.2, &expected.3));
    assert_eq!(bot.event("CHANNEL_UPDATE").await["d"], changed);
    // A change that changes nothing is no news.
    room.gets("Dana", &format!("PATCH {at}"), json!({ "name": "fairs" }))
        .await;
    assert!(bot.heard(&["CHANNEL_"]).await.is_empty());

    let to = format!("POST {at}/messages");
    let message = room.gets("Mia", &to, json!({ "content": "Booked" })).await;
    let thread = json!({ "name": "travel", "type": 11 });
    let thread = room
        .gets("Mia", &format!("POST {at}/threads"), thread)
        .await;
    let gone = room
        .gets(
            "Dana",
            &format!(
                "DELETE /channels/{}",
                category["id"].as_str().expect("an id")
            ),
            Value::Null,
        )
        .await;
    assert_eq!(gone["id"], category["id"]);
    let alone = room.gets("Mia", &format!("GET {at}"), Value::Null).await;
    assert_eq!(alone["parent_id"], Value::Null, "its category is gone");
    room.gets("Dana", &format!("DELETE {at}"), Value::Null)
        .await;
    for gone in [
        format!("GET {at}"),
        format!("GET {at}/messages"),
        format!(
            "GET {at}/messages/{}",
            message["id"].as_str().expect("an id")
        ),
        format!("GET /channels/{}", thread["id"].as_str().expect("an id")),
    ] {
        room.refused("Dana", &gone, Value::Null, 404, 10003).await;
    }
    let heard = mia.heard(&["CHANNEL_"]).await;
    let last: Vec<&str> = names(&heard).into_iter().rev().take(3).collect();
    assert_eq!(last, ["CHANNEL_DELETE", "CHANNEL_UPDATE", "CHANNEL_DELETE"]);
    let listed = room.gets("bot", &format!("GET {all}"), Value::Null).await;
    assert_eq!(
        listed.as_array().map(Vec::len),
        Some(room.company.channels.len())
    );
    room.stop().await;
}

/// Elsewhere a message in a new channel came only after a new connection, and each new channel doubled
/// the copies of every event.
#[tokio::test]
async fn a_message_in_a_new_channel_comes_at_once_and_once() {
    let room = Room::new().await;
    let mut bot = Wire::bot(&room, MESSAGES | CONTENT).await;
    let all = format!("POST /guilds/{}/channels", room.company.guild_id);
    for name in ["one", "two", "three"] {
        let built = room.gets("Dana", &all, json!({ "name": name })).await;
        let to = format!(
            "POST /channels/{}/messages",
            built["id"].as_str().expect("an id")
        );
        room.gets("Mia", &to, json!({ "content": name })).await;
        let heard = bot.heard(&["CHANNEL_", "MESSAGE_"]).await;
        assert_eq!(names(&heard), ["CHANNEL_CREATE", "MESSAGE_CREATE"]);
        assert_eq!(heard[1].1["content"], name);
    }
    room.stop().await;
}

#[tokio::test]
async fn who_does_not_see_a_channel_hears_nothing_of_it() {
    let room = Room::new().await;
    let mut sam = Wire::person(&room, "Sam").await;
    let mut bot = Wire::bot(&room, MESSAGES | 1 << 10 | 1 << 11).await;
    let marketing = room.company.roles["Marketing"].clone();
    let body =
        json!({ "name": "secret", "permission_overwrites": only(&room, &[(&marketing, true)]) });
    let all = format!("POST /guilds/{}/channels", room.company.guild_id);
    let built = room.gets("Dana", &all, body).await;
    let at = format!("/channels/{}", built["id"].as_str().expect("an id"));
    let message = room
        .gets(
            "Mia",
            &format!("POST {at}/messages"),
            json!({ "content": "psst" }),
        )
        .await;
    let message = format!("{at}/messages/{}", message["id"].as_str().expect("an id"));
    room.gets("Mia", &format!("POST {at}/typing"), Value::Null)
        .await;
    room.gets(
        "Noah",
        &format!("PUT {message}/reactions/%F0%9F%91%8D/@me"),
        Value::Null,
    )
    .await;
    let thread = json!({ "name": "deeper", "type": 11 });
    room.gets("Mia", &format!("POST {at}/threads"), thread)
        .await;
    let kinds = ["CHANNEL_", "MESSAGE_", "THREAD_", "TYPING_"];
    assert!(sam.heard(&kinds).await.is_empty());
    let heard = bot.heard(&kinds).await;
    assert_eq!(
        names(&heard),
        ["CHANNEL_CREATE"],
        "a bot has all channels in its list"
    );
    room.refused("Sam", &format!("GET {at}"), Value::Null, 403, 50001)
        .await;
    room.refused(
        "bot",
        &format!("GET {at}/messages"),
        Value::Null,
        403,
        50001,
    )
    .await;

    // Sales come to see it, and no longer do.
    let sales = room.company.roles["Sales"].clone();
    let (app, both) = (
        room.company.application_id.clone(),
        [(&*marketing, true), (&*sales, true)],
    );
    let wider: Vec<(&str, bool)> = both.into_iter().chain([(&*app, false)]).collect();
    let change = json!({ "permission_overwrites": only(&room, &wider) });
    let edit = format!("PATCH {at}");
    room.gets("Dana", &edit, change).await;
    let heard = sam.heard(&kinds).await;
    assert_eq!(names(&heard), ["CHANNEL_CREATE", "THREAD_LIST_SYNC"]);
    assert_eq!(heard[1].1["threads"][0]["name"], "deeper");
    let heard = bot.heard(&kinds).await;
    assert_eq!(names(&heard), ["CHANNEL_UPDATE", "THREAD_LIST_SYNC"]);
    room.gets("Mia", &format!("POST {at}/typing"), Value::Null)
        .await;
    assert_eq!(names(&sam.heard(&kinds).await), ["TYPING_START"]);
    let change = json!({ "permission_overwrites": only(&room, &[(&marketing, true)]) });
    room.gets("Dana", &edit, change).await;
    assert_eq!(names(&sam.heard(&kinds).await), ["CHANNEL_DELETE"]);
    room.stop().await;
}

#[tokio::test]
async fn channels_are_moved() {
    let room = Room::new().await;
    let all = format!("/guilds/{}/channels", room.company.guild_id);
    let make = format!("POST {all}");
    let closed = only(&room, &[(&room.company.roles["Sales"], true)]);
    let category = json!({ "name": "Sales", "type": 4, "permission_overwrites": closed });
    let category = room.gets("Dana", &make, category).await;
    let (general, digest) = (room.channel("general"), room.channel("digest"));
    let mut mia = Wire::person(&room, "Mia").await;
    let moves = json!([
        { "id": general, "position": 9 },
        { "id": digest, "position": 3, "parent_id": category["id"], "lock_permissions": true },
    ]);
    let answer = room.does("Dana", &format!("PATCH {all}"), moves).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    let heard = mia.heard(&["CHANNEL_"]).await;
    assert_eq!(
        names(&heard),
        ["CHANNEL_UPDATE", "CHANNEL_DELETE"],
        "the second is sales' now"
    );
    assert_eq!(
        (&heard[0].1["id"], &heard[0].1["position"]),
        (&json!(general), &json!(9))
    );
    let moved = room
        .gets("Dana", &format!("GET /channels/{digest}"), Value::Null)
        .await;
    assert_eq!(moved["parent_id"], category["id"]);
    assert_eq!(
        moved["permission_overwrites"],
        category["permission_overwrites"]
    );
    room.refused(
        "Mia",
        &format!("PATCH {all}"),
        json!([{ "id": general, "position": 1 }]),
        403,
        50013,
    )
    .await;
    room.refused(
        "Dana",
        &format!("PATCH {all}"),
        json!([{ "id": "1", "position": 1 }]),
        404,
        10003,
    )
    .await;
    room.stop().await;
}
