//! Reactions: who puts what below a message, who may, and who hears of it.

use serde_json::{Value, json};

use crate::{
    client::Room,
    wire::{MESSAGES, Wire},
};

const REACTIONS: u64 = 1 << 10;
/// A thumb and a heart, as they stand in a path.
const THUMB: &str = "%F0%9F%91%8D";
const HEART: &str = "%E2%9D%A4%EF%B8%8F";
/// The heart without its variation selector.
const BARE_HEART: &str = "%E2%9D%A4";

/// A message of Mia's in #general: its path.
async fn message(room: &Room) -> String {
    let said = room.says("Mia", "general", "Won it").await;
    let id = said.body["id"].as_str().expect("an id").to_owned();
    format!("/channels/{}/messages/{id}", room.channel("general"))
}

#[tokio::test]
async fn reactions_are_told_as_discord_tells_them() {
    let room = Room::new().await;
    let at = message(&room).await;
    let mut bot = Wire::bot(&room, MESSAGES | REACTIONS).await;
    let mut deaf = Wire::bot(&room, MESSAGES).await;
    let mut sam = Wire::person(&room, "Sam").await;
    for (who, emoji) in [
        ("Sam", THUMB),
        ("bot", THUMB),
        ("Sam", THUMB),
        ("Noah", BARE_HEART),
    ] {
        let how = format!("PUT {at}/reactions/{emoji}/@me");
        let answer = room.does(who, &how, Value::Null).await;
        assert_eq!(answer.status, 204, "{}", answer.body);
    }
    let told = room.gets("Sam", &format!("GET {at}"), Value::Null).await;
    // Elsewhere these fields were left out, and serenity gave the message up.
    assert_eq!(
        told["reactions"],
        json!([
            { "emoji": { "id": null, "name": "👍" }, "count": 2, "count_details": { "burst": 0, "normal": 2 },
              "me": true, "me_burst": false, "burst_colors": [] },
            { "emoji": { "id": null, "name": "❤\u{fe0f}" }, "count": 1, "count_details": { "burst": 0, "normal": 1 },
              "me": false, "me_burst": false, "burst_colors": [] },
        ])
    );
    for (who, own) in [
        ("Noah", [false, true]),
        ("bot", [true, false]),
        ("Mia", [false, false]),
    ] {
        let path = format!("GET /channels/{}/messages", room.channel("general"));
        let all = room.gets(who, &path, Value::Null).await;
        let mine: Vec<_> = all[0]["reactions"]
            .as_array()
            .expect("reactions")
            .iter()
            .map(|one| one["me"] == true)
            .collect();
        assert_eq!(mine, own, "{who}");
    }
    let heard = bot.heard(&["MESSAGE_REACTION_"]).await;
    assert_eq!(heard.len(), 3, "twice by one is once");
    let (name, first) = &heard[0];
    assert_eq!(name, "MESSAGE_REACTION_ADD");
    assert_eq!(first["user_id"], room.id_of("Sam"));
    assert_eq!(first["member"]["user"]["id"], room.id_of("Sam"));
    assert_eq!(first["message_author_id"], room.id_of("Mia"));
    assert_eq!(
        (&first["burst"], &first["type"]),
        (&json!(false), &json!(0))
    );
    assert_eq!(first["emoji"], json!({ "id": null, "name": "👍" }));
    assert_eq!(first["guild_id"], room.company.guild_id.as_str());
    assert_eq!(sam.heard(&["MESSAGE_REACTION_"]).await.len(), 3);

    let who = room
        .gets(
            "bot",
            &format!("GET {at}/reactions/{THUMB}?limit=1"),
            Value::Null,
        )
        .await;
    let mut both = [
        room.id_of("Sam").to_owned(),
        room.company.application_id.clone(),
    ];
    both.sort_by_key(|id| id.parse::<u64>().expect("an id"));
    assert_eq!(who[0]["id"], both[0].as_str());
    let next = format!("GET {at}/reactions/{THUMB}?after={}", both[0]);
    let who = room.gets("bot", &next, Value::Null).await;
    assert_eq!(
        (who[0]["id"].as_str(), who.as_array().map(Vec::len)),
        (Some(&*both[1]), Some(1))
    );
    let bursts = room
        .gets(
            "bot",
            &format!("GET {at}/reactions/{THUMB}?type=1"),
            Value::Null,
        )
        .await;
    assert_eq!(bursts, json!([]));

    // The bot manages messages: it takes another's away, then one emoji, then all.
    let sams = format!("DELETE {at}/reactions/{THUMB}/{}", room.id_of("Sam"));
    room.gets("bot", &sams, Value::Null).await;
    room.gets(
        "bot",
        &format!("DELETE {at}/reactions/{HEART}"),
        Value::Null,
    )
    .await;
    room.gets("bot", &format!("DELETE {at}/reactions"), Value::Null)
        .await;
    let heard = bot.heard(&["MESSAGE_REACTION_"]).await;
    let names: Vec<&str> = heard.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "MESSAGE_REACTION_REMOVE",
            "MESSAGE_REACTION_REMOVE_EMOJI",
            "MESSAGE_REACTION_REMOVE_ALL"
        ]
    );
    assert_eq!(heard[0].1["user_id"], room.id_of("Sam"));
    assert_eq!(heard[1].1["emoji"]["name"], "❤\u{fe0f}");
    let told = room.gets("Sam", &format!("GET {at}"), Value::Null).await;
    assert!(told.get("reactions").is_none(), "{told}");
    assert!(
        deaf.heard(&["MESSAGE_REACTION_"]).await.is_empty(),
        "not without the intent"
    );
    room.stop().await;
}

#[tokio::test]
async fn what_of_reactions_is_refused() {
    let room = Room::new().await;
    let at = message(&room).await;
    let general = format!("PATCH /channels/{}", room.channel("general"));
    for none in ["thumbsup", "party:123", "a", "%F0%9F%91%8D%F0%9F%91%8D"] {
        room.refused(
            "Sam",
            &format!("PUT {at}/reactions/{none}/@me"),
            Value::Null,
            400,
            10014,
        )
        .await;
    }
    let thumb = format!("{at}/reactions/{THUMB}");
    room.refused(
        "Sam",
        &format!("DELETE {thumb}/@me"),
        Value::Null,
        400,
        10014,
    )
    .await;
    room.gets("Sam", &format!("PUT {thumb}/@me"), Value::Null)
        .await;
    room.gets("Noah", &format!("DELETE {thumb}/@me"), Value::Null)
        .await;
    for how in [
        format!("DELETE {thumb}/{}", room.id_of("Sam")),
        format!("DELETE {thumb}"),
        format!("DELETE {at}/reactions"),
    ] {
        room.refused("Noah", &how, Value::Null, 403, 50013).await;
    }
    room.refused(
        "Noah",
        &format!("GET {thumb}?limit=101"),
        Value::Null,
        400,
        50035,
    )
    .await;
    let unknown = format!(
        "PUT /channels/{}/messages/1/reactions/{THUMB}/@me",
        room.channel("general")
    );
    room.refused("Noah", &unknown, Value::Null, 404, 10008)
        .await;
    // Without leave to add, what is there already may still be joined.
    let closed = json!({ "permission_overwrites": [{ "id": room.company.guild_id, "type": 0, "deny": "64" }] });
    room.gets("Dana", &general, closed).await;
    room.gets("Noah", &format!("PUT {thumb}/@me"), Value::Null)
        .await;
    room.refused(
        "Noah",
        &format!("PUT {at}/reactions/{HEART}/@me"),
        Value::Null,
        403,
        50013,
    )
    .await;
    let blind = json!({ "permission_overwrites": [{ "id": room.company.guild_id, "type": 0, "deny": "65536" }] });
    room.gets("Dana", &general, blind).await;
    room.refused("Noah", &format!("PUT {thumb}/@me"), Value::Null, 403, 50013)
        .await;
    room.stop().await;
}

#[tokio::test]
async fn a_message_bears_twenty_emoji() {
    let room = Room::new().await;
    let at = message(&room).await;
    let put = |number: u8| format!("PUT {at}/reactions/%F0%9F%90%{:02X}/@me", 0x80 + number);
    for number in 0..20 {
        room.gets("Sam", &put(number), Value::Null).await;
    }
    room.refused("Sam", &put(20), Value::Null, 403, 30010).await;
    room.gets("Mia", &put(19), Value::Null).await;
    room.stop().await;
}
