//! Commands and buttons between the bot and one person.

use serde_json::{Value, json};

use crate::{client::Room, wire::Wire};

fn id(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_command_is_used_and_answered_between_two() {
    let room = Room::new().await;
    let app = room.company.application_id.clone();
    let direct = room
        .gets(
            "Mia",
            "POST /users/@me/channels",
            json!({ "recipient_id": app }),
        )
        .await;
    let direct = id(&direct);
    let commands = format!("POST /applications/{app}/commands");
    let command = |name: &str, contexts: Value| {
        json!({ "name": name, "description": "x", "contexts": contexts,
                "options": [{ "type": 6, "name": "whom", "description": "x" }] })
    };
    let brief = id(&room
        .gets("bot", &commands, command("brief", json!([0, 1])))
        .await);
    let inside = id(&room
        .gets("bot", &commands, command("inside", json!([0])))
        .await);
    let outside = id(&room
        .gets("bot", &commands, command("outside", json!([1])))
        .await);
    let used = |command: &str, name: &str, channel: &str, whom: &str| {
        json!({
            "type": 2, "application_id": app, "channel_id": channel, "session_id": "s", "nonce": "1",
            "data": { "id": command, "name": name, "type": 1, "options": [{ "name": "whom", "type": 6, "value": whom }] },
        })
    };
    let mia = room.id_of("Mia").to_owned();
    let (mut bot, mut hers) = (Wire::bot(&room, 1).await, Wire::person(&room, "Mia").await);
    let to = "POST /interactions";
    let general = room.channel("general");
    room.refused(
        "Mia",
        to,
        used(&inside, "inside", &direct, &mia),
        404,
        10063,
    )
    .await;
    room.refused(
        "Mia",
        to,
        used(&outside, "outside", general, &mia),
        404,
        10063,
    )
    .await;
    room.refused("Noah", to, used(&brief, "brief", &direct, &mia), 403, 50001)
        .await;
    room.refused(
        "Mia",
        to,
        used(&brief, "brief", &direct, room.id_of("Noah")),
        404,
        10013,
    )
    .await;
    room.gets("Mia", to, used(&brief, "brief", &direct, &mia))
        .await;

    let event = bot.event("INTERACTION_CREATE").await["d"].take();
    assert_eq!(
        (&event["context"], &event["user"]["id"]),
        (&json!(1), &json!(mia))
    );
    for none in ["guild_id", "guild", "member", "guild_locale"] {
        assert!(event.get(none).is_none(), "{none}: {event}");
    }
    assert_eq!(
        (&event["channel"]["type"], &event["channel"]["id"]),
        (&json!(1), &json!(direct))
    );
    let resolved = &event["data"]["resolved"];
    assert!(
        resolved["users"][&mia].is_object() && resolved.get("members").is_none(),
        "{event}"
    );

    let (number, token) = (
        id(&event),
        event["token"].as_str().expect("a token").to_owned(),
    );
    let button = json!({ "type": 1, "components": [{ "type": 2, "style": 1, "label": "Go", "custom_id": "go" }] });
    let answer = json!({ "type": 4, "data": { "content": "Here", "components": [button] } });
    room.gets(
        "bot",
        &format!("POST /interactions/{number}/{token}/callback"),
        answer,
    )
    .await;
    let said = hers.event("MESSAGE_CREATE").await["d"].take();
    assert_eq!(
        (&said["content"], said.get("guild_id")),
        (&json!("Here"), None)
    );
    let secret = json!({ "content": "psst", "flags": 64 });
    room.gets("bot", &format!("POST /webhooks/{app}/{token}"), secret)
        .await;
    assert_eq!(hers.event("MESSAGE_CREATE").await["d"]["content"], "psst");

    let pressed = json!({
        "type": 3, "application_id": app, "channel_id": direct, "message_id": said["id"], "session_id": "s",
        "nonce": "2", "data": { "component_type": 2, "custom_id": "go" },
    });
    room.gets("Mia", to, pressed).await;
    let event = bot.event("INTERACTION_CREATE").await["d"].take();
    assert_eq!(
        (&event["message"]["content"], &event["context"]),
        (&json!("Here"), &json!(1))
    );
    let (number, token) = (
        id(&event),
        event["token"].as_str().expect("a token").to_owned(),
    );
    let answer = json!({ "type": 7, "data": { "content": "Gone", "components": [] } });
    room.gets(
        "bot",
        &format!("POST /interactions/{number}/{token}/callback"),
        answer,
    )
    .await;
    let read = room
        .gets(
            "Mia",
            &format!("GET /channels/{direct}/messages"),
            Value::Null,
        )
        .await;
    assert_eq!(
        (&read[0]["content"], read.as_array().map(Vec::len)),
        (&json!("Gone"), Some(1))
    );
    room.stop().await;
}

#[tokio::test]
async fn a_form_is_opened_and_sent_between_two() {
    let room = Room::new().await;
    let app = room.company.application_id.clone();
    let talk = json!({ "recipient_id": app });
    let direct = id(&room.gets("Mia", "POST /users/@me/channels", talk).await);
    let command = json!({ "name": "note", "description": "x", "contexts": [1] });
    let commands = format!("POST /applications/{app}/commands");
    let note = id(&room.gets("bot", &commands, command).await);
    let (mut bot, mut hers) = (Wire::bot(&room, 1).await, Wire::person(&room, "Mia").await);
    let to = "POST /interactions";
    let used = |kind: u8, channel: &str, data: Value| {
        json!({ "type": kind, "application_id": app, "channel_id": channel, "session_id": "s", "nonce": "1",
                "data": data })
    };
    let ordered = json!({ "id": note, "name": "note", "type": 1 });
    room.gets("Mia", to, used(2, &direct, ordered)).await;
    let event = bot.event("INTERACTION_CREATE").await["d"].take();
    let callback = format!(
        "POST /interactions/{}/{}/callback",
        id(&event),
        event["token"].as_str().expect("a token")
    );
    let list = |kind: u8, name: &str| json!({ "type": 18, "label": name, "component": { "type": kind, "custom_id": name, "required": false } });
    let form = json!({ "type": 9, "data": {
        "custom_id": "note", "title": "A note", "components": [list(4, "words"), list(5, "whom")],
    } });
    let form = {
        let mut form = form;
        form["data"]["components"][0]["component"]["style"] = json!(1);
        form
    };
    room.gets("bot", &callback, form).await;
    let shown = hers.event("INTERACTION_MODAL_CREATE").await["d"].take();

    let sent = |whom: &str| {
        json!({ "id": shown["id"], "custom_id": "note", "components": [
            { "type": 18, "component": { "type": 4, "custom_id": "words", "value": "Tea" } },
            { "type": 18, "component": { "type": 5, "custom_id": "whom", "values": [whom] } },
        ] })
    };
    let mia = room.id_of("Mia");
    // It is open in the talk, not in the channel beside it, and Noah is not in it.
    let elsewhere = used(5, room.channel("general"), sent(mia));
    room.refused("Mia", to, elsewhere, 400, 50035).await;
    let stranger = used(5, &direct, sent(room.id_of("Noah")));
    room.refused("Mia", to, stranger, 404, 10013).await;
    room.gets("Mia", to, used(5, &direct, sent(mia))).await;
    let event = bot.event("INTERACTION_CREATE").await["d"].take();
    let written = &event["data"]["components"];
    assert_eq!(
        (&event["context"], &written[0]["component"]["value"]),
        (&json!(1), &json!("Tea"))
    );
    assert_eq!(written[1]["component"]["values"], json!([mia]));
    assert!(event["data"]["resolved"]["users"][mia].is_object());
    room.stop().await;
}
