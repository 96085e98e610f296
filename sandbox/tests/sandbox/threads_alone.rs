//! Threads without a message of their own: announced in their room, joined and left.

use serde_json::{Value, json};

use crate::{
    client::Room,
    threads::{THREADS, names, thread},
    wire::{CONTENT, MESSAGES, Wire},
};

#[tokio::test]
async fn a_thread_without_a_message_is_announced_and_joined() {
    let room = Room::new().await;
    let mut bot = Wire::bot(&room, MESSAGES | CONTENT).await;
    let at = thread(&room, "Trade fair").await;
    let heard = bot.heard(&THREADS).await;
    assert_eq!(names(&heard), ["THREAD_CREATE", "MESSAGE_CREATE"]);
    let note = &heard[1].1;
    assert_eq!(
        (&note["type"], &note["content"]),
        (&json!(18), &json!("Trade fair"))
    );
    assert_eq!(note["channel_id"], room.channel("general"));
    assert_eq!(
        format!(
            "/channels/{}",
            note["message_reference"]["channel_id"]
                .as_str()
                .expect("an id")
        ),
        at
    );
    room.gets("bot", &format!("PUT {at}/thread-members/@me"), Value::Null)
        .await;
    let heard = bot.heard(&["THREAD_"]).await;
    assert_eq!(
        names(&heard),
        ["THREAD_MEMBERS_UPDATE", "THREAD_MEMBER_UPDATE"]
    );
    assert_eq!(heard[1].1["guild_id"], room.company.guild_id.as_str());
    // Whom a message names comes in.
    let text = format!("<@{}> look", room.id_of("Sam"));
    room.gets(
        "Mia",
        &format!("POST {at}/messages"),
        json!({ "content": text }),
    )
    .await;
    let sam = room
        .gets(
            "bot",
            &format!(
                "GET {at}/thread-members/{}?with_member=true",
                room.id_of("Sam")
            ),
            Value::Null,
        )
        .await;
    assert_eq!(sam["member"]["user"]["id"], room.id_of("Sam"));
    room.refused(
        "bot",
        &format!("GET {at}/thread-members/{}", room.id_of("Tess")),
        Value::Null,
        404,
        10007,
    )
    .await;
    // Listing them takes the members intent.
    room.refused(
        "bot",
        &format!("GET {at}/thread-members"),
        Value::Null,
        403,
        50001,
    )
    .await;
    room.lever("PATCH", "/settings", Some(json!({ "members": true })))
        .await;
    let all = room
        .gets("bot", &format!("GET {at}/thread-members"), Value::Null)
        .await;
    assert_eq!(all.as_array().map(Vec::len), Some(3));
    // By the same intent a bot hears of others who come and go, of a thread and of the server.
    let mut all_ears = Wire::bot(&room, MESSAGES | 1 << 1).await;
    room.gets("Tess", &format!("PUT {at}/thread-members/@me"), Value::Null)
        .await;
    let me = format!("DELETE /users/@me/guilds/{}", room.company.guild_id);
    room.gets("Tess", &me, Value::Null).await;
    let heard = all_ears.heard(&["THREAD_", "GUILD_MEMBER_"]).await;
    assert_eq!(
        names(&heard),
        [
            "THREAD_MEMBERS_UPDATE",
            "THREAD_MEMBERS_UPDATE",
            "GUILD_MEMBER_REMOVE"
        ]
    );
    assert_eq!(
        heard[1].1["removed_member_ids"],
        json!([room.id_of("Tess")])
    );
    assert!(
        bot.heard(&["THREAD_MEMBERS_"]).await.is_empty(),
        "not without it"
    );
    assert!(all[0].get("member").is_none());
    let path = format!("GET {at}/thread-members?with_member=true&limit=1");
    let first = room.gets("bot", &path, Value::Null).await;
    let after = first[0]["user_id"].as_str().expect("an id").to_owned();
    let rest = room
        .gets(
            "bot",
            &format!("GET {at}/thread-members?with_member=true&after={after}"),
            Value::Null,
        )
        .await;
    assert_eq!(
        (
            first.as_array().map(Vec::len),
            rest.as_array().map(Vec::len)
        ),
        (Some(1), Some(2))
    );
    room.stop().await;
}

#[tokio::test]
async fn a_mention_lets_nobody_into_a_thread_that_is_closed_to_the_writer() {
    let room = Room::new().await;
    let begin = format!("POST /channels/{}/threads", room.channel("general"));
    let body = json!({ "name": "closed", "type": 12, "invitable": false });
    let made = room.gets("Mia", &begin, body).await;
    let at = format!("/channels/{}", made["id"].as_str().expect("an id"));
    let inside = |user: &str| format!("{at}/thread-members/{user}");
    let names = |user: &str| json!({ "content": format!("<@{user}>") });
    let post = format!("POST {at}/messages");
    let (noah, sam, tess) = (room.id_of("Noah"), room.id_of("Sam"), room.id_of("Tess"));
    room.gets("Mia", &post, names(noah)).await;
    room.gets("Mia", &format!("GET {}", inside(noah)), Value::Null)
        .await;
    room.gets("Noah", &post, names(sam)).await;
    room.refused(
        "Mia",
        &format!("GET {}", inside(sam)),
        Value::Null,
        404,
        10007,
    )
    .await;
    // Who manages threads lets anybody in.
    room.gets("Dana", &post, names(tess)).await;
    room.gets("Mia", &format!("GET {}", inside(tess)), Value::Null)
        .await;
    room.gets("Mia", &format!("PATCH {at}"), json!({ "invitable": true }))
        .await;
    room.gets("Noah", &post, names(sam)).await;
    room.gets("Mia", &format!("GET {}", inside(sam)), Value::Null)
        .await;
    room.stop().await;
}
