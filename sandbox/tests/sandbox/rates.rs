//! Rate limits, as clients see them: headers, 429 and its scope, and the ban of who is refused too often.

use serde_json::json;
use tandem_sandbox::{limits::Strictness, settings::Change};

use crate::client::Room;

#[tokio::test]
async fn a_bucket_tells_its_state_and_who_goes_on_is_told_to_wait() {
    let room = Room::with(Strictness::Discord).await;
    for left in [4, 3, 2, 1, 0] {
        let answer = room.says("Mia", "general", "x").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("x-ratelimit-limit"), "5");
        assert_eq!(answer.header("x-ratelimit-remaining"), left.to_string());
        let reset: f64 = answer
            .header("x-ratelimit-reset-after")
            .parse()
            .expect("seconds");
        assert!(reset > 0.0 && reset <= 5.0, "{reset}");
        assert_eq!(answer.header("x-ratelimit-bucket").len(), 16);
    }
    let held = room.says("Mia", "general", "x").await;
    assert_eq!(held.status, 429, "{}", held.body);
    assert_eq!(held.scope.as_deref(), Some("user"));
    assert_eq!(held.body["global"], false);
    let wait = held.body["retry_after"].as_f64().expect("seconds");
    let header: f64 = held.header("retry-after").parse().expect("seconds");
    assert!(
        wait > 0.0 && wait <= header && header <= 5.0,
        "{wait} {header}"
    );
    assert_eq!(
        room.says("Mia", "promotions", "x").await.status,
        200,
        "another channel has its own"
    );
    assert_eq!(
        room.says("Noah", "general", "x").await.status,
        200,
        "and so has another person"
    );
    assert_eq!(room.messages("general").await.len(), 6);
    room.stop().await;
}

#[tokio::test]
async fn fifty_requests_a_second_over_all_routes_and_then_a_global_429() {
    let room = Room::with(Strictness::Discord).await;
    let paths: Vec<String> = (0..60).map(|id| format!("/users/{id}")).collect();
    let bot = room.bot();
    let all = paths
        .iter()
        .map(|path| room.ask("GET", path, Some(&bot), None));
    let answers = futures::future::join_all(all).await;
    let held: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == 429)
        .collect();
    // A slow machine may need more than the second; most of the ten are over all the same.
    assert!(
        (1..=10).contains(&held.len()),
        "{} of 60 were held back",
        held.len()
    );
    for answer in held {
        assert_eq!(answer.scope.as_deref(), Some("global"));
        assert_eq!(answer.header("x-ratelimit-global"), "true");
        assert_eq!(answer.body["global"], true);
        assert!(answer.header("x-ratelimit-bucket").is_empty());
    }
    room.stop().await;
}

#[tokio::test]
async fn who_is_refused_too_often_is_shut_out_when_asked_for() {
    let room = Room::new().await;
    let wrong = async || {
        room.ask("GET", "/users/@me", Some("Bot nobody"), None)
            .await
            .status
    };
    for _ in 0..20 {
        assert_eq!(wrong().await, 401, "nobody asked for a ban");
    }
    room.sandbox
        .set(Change {
            ban_after: Some(5),
            ..Change::default()
        })
        .expect("within its bounds");
    for _ in 0..5 {
        assert_eq!(wrong().await, 401);
    }
    let shut = room.ask("GET", "/users/@me", Some(&room.bot()), None).await;
    assert_eq!(shut.status, 429);
    assert_eq!(
        shut.body,
        json!(null),
        "what stands before Discord speaks no JSON"
    );
    assert!(shut.header("x-ratelimit-bucket").is_empty());
    assert!(
        shut.header("retry-after")
            .parse::<u64>()
            .is_ok_and(|left| left <= 600)
    );
    let (status, _) = room
        .lever("PATCH", "/settings", Some(json!({ "ban_after": 0 })))
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        room.ask("GET", "/users/@me", Some(&room.bot()), None)
            .await
            .status,
        200
    );
    room.stop().await;
}
