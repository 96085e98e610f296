//! What outlives the sandbox: channels, threads, pins, reactions, and what two said to each other.

use serde_json::{Value, json};

use crate::client::Room;

fn id(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn the_journal_keeps_channels_and_what_stands_in_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal");
    let room = Room::kept(&path).await;
    let make = format!("POST /guilds/{}/channels", room.company.guild_id);
    let built = room
        .gets("Dana", &make, json!({ "name": "kept", "topic": "old" }))
        .await;
    let gone = room.gets("Dana", &make, json!({ "name": "gone" })).await;
    let at = format!("/channels/{}", id(&built));
    room.gets("Dana", &format!("PATCH {at}"), json!({ "topic": "new" }))
        .await;
    room.gets(
        "Dana",
        &format!("DELETE /channels/{}", id(&gone)),
        Value::Null,
    )
    .await;
    let said = room
        .gets(
            "Mia",
            &format!("POST {at}/messages"),
            json!({ "content": "x" }),
        )
        .await;
    let message = format!("{at}/messages/{}", id(&said));
    let thread = room
        .gets(
            "Mia",
            &format!("POST {message}/threads"),
            json!({ "name": "t" }),
        )
        .await;
    let thread = format!("/channels/{}", id(&thread));
    let inside = room
        .gets(
            "Sam",
            &format!("POST {thread}/messages"),
            json!({ "content": "x" }),
        )
        .await;
    room.gets(
        "Sam",
        &format!("POST {thread}/messages"),
        json!({ "content": "y" }),
    )
    .await;
    room.gets(
        "Sam",
        &format!("DELETE {thread}/messages/{}", id(&inside)),
        Value::Null,
    )
    .await;
    room.gets(
        "Sam",
        &format!("PUT {message}/reactions/%F0%9F%91%8D/@me"),
        Value::Null,
    )
    .await;
    room.gets(
        "Dana",
        &format!("PUT {at}/messages/pins/{}", id(&said)),
        Value::Null,
    )
    .await;
    let direct = room
        .gets(
            "bot",
            "POST /users/@me/channels",
            json!({ "recipient_id": room.id_of("Mia") }),
        )
        .await;
    let direct = format!("/channels/{}", id(&direct));
    room.gets(
        "bot",
        &format!("POST {direct}/messages"),
        json!({ "content": "x" }),
    )
    .await;
    let asked = [
        format!("GET {at}"),
        format!("GET {at}/messages"),
        format!("GET {at}/messages/pins"),
        format!("GET {thread}"),
        format!("GET {thread}/messages"),
        format!("GET {direct}"),
        format!("GET {direct}/messages"),
        format!("GET /guilds/{}/channels", room.company.guild_id),
    ];
    let mut before = Vec::new();
    for how in &asked {
        before.push(room.gets("Mia", how, Value::Null).await);
    }
    let address = format!("http://{}", room.sandbox.address());
    assert_eq!(before[3]["total_message_sent"], 2, "one was deleted");
    room.stop().await;
    // Twice: what is read is written anew.
    for _ in 0..2 {
        let room = Room::kept(&path).await;
        let now = format!("http://{}", room.sandbox.address());
        for (how, before) in asked.iter().zip(&before) {
            let after = room.gets("Mia", how, Value::Null).await;
            assert_eq!(
                after.to_string().replace(&now, &address),
                before.to_string(),
                "{how}"
            );
        }
        room.refused(
            "Mia",
            &format!("GET /channels/{}", id(&gone)),
            Value::Null,
            404,
            10003,
        )
        .await;
        room.stop().await;
    }
}

#[tokio::test]
async fn the_journal_keeps_people_who_left_bans_and_webhooks() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal");
    let room = Room::kept(&path).await;
    let general = format!("/channels/{}", room.channel("general"));
    let said = room.says("Sam", "general", "Farewell").await;
    let hook = room
        .as_person(
            "Dana",
            "POST",
            &format!("{general}/webhooks"),
            json!({ "name": "Builds" }),
        )
        .await;
    let (hook, token) = (id(&hook.body), hook.body["token"].clone());
    let open = format!("/webhooks/{hook}/{}", token.as_str().expect("a token"));
    let built = format!("{open}?wait=true");
    let built = room
        .ask("POST", &built, None, Some(json!({ "content": "built" })))
        .await;
    let guild = room.company.guild_id.clone();
    let (sam, guest) = (room.id("Sam").to_owned(), room.id("Guest").to_owned());
    room.sandbox.leave(&guild, &sam);
    let ban = format!("/guilds/{guild}/bans/{guest}");
    assert_eq!(
        room.as_person("Dana", "PUT", &ban, json!({})).await.status,
        204
    );
    let remove = format!("/guilds/{guild}/integrations/{}", room.bot_id());
    assert_eq!(
        room.as_person("Dana", "DELETE", &remove, Value::Null)
            .await
            .status,
        204
    );
    let (dana, own) = (room.person("Dana"), room.person("Sam"));
    let bot = room.bot();
    room.stop().await;

    let room = Room::kept(&path).await;
    let ask = async |token: &str, path: &str| room.ask("GET", path, Some(token), None).await;
    let farewell = ask(&dana, &format!("{general}/messages/{}", id(&said.body))).await;
    assert_eq!(farewell.body["author"]["global_name"], "Sam");
    assert_eq!(ask(&own, "/users/@me").await.status, 200);
    assert_eq!(ask(&dana, &ban).await.body["user"]["id"], guest);
    assert_eq!(ask(&bot, "/users/@me/guilds").await.body, json!([]));
    let built = room
        .ask(
            "GET",
            &format!("{open}/messages/{}", id(&built.body)),
            None,
            None,
        )
        .await;
    assert_eq!(built.body["author"]["username"], "Builds");
    room.stop().await;
}
