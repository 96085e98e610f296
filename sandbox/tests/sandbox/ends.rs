//! What is left of a session when its connection ends, and what the log tells of sessions.

use serde_json::json;
use tandem_sandbox::log::What;

use crate::{
    client::Room,
    wire::{CONTENT, Came, MESSAGES, Wire, identify},
};

/// Discord's list of close codes says after which a client begins anew.
#[tokio::test]
async fn a_close_on_demand_ends_the_session_or_leaves_it_as_its_code_says() {
    let room = Room::new().await;
    for (code, goes_on) in [
        (4000, true),
        (4001, true),
        (4002, true),
        (4003, false),
        (4004, false),
        (4005, false),
        (4007, false),
        (4008, true),
        (4009, false),
        (4010, false),
        (4014, false),
        (1000, false),
    ] {
        let mut wire = Wire::open(&room).await;
        wire.send(2, identify(&room.company.bot_token, MESSAGES))
            .await;
        let session = wire.event("READY").await["d"]["session_id"].clone();
        let seq = wire.event("GUILD_CREATE").await["s"].clone();
        room.sandbox.close_gateway(code);
        assert_eq!(wire.closed().await, code);
        let mut wire = Wire::open(&room).await;
        let resume = json!({ "token": room.company.bot_token, "session_id": session, "seq": seq });
        wire.send(6, resume).await;
        let Came::Payload(answer) = wire.next().await else {
            panic!("{code}: closed")
        };
        let resumed = answer["t"] == "RESUMED";
        assert_eq!(resumed, goes_on, "{code}: {answer}");
        assert!(resumed || answer["op"] == 9, "{code}: {answer}");
    }
    // The log has what each session was told.
    let log = room.sandbox.log();
    let told = log.iter().filter(|line| {
        matches!(&line.what, What::Event(event) if event.event == "RESUMED" && event.to.len() == 1)
    });
    assert_eq!(told.count(), 4);
    room.stop().await;
}

#[tokio::test]
async fn members_on_request_come_to_the_shard_that_serves_the_server_and_into_the_log() {
    let room = Room::new().await;
    let guild: u64 = room.company.guild_id.parse().expect("an id");
    let serves = (guild >> 22) % 2;
    for shard in 0..2 {
        let mut wire = Wire::open(&room).await;
        let mut hello = identify(&room.company.bot_token, MESSAGES);
        hello["shard"] = json!([shard, 2]);
        wire.send(2, hello).await;
        wire.event("READY").await;
        let ask =
            json!({ "guild_id": room.company.guild_id, "query": "Mi", "limit": 5, "nonce": "n" });
        wire.send(8, ask).await;
        // An answer to the next payload shows that none comes before it.
        wire.send(1, json!(1)).await;
        let mut heard = Vec::new();
        loop {
            let Came::Payload(came) = wire.next().await else {
                panic!("closed")
            };
            if came["op"] == 11 {
                break;
            }
            heard.push(came["t"].as_str().unwrap_or_default().to_owned());
        }
        let chunks = heard.iter().filter(|name| *name == "GUILD_MEMBERS_CHUNK");
        assert_eq!(chunks.count(), usize::from(shard == serves), "{heard:?}");
    }
    let log = room.sandbox.log();
    let told = log.iter().filter(
        |line| matches!(&line.what, What::Event(event) if event.event == "GUILD_MEMBERS_CHUNK"),
    );
    assert_eq!(told.count(), 1);
    room.stop().await;
}

#[tokio::test]
async fn a_delayed_event_is_in_the_log_when_it_happens_and_when_it_comes() {
    let room = Room::new().await;
    let mut wire = Wire::bot(&room, MESSAGES | CONTENT).await;
    let order = json!({ "event": { "name": "MESSAGE_CREATE", "effect": { "delay_ms": 100 } } });
    let faults = format!("http://{}/sandbox/faults", room.sandbox.address());
    let taken = reqwest::Client::new().post(faults).json(&order).send();
    assert!(taken.await.expect("an answer").status().is_success());
    room.says("Mia", "general", "slowly").await;
    let seq = wire.event("MESSAGE_CREATE").await["s"].as_u64();
    let log = room.sandbox.log();
    let lines: Vec<_> = log
        .iter()
        .filter_map(|line| match &line.what {
            What::Event(event) if event.event == "MESSAGE_CREATE" => Some(event),
            _ => None,
        })
        .map(|event| {
            (
                event.fault.as_deref(),
                event.to.first().map(|(_, seq)| *seq),
            )
        })
        .collect();
    assert_eq!(lines, [(Some("delayed"), None), (Some("late"), seq)]);
    room.stop().await;
}
