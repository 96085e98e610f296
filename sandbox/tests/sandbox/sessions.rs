//! How sessions begin, live and end: shards, limits of starts and sends, heartbeats, compression,
//! intents.

use std::time::Duration;

use serde_json::json;
use tandem_sandbox::{CompanyPlan, faults::Blow, limits::Strictness, settings::Change};
use tokio_tungstenite::tungstenite::Message;

use crate::{
    client::Room,
    wire::{CONTENT, Came, MESSAGES, Wire, identify},
};

const MEMBERS: u64 = 1 << 1;
const SOON: Duration = Duration::from_millis(250);

#[tokio::test]
async fn a_compressed_stream_carries_everything_a_client_gets() {
    let room = Room::new().await;
    for stream in ["zlib-stream", "zstd-stream"] {
        let query = format!("v=10&encoding=json&compress={stream}");
        let mut wire = Wire::asking(&room, &query).await;
        wire.send(2, identify(&room.company.bot_token, MESSAGES | CONTENT))
            .await;
        wire.event("GUILD_CREATE").await;
        for index in 0..50 {
            room.says("Mia", "general", &format!("number {index}"))
                .await;
            let event = wire.event("MESSAGE_CREATE").await;
            assert_eq!(event["d"]["content"], format!("number {index}"));
        }
        assert!(wire.compressed > 50 && wire.plain == 0, "{stream}");
    }
    room.stop().await;
}

#[tokio::test]
async fn large_payloads_come_compressed_when_identify_asks_for_it() {
    let room = Room::new().await;
    let mut wire = Wire::open(&room).await;
    let mut data = identify(&room.company.bot_token, MESSAGES | CONTENT);
    data["compress"] = json!(true);
    wire.send(2, data).await;
    wire.event("GUILD_CREATE").await;
    assert!(wire.compressed >= 1, "a server is larger than a kilobyte");
    let text = wire.plain;
    wire.send(1, json!(null)).await;
    assert!(matches!(wire.next().await, Came::Payload(ack) if ack["op"] == 11));
    assert_eq!(wire.plain, text + 1, "an ack is not worth compressing");
    room.stop().await;
}

#[tokio::test]
async fn shards_share_the_servers_out() {
    let room = Room::new().await;
    for _ in 0..5 {
        room.sandbox.add_company(&CompanyPlan::sample());
    }
    let mut seen = Vec::new();
    for shard in 0..2 {
        let mut wire = Wire::open(&room).await;
        let mut data = identify(&room.company.bot_token, MESSAGES);
        data["shard"] = json!([shard, 2]);
        wire.send(2, data).await;
        let ready = wire.event("READY").await;
        assert_eq!(ready["d"]["shard"], json!([shard, 2]));
        for event in wire.events(SOON).await {
            let id: u64 = event["d"]["id"]
                .as_str()
                .and_then(|id| id.parse().ok())
                .expect("a server");
            assert_eq!((id >> 22) % 2, shard, "{id}");
            seen.push(id);
        }
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 6, "each server on one shard");
    room.stop().await;
}

#[tokio::test]
async fn an_interaction_and_a_message_come_on_their_servers_shard_alone() {
    let room = Room::new().await;
    let command = room.register().await;
    let guild: u64 = room.company.guild_id.parse().expect("an id");
    let mut wires = Vec::new();
    for shard in 0..2 {
        let mut wire = Wire::open(&room).await;
        let mut data = identify(&room.company.bot_token, MESSAGES);
        data["shard"] = json!([shard, 2]);
        wire.send(2, data).await;
        wire.event("READY").await;
        wire.events(SOON).await;
        wires.push(wire);
    }
    room.says("Mia", "general", "hello").await;
    let order = room.order(
        &command,
        json!([{ "name": "what", "type": 3, "value": "tea" }]),
    );
    let answer = room
        .ask(
            "POST",
            "/interactions",
            Some(&room.person("Mia")),
            Some(order),
        )
        .await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    for (shard, wire) in wires.iter_mut().enumerate() {
        let names: Vec<String> = wire
            .events(SOON)
            .await
            .iter()
            .map(|event| event["t"].as_str().expect("a name").to_owned())
            .collect();
        if (guild >> 22) % 2 == shard as u64 {
            assert_eq!(names, ["MESSAGE_CREATE", "INTERACTION_CREATE"]);
        } else {
            assert!(names.is_empty(), "{names:?}");
        }
    }
    room.stop().await;
}

#[tokio::test]
async fn one_shard_of_a_bucket_identifies_every_five_seconds() {
    let room = Room::with(Strictness::Discord).await;
    let token = &room.company.bot_token;
    let begin = async |shard: u64| {
        let mut wire = Wire::open(&room).await;
        let mut data = identify(token, MESSAGES);
        data["shard"] = json!([shard, 4]);
        wire.send(2, data).await;
        let Came::Payload(payload) = wire.next().await else {
            panic!("closed")
        };
        payload
    };
    assert_eq!(begin(0).await["t"], "READY");
    let second = begin(1).await;
    assert_eq!((&second["op"], &second["d"]), (&json!(9), &json!(false)));
    room.sandbox
        .set(Change {
            max_concurrency: Some(2),
            ..Change::default()
        })
        .expect("within its bounds");
    assert_eq!(begin(1).await["t"], "READY", "the other bucket is free");
    assert_eq!(begin(3).await["op"], 9, "which is shard 3's too");
    room.stop().await;
}

#[tokio::test]
async fn a_day_has_a_thousand_starts() {
    let room = Room::new().await;
    let limit = async || {
        let answer = room
            .ask("GET", "/gateway/bot", Some(&room.bot()), None)
            .await;
        answer.body["session_start_limit"].clone()
    };
    assert_eq!(limit().await["remaining"], 1_000);
    let mut first = Wire::bot(&room, MESSAGES).await;
    assert_eq!(limit().await["remaining"], 999);
    assert_eq!(limit().await["total"], 1_000);
    room.sandbox
        .set(Change {
            session_starts_left: Some(0),
            ..Change::default()
        })
        .expect("within its bounds");
    let mut wire = Wire::open(&room).await;
    wire.send(2, identify(&room.company.bot_token, MESSAGES))
        .await;
    assert_eq!(wire.closed().await, 4004);
    assert_eq!(first.closed().await, 4004, "and the others end too");
    room.stop().await;
}

#[tokio::test]
async fn a_client_that_misses_its_heartbeats_is_closed_and_may_resume() {
    let room = Room::new().await;
    room.sandbox
        .set(Change {
            heartbeat_ms: Some(100),
            ..Change::default()
        })
        .expect("within its bounds");
    let mut wire = Wire::open(&room).await;
    wire.send(2, identify(&room.company.bot_token, MESSAGES))
        .await;
    let ready = wire.event("READY").await;
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(60)).await;
        wire.send(1, json!(1)).await;
    }
    // Other payloads are no heartbeats.
    wire.send(
        3,
        json!({ "status": "online", "since": null, "activities": [], "afk": false }),
    )
    .await;
    assert_eq!(wire.closed().await, 4009);
    let mut wire = Wire::open(&room).await;
    let resume = json!({ "token": room.company.bot_token, "session_id": ready["d"]["session_id"], "seq": 2 });
    // "Reconnect and start a new one", says Discord of 4009.
    wire.send(6, resume).await;
    assert!(matches!(wire.next().await, Came::Payload(no) if no["op"] == 9 && no["d"] == false));
    room.stop().await;
}

#[tokio::test]
async fn a_client_is_asked_for_a_heartbeat() {
    let room = Room::new().await;
    let mut wire = Wire::bot(&room, MESSAGES).await;
    room.sandbox.strike(Blow::Heartbeat);
    assert!(matches!(wire.next().await, Came::Payload(asked) if asked["op"] == 1));
    room.stop().await;
}

#[tokio::test]
async fn the_hundred_and_twenty_first_payload_of_a_minute_is_too_many() {
    let room = Room::new().await;
    let mut wire = Wire::bot(&room, MESSAGES).await;
    // One was the identify.
    for _ in 0..119 {
        wire.send(1, json!(null)).await;
    }
    for _ in 0..119 {
        assert!(matches!(wire.next().await, Came::Payload(ack) if ack["op"] == 11));
    }
    wire.send(1, json!(null)).await;
    assert_eq!(wire.closed().await, 4008);
    room.stop().await;
}

#[tokio::test]
async fn what_a_client_may_not_say() {
    let room = Room::new().await;
    let token = room.company.bot_token.clone();
    let large = json!({ "op": 1, "d": "x".repeat(4_096) }).to_string();
    let deep = format!("{}{}", "[".repeat(2_000), "]".repeat(2_000));
    for (name, message, code) in [
        ("no JSON", Message::text("{\"op\":"), 4002),
        (
            "half a character",
            Message::text("{\"op\":1,\"d\":\"\\ud800\"}"),
            4002,
        ),
        ("too deep", Message::text(deep), 4002),
        ("larger than 4096 bytes", Message::text(large), 4002),
        ("bytes", Message::binary(vec![0x78, 0x9c, 0, 1]), 4002),
        ("no opcode", Message::text("{}"), 4001),
        (
            "a second identify",
            Message::text(json!({ "op": 2, "d": identify(&token, MESSAGES) }).to_string()),
            4005,
        ),
        (
            "an unknown status",
            Message::text("{\"op\":3,\"d\":{\"status\":\"merry\"}}"),
            4002,
        ),
    ] {
        let mut wire = Wire::bot(&room, MESSAGES).await;
        wire.raw(message).await;
        assert_eq!(wire.closed().await, code, "{name}");
    }
    for (name, data, code) in [
        (
            "a number that was never sent",
            json!({ "token": token, "session_id": "…", "seq": 999 }),
            4007,
        ),
        (
            "somebody else's token",
            json!({ "token": "nobody", "session_id": "…", "seq": 1 }),
            4004,
        ),
    ] {
        let mut wire = Wire::open(&room).await;
        wire.send(2, identify(&token, MESSAGES)).await;
        let session = wire.event("READY").await["d"]["session_id"].clone();
        drop(wire);
        let mut data = data;
        data["session_id"] = session;
        let mut wire = Wire::open(&room).await;
        wire.send(6, data).await;
        assert_eq!(wire.closed().await, code, "{name}");
    }
    let mut wire = Wire::connect(&room, "v=6&encoding=json").await;
    assert_eq!(wire.closed().await, 4012);
    room.stop().await;
}

#[tokio::test]
async fn a_person_cannot_resume_the_bots_session() {
    let room = Room::new().await;
    let mut wire = Wire::open(&room).await;
    wire.send(2, identify(&room.company.bot_token, MESSAGES))
        .await;
    let session = wire.event("READY").await["d"]["session_id"].clone();
    let mut thief = Wire::open(&room).await;
    let data = json!({ "token": room.person("Guest"), "session_id": session, "seq": 0 });
    thief.send(6, data).await;
    assert!(matches!(thief.next().await, Came::Payload(no) if no["op"] == 9));
    room.stop().await;
}

#[tokio::test]
async fn members_come_on_request_and_all_of_them_only_with_the_intent() {
    let room = Room::new().await;
    let guild = &room.company.guild_id;
    let mut wire = Wire::bot(&room, MESSAGES).await;
    wire.send(8, json!({ "guild_id": guild, "query": "", "limit": 0 }))
        .await;
    assert!(wire.events(SOON).await.is_empty(), "not without the intent");
    wire.send(
        8,
        json!({ "guild_id": guild, "query": "mi", "limit": 5, "nonce": "n" }),
    )
    .await;
    let found = wire.event("GUILD_MEMBERS_CHUNK").await;
    assert_eq!(found["d"]["members"][0]["user"]["global_name"], "Mia");
    assert_eq!(found["d"]["nonce"], "n");
    wire.send(
        8,
        json!({ "guild_id": guild, "user_ids": ["7"], "limit": 0 }),
    )
    .await;
    let missing = wire.event("GUILD_MEMBERS_CHUNK").await;
    assert_eq!(missing["d"]["not_found"], json!(["7"]));

    let mut denied = Wire::open(&room).await;
    denied
        .send(2, identify(&room.company.bot_token, MESSAGES | MEMBERS))
        .await;
    assert_eq!(denied.closed().await, 4014);
    room.sandbox
        .set(Change {
            members: Some(true),
            ..Change::default()
        })
        .expect("within its bounds");
    let mut wire = Wire::bot(&room, MESSAGES | MEMBERS).await;
    wire.send(8, json!({ "guild_id": guild, "query": "", "limit": 0 }))
        .await;
    let all = wire.event("GUILD_MEMBERS_CHUNK").await;
    let count = all["d"]["members"].as_array().map_or(0, Vec::len);
    assert_eq!(count, room.company.members.len() + 1, "and the bot");
    room.stop().await;
}

#[tokio::test]
async fn without_the_servers_intent_no_servers_come() {
    let room = Room::new().await;
    let mut wire = Wire::open(&room).await;
    wire.send(2, identify(&room.company.bot_token, 1 << 9))
        .await;
    wire.event("READY").await;
    room.says("Mia", "general", "hello").await;
    let names: Vec<_> = wire
        .events(SOON)
        .await
        .iter()
        .map(|event| event["t"].clone())
        .collect();
    assert_eq!(names, [json!("MESSAGE_CREATE")]);
    room.stop().await;
}
