//! Overwrites of channels: who may write them, and who is told of what comes into sight.

use std::time::Duration;

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use crate::{
    client::Room,
    staff::{names, refused},
    wire::Wire,
};

const QUIET: Duration = Duration::from_millis(150);

fn bits(permissions: Permissions) -> String {
    permissions.bits().to_string()
}

#[tokio::test]
async fn a_channel_goes_out_of_sight_and_comes_back() {
    let room = Room::new().await;
    let (general, sales) = (room.channel("general"), &room.company.roles["Sales"]);
    let mut bot = Wire::bot(&room, 1).await;
    let mut mia = Wire::person(&room, "Mia").await;
    let mut sam = Wire::person(&room, "Sam").await;
    let path = format!("/channels/{general}/permissions/{sales}");
    let hide = json!({ "type": 0, "allow": "0", "deny": bits(Permissions::VIEW_CHANNEL) });
    let done = room.as_person("Dana", "PUT", &path, hide).await;
    assert_eq!(done.status, 204, "{}", done.body);
    let told = sam.event("CHANNEL_DELETE").await;
    assert_eq!(told["d"]["id"], general);
    let seen = mia.event("CHANNEL_UPDATE").await;
    let rows = &seen["d"]["permission_overwrites"];
    assert_eq!(
        *rows,
        json!([{ "id": sales, "type": 0, "allow": "0", "deny": "1024" }])
    );
    assert_eq!(
        names(&bot.events(QUIET).await),
        ["CHANNEL_UPDATE"],
        "a bot keeps all channels"
    );
    let messages = format!("/channels/{general}/messages");
    refused(
        &room.as_person("Sam", "GET", &messages, Value::Null).await,
        403,
        50001,
    );
    let mut listed = room
        .as_person("Sam", "GET", &room.guild("/channels"), Value::Null)
        .await;
    let ids = |list: &Value| {
        list.as_array()
            .is_some_and(|all| all.iter().any(|it| it["id"] == general))
    };
    assert!(!ids(&listed.body));

    assert_eq!(
        room.as_person("Dana", "DELETE", &path, Value::Null)
            .await
            .status,
        204
    );
    assert_eq!(sam.event("CHANNEL_CREATE").await["d"]["id"], general);
    listed = room
        .as_person("Sam", "GET", &room.guild("/channels"), Value::Null)
        .await;
    assert!(ids(&listed.body));
    refused(
        &room.as_person("Dana", "DELETE", &path, Value::Null).await,
        404,
        10009,
    );
    room.stop().await;
}

#[tokio::test]
async fn a_lost_role_takes_its_channels_out_of_sight() {
    let room = Room::new().await;
    let mut sam = Wire::person(&room, "Sam").await;
    let sales = &room.company.roles["Sales"];
    let path = room.guild(&format!("/members/{}/roles/{sales}", room.id("Sam")));
    assert_eq!(
        room.as_person("Dana", "DELETE", &path, Value::Null)
            .await
            .status,
        204
    );
    let heard = sam.events(QUIET).await;
    assert_eq!(names(&heard), ["GUILD_MEMBER_UPDATE", "CHANNEL_DELETE"]);
    assert_eq!(heard[1]["d"]["name"], "sales");
    // The harness goes the same way.
    room.sandbox.set_roles(
        &room.company.guild_id,
        room.id("Sam"),
        &["Sales", "Marketing"],
    );
    let heard = sam.events(QUIET).await;
    assert_eq!(
        names(&heard),
        ["GUILD_MEMBER_UPDATE", "CHANNEL_CREATE", "CHANNEL_CREATE"]
    );
    room.stop().await;
}

#[tokio::test]
async fn only_what_one_holds_can_be_allowed_or_denied() {
    let room = Room::new().await;
    let (general, mia) = (room.channel("general"), room.id("Mia"));
    let path = format!("/channels/{general}/permissions/{mia}");
    let allow = |permissions| json!({ "type": 1, "allow": bits(permissions) });
    refused(
        &room
            .as_bot("PUT", &path, allow(Permissions::SEND_MESSAGES))
            .await,
        403,
        50013,
    );
    room.grant_bot(Permissions::MANAGE_ROLES).await;
    assert_eq!(
        room.as_bot("PUT", &path, allow(Permissions::SEND_MESSAGES))
            .await
            .status,
        204
    );
    for lacking in [Permissions::MANAGE_CHANNELS, Permissions::MANAGE_ROLES] {
        refused(&room.as_bot("PUT", &path, allow(lacking)).await, 403, 50013);
        let deny = json!({ "type": 1, "deny": bits(lacking) });
        refused(&room.as_bot("PUT", &path, deny).await, 403, 50013);
    }
    // Where the channel itself lets it manage roles, it may give more.
    let own = format!("/channels/{general}/permissions/{}", room.bot_id());
    let manage = allow(Permissions::MANAGE_ROLES);
    assert_eq!(
        room.as_person("Dana", "PUT", &own, manage).await.status,
        204
    );
    assert_eq!(
        room.as_bot("PUT", &path, allow(Permissions::MANAGE_CHANNELS))
            .await
            .status,
        204
    );
    for (path, body, status, code) in [
        (path.clone(), json!({ "allow": "0" }), 400, 50035),
        (path.clone(), json!({ "type": 2 }), 400, 50035),
        (
            path.clone(),
            json!({ "type": 1, "allow": "many" }),
            400,
            50035,
        ),
        (path, json!({ "type": 0 }), 404, 10009),
        (
            format!("/channels/{general}/permissions/1"),
            json!({ "type": 1 }),
            404,
            10009,
        ),
        (
            format!("/channels/{}/permissions/{mia}", room.channel("board-room")),
            json!({ "type": 1 }),
            403,
            50001,
        ),
    ] {
        let answer = room.as_bot("PUT", &path, body).await;
        assert_eq!(
            (answer.status, answer.code),
            (status, Some(code)),
            "{path}: {}",
            answer.body
        );
    }
    room.stop().await;
}

#[tokio::test]
async fn the_harness_takes_a_right_from_the_bot() {
    let room = Room::new().await;
    let denied = Permissions::EMBED_LINKS;
    room.sandbox
        .deny_bot(&room.company.guild_id, "general", denied);
    let messages = format!("/channels/{}/messages", room.channel("general"));
    let embed = json!({ "embeds": [{ "title": "x" }] });
    refused(
        &room.as_bot("POST", &messages, embed.clone()).await,
        403,
        50013,
    );
    room.sandbox
        .deny_bot(&room.company.guild_id, "general", Permissions::empty());
    assert_eq!(room.as_bot("POST", &messages, embed).await.status, 200);
    room.stop().await;
}

#[tokio::test]
async fn a_thread_says_nothing_of_roles_and_members() {
    let room = Room::new().await;
    let begin = format!("POST /channels/{}/threads", room.channel("general"));
    let body = json!({ "name": "Talk", "type": 11 });
    let thread = room.gets("Dana", &begin, body).await;
    let thread = thread["id"].as_str().expect("an id");
    let row = format!("/channels/{thread}/permissions/{}", room.id("Mia"));
    let put = room
        .as_person("Dana", "PUT", &row, json!({ "type": 1, "deny": "2048" }))
        .await;
    refused(&put, 400, 50024);
    let gone = room.as_person("Dana", "DELETE", &row, Value::Null).await;
    refused(&gone, 400, 50024);
    room.stop().await;
}
