//! The server itself: renamed, handed over, counted; and what it has none of.

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use crate::{client::Room, staff::refused, wire::Wire};

#[tokio::test]
async fn a_server_is_renamed_handed_over_and_counted() {
    let room = Room::new().await;
    let path = room.guild("");
    let mut bot = Wire::bot(&room, 1).await;
    for (name, status) in [
        ("xy".to_owned(), 200),
        ("x".to_owned(), 400),
        ("x".repeat(100), 200),
        ("x".repeat(101), 400),
    ] {
        let answer = room
            .as_person("Dana", "PATCH", &path, json!({ "name": name }))
            .await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
    assert_eq!(bot.event("GUILD_UPDATE").await["d"]["name"], "xy");
    refused(
        &room
            .as_person("Mia", "PATCH", &path, json!({ "name": "mine" }))
            .await,
        403,
        50013,
    );
    let hand_over = json!({ "owner_id": room.id("Mia") });
    room.grant_bot(Permissions::MANAGE_GUILD).await;
    refused(
        &room.as_bot("PATCH", &path, hand_over.clone()).await,
        403,
        50013,
    );
    let done = room.as_person("Dana", "PATCH", &path, hand_over).await;
    assert_eq!(done.body["owner_id"], room.id("Mia"));
    let counted = room
        .as_bot("GET", &format!("{path}?with_counts=true"), Value::Null)
        .await;
    assert_eq!(counted.body["approximate_member_count"], 9);
    assert_eq!(counted.body["approximate_presence_count"], 1);
    let plain = room.as_bot("GET", &path, Value::Null).await;
    assert!(plain.body.get("approximate_member_count").is_none());
    let own = room
        .as_bot("GET", "/users/@me/guilds?with_counts=true", Value::Null)
        .await;
    assert_eq!(
        (
            &own.body[0]["owner"],
            &own.body[0]["approximate_member_count"]
        ),
        (&json!(false), &json!(9))
    );
    for bad in ["0", "201"] {
        refused(
            &room
                .as_bot(
                    "GET",
                    &format!("/users/@me/guilds?limit={bad}"),
                    Value::Null,
                )
                .await,
            400,
            50035,
        );
    }
    room.stop().await;
}

#[tokio::test]
async fn what_a_server_has_none_of_is_empty_or_unknown() {
    let room = Room::new().await;
    for list in [
        "emojis",
        "stickers",
        "invites",
        "scheduled-events",
        "auto-moderation/rules",
        "templates",
    ] {
        let answer = room
            .as_person("Dana", "GET", &room.guild(&format!("/{list}")), Value::Null)
            .await;
        assert_eq!((answer.status, &answer.body), (200, &json!([])), "{list}");
    }
    for (path, status, code) in [
        ("/emojis/1", 404, 10014),
        ("/stickers/1", 404, 10060),
        ("/welcome-screen", 404, 10069),
        ("/widget.json", 403, 50004),
        ("/vanity-url", 403, 50013),
        ("/invites", 403, 50013),
    ] {
        let answer = room.as_bot("GET", &room.guild(path), Value::Null).await;
        assert_eq!(
            (answer.status, answer.code),
            (status, Some(code)),
            "{path}: {}",
            answer.body
        );
    }
    let preview = room
        .as_bot("GET", &room.guild("/preview"), Value::Null)
        .await;
    assert_eq!(preview.body["name"], "Northwind Tools");
    room.stop().await;
}
