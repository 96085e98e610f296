//! Whom a message mentions: somebody there is, and roles that its writer may ping.

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use crate::{
    client::Room,
    wire::{MESSAGES, Wire},
};

#[tokio::test]
async fn a_mention_of_nobody_is_a_word_like_others() {
    let room = Room::new().await;
    let noah = room.id("Noah");
    let nobody = "123456789012345678";
    let text = format!("<@{nobody}> <@{noah}> <@&{nobody}>");
    let said = room.says("Mia", "general", &text).await.body;
    assert_eq!(said["content"], text.as_str());
    let named = said["mentions"].as_array().expect("a list");
    let ids: Vec<&Value> = named.iter().map(|user| &user["id"]).collect();
    assert_eq!(ids, [noah]);
    assert_eq!(said["mention_roles"], json!([]));
    room.stop().await;
}

#[tokio::test]
async fn only_a_mentionable_role_is_mentioned_by_those_who_may_not_mention_everyone() {
    let room = Room::new().await;
    let mut bot = Wire::bot(&room, MESSAGES).await;
    let role = room.new_role("Quiet", Permissions::empty()).await;
    let text = format!("<@&{role}>");
    let mut told = async |who: &str| {
        let post = format!("POST /channels/{}/messages", room.channel("general"));
        let allowed = json!({ "parse": [], "roles": [role] });
        let body = json!({ "content": text, "allowed_mentions": allowed });
        let said = room.gets(who, &post, body).await;
        let heard = bot.event("MESSAGE_CREATE").await;
        assert_eq!(heard["d"]["mention_roles"], said["mention_roles"]);
        said["mention_roles"].clone()
    };
    assert_eq!(told("Mia").await, json!([]));
    assert_eq!(told("bot").await, json!([]));
    assert_eq!(told("Dana").await, json!([role]), "the owner may");
    room.grant_bot(Permissions::MENTION_EVERYONE).await;
    assert_eq!(told("bot").await, json!([role]));
    let path = format!("PATCH {}", room.guild(&format!("/roles/{role}")));
    room.gets("Dana", &path, json!({ "mentionable": true }))
        .await;
    assert_eq!(told("Mia").await, json!([role]));
    room.stop().await;
}

/// Discord's documentation: what an answer or a webhook says without a word on mentions pings users only.
#[tokio::test]
async fn without_a_word_on_mentions_an_answer_and_a_webhook_ping_users_only() {
    let room = Room::new().await;
    let (app, mia) = (&room.company.application_id, room.id_of("Mia"));
    let command = json!({
        "name": "call", "description": "x",
        "options": [{ "type": 1, "name": "team", "description": "x" }],
    });
    let commands = format!("POST /applications/{app}/commands");
    let made = room.gets("bot", &commands, command).await;
    let words = format!("<@{mia}> <@&{}>", room.company.roles["Sales"]);
    let body = json!({ "content": words });
    let mut bot = Wire::bot(&room, 1).await;
    let mut order = room.order(made["id"].as_str().expect("an id"), json!([]));
    order["data"]["name"] = json!("call");
    order["data"]["options"] = json!([{ "type": 1, "name": "team", "options": [] }]);
    room.gets("Mia", "POST /interactions", order).await;
    let event = bot.event("INTERACTION_CREATE").await["d"].take();
    let (id, token) = (event["id"].as_str(), event["token"].as_str());
    let (id, token) = (id.expect("an id"), token.expect("a token"));
    let callback = format!("POST /interactions/{id}/{token}/callback");
    let answer = json!({ "type": 4, "data": body });
    room.gets("bot", &callback, answer).await;
    let original = format!("GET /webhooks/{app}/{token}/messages/@original");
    let answer = room.gets("bot", &original, Value::Null).await;
    assert_eq!(answer["interaction"]["name"], "call team");
    let further = format!("POST /webhooks/{app}/{token}");
    let further = room.gets("bot", &further, body.clone()).await;
    let general = room.channel("general");
    let make = format!("POST /channels/{general}/webhooks");
    let webhook = room.gets("Dana", &make, json!({ "name": "Builds" })).await;
    let (id, token) = (webhook["id"].as_str(), webhook["token"].as_str());
    let execute = format!(
        "POST /webhooks/{}/{}?wait=true",
        id.expect("an id"),
        token.expect("a token")
    );
    let written = room.gets("bot", &execute, body.clone()).await;
    for message in [answer, further, written] {
        assert_eq!(message["mentions"][0]["id"], mia, "{message}");
        assert_eq!(message["mention_roles"], json!([]), "{message}");
    }
    let post = format!("POST /channels/{general}/messages");
    let ordinary = room.gets("bot", &post, body).await;
    assert_eq!(
        ordinary["mention_roles"],
        json!([room.company.roles["Sales"]])
    );
    room.stop().await;
}
