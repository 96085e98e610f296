//! The bot in a server: removed, added again, and what it finds while it is out.

use std::time::Duration;

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use crate::{
    client::Room,
    staff::{names, refused},
    wire::Wire,
};

const QUIET: Duration = Duration::from_millis(150);
const MEMBERS: u64 = 1 << 1;
const INTEGRATIONS: u64 = 1 << 4;

fn authorize(room: &Room) -> String {
    format!(
        "/oauth2/authorize?client_id={}&scope=bot%20applications.commands",
        room.bot_id()
    )
}

async fn in_server(room: &Room) -> bool {
    let index = room
        .as_person(
            "Mia",
            "GET",
            &room.guild("/application-command-index"),
            Value::Null,
        )
        .await;
    index.body["applications"]
        .as_array()
        .is_some_and(|all| !all.is_empty())
}

#[tokio::test]
async fn the_bot_is_sent_away_and_added_again() {
    let room = Room::new().await;
    let command = room.register().await;
    let own = format!(
        "/applications/{}/guilds/{}/commands",
        room.bot_id(),
        room.company.guild_id
    );
    let spec = json!({ "name": "here", "description": "Only here" });
    assert_eq!(room.as_bot("POST", &own, spec).await.status, 201);
    let mut bot = Wire::bot(&room, 1 | INTEGRATIONS).await;
    let mut mia = Wire::person(&room, "Mia").await;
    let said = room
        .as_bot(
            "POST",
            &format!("/channels/{}/messages", room.channel("general")),
            json!({ "content": "Hello" }),
        )
        .await;
    assert!(in_server(&room).await);
    let old_role = room.bot_role().await["id"].clone();

    let kick = room.guild(&format!("/members/{}", room.bot_id()));
    refused(
        &room.as_person("Mia", "DELETE", &kick, Value::Null).await,
        403,
        50013,
    );
    assert_eq!(
        room.as_person("Dana", "DELETE", &kick, Value::Null)
            .await
            .status,
        204
    );
    let heard = bot.events(QUIET).await;
    assert_eq!(names(&heard), ["GUILD_DELETE"]);
    assert_eq!(
        heard[0]["d"],
        json!({ "id": room.company.guild_id }),
        "not unavailable: gone"
    );
    let told = mia.events(QUIET).await;
    for event in [
        "GUILD_ROLE_DELETE",
        "GUILD_MEMBER_REMOVE",
        "GUILD_INTEGRATIONS_UPDATE",
    ] {
        assert!(
            names(&told).contains(&event),
            "{event} in {:?}",
            names(&told)
        );
    }
    assert_eq!(room.bot_role().await, Value::Null, "its role went with it");
    assert!(!in_server(&room).await);
    let general = format!("/channels/{}/messages", room.channel("general"));
    for (method, path, status, code) in [
        ("GET", room.guild(""), 404, 10004),
        ("GET", room.guild("/roles"), 403, 50001),
        ("GET", general.clone(), 403, 50001),
        ("GET", own.clone(), 403, 50001),
        (
            "DELETE",
            format!("/users/@me/guilds/{}", room.company.guild_id),
            404,
            10004,
        ),
    ] {
        let answer = room.as_bot(method, &path, Value::Null).await;
        assert_eq!(
            (answer.status, answer.code),
            (status, Some(code)),
            "{path}: {}",
            answer.body
        );
    }
    let use_it = room.order(
        &command,
        json!([{ "name": "what", "type": 3, "value": "tea" }]),
    );
    refused(
        &room
            .as_person("Mia", "POST", "/interactions", use_it.clone())
            .await,
        404,
        10002,
    );
    // It is still somebody.
    assert_eq!(
        room.as_bot("GET", "/users/@me", Value::Null).await.body["username"],
        "Tandem"
    );
    let me = room.as_bot("GET", "/applications/@me", Value::Null).await;
    assert_eq!(
        (me.status, &me.body["approximate_guild_count"]),
        (200, &json!(0))
    );
    let mut again = Wire::open(&room).await;
    again
        .send(2, crate::wire::identify(&room.company.bot_token, 1))
        .await;
    assert_eq!(again.event("READY").await["d"]["guilds"], json!([]));
    let old = room
        .as_person(
            "Mia",
            "GET",
            &format!("{general}/{}", said.body["id"].as_str().expect("an id")),
            Value::Null,
        )
        .await;
    assert_eq!(old.body["author"]["username"], "Tandem");

    let wanted = Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES;
    let add = json!({ "guild_id": room.company.guild_id, "permissions": wanted.bits().to_string(), "authorize": true });
    refused(
        &room
            .as_person("Mia", "POST", &authorize(&room), add.clone())
            .await,
        403,
        50013,
    );
    refused(
        &room.as_bot("POST", &authorize(&room), add.clone()).await,
        403,
        20001,
    );
    refused(
        &room
            .as_person(
                "Dana",
                "POST",
                "/oauth2/authorize?client_id=1&scope=bot",
                add.clone(),
            )
            .await,
        404,
        10002,
    );
    let done = room.as_person("Dana", "POST", &authorize(&room), add).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let role = room.bot_role().await;
    assert_ne!(role["id"], old_role);
    assert_eq!(
        (&role["managed"], &role["permissions"]),
        (&json!(true), &json!(wanted.bits().to_string()))
    );
    let created = bot.event("GUILD_CREATE").await;
    assert_eq!(
        created["d"]["members"].as_array().map(Vec::len),
        Some(1),
        "itself alone, without the intent"
    );
    assert_eq!(created["d"]["channels"].as_array().map(Vec::len), Some(7));
    let told = mia.events(QUIET).await;
    for event in [
        "GUILD_ROLE_CREATE",
        "GUILD_MEMBER_ADD",
        "GUILD_INTEGRATIONS_UPDATE",
    ] {
        assert!(
            names(&told).contains(&event),
            "{event} in {:?}",
            names(&told)
        );
    }
    // Global commands are there again; those of the server are gone for good.
    assert!(in_server(&room).await);
    assert_eq!(room.as_bot("GET", &own, Value::Null).await.body, json!([]));
    assert_eq!(
        room.as_person("Mia", "POST", "/interactions", use_it)
            .await
            .status,
        204
    );
    room.stop().await;
}

#[tokio::test]
async fn the_bot_leaves_and_comes_without_a_role() {
    let room = Room::new().await;
    room.members_intent();
    let mut bot = Wire::bot(&room, 1 | MEMBERS).await;
    let leave = format!("/users/@me/guilds/{}", room.company.guild_id);
    assert_eq!(room.as_bot("DELETE", &leave, Value::Null).await.status, 204);
    bot.event("GUILD_DELETE").await;
    room.sandbox
        .add_bot(&room.company.guild_id, Permissions::empty());
    let created = bot.event("GUILD_CREATE").await;
    let members = created["d"]["members"].as_array().expect("members");
    assert_eq!(members.len(), 9, "all, with the intent");
    let own = members
        .iter()
        .find(|it| it["user"]["id"] == json!(room.bot_id()));
    assert_eq!(
        created["d"]["joined_at"],
        own.expect("itself")["joined_at"],
        "since it came again"
    );
    assert_eq!(
        room.bot_role().await,
        Value::Null,
        "who asks for nothing gets no role"
    );
    let integrations = room.guild("/integrations");
    let list = room
        .as_person("Dana", "GET", &integrations, Value::Null)
        .await;
    assert_eq!(list.body[0]["application"]["id"], room.bot_id());
    let remove = format!("{integrations}/{}", room.bot_id());
    refused(
        &room.as_person("Mia", "DELETE", &remove, Value::Null).await,
        403,
        50013,
    );
    assert_eq!(
        room.as_person("Dana", "DELETE", &remove, Value::Null)
            .await
            .status,
        204
    );
    bot.event("GUILD_DELETE").await;
    refused(
        &room.as_person("Dana", "DELETE", &remove, Value::Null).await,
        404,
        10005,
    );
    // Who is shut out is not added.
    let ban = room.guild(&format!("/bans/{}", room.bot_id()));
    assert_eq!(
        room.as_person("Dana", "PUT", &ban, json!({})).await.status,
        204
    );
    let add =
        json!({ "guild_id": room.company.guild_id, "permissions": "1024", "authorize": true });
    refused(
        &room.as_person("Dana", "POST", &authorize(&room), add).await,
        403,
        40007,
    );
    room.stop().await;
}

/// Any member can register the bot's commands: seen elsewhere, never at Discord.
#[tokio::test]
async fn commands_are_the_bots_to_register() {
    let room = Room::new().await;
    let command = room.register().await;
    let all = format!("/applications/{}/commands", room.bot_id());
    let here = format!(
        "/applications/{}/guilds/{}/commands",
        room.bot_id(),
        room.company.guild_id
    );
    let spec = json!({ "name": "mine", "description": "x" });
    for path in [&all, &here] {
        refused(
            &room.as_person("Dana", "POST", path, spec.clone()).await,
            403,
            20002,
        );
        refused(
            &room.as_person("Dana", "PUT", path, json!([])).await,
            403,
            20002,
        );
    }
    // What people may use there: nothing is set, and a bot cannot set it.
    let set = format!("{here}/{command}/permissions");
    assert_eq!(
        room.as_bot("GET", &format!("{here}/permissions"), Value::Null)
            .await
            .body,
        json!([])
    );
    refused(&room.as_bot("GET", &set, Value::Null).await, 404, 10066);
    refused(
        &room.as_bot("PUT", &set, json!({ "permissions": [] })).await,
        403,
        20001,
    );
    room.stop().await;
}
