//! Threads: begun, spoken in, put away, and who hears of it.

use serde_json::{Value, json};

use crate::{
    client::Room,
    wire::{CONTENT, MESSAGES, Wire},
};

/// Events of threads and of what is said in them.
pub const THREADS: [&str; 2] = ["THREAD_", "MESSAGE_"];

/// What was heard, by name.
pub fn names(heard: &[(String, Value)]) -> Vec<&str> {
    heard.iter().map(|(name, _)| name.as_str()).collect()
}

/// An id.
pub fn id(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

/// A public thread of Mia's in #general: its path.
pub async fn thread(room: &Room, name: &str) -> String {
    let make = format!("POST /channels/{}/threads", room.channel("general"));
    let made = room
        .gets("Mia", &make, json!({ "name": name, "type": 11 }))
        .await;
    format!("/channels/{}", id(&made))
}

#[tokio::test]
async fn a_thread_is_begun_from_a_message() {
    let room = Room::new().await;
    let general = format!("/channels/{}", room.channel("general"));
    let said = id(&room
        .says("Noah", "general", "Who knows Brightside?")
        .await
        .body);
    let mut bot = Wire::bot(&room, MESSAGES | CONTENT).await;
    let mut sam = Wire::person(&room, "Sam").await;
    let make = format!("POST {general}/messages/{said}/threads");
    let answer = room
        .does(
            "Mia",
            &make,
            json!({ "name": "Brightside", "auto_archive_duration": 60 }),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let made = answer.body;
    assert_eq!(made["id"], said.as_str(), "the message's own id");
    assert_eq!(
        (&made["type"], &made["parent_id"]),
        (&json!(11), &json!(room.channel("general")))
    );
    assert_eq!(made["owner_id"], room.id_of("Mia"));
    assert_eq!(made["member"]["user_id"], room.id_of("Mia"));
    assert_eq!(made["thread_metadata"]["auto_archive_duration"], 60);

    let heard = bot.heard(&THREADS).await;
    assert_eq!(
        names(&heard),
        ["THREAD_CREATE", "MESSAGE_CREATE", "MESSAGE_UPDATE"],
        "who is in it a bot hears only by the members intent"
    );
    assert_eq!(heard[0].1["newly_created"], true);
    let starter = &heard[1].1;
    assert_eq!(
        (&starter["type"], &starter["channel_id"]),
        (&json!(21), &json!(said))
    );
    assert_eq!(starter["message_reference"]["message_id"], said.as_str());
    assert_eq!(
        starter["referenced_message"]["content"],
        "Who knows Brightside?"
    );
    assert_eq!(
        (&heard[2].1["flags"], &heard[2].1["edited_timestamp"]),
        (&json!(32), &Value::Null)
    );
    let heard = sam.heard(&THREADS).await;
    assert_eq!(
        names(&heard),
        [
            "THREAD_CREATE",
            "THREAD_MEMBERS_UPDATE",
            "MESSAGE_CREATE",
            "MESSAGE_UPDATE"
        ]
    );
    assert_eq!(heard[1].1["added_members"][0]["user_id"], room.id_of("Mia"));

    // Elsewhere a message in a new thread came only after a new connection.
    let at = format!("/channels/{said}");
    for text in ["I do", "Me too"] {
        room.gets(
            "Sam",
            &format!("POST {at}/messages"),
            json!({ "content": text }),
        )
        .await;
        let heard = bot.heard(&["MESSAGE_"]).await;
        assert_eq!(names(&heard), ["MESSAGE_CREATE"], "once");
        assert_eq!(heard[0].1["content"], text);
    }
    let gone = room
        .gets(
            "Sam",
            &format!("POST {at}/messages"),
            json!({ "content": "oh" }),
        )
        .await;
    room.gets(
        "Sam",
        &format!("DELETE {at}/messages/{}", id(&gone)),
        Value::Null,
    )
    .await;
    let now = room.gets("bot", &format!("GET {at}"), Value::Null).await;
    let counts = (
        &now["message_count"],
        &now["total_message_sent"],
        &now["member_count"],
    );
    assert_eq!(
        counts,
        (&json!(2), &json!(3), &json!(2)),
        "who writes is in it"
    );
    assert!(now.get("member").is_none(), "the bot is not");
    let first = room
        .gets(
            "bot",
            &format!("GET {general}/messages/{said}"),
            Value::Null,
        )
        .await;
    assert_eq!(first["thread"]["message_count"], 2);

    room.refused("Noah", &make, json!({ "name": "again" }), 400, 160_004)
        .await;
    room.refused(
        "Noah",
        &format!("POST {at}/threads"),
        json!({ "name": "inner", "type": 11 }),
        400,
        50024,
    )
    .await;
    let starter = format!("DELETE {at}/messages/{}", id(starter));
    room.refused("Mia", &starter, Value::Null, 403, 50021).await;
    room.refused("Mia", &format!("DELETE {at}"), Value::Null, 403, 50013)
        .await;
    bot.heard(&[]).await;
    room.gets("Dana", &format!("DELETE {at}"), Value::Null)
        .await;
    let heard = bot.heard(&["THREAD_"]).await;
    assert_eq!(names(&heard), ["THREAD_DELETE"]);
    assert_eq!(
        heard[0].1,
        json!({ "id": said, "guild_id": room.company.guild_id, "type": 11, "parent_id": room.channel("general") })
    );
    let first = room
        .gets(
            "bot",
            &format!("GET {general}/messages/{said}"),
            Value::Null,
        )
        .await;
    assert_eq!((&first["flags"], first.get("thread")), (&json!(0), None));
    room.stop().await;
}

#[tokio::test]
async fn a_private_thread_is_its_members_alone() {
    let room = Room::new().await;
    let general = format!("/channels/{}", room.channel("general"));
    let (mut noah, mut bot) = (
        Wire::person(&room, "Noah").await,
        Wire::bot(&room, MESSAGES).await,
    );
    // Private, if it is not said.
    let made = room
        .gets(
            "Mia",
            &format!("POST {general}/threads"),
            json!({ "name": "quiet", "invitable": false }),
        )
        .await;
    assert_eq!(made["type"], 12);
    assert_eq!(made["thread_metadata"]["invitable"], false);
    let at = format!("/channels/{}", id(&made));
    room.gets(
        "Mia",
        &format!("POST {at}/messages"),
        json!({ "content": "psst" }),
    )
    .await;
    assert!(noah.heard(&THREADS).await.is_empty());
    assert!(bot.heard(&THREADS).await.is_empty());
    room.refused("Noah", &format!("GET {at}"), Value::Null, 403, 50001)
        .await;
    room.refused(
        "Noah",
        &format!("PUT {at}/thread-members/@me"),
        Value::Null,
        403,
        50001,
    )
    .await;
    let active = format!("GET /guilds/{}/threads/active", room.company.guild_id);
    assert_eq!(
        room.gets("Noah", &active, Value::Null).await["threads"],
        json!([])
    );
    assert_eq!(
        room.gets("Mia", &active, Value::Null).await["members"][0]["user_id"],
        room.id_of("Mia")
    );

    let app = room.company.application_id.clone();
    let add = |user: &str| format!("PUT {at}/thread-members/{user}");
    for user in [room.id_of("Noah"), &app] {
        room.gets("Mia", &add(user), Value::Null).await;
    }
    let heard = noah.heard(&THREADS).await;
    assert_eq!(
        names(&heard),
        [
            "THREAD_CREATE",
            "THREAD_MEMBERS_UPDATE",
            "THREAD_MEMBERS_UPDATE"
        ]
    );
    assert_eq!(heard[0].1["member"]["user_id"], room.id_of("Noah"));
    assert!(heard[0].1.get("newly_created").is_none());
    let heard = bot.heard(&THREADS).await;
    assert_eq!(
        names(&heard),
        ["THREAD_CREATE", "THREAD_MEMBERS_UPDATE"],
        "only of itself"
    );
    assert_eq!(heard[1].1["added_members"][0]["user_id"], app.as_str());
    assert_eq!(heard[1].1["member_count"], 3);
    // A new session is told of it at once.
    let mut later = Wire::open(&room).await;
    later
        .send(2, crate::wire::identify(&room.company.bot_token, MESSAGES))
        .await;
    let guild = later.event("GUILD_CREATE").await;
    assert_eq!(guild["d"]["threads"][0]["id"], made["id"]);
    assert!(guild["d"]["threads"][0]["member"].is_object());

    // Members may not invite here; who has no sight of the room cannot come.
    room.refused("Noah", &add(room.id_of("Sam")), Value::Null, 403, 50013)
        .await;
    room.refused("Mia", &add("1"), Value::Null, 404, 10007)
        .await;
    room.refused(
        "Noah",
        &format!("DELETE {at}/thread-members/{app}"),
        Value::Null,
        403,
        50013,
    )
    .await;
    room.gets(
        "Mia",
        &format!("DELETE {at}/thread-members/{}", room.id_of("Noah")),
        Value::Null,
    )
    .await;
    let heard = noah.heard(&["THREAD_"]).await;
    assert_eq!(
        heard[0].1["removed_member_ids"],
        json!([room.id_of("Noah")])
    );
    room.refused(
        "Noah",
        &format!("GET {at}/messages"),
        Value::Null,
        403,
        50001,
    )
    .await;
    room.gets(
        "bot",
        &format!("DELETE {at}/thread-members/@me"),
        Value::Null,
    )
    .await;
    room.refused("bot", &format!("GET {at}"), Value::Null, 403, 50001)
        .await;
    room.gets("Dana", &format!("GET {at}"), Value::Null).await;
    room.stop().await;
}
