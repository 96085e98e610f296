//! Trouble on demand: each kind does what was ordered, as often as it was ordered, and is in the log.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{
    client::Room,
    wire::{CONTENT, Came, MESSAGES, Wire, identify},
};

const SOON: Duration = Duration::from_millis(250);

async fn order(room: &Room, trouble: Value) {
    let (status, body) = room.lever("POST", "/faults", Some(trouble)).await;
    assert_eq!(status, 201, "{body}");
}

fn contents(events: &[Value]) -> Vec<&str> {
    let of = |event: &Value| event["t"] == "MESSAGE_CREATE";
    events
        .iter()
        .filter(|event| of(event))
        .filter_map(|event| event["d"]["content"].as_str())
        .collect()
}

#[tokio::test]
async fn a_request_fails_as_often_as_ordered() {
    let room = Room::new().await;
    let post = async || room.says("Mia", "general", "hello").await.status;
    order(&room, json!({ "request": { "method": "POST", "path": "/channels/*/messages", "effect": { "status": 503 }, "count": 2 } })).await;
    assert_eq!([post().await, post().await, post().await], [503, 503, 200]);
    order(
        &room,
        json!({ "request": { "effect": { "rate_limited_ms": 1500 } } }),
    )
    .await;
    let answer = room.says("Mia", "general", "hello").await;
    assert_eq!(
        (answer.status, &answer.body["retry_after"]),
        (429, &json!(1.5))
    );
    assert_eq!(answer.scope.as_deref(), Some("shared"));
    assert_eq!(room.messages("general").await.len(), 1, "only one was done");
    room.stop().await;
}

#[tokio::test]
async fn an_answer_is_lost_after_the_work_was_done_and_a_request_before() {
    let room = Room::new().await;
    for (effect, done) in [("lose_answer", 1), ("lose_request", 1)] {
        order(
            &room,
            json!({ "request": { "method": "POST", "effect": effect } }),
        )
        .await;
        let sent = room
            .try_ask(
                "POST",
                &format!("/channels/{}/messages", room.channel("general")),
                &room.person("Mia"),
                json!({ "content": "hello" }),
            )
            .await;
        sent.expect_err("the connection breaks");
        assert_eq!(room.messages("general").await.len(), done, "{effect}");
    }
    room.stop().await;
}

#[tokio::test]
async fn a_request_and_its_answer_wait() {
    let room = Room::new().await;
    for effect in ["delay_before_ms", "delay_after_ms"] {
        order(&room, json!({ "request": { "effect": { effect: 200 } } })).await;
        let began = Instant::now();
        assert_eq!(room.says("Mia", "general", "hello").await.status, 200);
        assert!(began.elapsed() >= Duration::from_millis(200), "{effect}");
    }
    room.stop().await;
}

#[tokio::test]
async fn what_is_likely_happens_about_so_often() {
    let room = Room::new().await;
    order(
        &room,
        json!({ "request": { "effect": { "status": 500 }, "probability": 0.5, "count": null } }),
    )
    .await;
    let mut failed = 0;
    for _ in 0..200 {
        if room
            .ask("GET", "/users/@me", Some(&room.bot()), None)
            .await
            .status
            == 500
        {
            failed += 1;
        }
    }
    // Seven standard deviations: a fair coin does not fail this once in 10^11 runs.
    assert!((50..=150).contains(&failed), "{failed} of 200");
    let (_, waiting) = room.lever("GET", "/faults", None).await;
    assert_eq!(waiting.as_array().map_or(0, Vec::len), 1, "{waiting}");
    assert_eq!(room.lever("DELETE", "/faults", None).await.0, 204);
    assert_eq!(
        room.ask("GET", "/users/@me", Some(&room.bot()), None)
            .await
            .status,
        200
    );
    room.stop().await;
}

#[tokio::test]
async fn events_are_doubled_dropped_late_and_out_of_order_for_bots_alone() {
    let room = Room::new().await;
    let mut bot = Wire::bot(&room, MESSAGES | CONTENT).await;
    let mut mia = Wire::person(&room, "Mia").await;
    for (effect, heard) in [
        (json!("double"), vec!["1", "1", "2", "3"]),
        (json!("drop"), vec!["2", "3"]),
        (json!({ "delay_ms": 100 }), vec!["2", "3", "1"]),
        (json!("swap"), vec!["2", "1", "3"]),
    ] {
        order(
            &room,
            json!({ "event": { "name": "MESSAGE_CREATE", "effect": effect } }),
        )
        .await;
        for text in ["1", "2", "3"] {
            room.says("Mia", "general", text).await;
        }
        let events = bot.events(SOON).await;
        assert_eq!(contents(&events), heard, "{effect}");
        let numbers: Vec<u64> = events
            .iter()
            .filter_map(|event| event["s"].as_u64())
            .collect();
        assert!(
            numbers.windows(2).all(|pair| pair[1] == pair[0] + 1),
            "{numbers:?}"
        );
        assert_eq!(
            contents(&mia.events(SOON).await),
            ["1", "2", "3"],
            "{effect}"
        );
    }
    // A swapped event without a next one comes all the same.
    order(&room, json!({ "event": { "effect": "swap" } })).await;
    room.says("Mia", "general", "alone").await;
    assert_eq!(bot.event("MESSAGE_CREATE").await["d"]["content"], "alone");
    room.stop().await;
}

#[tokio::test]
async fn the_gateway_is_closed_broken_and_called_invalid() {
    let room = Room::new().await;
    for (blow, code) in [(json!({ "close": 4000 }), 4000), (json!("drop"), 1006)] {
        let mut wire = Wire::bot(&room, MESSAGES).await;
        order(&room, json!({ "gateway": blow })).await;
        assert_eq!(wire.closed().await, code);
    }
    for (blow, op, data) in [
        (json!("reconnect"), 7, json!(null)),
        (json!({ "invalid_session": true }), 9, json!(true)),
        (json!({ "invalid_session": false }), 9, json!(false)),
    ] {
        let mut wire = Wire::bot(&room, MESSAGES).await;
        order(&room, json!({ "gateway": blow })).await;
        let Came::Payload(payload) = wire.next().await else {
            panic!("closed")
        };
        assert_eq!((&payload["op"], &payload["d"]), (&json!(op), &data));
    }
    room.stop().await;
}

/// eris and oceanic.js stay on the line: what Discord called invalid is no session of this line's any more.
#[tokio::test]
async fn after_op_9_a_client_goes_on_by_the_same_connection() {
    let room = Room::new().await;
    let mut wire = Wire::open(&room).await;
    let hello = identify(&room.company.bot_token, MESSAGES | CONTENT);
    wire.send(2, hello.clone()).await;
    let first = wire.event("READY").await["d"]["session_id"].clone();
    let seq = wire.event("GUILD_CREATE").await["s"].clone();
    order(&room, json!({ "gateway": { "invalid_session": true } })).await;
    room.says("Mia", "general", "meanwhile").await;
    wire.send(
        6,
        json!({ "token": room.company.bot_token, "session_id": first, "seq": seq }),
    )
    .await;
    assert_eq!(
        wire.event("MESSAGE_CREATE").await["d"]["content"],
        "meanwhile"
    );
    wire.event("RESUMED").await;

    order(&room, json!({ "gateway": { "invalid_session": false } })).await;
    wire.send(2, hello.clone()).await;
    let second = wire.event("READY").await["d"]["session_id"].clone();
    assert_ne!(first, second);
    wire.event("GUILD_CREATE").await;
    room.says("Mia", "general", "anew").await;
    assert_eq!(wire.event("MESSAGE_CREATE").await["d"]["content"], "anew");
    // Once is enough.
    wire.send(2, hello).await;
    assert_eq!(wire.closed().await, 4005);
    room.stop().await;
}

#[tokio::test]
async fn while_everything_is_down_nothing_answers_and_afterwards_a_session_goes_on() {
    let room = Room::new().await;
    let mut wire = Wire::open(&room).await;
    wire.send(2, identify(&room.company.bot_token, MESSAGES | CONTENT))
        .await;
    let session = wire.event("READY").await["d"]["session_id"].clone();
    let seq = wire.event("GUILD_CREATE").await["s"].clone();
    order(&room, json!({ "down": { "ms": 400 } })).await;
    assert_eq!(wire.closed().await, 1006);
    let path = format!("/channels/{}/messages", room.channel("general"));
    let sent = room
        .try_ask(
            "POST",
            &path,
            &room.person("Mia"),
            json!({ "content": "x" }),
        )
        .await;
    sent.expect_err("nothing answers");
    tokio::time::sleep(Duration::from_millis(450)).await;
    room.says("Mia", "general", "back").await;
    let mut wire = Wire::open(&room).await;
    let data = json!({ "token": room.company.bot_token, "session_id": session, "seq": seq });
    wire.send(6, data).await;
    assert_eq!(wire.event("MESSAGE_CREATE").await["d"]["content"], "back");
    wire.event("RESUMED").await;
    room.stop().await;
}

#[tokio::test]
async fn an_order_that_makes_no_sense_says_what_is_wrong_and_nothing_of_it_happens() {
    let room = Room::new().await;
    let good = json!({ "request": { "effect": { "status": 500 } } });
    for (wrong, words) in [
        (json!({ "weather": "rain" }), "unknown variant"),
        (
            json!({ "request": { "effect": { "status": 200 } } }),
            "from 400 to 599",
        ),
        (
            json!({ "request": { "effect": "lose_answer", "probability": 7 } }),
            "from 0 to 1",
        ),
        (json!({ "gateway": { "close": 7 } }), "close must be"),
        (json!({ "down": { "ms": 86_400_000 } }), "ten minutes"),
    ] {
        let (status, body) = room
            .lever("POST", "/faults", Some(json!([good, wrong])))
            .await;
        assert_eq!(status, 400, "{wrong}");
        let said = body["message"].as_str().unwrap_or_default();
        assert!(said.contains(words), "{wrong}: {said}");
    }
    let (_, waiting) = room.lever("GET", "/faults", None).await;
    assert_eq!(waiting, json!([]));
    let (status, body) = room
        .lever("PATCH", "/settings", Some(json!({ "heartbeat_ms": 1 })))
        .await;
    assert_eq!(status, 400, "{body}");
    room.stop().await;
}

#[tokio::test]
async fn the_log_tells_requests_events_and_the_gateways_doings_in_order() {
    let room = Room::new().await;
    let _wire = Wire::bot(&room, MESSAGES | CONTENT).await;
    order(&room, json!({ "event": { "effect": "double" } })).await;
    room.says("Mia", "general", "hello").await;
    let (_, log) = room.lever("GET", "/log", None).await;
    let log = log.as_array().expect("a list");
    let numbers: Vec<u64> = log.iter().filter_map(|line| line["seq"].as_u64()).collect();
    assert_eq!(numbers, (1..=log.len() as u64).collect::<Vec<_>>());
    assert!(log.iter().all(|line| line["at"].is_string()));
    let of = |kind: &str| {
        log.iter()
            .filter(|line| line["kind"] == kind)
            .collect::<Vec<_>>()
    };
    let request = of("request").pop().expect("a request");
    assert_eq!(
        (&request["method"], &request["status"]),
        (&json!("POST"), &json!(200))
    );
    assert_eq!(request["request"]["content"], "hello");
    assert_eq!(request["response"]["content"], "hello");
    let event = of("event").pop().expect("an event");
    assert_eq!(
        (&event["event"], &event["fault"]),
        (&json!("MESSAGE_CREATE"), &json!("doubled"))
    );
    assert_eq!(event["to"].as_array().map_or(0, Vec::len), 2);
    assert!(of("gateway").iter().any(|line| {
        line["what"]
            .as_str()
            .is_some_and(|what| what.starts_with("identified"))
    }));
    let (_, rest) = room
        .lever(
            "GET",
            &format!("/log?after={}&limit=1", numbers.len() - 1),
            None,
        )
        .await;
    assert_eq!(rest.as_array().map_or(0, Vec::len), 1);
    room.stop().await;
}
