//! Roles: who may make, change, order, delete and give which, and who hears of it.

use std::time::Duration;

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use crate::{
    client::Room,
    staff::{names, refused},
    wire::Wire,
};

const QUIET: Duration = Duration::from_millis(150);

#[tokio::test]
async fn a_role_lives_and_everybody_hears_of_it() {
    let room = Room::new().await;
    let mut bot = Wire::bot(&room, 1).await;
    let mut mia = Wire::person(&room, "Mia").await;
    let body = json!({ "name": "Partners", "color": 0x11_22_33, "hoist": true, "mentionable": true, "permissions": "1024" });
    let made = room
        .as_person("Dana", "POST", &room.guild("/roles"), body)
        .await;
    assert_eq!(made.status, 200, "{}", made.body);
    assert_eq!(made.body["name"], "Partners");
    assert_eq!(made.body["permissions"], "1024");
    assert_eq!(made.body["managed"], false);
    assert_eq!(made.body["position"], 1, "a new role is the lowest");
    let role = made.body["id"].as_str().expect("an id").to_owned();
    let path = room.guild(&format!("/roles/{role}"));
    let edited = room
        .as_person("Dana", "PATCH", &path, json!({ "name": "Friends" }))
        .await;
    assert_eq!(edited.body["name"], "Friends");
    assert_eq!(edited.body["color"], 0x11_22_33, "what is not named stays");
    let one = room.as_bot("GET", &path, Value::Null).await;
    assert_eq!(one.body, edited.body);

    let give = room.guild(&format!("/members/{}/roles/{role}", room.id("Sam")));
    assert_eq!(
        room.as_person("Dana", "PUT", &give, Value::Null)
            .await
            .status,
        204
    );
    let counts = room
        .as_bot("GET", &room.guild("/roles/member-counts"), Value::Null)
        .await;
    assert_eq!(counts.body[&role], 1);
    assert!(counts.body.get(&room.company.guild_id).is_none());

    let gone = room.as_person("Dana", "DELETE", &path, Value::Null).await;
    assert_eq!(gone.status, 204);
    refused(&room.as_bot("GET", &path, Value::Null).await, 404, 10011);
    let sam = room
        .as_bot(
            "GET",
            &room.guild(&format!("/members/{}", room.id("Sam"))),
            Value::Null,
        )
        .await;
    assert!(
        !sam.body["roles"]
            .as_array()
            .expect("roles")
            .contains(&json!(role)),
        "nobody holds it any more"
    );
    let three = [
        "GUILD_ROLE_CREATE",
        "GUILD_ROLE_UPDATE",
        "GUILD_ROLE_DELETE",
    ];
    assert_eq!(names(&bot.events(QUIET).await), three);
    let heard = mia.events(QUIET).await;
    let mut four = three.to_vec();
    four.insert(2, "GUILD_MEMBER_UPDATE");
    assert_eq!(names(&heard), four, "a person hears of members too");
    room.stop().await;
}

/// A bot gives out a role above its own: seen elsewhere, never at Discord.
#[tokio::test]
async fn nobody_reaches_above_their_own_highest_role() {
    let room = Room::new().await;
    room.grant_bot(Permissions::MANAGE_ROLES).await;
    let low = room.new_role("Low", Permissions::empty()).await;
    let sales = &room.company.roles["Sales"];
    let give = |role: &str| room.guild(&format!("/members/{}/roles/{role}", room.id("Mia")));
    assert_eq!(
        room.as_bot("PUT", &give(&low), Value::Null).await.status,
        204
    );

    // The owner puts the bot's role below all others.
    let own = room.bot_role().await["id"].clone();
    let order = json!([{ "id": own, "position": 1 }, { "id": low, "position": 2 }]);
    let moved = room
        .as_person("Dana", "PATCH", &room.guild("/roles"), order)
        .await;
    assert_eq!(moved.status, 200, "{}", moved.body);
    for (what, method, path, body) in [
        ("gives", "PUT", give(sales), Value::Null),
        ("gives the one just above", "PUT", give(&low), Value::Null),
        ("takes", "DELETE", give(&low), Value::Null),
        (
            "gives by a list",
            "PATCH",
            room.guild(&format!("/members/{}", room.id("Mia"))),
            json!({ "roles": [sales] }),
        ),
        (
            "changes",
            "PATCH",
            room.guild(&format!("/roles/{sales}")),
            json!({ "name": "x" }),
        ),
        (
            "deletes",
            "DELETE",
            room.guild(&format!("/roles/{sales}")),
            Value::Null,
        ),
        (
            "moves",
            "PATCH",
            room.guild("/roles"),
            json!([{ "id": sales, "position": 1 }]),
        ),
        (
            "changes its own",
            "PATCH",
            room.guild(&format!("/roles/{}", own.as_str().expect("an id"))),
            json!({ "name": "x" }),
        ),
    ] {
        let answer = room.as_bot(method, &path, body).await;
        assert_eq!(
            (answer.status, answer.code),
            (403, Some(50013)),
            "{what}: {}",
            answer.body
        );
    }
    // The owner stands above all.
    assert_eq!(
        room.as_person("Dana", "PUT", &give(sales), Value::Null)
            .await
            .status,
        204
    );
    room.stop().await;
}

#[tokio::test]
async fn nobody_grants_what_they_lack() {
    let room = Room::new().await;
    let (roles, lacking) = (
        room.guild("/roles"),
        Permissions::BAN_MEMBERS.bits().to_string(),
    );
    refused(&room.as_bot("POST", &roles, json!({})).await, 403, 50013);
    room.grant_bot(Permissions::MANAGE_ROLES).await;
    let too_much = json!({ "permissions": lacking });
    refused(
        &room.as_bot("POST", &roles, too_much.clone()).await,
        403,
        50013,
    );
    let made = room
        .as_bot("POST", &roles, json!({ "permissions": "1024" }))
        .await;
    assert_eq!((made.status, &made.body["name"]), (200, &json!("new role")));
    let role = room.guild(&format!(
        "/roles/{}",
        made.body["id"].as_str().expect("an id")
    ));
    refused(&room.as_bot("PATCH", &role, too_much).await, 403, 50013);
    // What is there already, and stays, asks for nothing.
    room.grant(
        made.body["id"].as_str().expect("an id"),
        Permissions::BAN_MEMBERS,
    )
    .await;
    let both = (Permissions::BAN_MEMBERS | Permissions::VIEW_CHANNEL)
        .bits()
        .to_string();
    let kept = room
        .as_bot(
            "PATCH",
            &role,
            json!({ "permissions": both, "name": "kept" }),
        )
        .await;
    assert_eq!(kept.status, 200, "{}", kept.body);
    room.stop().await;
}

#[tokio::test]
async fn bots_own_roles_and_everyone_are_nobodys_to_give() {
    let room = Room::new().await;
    let own = room.bot_role().await["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let everyone = room.company.guild_id.clone();
    let give = |role: &str| room.guild(&format!("/members/{}/roles/{role}", room.id("Mia")));
    refused(
        &room
            .as_person("Dana", "PUT", &give(&own), Value::Null)
            .await,
        403,
        50013,
    );
    refused(
        &room
            .as_person("Dana", "PUT", &give(&everyone), Value::Null)
            .await,
        400,
        50028,
    );
    refused(
        &room.as_person("Dana", "PUT", &give("1"), Value::Null).await,
        404,
        10011,
    );
    for role in [&own, &everyone] {
        let path = room.guild(&format!("/roles/{role}"));
        refused(
            &room.as_person("Dana", "DELETE", &path, Value::Null).await,
            400,
            50028,
        );
    }
    let order = json!([{ "id": everyone, "position": 3 }]);
    refused(
        &room
            .as_person("Dana", "PATCH", &room.guild("/roles"), order)
            .await,
        400,
        50028,
    );
    room.stop().await;
}

#[tokio::test]
async fn limits_of_roles_at_their_edge() {
    let room = Room::new().await;
    let roles = room.guild("/roles");
    for (name, status) in [("x".repeat(100), 200), ("x".repeat(101), 400)] {
        let answer = room
            .as_person("Dana", "POST", &roles, json!({ "name": name }))
            .await;
        assert_eq!(answer.status, status, "{}", answer.body);
        if status == 400 {
            assert_eq!(
                answer.body["errors"]["name"]["_errors"][0]["code"],
                "BASE_TYPE_MAX_LENGTH"
            );
        }
    }
    for (colour, status) in [(0xff_ff_ff, 200), (0x0100_0000, 400)] {
        let answer = room
            .as_person("Dana", "POST", &roles, json!({ "color": colour }))
            .await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
    let there = room.as_bot("GET", &roles, Value::Null).await;
    let there = there.body.as_array().map_or(0, Vec::len);
    for _ in there..250 {
        let answer = room.as_person("Dana", "POST", &roles, json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    refused(
        &room.as_person("Dana", "POST", &roles, json!({})).await,
        400,
        30005,
    );
    room.stop().await;
}
