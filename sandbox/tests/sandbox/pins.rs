//! Pins, by the new routes and the old.

use serde_json::{Value, json};

use crate::{
    client::Room,
    wire::{MESSAGES, Wire},
};

/// A channel in which Mia and the bot may pin: its path.
async fn channel(room: &Room) -> String {
    let bits = (1_u64 << 51).to_string();
    let may = |id: &str| json!({ "id": id, "type": 1, "allow": bits });
    let body = json!({ "name": "pins", "permission_overwrites": [may(room.id_of("Mia")), may(&room.company.application_id)] });
    let make = format!("POST /guilds/{}/channels", room.company.guild_id);
    let built = room.gets("Dana", &make, body).await;
    assert_eq!(
        built["permission_overwrites"][0]["allow"],
        bits.as_str(),
        "bit 51 is kept"
    );
    format!("/channels/{}", built["id"].as_str().expect("an id"))
}

async fn said(room: &Room, at: &str, text: &str) -> String {
    let said = room
        .gets(
            "Noah",
            &format!("POST {at}/messages"),
            json!({ "content": text }),
        )
        .await;
    assert_eq!(said["pinned"], false);
    said["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_message_is_pinned_and_taken_down() {
    let room = Room::new().await;
    let at = channel(&room).await;
    let (first, second) = (said(&room, &at, "one").await, said(&room, &at, "two").await);
    let mut bot = Wire::bot(&room, MESSAGES).await;
    let answer = room
        .does(
            "Mia",
            &format!("PUT {at}/messages/pins/{first}"),
            Value::Null,
        )
        .await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    let heard = bot.heard(&["MESSAGE_", "CHANNEL_"]).await;
    let names: Vec<&str> = heard.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["MESSAGE_UPDATE", "CHANNEL_PINS_UPDATE", "MESSAGE_CREATE"]
    );
    assert_eq!(heard[0].1["pinned"], true);
    let at_time = heard[1].1["last_pin_timestamp"].clone();
    assert!(at_time.is_string());
    let note = &heard[2].1;
    assert_eq!((&note["type"], &note["content"]), (&json!(6), &json!("")));
    assert_eq!(note["author"]["id"], room.id_of("Mia"));
    assert_eq!(note["message_reference"]["message_id"], first.as_str());
    // By the old route, and twice, which is once.
    for _ in 0..2 {
        room.gets("bot", &format!("PUT {at}/pins/{second}"), Value::Null)
            .await;
    }
    let pins = room
        .gets("Noah", &format!("GET {at}/messages/pins"), Value::Null)
        .await;
    let ids: Vec<&str> = pins["items"]
        .as_array()
        .expect("pins")
        .iter()
        .filter_map(|pin| pin["message"]["id"].as_str())
        .collect();
    assert_eq!(
        (ids, &pins["has_more"]),
        (vec![&*second, &*first], &json!(false))
    );
    let pins = room
        .gets(
            "Noah",
            &format!("GET {at}/messages/pins?limit=1"),
            Value::Null,
        )
        .await;
    assert_eq!(pins["has_more"], true);
    let edge = pins["items"][0]["pinned_at"].as_str().expect("a time");
    let edge = edge.replace('+', "%2B");
    let pins = room
        .gets(
            "Noah",
            &format!("GET {at}/messages/pins?before={edge}"),
            Value::Null,
        )
        .await;
    assert_eq!(pins["items"][0]["message"]["id"], first.as_str());
    let old = room
        .gets("bot", &format!("GET {at}/pins"), Value::Null)
        .await;
    assert_eq!(old.as_array().map(Vec::len), Some(2));
    assert_eq!(old[0]["pinned"], true);
    let told = room.gets("Noah", &format!("GET {at}"), Value::Null).await;
    assert!(told["last_pin_timestamp"].as_str() > at_time.as_str());

    room.gets(
        "Mia",
        &format!("DELETE {at}/messages/pins/{second}"),
        Value::Null,
    )
    .await;
    room.gets("bot", &format!("DELETE {at}/pins/{first}"), Value::Null)
        .await;
    let heard = bot.heard(&["CHANNEL_PINS_UPDATE"]).await;
    let last: Vec<&Value> = heard
        .iter()
        .map(|(_, data)| &data["last_pin_timestamp"])
        .skip(1)
        .collect();
    assert_eq!(last, [&at_time, &Value::Null]);
    let pins = room
        .gets("Noah", &format!("GET {at}/messages/pins"), Value::Null)
        .await;
    assert_eq!(pins["items"], json!([]));
    room.stop().await;
}

#[tokio::test]
async fn what_of_pins_is_refused() {
    let room = Room::new().await;
    let at = channel(&room).await;
    let message = said(&room, &at, "one").await;
    // The bot manages messages everywhere; that is not enough elsewhere.
    let elsewhere = room.says("Noah", "general", "x").await.body["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let elsewhere = format!(
        "/channels/{}/messages/pins/{elsewhere}",
        room.channel("general")
    );
    room.refused("bot", &format!("PUT {elsewhere}"), Value::Null, 403, 50013)
        .await;
    room.refused(
        "Noah",
        &format!("PUT {at}/messages/pins/{message}"),
        Value::Null,
        403,
        50013,
    )
    .await;
    room.refused(
        "Noah",
        &format!("DELETE {at}/pins/{message}"),
        Value::Null,
        403,
        50013,
    )
    .await;
    room.refused(
        "Mia",
        &format!("PUT {at}/messages/pins/1"),
        Value::Null,
        404,
        10008,
    )
    .await;
    for bad in ["limit=51", "limit=0", "before=yesterday"] {
        room.refused(
            "Mia",
            &format!("GET {at}/messages/pins?{bad}"),
            Value::Null,
            400,
            50035,
        )
        .await;
    }
    // Who may not read what was said sees no pins.
    room.gets(
        "Mia",
        &format!("PUT {at}/messages/pins/{message}"),
        Value::Null,
    )
    .await;
    let blind = json!({ "permission_overwrites": [{ "id": room.company.guild_id, "type": 0, "deny": "65536" }] });
    room.gets("Dana", &format!("PATCH {at}"), blind).await;
    let pins = room
        .gets("Noah", &format!("GET {at}/messages/pins"), Value::Null)
        .await;
    assert_eq!(pins, json!({ "items": [], "has_more": false }));
    let pins = room
        .gets("Noah", &format!("GET {at}/pins"), Value::Null)
        .await;
    assert_eq!(pins, json!([]));
    room.stop().await;
}

#[tokio::test]
async fn a_channel_has_250_pins() {
    let room = Room::new().await;
    let at = channel(&room).await;
    for number in 0..250 {
        let message = said(&room, &at, &number.to_string()).await;
        room.gets(
            "Mia",
            &format!("PUT {at}/messages/pins/{message}"),
            Value::Null,
        )
        .await;
    }
    let message = said(&room, &at, "one more").await;
    room.refused(
        "Mia",
        &format!("PUT {at}/messages/pins/{message}"),
        Value::Null,
        400,
        30003,
    )
    .await;
    // A deleted message is no pin any more.
    let pins = room
        .gets("Mia", &format!("GET {at}/messages/pins"), Value::Null)
        .await;
    let newest = pins["items"][0]["message"]["id"].as_str().expect("an id");
    room.gets(
        "bot",
        &format!("DELETE {at}/messages/{newest}"),
        Value::Null,
    )
    .await;
    room.gets(
        "Mia",
        &format!("PUT {at}/messages/pins/{message}"),
        Value::Null,
    )
    .await;
    room.stop().await;
}
