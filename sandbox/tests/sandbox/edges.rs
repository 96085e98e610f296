//! Numbers and names at the edge of what there can be, wherever they are taken: refused or answered, and
//! nobody's request ends without an answer.

use serde_json::{Value, json};

use crate::client::Room;

#[tokio::test]
async fn ids_at_the_edge_bound_every_list() {
    let room = Room::new().await;
    let said = room.says("Mia", "general", "Won it").await;
    let message = said.body["id"].as_str().expect("an id").to_owned();
    let channel = format!("/channels/{}", room.channel("general"));
    let guild = format!("/guilds/{}", room.company.guild_id);
    let thumb = format!("{channel}/messages/{message}/reactions/%F0%9F%91%8D");
    room.gets("bot", &format!("PUT {thumb}/@me"), Value::Null)
        .await;
    let lists = [
        (thumb, "after"),
        (format!("{channel}/messages"), "after"),
        (format!("{channel}/messages"), "before"),
        (format!("{channel}/messages"), "around"),
        (format!("{channel}/messages/pins"), "before"),
        (format!("{guild}/members"), "after"),
        (format!("{guild}/bans"), "after"),
        (format!("{guild}/bans"), "before"),
        ("/users/@me/guilds".to_owned(), "after"),
        ("/users/@me/guilds".to_owned(), "before"),
    ];
    for (path, edge) in &lists {
        for number in ["0", "1", "9223372036854775808", "18446744073709551615"] {
            let how = format!("GET {path}?{edge}={number}");
            let answer = room.does("bot", &how, Value::Null).await;
            // A pin's edge is a time.
            let known = answer.status == 200 || (answer.status, answer.code) == (400, Some(50035));
            let allowed = known || matches!(answer.code, Some(50001 | 50013));
            assert!(allowed, "{how}: {} {}", answer.status, answer.body);
        }
        for limit in ["0", "-1", "1001", "18446744073709551616", "many"] {
            let how = format!("GET {path}?limit={limit}");
            let answer = room.does("bot", &how, Value::Null).await;
            let refused = matches!(answer.code, Some(50001 | 50013 | 50035));
            assert!(refused, "{how}: {} {}", answer.status, answer.body);
        }
    }
    room.stop().await;
}

/// Faults are told under `_errors`: a field of that name stands in no one's way.
#[tokio::test]
async fn an_option_may_be_called_errors() {
    let room = Room::new().await;
    let commands = format!(
        "POST /applications/{}/commands",
        room.company.application_id
    );
    let command = json!({
        "name": "order", "description": "x",
        "options": [
            { "type": 4, "name": "_errors", "description": "x", "required": true },
            { "type": 4, "name": "size", "description": "x", "required": true },
        ],
    });
    // As the name of a language it is one that is not there, among others.
    let mut spoken = command.clone();
    spoken["name_localizations"] = json!({ "_errors": 1, "de": 2, "xx": "y" });
    room.refused("bot", &commands, spoken, 400, 50035).await;
    let made = room.gets("bot", &commands, command).await;
    let id = made["id"].as_str().expect("an id");
    let wrong = json!([
        { "type": 4, "name": "_errors", "value": "many" },
        { "type": 4, "name": "size", "value": "large" },
    ]);
    let to = "POST /interactions";
    room.refused("Mia", to, room.order(id, wrong), 400, 50035)
        .await;
    let right = json!([
        { "type": 4, "name": "_errors", "value": 1 }, { "type": 4, "name": "size", "value": 2 },
    ]);
    room.gets("Mia", to, room.order(id, right)).await;
    room.stop().await;
}

#[tokio::test]
async fn people_add_nothing_but_words_by_an_edit() {
    let room = Room::new().await;
    let channel = format!("/channels/{}/messages", room.channel("general"));
    let said = room.says("Mia", "general", "words").await;
    let own = format!(
        "PATCH {channel}/{}",
        said.body["id"].as_str().expect("an id")
    );
    for part in [
        json!({ "embeds": [{ "title": "x" }] }),
        json!({ "components": [{ "type": 1, "components": [{ "type": 2, "style": 1, "label": "x", "custom_id": "x" }] }] }),
    ] {
        room.refused("Mia", &own, part, 400, 50035).await;
    }
    room.gets("Mia", &own, json!({ "content": "other words" }))
        .await;
    room.stop().await;
}
