//! Channels ordered many at once, and what happens in one that is gone.

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use crate::{
    client::Room,
    limits::{asks, interaction},
    wire::{MESSAGES, Wire},
};

/// A category; gives its id.
async fn category(room: &Room, overwrites: Value) -> String {
    let body = json!({ "name": "Big", "type": 4, "permission_overwrites": overwrites });
    let all = format!("POST {}", room.guild("/channels"));
    let made = room.gets("Dana", &all, body).await;
    made["id"].as_str().expect("an id").to_owned()
}

/// A channel, as the owner is told of it.
async fn told(room: &Room, channel: &str) -> Value {
    let one = format!("GET /channels/{channel}");
    room.gets("Dana", &one, Value::Null).await
}

#[tokio::test]
async fn to_take_a_categorys_permissions_takes_leave_to_write_them() {
    let room = Room::new().await;
    let sales = room.company.roles["Sales"].clone();
    let rows = |permissions: Permissions| json!([{ "id": sales, "type": 0, "deny": permissions.bits().to_string() }]);
    let plain = category(&room, rows(Permissions::ADD_REACTIONS)).await;
    let high = category(&room, rows(Permissions::MANAGE_ROLES)).await;
    let general = room.channel("general");
    let moves = |category: &str, takes: bool| json!([{ "id": general, "position": 3, "parent_id": category, "lock_permissions": takes }]);
    let place = format!("PATCH {}", room.guild("/channels"));
    room.grant(&sales, Permissions::MANAGE_CHANNELS).await;
    room.refused("Sam", &place, moves(&plain, true), 403, 50013)
        .await;
    assert_eq!(told(&room, general).await["parent_id"], Value::Null);
    room.gets("Sam", &place, moves(&plain, false)).await;
    assert_eq!(
        told(&room, general).await["permission_overwrites"],
        json!([])
    );

    room.grant(&sales, Permissions::MANAGE_ROLES).await;
    room.refused("Sam", &place, moves(&high, true), 403, 50013)
        .await;
    room.gets("Sam", &place, moves(&plain, true)).await;
    let now = told(&room, general).await;
    assert_eq!(now["parent_id"], plain.as_str());
    assert_eq!(
        now["permission_overwrites"],
        told(&room, &plain).await["permission_overwrites"]
    );
    room.gets("Dana", &place, moves(&high, true)).await;
    room.stop().await;
}

#[tokio::test]
async fn of_many_places_all_are_taken_or_none() {
    let room = Room::new().await;
    let full = category(&room, json!([])).await;
    let all = format!("POST {}", room.guild("/channels"));
    for number in 0..49 {
        let body = json!({ "name": format!("room-{number}"), "parent_id": full });
        room.gets("Dana", &all, body).await;
    }
    let place = format!("PATCH {}", room.guild("/channels"));
    let (general, digest) = (room.channel("general"), room.channel("digest"));
    let before = (told(&room, general).await, told(&room, digest).await);
    for (second, status, code) in [
        (json!({ "id": digest, "parent_id": general }), 400, 50035),
        (json!({ "id": digest, "parent_id": full }), 400, 50035),
        (json!({ "id": "1", "position": 1 }), 404, 10003),
    ] {
        let moves = json!([{ "id": general, "position": 9, "parent_id": full }, second]);
        room.refused("Dana", &place, moves, status, code).await;
        let now = (told(&room, general).await, told(&room, digest).await);
        assert_eq!(now, before, "{second}");
    }
    // One that goes makes room for one that comes.
    let last = json!({ "id": general, "parent_id": full });
    room.gets("Dana", &place, json!([last])).await;
    let swap = json!([{ "id": general, "parent_id": null }, { "id": digest, "parent_id": full }]);
    room.gets("Dana", &place, swap).await;
    assert_eq!(told(&room, digest).await["parent_id"], full.as_str());
    room.stop().await;
}

#[tokio::test]
async fn nothing_is_written_into_a_channel_that_is_gone() {
    let room = Room::new().await;
    let mut bot = Wire::bot(&room, MESSAGES).await;
    let command = room.register().await;
    let built = format!("POST {}", room.guild("/channels"));
    let built = room.gets("Dana", &built, json!({ "name": "short" })).await;
    let channel = built["id"].as_str().expect("an id");
    let button = json!({ "content": "x", "components": [
        { "type": 1, "components": [{ "type": 2, "style": 1, "label": "x", "custom_id": "x" }] },
    ] });
    let post = format!("POST /channels/{channel}/messages");
    let message = room.gets("bot", &post, button).await["id"].clone();
    let mut order = room.order(
        &command,
        json!([{ "type": 3, "name": "what", "value": "x" }]),
    );
    order["channel_id"] = json!(channel);
    let press = json!({ "component_type": 2, "custom_id": "x" });
    let mut press = interaction(&room, 3, press);
    press["channel_id"] = json!(channel);
    press["message_id"] = message.clone();

    let (said, event) = asks(&room, &mut bot, order.clone()).await;
    let (first, _) = asks(&room, &mut bot, order.clone()).await;
    let (later, _) = asks(&room, &mut bot, order).await;
    let (pressed, _) = asks(&room, &mut bot, press).await;
    let data = json!({ "content": "x" });
    let answer = json!({ "type": 4, "data": data });
    room.gets("bot", &format!("POST {said}"), answer.clone())
        .await;
    room.gets("Dana", &format!("DELETE /channels/{channel}"), Value::Null)
        .await;
    let hook = format!(
        "/webhooks/{}/{}",
        room.bot_id(),
        event["token"].as_str().expect("a token")
    );
    let id = message.as_str().expect("an id");
    let at = format!("/channels/{channel}/messages/{id}");
    for (how, body) in [
        (format!("POST {first}"), answer),
        (format!("POST {later}"), json!({ "type": 5 })),
        (
            format!("POST {pressed}"),
            json!({ "type": 7, "data": data }),
        ),
        (format!("POST {hook}"), data.clone()),
        (format!("PATCH {hook}/messages/@original"), data.clone()),
        (post, data),
        (format!("PUT {at}/reactions/%F0%9F%91%8D/@me"), Value::Null),
        (
            format!("PUT /channels/{channel}/messages/pins/{id}"),
            Value::Null,
        ),
    ] {
        room.refused("bot", &how, body, 404, 10003).await;
    }
    let heard = bot.heard(&["MESSAGE_"]).await;
    assert_eq!(heard.len(), 1, "the answer from before: {heard:?}");
    room.stop().await;
}
