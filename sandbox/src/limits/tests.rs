use super::*;

#[test]
fn the_sixth_message_in_five_seconds_is_too_many() {
    let limits = Limits::new(Strictness::Discord);
    let post = |channel: u64| {
        limits.count(
            1,
            &Method::POST,
            &format!("/api/v10/channels/{channel}/messages"),
        )
    };
    let tallies: Vec<bool> = (0..6).map(|_| post(7).exceeded.is_some()).collect();
    assert_eq!(tallies, [false, false, false, false, false, true]);
    assert!(
        post(8).exceeded.is_none(),
        "another channel has its own bucket"
    );
}

#[test]
fn the_fifty_first_request_of_a_second_is_too_many_but_for_answers() {
    let limits = Limits::new(Strictness::Discord);
    for id in 0..50 {
        assert!(
            limits
                .count(1, &Method::GET, &format!("/api/v10/users/{id}"))
                .exceeded
                .is_none()
        );
    }
    assert_eq!(
        limits.count(1, &Method::GET, "/api/v10/users/51").exceeded,
        Some(Scope::Global)
    );
    let answer = limits.count(1, &Method::POST, "/api/v10/interactions/1/t/callback");
    assert!(answer.exceeded.is_none());
    let mut headers = HeaderMap::new();
    answer.write(&mut headers);
    assert!(headers.is_empty(), "an answer is told of no bucket");
}

#[test]
fn a_bucket_has_one_name_for_all_its_channels() {
    let limits = Limits::new(Strictness::Discord);
    let bucket = |path: &str| {
        let mut headers = HeaderMap::new();
        limits.count(1, &Method::POST, path).write(&mut headers);
        headers["x-ratelimit-bucket"].clone()
    };
    let one = bucket("/api/v10/channels/7/messages");
    assert_eq!(one, bucket("/api/v10/channels/8/messages"));
    assert_ne!(one, bucket("/api/v10/channels/8/typing"));
}

#[test]
fn an_address_that_is_refused_too_often_is_shut_out() {
    let limits = Limits::new(Strictness::Discord);
    let here = IpAddr::from([127, 0, 0, 1]);
    limits.answered(here, 401, false);
    assert!(limits.banned(here).is_none(), "nobody asked for bans");
    limits.set(Strictness::Discord, Some(3));
    for (status, shared) in [(401, false), (404, false), (429, true), (403, false)] {
        limits.answered(here, status, shared);
        assert!(limits.banned(here).is_none(), "{status}");
    }
    limits.answered(here, 429, false);
    let left = limits.banned(here).expect("three refusals");
    assert!(
        left > Duration::from_secs(590) && left <= BAN_WINDOW,
        "{left:?}"
    );
    assert!(limits.banned(IpAddr::from([127, 0, 0, 2])).is_none());
    limits.set(Strictness::Discord, None);
    assert!(limits.banned(here).is_none());
}
