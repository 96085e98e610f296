//! The whole life of what a bot makes: commands of both scopes, and the messages that answer an
//! interaction. Each step is held against Discord's description when the room ends.

use serde_json::{Value, json};

use crate::{client::Room, wire::Wire};

#[tokio::test]
async fn a_command_is_made_read_changed_and_taken_away() {
    let room = Room::new().await;
    let bot = room.bot();
    let (application, guild) = (&room.company.application_id, &room.company.guild_id);
    let scopes = [
        format!("/applications/{application}/commands"),
        format!("/applications/{application}/guilds/{guild}/commands"),
    ];
    for scope in scopes {
        let command = json!({
            "name": "order", "description": "Order something", "default_member_permissions": "32",
            "name_localizations": { "de": "bestellen" }, "contexts": [0], "integration_types": [0],
            "options": [
                { "type": 2, "name": "drink", "description": "A drink", "options": [
                    { "type": 1, "name": "hot", "description": "A hot one", "options": [
                        { "type": 3, "name": "what", "description": "What", "required": true, "autocomplete": true },
                        { "type": 10, "name": "litres", "description": "How much", "min_value": 0.1, "max_value": 2.5 },
                        { "type": 7, "name": "where", "description": "Where", "channel_types": [0] },
                        { "type": 4, "name": "size", "description": "Size", "choices": [{ "name": "one", "value": 1 }] },
                        { "type": 11, "name": "picture", "description": "Like this" } ] } ] } ],
        });
        let made = room.ask("POST", &scope, Some(&bot), Some(command)).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let one = format!("{scope}/{}", made.body["id"].as_str().expect("an id"));
        let read = room.ask("GET", &one, Some(&bot), None).await;
        assert_eq!((read.status, &read.body), (200, &made.body));
        let options = &read.body["options"][0]["options"][0]["options"];
        assert_eq!(options[0]["autocomplete"], true, "{options}");
        assert_eq!(options[1]["max_value"], 2.5, "{options}");
        assert_eq!(options[2]["channel_types"], json!([0]), "{options}");
        assert_eq!(options[3]["choices"][0]["value"], 1, "{options}");
        let change = json!({ "description": "Order anything" });
        let changed = room.ask("PATCH", &one, Some(&bot), Some(change)).await;
        assert_eq!(changed.body["description"], "Order anything");
        assert_eq!(changed.body["options"], made.body["options"]);
        assert_ne!(changed.body["version"], made.body["version"]);
        let menu = json!([{ "type": 3, "name": "Order this" }]);
        let replaced = room.ask("PUT", &scope, Some(&bot), Some(menu)).await;
        assert_eq!(replaced.body[0]["type"], 3, "{}", replaced.body);
        let gone = room.ask("GET", &one, Some(&bot), None).await;
        assert_eq!((gone.status, gone.code), (404, Some(10063)));
        let one = format!(
            "{scope}/{}",
            replaced.body[0]["id"].as_str().expect("an id")
        );
        assert_eq!(room.ask("DELETE", &one, Some(&bot), None).await.status, 204);
        let left = room.ask("GET", &scope, Some(&bot), None).await;
        assert_eq!(left.body, json!([]));
    }
    room.stop().await;
}

#[tokio::test]
async fn an_answer_and_its_follow_up_are_read_changed_and_taken_away() {
    let room = Room::new().await;
    let command = room.register().await;
    let mut wire = Wire::bot(&room, 1).await;
    let options = json!([{ "name": "what", "type": 3, "value": "tea" }]);
    let order = room.order(&command, options);
    let used = room
        .ask(
            "POST",
            "/interactions",
            Some(&room.person("Mia")),
            Some(order),
        )
        .await;
    assert_eq!(used.status, 204, "{}", used.body);
    let event = wire.event("INTERACTION_CREATE").await["d"].clone();
    let (id, token) = (&event["id"], event["token"].as_str().expect("a token"));
    let button = json!({ "type": 2, "style": 2, "label": "More", "custom_id": "more" });
    let list =
        json!({ "type": 3, "custom_id": "list", "options": [{ "label": "a", "value": "a" }] });
    let answer = json!({ "type": 4, "data": {
        "content": "Tea?", "flags": 0, "allowed_mentions": { "parse": [] },
        "embeds": [{ "title": "Tea", "fields": [{ "name": "a", "value": "b" }], "color": 1,
                     "footer": { "text": "Hot" }, "author": { "name": "Cook" }, "timestamp": "2026-03-02T10:00:00+00:00" }],
        "components": [{ "type": 1, "components": [button] }, { "type": 1, "components": [list] }],
    } });
    let callback = format!(
        "/interactions/{}/{token}/callback?with_response=true",
        id.as_str().expect("an id")
    );
    let told = room.ask("POST", &callback, None, Some(answer)).await;
    assert_eq!(told.status, 200, "{}", told.body);
    let message = &told.body["resource"]["message"];
    assert_eq!(message["components"][1]["components"][0]["max_values"], 1);
    let webhook = format!("/webhooks/{}/{token}", room.company.application_id);
    let follow = json!({ "content": "Enjoy", "flags": 64 });
    let follow = room.ask("POST", &webhook, None, Some(follow)).await.body["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    for message in ["@original", &follow] {
        let path = format!("{webhook}/messages/{message}");
        let read = room.ask("GET", &path, None, None).await;
        assert_eq!(read.status, 200, "{}", read.body);
        let change = json!({ "content": "Cold", "components": [] });
        let changed = room.ask("PATCH", &path, None, Some(change)).await;
        assert_eq!(changed.body["content"], "Cold");
        let gone = room.ask("DELETE", &path, None, None).await;
        assert_eq!((gone.status, gone.body), (204, Value::Null));
        let after = room.ask("GET", &path, None, None).await;
        assert_eq!((after.status, after.code), (404, Some(10008)));
    }
    room.stop().await;
}

#[tokio::test]
async fn an_answer_is_told_of_its_message_or_of_none_and_never_of_a_bucket() {
    let room = Room::new().await;
    let command = room.register().await;
    let mut wire = Wire::bot(&room, 1).await;
    let input = json!({ "type": 4, "custom_id": "a", "label": "A", "style": 1 });
    let form = json!({ "type": 9, "data": { "custom_id": "f", "title": "F",
        "components": [{ "type": 1, "components": [input] }] } });
    let words = json!({ "type": 4, "data": { "content": "Here", "flags": 64 } });
    for (answer, fields) in [(words, 5), (form, 2)] {
        let order = room.order(
            &command,
            json!([{ "name": "what", "type": 3, "value": "tea" }]),
        );
        room.gets("Mia", "POST /interactions", order).await;
        let event = wire.event("INTERACTION_CREATE").await["d"].clone();
        let path = format!(
            "/interactions/{}/{}/callback?with_response=true",
            event["id"].as_str().expect("an id"),
            event["token"].as_str().expect("a token")
        );
        let told = room.ask("POST", &path, None, Some(answer)).await;
        let told_of = told.body["interaction"].as_object().expect("an object");
        assert_eq!(told_of.len(), fields, "{}", told.body);
        assert!(told_of.values().all(|value| !value.is_null()));
        assert_eq!(told.header("x-ratelimit-bucket"), "");
    }
    room.stop().await;
}
