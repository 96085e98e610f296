//! What people may use, and where: commands for few, and channels that are out of sight.

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use crate::{
    client::Room,
    limits::{interaction, registers},
    wire::{MESSAGES, Wire},
};

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
