//! Members: listed, searched, changed, sent away; and what is left of those who are gone.

use std::time::Duration;

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use crate::{
    client::Room,
    staff::{names, refused},
    wire::{CONTENT, MESSAGES, Wire},
};

const QUIET: Duration = Duration::from_millis(150);
const MEMBERS: u64 = 1 << 1;

#[tokio::test]
async fn members_are_listed_page_by_page_with_the_privileged_intent_only() {
    let room = Room::new().await;
    let path = room.guild("/members");
    refused(&room.as_bot("GET", &path, Value::Null).await, 403, 50001);
    room.members_intent();
    let first = room.as_bot("GET", &path, Value::Null).await;
    assert_eq!(
        first.body.as_array().map(Vec::len),
        Some(1),
        "one, if not said otherwise, and no `after`"
    );
    for bad in ["0", "1001", "x"] {
        let answer = room
            .as_bot("GET", &format!("{path}?limit={bad}"), Value::Null)
            .await;
        refused(&answer, 400, 50035);
    }
    let (mut all, mut after) = (Vec::new(), "0".to_owned());
    loop {
        let page = room
            .as_bot("GET", &format!("{path}?limit=4&after={after}"), Value::Null)
            .await;
        let page = page.body.as_array().cloned().expect("a list");
        let Some(last) = page.last() else { break };
        after = last["user"]["id"].as_str().expect("an id").to_owned();
        all.extend(page);
    }
    assert_eq!(all.len(), 9, "eight people and the bot, each once");
    let whole = room
        .as_bot("GET", &format!("{path}?limit=1000"), Value::Null)
        .await;
    assert_eq!(whole.body, json!(all));
    room.stop().await;
}

#[tokio::test]
async fn a_search_goes_by_the_beginning_of_a_name() {
    let room = Room::new().await;
    let search = async |query: &str| {
        room.as_bot(
            "GET",
            &room.guild(&format!("/members/search?{query}")),
            Value::Null,
        )
        .await
    };
    let found = search("query=ZO%C3%8B&limit=10").await;
    assert_eq!(found.body[0]["user"]["global_name"], "Zoë");
    assert_eq!(found.body.as_array().map(Vec::len), Some(1));
    refused(&search("limit=10").await, 400, 50035);
    refused(&search("query=a&limit=1001").await, 400, 50035);
    room.as_person(
        "Dana",
        "PATCH",
        &room.guild(&format!("/members/{}", room.id("Sam"))),
        json!({ "nick": "Zorro" }),
    )
    .await;
    let found = search("query=zo&limit=10").await;
    assert_eq!(
        found.body.as_array().map(Vec::len),
        Some(2),
        "by the name in the server too"
    );
    room.stop().await;
}

#[tokio::test]
async fn names_in_the_server_have_32_characters_and_their_own_rights() {
    let room = Room::new().await;
    let of = |name: &str| room.guild(&format!("/members/{}", room.id(name)));
    let own = room.guild("/members/@me");
    for (nick, status) in [("x".repeat(32), 200), ("x".repeat(33), 400)] {
        let answer = room.as_bot("PATCH", &own, json!({ "nick": nick })).await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
    refused(
        &room
            .as_bot("PATCH", &of("Mia"), json!({ "nick": "M" }))
            .await,
        403,
        50013,
    );
    room.grant_bot(Permissions::MANAGE_NICKNAMES).await;
    let named = room
        .as_bot("PATCH", &of("Mia"), json!({ "nick": "M" }))
        .await;
    assert_eq!((named.status, &named.body["nick"]), (200, &json!("M")));
    let cleared = room
        .as_bot("PATCH", &of("Mia"), json!({ "nick": null }))
        .await;
    assert_eq!(cleared.body["nick"], Value::Null);
    // The owner is above everybody.
    refused(
        &room
            .as_bot("PATCH", &of("Dana"), json!({ "nick": "D" }))
            .await,
        403,
        50013,
    );
    refused(
        &room
            .as_bot("PATCH", &room.guild("/members/1"), json!({ "nick": "D" }))
            .await,
        404,
        10007,
    );
    // A person names themselves.
    let mine = room
        .as_person("Mia", "PATCH", &own, json!({ "nick": "Mimi" }))
        .await;
    assert_eq!(mine.body["nick"], "Mimi");
    room.stop().await;
}

#[tokio::test]
async fn who_is_silenced_reads_but_does_not_write() {
    let room = Room::new().await;
    room.grant_bot(Permissions::MODERATE_MEMBERS).await;
    let sam = room.guild(&format!("/members/{}", room.id("Sam")));
    let until = |days: i64| {
        let until = room.company.now + chrono::TimeDelta::days(days);
        json!({ "communication_disabled_until": until.to_rfc3339() })
    };
    refused(&room.as_bot("PATCH", &sam, until(29)).await, 400, 50035);
    assert_eq!(room.as_bot("PATCH", &sam, until(27)).await.status, 200);
    let general = format!("/channels/{}/messages", room.channel("general"));
    refused(
        &room
            .as_person("Sam", "POST", &general, json!({ "content": "x" }))
            .await,
        403,
        50013,
    );
    assert_eq!(
        room.as_person("Sam", "GET", &general, Value::Null)
            .await
            .status,
        200
    );
    let free = json!({ "communication_disabled_until": null });
    assert_eq!(room.as_bot("PATCH", &sam, free).await.status, 200);
    assert_eq!(
        room.as_person("Sam", "POST", &general, json!({ "content": "x" }))
            .await
            .status,
        200
    );
    let dana = room.guild(&format!("/members/{}", room.id("Dana")));
    refused(&room.as_bot("PATCH", &dana, until(1)).await, 403, 50013);
    let mute = json!({ "mute": true });
    refused(
        &room.as_person("Dana", "PATCH", &sam, mute).await,
        400,
        40032,
    );
    room.stop().await;
}

#[tokio::test]
async fn a_member_leaves_and_their_words_keep_their_name() {
    let room = Room::new().await;
    room.members_intent();
    let mut deaf = Wire::bot(&room, MESSAGES | CONTENT).await;
    let mut hearing = Wire::bot(&room, MESSAGES | CONTENT | MEMBERS).await;
    let mut sam = Wire::person(&room, "Sam").await;
    let general = format!("/channels/{}/messages", room.channel("general"));
    let said = room
        .as_person("Sam", "POST", &general, json!({ "content": "Farewell" }))
        .await;
    let leave = format!("/users/@me/guilds/{}", room.company.guild_id);
    refused(
        &room.as_person("Dana", "DELETE", &leave, Value::Null).await,
        400,
        50055,
    );
    assert_eq!(
        room.as_person("Sam", "DELETE", &leave, Value::Null)
            .await
            .status,
        204
    );

    let gone = sam.event("GUILD_DELETE").await;
    assert_eq!(gone["d"], json!({ "id": room.company.guild_id }));
    let heard = hearing.event("GUILD_MEMBER_REMOVE").await;
    assert_eq!(heard["d"]["user"]["id"], room.id("Sam"));
    assert!(!names(&deaf.events(QUIET).await).contains(&"GUILD_MEMBER_REMOVE"));

    let path = room.guild(&format!("/members/{}", room.id("Sam")));
    refused(&room.as_bot("GET", &path, Value::Null).await, 404, 10007);
    let old = room
        .as_bot(
            "GET",
            &format!("{general}/{}", said.body["id"].as_str().expect("an id")),
            Value::Null,
        )
        .await;
    assert_eq!(
        old.body["author"], said.body["author"],
        "the old words keep their author"
    );
    let user = room
        .as_bot("GET", &format!("/users/{}", room.id("Sam")), Value::Null)
        .await;
    assert_eq!(user.body["global_name"], "Sam");
    // They are still somebody, but nobody here.
    assert_eq!(
        room.as_person("Sam", "GET", "/users/@me", Value::Null)
            .await
            .status,
        200
    );
    let list = room
        .as_person("Sam", "GET", "/users/@me/guilds", Value::Null)
        .await;
    assert_eq!(list.body, json!([]));
    refused(
        &room
            .as_person("Sam", "POST", &general, json!({ "content": "x" }))
            .await,
        403,
        50001,
    );
    refused(
        &room
            .as_person("Sam", "GET", &room.guild(""), Value::Null)
            .await,
        404,
        10004,
    );
    refused(
        &room
            .as_person("Sam", "GET", &room.guild("/channels"), Value::Null)
            .await,
        403,
        50001,
    );

    // And they come again, without the roles of before.
    room.sandbox.join(&room.company.guild_id, room.id("Sam"));
    let back = hearing.event("GUILD_MEMBER_ADD").await;
    assert_eq!(back["d"]["roles"], json!([]));
    assert_eq!(back["d"]["flags"], 1, "who comes again is marked so");
    sam.event("GUILD_CREATE").await;
    room.stop().await;
}

#[tokio::test]
async fn a_kick_takes_the_right_to_it_and_a_higher_place() {
    let room = Room::new().await;
    let of = |name: &str| room.guild(&format!("/members/{}", room.id(name)));
    refused(
        &room.as_bot("DELETE", &of("Guest"), Value::Null).await,
        403,
        50013,
    );
    room.grant(&room.company.roles["Sales"], Permissions::KICK_MEMBERS)
        .await;
    // Of the same role: neither stands above the other.
    refused(
        &room
            .as_person("Sam", "DELETE", &of("Tess"), Value::Null)
            .await,
        403,
        50013,
    );
    refused(
        &room
            .as_person("Sam", "DELETE", &of("Dana"), Value::Null)
            .await,
        403,
        50013,
    );
    assert_eq!(
        room.as_person("Sam", "DELETE", &of("Mia"), Value::Null)
            .await
            .status,
        204,
        "Sales stands above Marketing"
    );
    refused(
        &room
            .as_person("Sam", "DELETE", &of("Mia"), Value::Null)
            .await,
        404,
        10007,
    );
    room.stop().await;
}

#[tokio::test]
async fn a_bot_hears_of_itself_without_the_members_intent() {
    let room = Room::new().await;
    let mut bot = Wire::bot(&room, 1).await;
    room.as_person(
        "Mia",
        "PATCH",
        &room.guild("/members/@me"),
        json!({ "nick": "M" }),
    )
    .await;
    room.as_bot(
        "PATCH",
        &room.guild("/members/@me"),
        json!({ "nick": "Tandy" }),
    )
    .await;
    let heard = bot.events(QUIET).await;
    assert_eq!(names(&heard), ["GUILD_MEMBER_UPDATE"]);
    assert_eq!(heard[0]["d"]["nick"], "Tandy");
    room.stop().await;
}
