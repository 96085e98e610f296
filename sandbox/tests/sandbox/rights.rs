//! What people may use, and where: commands for few, channels that are out of sight, and those who were
//! silenced.

use chrono::TimeDelta;
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use crate::{
    client::Room,
    limits::{interaction, registers},
    staff::refused,
    wire::{MESSAGES, Wire},
};

/// What is left to one who was silenced.
const LEFT: Permissions = Permissions::VIEW_CHANNEL.union(Permissions::READ_MESSAGE_HISTORY);

/// The owner lets somebody only read until so many days from now.
async fn silence(room: &Room, user: &str, days: i64) {
    let until = room.company.now + TimeDelta::days(days);
    let how = format!("PATCH {}", room.guild(&format!("/members/{user}")));
    let body = json!({ "communication_disabled_until": until.to_rfc3339() });
    room.gets("Dana", &how, body).await;
}

/// What somebody is shown of the bot's commands.
async fn shown(room: &Room, who: &str) -> Vec<String> {
    let index = format!("GET {}", room.guild("/application-command-index"));
    let index = room.gets(who, &index, Value::Null).await;
    let all = index["application_commands"].as_array().expect("a list");
    let names = all.iter().filter_map(|one| one["name"].as_str());
    names.map(str::to_owned).collect()
}

#[tokio::test]
async fn a_command_for_nobody_by_default_is_the_administrators() {
    let room = Room::new().await;
    let _bot = Wire::bot(&room, 1).await;
    let with = |name: &str, needed: Value| json!({ "name": name, "description": "x", "default_member_permissions": needed });
    let all = registers(&room, with("all", Value::Null)).await;
    let none = registers(&room, with("none", json!("0"))).await;
    let some = Permissions::KICK_MEMBERS.bits().to_string();
    let kickers = registers(&room, with("kickers", json!(some))).await;
    let uses = |id: &str, name: &str| {
        let data = json!({ "id": id, "name": name, "type": 1, "options": [] });
        interaction(&room, 2, data)
    };
    let use_it = "POST /interactions";
    room.gets("Mia", use_it, uses(&all, "all")).await;
    room.refused("Mia", use_it, uses(&none, "none"), 403, 50013)
        .await;
    assert_eq!(shown(&room, "Mia").await, ["all"]);

    let role = room.new_role("Staff", Permissions::KICK_MEMBERS).await;
    let give = room.guild(&format!("/members/{}/roles/{role}", room.id("Mia")));
    room.gets("Dana", &format!("PUT {give}"), Value::Null).await;
    room.gets("Mia", use_it, uses(&kickers, "kickers")).await;
    room.refused("Mia", use_it, uses(&none, "none"), 403, 50013)
        .await;
    assert_eq!(shown(&room, "Mia").await, ["all", "kickers"]);

    room.grant(&role, Permissions::ADMINISTRATOR).await;
    for who in ["Mia", "Dana"] {
        room.gets(who, use_it, uses(&none, "none")).await;
        assert_eq!(shown(&room, who).await, ["all", "none", "kickers"]);
    }
    room.stop().await;
}

#[tokio::test]
async fn nothing_is_used_in_a_channel_that_is_out_of_sight() {
    let room = Room::new().await;
    let _bot = Wire::bot(&room, MESSAGES).await;
    let command = json!({ "name": "look", "description": "x", "options": [
        { "type": 3, "name": "what", "description": "x", "autocomplete": true },
    ] });
    let command = registers(&room, command).await;
    let sales = room.channel("sales");
    let button = json!({ "content": "x", "components": [
        { "type": 1, "components": [{ "type": 2, "style": 1, "label": "x", "custom_id": "x" }] },
    ] });
    let post = format!("POST /channels/{sales}/messages");
    let message = room.gets("bot", &post, button).await["id"].clone();
    let typed = json!({ "type": 3, "name": "what", "value": "x", "focused": true });
    let named =
        |options: Value| json!({ "id": command, "name": "look", "type": 1, "options": options });
    for (kind, data) in [
        (2, named(json!([]))),
        (4, named(json!([typed]))),
        (3, json!({ "component_type": 2, "custom_id": "x" })),
    ] {
        let mut body = interaction(&room, kind, data);
        body["channel_id"] = json!(sales);
        if kind == 3 {
            body["message_id"] = message.clone();
        }
        let how = "POST /interactions";
        room.refused("Mia", how, body.clone(), 403, 50001).await;
        room.gets("Sam", how, body).await;
    }
    room.stop().await;
}

#[tokio::test]
async fn who_is_silenced_manages_nobody_and_nothing() {
    let room = Room::new().await;
    let manage = Permissions::MANAGE_ROLES
        | Permissions::KICK_MEMBERS
        | Permissions::BAN_MEMBERS
        | Permissions::MANAGE_NICKNAMES
        | Permissions::MANAGE_CHANNELS
        | Permissions::MANAGE_WEBHOOKS
        | Permissions::MANAGE_GUILD;
    let sales = room.company.roles["Sales"].clone();
    room.grant(&sales, manage).await;
    let low = room.new_role("Low", Permissions::empty()).await;
    let guest = room.guild(&format!("/members/{}", room.id("Guest")));
    let tries = [
        ("PATCH", room.guild("/members/@me"), json!({ "nick": "S" })),
        ("PATCH", guest.clone(), json!({ "nick": "G" })),
        ("PATCH", guest.clone(), json!({ "flags": 4 })),
        ("PUT", format!("{guest}/roles/{low}"), Value::Null),
        (
            "PATCH",
            room.guild(&format!("/roles/{low}")),
            json!({ "name": "Lower" }),
        ),
        ("POST", room.guild("/roles"), json!({ "name": "x" })),
        ("POST", room.guild("/channels"), json!({ "name": "x" })),
        ("PATCH", room.guild("/channels"), json!([])),
        ("GET", room.guild("/webhooks"), Value::Null),
        ("GET", room.guild("/bans"), Value::Null),
        ("PATCH", room.guild(""), json!({ "description": "x" })),
        ("DELETE", guest, Value::Null),
    ];
    silence(&room, room.id("Sam"), 1).await;
    for (method, path, body) in tries.clone() {
        let how = format!("{method} {path}");
        room.refused("Sam", &how, body, 403, 50013).await;
    }
    let look = format!("GET /channels/{}/messages", room.channel("general"));
    room.gets("Sam", &look, Value::Null).await;
    // A time that has passed holds nobody back.
    silence(&room, room.id("Sam"), -1).await;
    for (method, path, body) in tries.clone() {
        room.gets("Sam", &format!("{method} {path}"), body).await;
    }
    room.stop().await;
}

#[tokio::test]
async fn an_interaction_tells_what_is_left_to_the_silenced() {
    let room = Room::new().await;
    let mut bot = Wire::bot(&room, MESSAGES).await;
    let button = json!({ "content": "x", "components": [
        { "type": 1, "components": [{ "type": 5, "custom_id": "x" }] },
    ] });
    let post = format!("POST /channels/{}/messages", room.channel("general"));
    let message = room.gets("bot", &post, button).await["id"].clone();
    let chosen = json!({ "component_type": 5, "custom_id": "x", "values": [room.id("Sam")] });
    let mut body = interaction(&room, 3, chosen);
    body["message_id"] = message;
    let told = async |bot: &mut Wire| {
        room.gets("Sam", "POST /interactions", body.clone()).await;
        let event = bot.event("INTERACTION_CREATE").await["d"].take();
        let sam = &event["data"]["resolved"]["members"][room.id("Sam")];
        assert_eq!(sam["permissions"], event["member"]["permissions"]);
        let bits = |value: &Value| {
            let bits = value.as_str().and_then(|bits| bits.parse().ok());
            Permissions::from_bits_truncate(bits.expect("bits"))
        };
        (
            bits(&event["member"]["permissions"]),
            bits(&event["app_permissions"]),
        )
    };
    let free = told(&mut bot).await;
    assert!(free.0.contains(Permissions::SEND_MESSAGES));
    silence(&room, room.id("Sam"), 1).await;
    assert_eq!(told(&mut bot).await, (LEFT, free.1));
    silence(&room, room.bot_id(), 1).await;
    assert_eq!(told(&mut bot).await, (LEFT, LEFT));
    // Who comes to administer is silenced no longer.
    let sales = room.company.roles["Sales"].clone();
    room.grant(&sales, Permissions::ADMINISTRATOR).await;
    assert_eq!(told(&mut bot).await, (Permissions::all(), LEFT));
    let kick = format!(
        "DELETE {}",
        room.guild(&format!("/members/{}", room.id("Guest")))
    );
    refused(
        &room
            .as_bot("DELETE", &room.guild("/members/1"), Value::Null)
            .await,
        403,
        50013,
    );
    room.gets("Sam", &kick, Value::Null).await;
    room.stop().await;
}
