//! What of channels is refused, how many there may be, and which of them an option takes.

use serde_json::{Value, json};

use crate::{client::Room, wire::Wire};

#[tokio::test]
async fn what_of_channels_is_refused() {
    let room = Room::new().await;
    let make = format!("POST /guilds/{}/channels", room.company.guild_id);
    let general = format!("/channels/{}", room.channel("general"));
    let text = |length: usize| "x".repeat(length);
    let named = |field: &str, value: Value| {
        let mut body = json!({ "name": "x" });
        body[field] = value;
        body
    };
    let category = room
        .gets("Dana", &make, json!({ "name": "C", "type": 4 }))
        .await;
    let category = category["id"].as_str().expect("an id");
    let guest = json!([{ "id": room.id_of("Guest"), "type": 1, "allow": "16" }]);
    let nobody = json!([{ "id": "1", "type": 1, "allow": "0" }]);
    #[rustfmt::skip]
    let bad = [
        json!({}), named("name", json!("")), named("name", json!(text(101))), named("name", json!(5)),
        named("type", json!(1)), named("type", json!(3)), named("topic", json!(text(1025))),
        named("rate_limit_per_user", json!(21601)), named("rate_limit_per_user", json!(-1)),
        named("parent_id", json!("1")), named("parent_id", json!(room.channel("general"))),
        json!({ "name": "x", "type": 4, "parent_id": category }),
        named("default_auto_archive_duration", json!(61)), named("permission_overwrites", nobody),
        named("permission_overwrites", json!([{ "id": room.id_of("Guest"), "type": 2 }])), named("nsfw", json!("yes")),
    ];
    for body in bad {
        room.refused("Dana", &make, body, 400, 50035).await;
    }
    for kind in [2, 13, 14, 15, 16] {
        room.refused("Dana", &make, named("type", json!(kind)), 501, 0)
            .await;
    }
    // At the edge all is well.
    let edge =
        json!({ "name": text(100), "topic": text(1024), "rate_limit_per_user": 21600, "type": 5 });
    room.gets("Dana", &make, edge).await;
    for (who, how, body) in [
        ("Mia", make.as_str(), json!({ "name": "x" })),
        ("bot", &make, json!({ "name": "x" })),
        ("Mia", &format!("PATCH {general}"), json!({ "name": "x" })),
        ("Mia", &format!("DELETE {general}"), Value::Null),
    ] {
        room.refused(who, how, body, 403, 50013).await;
    }
    // Who manages a channel gives nobody more than they may themselves, and roles' rights only if they
    // manage roles.
    let body =
        json!({ "permission_overwrites": [{ "id": room.id_of("Mia"), "type": 1, "allow": "16" }] });
    room.gets("Dana", &format!("PATCH {general}"), body).await;
    room.gets(
        "Mia",
        &format!("PATCH {general}"),
        json!({ "topic": "Mia's" }),
    )
    .await;
    room.refused(
        "Mia",
        &format!("PATCH {general}"),
        json!({ "permission_overwrites": guest }),
        403,
        50013,
    )
    .await;
    let body = json!({ "permission_overwrites": [{ "id": room.id_of("Mia"), "type": 1, "allow": "268435472" }] });
    room.gets("Dana", &format!("PATCH {general}"), body.clone())
        .await;
    let guest = |bits: &str| json!({ "id": room.id_of("Guest"), "type": 1, "allow": bits });
    let mut more = json!([body["permission_overwrites"][0], guest("8192")]);
    room.refused(
        "Mia",
        &format!("PATCH {general}"),
        json!({ "permission_overwrites": more }),
        403,
        50013,
    )
    .await;
    more[1] = guest("2048");
    room.gets(
        "Mia",
        &format!("PATCH {general}"),
        json!({ "permission_overwrites": more }),
    )
    .await;
    room.refused(
        "Dana",
        &format!("PATCH {general}"),
        json!({ "type": 4 }),
        400,
        50024,
    )
    .await;
    room.refused(
        "Dana",
        &format!("POST /channels/{category}/messages"),
        json!({ "content": "x" }),
        400,
        50008,
    )
    .await;
    room.stop().await;
}

#[tokio::test]
async fn a_server_has_500_channels_and_a_category_50() {
    let room = Room::new().await;
    let make = format!("POST /guilds/{}/channels", room.company.guild_id);
    let category = room
        .gets("Dana", &make, json!({ "name": "C", "type": 4 }))
        .await;
    for number in 0..50 {
        let body = json!({ "name": format!("in-{number}"), "parent_id": category["id"] });
        room.gets("Dana", &make, body).await;
    }
    let body = json!({ "name": "one-more", "parent_id": category["id"] });
    room.refused("Dana", &make, body, 400, 50035).await;
    for number in room.company.channels.len() + 51..500 {
        let body = json!({ "name": format!("c-{number}") });
        room.gets("Dana", &make, body).await;
    }
    room.refused("Dana", &make, json!({ "name": "one-more" }), 400, 30013)
        .await;
    room.stop().await;
}

#[tokio::test]
async fn an_option_takes_the_types_of_channels_that_it_names() {
    let room = Room::new().await;
    let make = format!("POST /guilds/{}/channels", room.company.guild_id);
    let category = room
        .gets("Dana", &make, json!({ "name": "Deals", "type": 4 }))
        .await;
    let category = category["id"].as_str().expect("an id");
    let command = json!({ "name": "order", "description": "x", "options": [
        { "type": 7, "name": "where", "description": "x", "channel_types": [4, 11] }] });
    let path = format!(
        "POST /applications/{}/commands",
        room.company.application_id
    );
    let command = room.gets("bot", &path, command).await;
    let command = command["id"].as_str().expect("an id");
    let thread = format!("POST /channels/{}/threads", room.channel("general"));
    let thread = room
        .gets("Mia", &thread, json!({ "name": "t", "type": 11 }))
        .await;
    let thread = thread["id"].as_str().expect("an id");
    let used = |id: &str| {
        room.order(
            command,
            json!([{ "name": "where", "type": 7, "value": id }]),
        )
    };
    let mut bot = Wire::bot(&room, 1).await;
    room.refused(
        "Mia",
        "POST /interactions",
        used(room.channel("general")),
        400,
        50035,
    )
    .await;
    for (id, kind) in [(category, 4), (thread, 11)] {
        room.gets("Mia", "POST /interactions", used(id)).await;
        let event = bot.event("INTERACTION_CREATE").await;
        let resolved = &event["d"]["data"]["resolved"]["channels"][id];
        assert_eq!(resolved["type"], kind, "{event}");
        assert_eq!(
            resolved["thread_metadata"].is_object(),
            kind == 11,
            "{event}"
        );
    }
    room.stop().await;
}
