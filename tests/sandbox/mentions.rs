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
