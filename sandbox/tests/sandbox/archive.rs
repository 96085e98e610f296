//! Threads that are put away, locked, taken out again and listed; and what of threads is refused.

use serde_json::{Value, json};

use crate::{
    client::Room,
    threads::{THREADS, id, names, thread},
    wire::{MESSAGES, Wire},
};

#[tokio::test]
async fn a_thread_is_put_away_locked_and_taken_out() {
    let room = Room::new().await;
    let at = thread(&room, "old").await;
    let (edit, post) = (format!("PATCH {at}"), format!("POST {at}/messages"));
    let said = room.gets("Mia", &post, json!({ "content": "x" })).await;
    let mut bot = Wire::bot(&room, MESSAGES).await;
    room.refused("Noah", &edit, json!({ "name": "mine" }), 403, 50013)
        .await;
    room.refused("Mia", &edit, json!({ "locked": true }), 403, 50013)
        .await;
    room.refused(
        "Mia",
        &edit,
        json!({ "auto_archive_duration": 61 }),
        400,
        50035,
    )
    .await;
    room.refused("Mia", &edit, json!({ "name": "x".repeat(101) }), 400, 50035)
        .await;
    let put = room
        .gets("Mia", &edit, json!({ "archived": true, "name": "older" }))
        .await;
    assert_eq!(
        (&put["name"], &put["thread_metadata"]["archived"]),
        (&json!("older"), &json!(true))
    );
    let message = format!("{at}/messages/{}", id(&said));
    for (who, how, body) in [
        ("Mia", format!("PATCH {message}"), json!({ "content": "y" })),
        ("Mia", format!("DELETE {message}"), Value::Null),
        (
            "Noah",
            format!("PUT {message}/reactions/%F0%9F%91%8D/@me"),
            Value::Null,
        ),
        ("Noah", format!("PUT {at}/thread-members/@me"), Value::Null),
        ("Dana", edit.clone(), json!({ "locked": true })),
    ] {
        room.refused(who, &how, body, 400, 50083).await;
    }
    // A message takes it out again.
    room.gets("Noah", &post, json!({ "content": "still here" }))
        .await;
    let heard = bot.heard(&THREADS).await;
    assert_eq!(
        names(&heard),
        ["THREAD_UPDATE", "THREAD_UPDATE", "MESSAGE_CREATE"]
    );
    let away: Vec<_> = heard
        .iter()
        .take(2)
        .map(|(_, data)| data["thread_metadata"]["archived"] == true)
        .collect();
    assert_eq!(away, [true, false]);
    // A locked one only by those who manage threads.
    room.gets("Dana", &edit, json!({ "locked": true })).await;
    room.refused("Noah", &post, json!({ "content": "x" }), 400, 160_005)
        .await;
    room.gets("Dana", &edit, json!({ "archived": true })).await;
    room.refused("Noah", &post, json!({ "content": "x" }), 400, 50083)
        .await;
    room.refused("Noah", &edit, json!({ "archived": false }), 403, 50013)
        .await;
    room.gets("Dana", &post, json!({ "content": "open again" }))
        .await;
    let now = room.gets("Noah", &format!("GET {at}"), Value::Null).await;
    assert_eq!(
        (
            &now["thread_metadata"]["archived"],
            &now["thread_metadata"]["locked"]
        ),
        (&json!(false), &json!(true))
    );
    // After a day of silence it is put away by itself.
    bot.heard(&[]).await;
    room.lever("POST", "/clock", Some(json!({ "advance_seconds": 86_399 })))
        .await;
    assert!(bot.heard(&["THREAD_"]).await.is_empty());
    room.lever("POST", "/clock", Some(json!({ "advance_seconds": 2 })))
        .await;
    let heard = bot.heard(&["THREAD_"]).await;
    assert_eq!(heard[0].1["thread_metadata"]["archived"], true);
    room.stop().await;
}

#[tokio::test]
async fn threads_that_were_put_away_are_listed() {
    let room = Room::new().await;
    let general = format!("/channels/{}", room.channel("general"));
    let mut public = Vec::new();
    for name in ["one", "two", "three"] {
        let at = thread(&room, name).await;
        room.gets("Mia", &format!("PATCH {at}"), json!({ "archived": true }))
            .await;
        public.push(at.trim_start_matches("/channels/").to_owned());
    }
    let private = room
        .gets(
            "Mia",
            &format!("POST {general}/threads"),
            json!({ "name": "quiet" }),
        )
        .await;
    room.gets(
        "Mia",
        &format!("PATCH /channels/{}", id(&private)),
        json!({ "archived": true }),
    )
    .await;
    let list = |shelf: &str| format!("GET {general}/threads/archived/{shelf}");
    let ids = |list: &Value| -> Vec<String> {
        list["threads"]
            .as_array()
            .expect("threads")
            .iter()
            .map(id)
            .collect()
    };
    let page = room
        .gets("Noah", &format!("{}?limit=2", list("public")), Value::Null)
        .await;
    assert_eq!(
        ids(&page),
        [public[2].as_str(), public[1].as_str()],
        "the last put away first"
    );
    assert_eq!(
        (&page["has_more"], &page["members"]),
        (&json!(true), &json!([]))
    );
    let edge = page["threads"][1]["thread_metadata"]["archive_timestamp"]
        .as_str()
        .expect("a time")
        .replace('+', "%2B");
    let page = room
        .gets(
            "Mia",
            &format!("{}?before={edge}", list("public")),
            Value::Null,
        )
        .await;
    assert_eq!(
        (ids(&page), &page["has_more"]),
        (vec![public[0].clone()], &json!(false))
    );
    assert_eq!(page["members"][0]["id"], public[0].as_str());
    room.refused("Noah", &list("private"), Value::Null, 403, 50013)
        .await;
    let all = room.gets("Dana", &list("private"), Value::Null).await;
    assert_eq!(ids(&all), [id(&private)]);
    let own = format!("GET {general}/users/@me/threads/archived/private");
    assert_eq!(
        ids(&room.gets("Mia", &own, Value::Null).await),
        [id(&private)]
    );
    assert!(ids(&room.gets("Noah", &own, Value::Null).await).is_empty());
    let before = format!("{own}?before={}", id(&private));
    assert!(ids(&room.gets("Mia", &before, Value::Null).await).is_empty());
    for bad in ["limit=1", "limit=101", "before=soon"] {
        room.refused(
            "Mia",
            &format!("{}?{bad}", list("public")),
            Value::Null,
            400,
            50035,
        )
        .await;
    }
    let active = format!("GET /guilds/{}/threads/active", room.company.guild_id);
    assert_eq!(ids(&room.gets("Dana", &active, Value::Null).await), [""; 0]);
    room.stop().await;
}

#[tokio::test]
async fn what_of_threads_is_refused() {
    let room = Room::new().await;
    let general = format!("/channels/{}", room.channel("general"));
    let make = format!("POST {general}/threads");
    for body in [
        json!({ "type": 11 }),
        json!({ "type": 11, "name": "" }),
        json!({ "type": 11, "name": "x".repeat(101) }),
        json!({ "type": 0, "name": "x" }),
        json!({ "type": 11, "name": "x", "auto_archive_duration": 5 }),
        json!({ "type": 11, "name": "x", "rate_limit_per_user": 21601 }),
    ] {
        room.refused("Mia", &make, body, 400, 50035).await;
    }
    room.refused("Mia", &make, json!({ "type": 10, "name": "x" }), 400, 50024)
        .await;
    let unknown = format!("POST {general}/messages/1/threads");
    room.refused("Mia", &unknown, json!({ "name": "x" }), 404, 10008)
        .await;
    let sales = format!("POST /channels/{}/threads", room.channel("sales"));
    room.refused(
        "Mia",
        &sales,
        json!({ "type": 11, "name": "x" }),
        403,
        50001,
    )
    .await;
    // A thread has its room's permissions, and writing in it one of its own.
    let at = thread(&room, "t").await;
    let deny = |bits: u64| json!({ "permission_overwrites": [{ "id": room.company.guild_id, "type": 0, "deny": bits.to_string() }] });
    let edit = format!("PATCH {general}");
    let said = json!({ "content": "x" });
    room.gets("Dana", &edit, deny(1 << 11)).await;
    room.refused(
        "Noah",
        &format!("POST {general}/messages"),
        said.clone(),
        403,
        50013,
    )
    .await;
    room.gets("Noah", &format!("POST {at}/messages"), said.clone())
        .await;
    room.gets("Dana", &edit, deny(1 << 38)).await;
    room.gets("Noah", &format!("POST {general}/messages"), said.clone())
        .await;
    room.refused("Noah", &format!("POST {at}/messages"), said, 403, 50013)
        .await;
    room.gets("Dana", &edit, deny(1 << 35)).await;
    room.refused(
        "Noah",
        &make,
        json!({ "type": 11, "name": "x" }),
        403,
        50013,
    )
    .await;
    room.gets("Noah", &make, json!({ "type": 12, "name": "x" }))
        .await;
    room.gets("Dana", &edit, deny(1 << 36)).await;
    room.refused(
        "Noah",
        &make,
        json!({ "type": 12, "name": "x" }),
        403,
        50013,
    )
    .await;
    // A room says how its threads are when nobody says otherwise.
    let quick = json!({ "permission_overwrites": [], "default_auto_archive_duration": 60, "default_thread_rate_limit_per_user": 5 });
    room.gets("Dana", &edit, quick).await;
    let made = room.gets("Noah", &make, json!({ "name": "x" })).await;
    assert_eq!(
        (
            &made["thread_metadata"]["auto_archive_duration"],
            &made["rate_limit_per_user"]
        ),
        (&json!(60), &json!(5))
    );
    // An announcement has threads of its own type.
    let news = json!({ "name": "news", "type": 5 });
    let news = room
        .gets(
            "Dana",
            &format!("POST /guilds/{}/channels", room.company.guild_id),
            news,
        )
        .await;
    let news = format!("POST /channels/{}/threads", id(&news));
    room.refused("Mia", &news, json!({ "name": "x", "type": 11 }), 400, 50024)
        .await;
    let made = room
        .gets("Mia", &news, json!({ "name": "x", "type": 10 }))
        .await;
    assert_eq!(made["type"], 10);
    room.stop().await;
}

#[tokio::test]
async fn a_server_has_a_thousand_active_threads() {
    let room = Room::new().await;
    let make = format!("POST /channels/{}/threads", room.channel("general"));
    let mut last = Value::Null;
    for number in 0..1_000 {
        last = room
            .gets("Mia", &make, json!({ "name": number.to_string() }))
            .await;
    }
    room.refused("Mia", &make, json!({ "name": "one more" }), 400, 160_006)
        .await;
    room.gets(
        "Mia",
        &format!("PATCH /channels/{}", id(&last)),
        json!({ "archived": true }),
    )
    .await;
    room.gets("Mia", &make, json!({ "name": "one more" })).await;
    room.stop().await;
}
