//! The check against Discord's description, tried on hand-made exchanges: good ones pass, and each bad
//! one is told.

mod bad;

use serde_json::{Value, json};

use crate::description::{
    check,
    deviations::{DEVIATIONS, UNDESCRIBED},
    document::description,
    share::Share,
};

/// What is said of exchanges, if this machine has the description.
fn said(lines: &[Value]) -> Option<Vec<String>> {
    Some(check(description()?, "a test", lines).violations)
}

/// A request of the bot's, with what differs.
fn line(method: &str, path: &str, status: u16, more: Value) -> Value {
    let mut line = json!({
        "seq": 7, "at": "2026-03-02T10:00:00Z", "kind": "request", "who": "bot", "method": method,
        "path": format!("/api/v10{path}"), "query": null, "media": "application/json", "request": null,
        "files": [], "status": status, "response": null, "took_ms": 1, "fault": null,
    });
    for (key, value) in more.as_object().expect("an object") {
        line[key] = value.clone();
    }
    line
}

fn user() -> Value {
    json!({
        "id": "5", "username": "mia", "global_name": "Mia", "discriminator": "0", "avatar": null,
        "public_flags": 0, "flags": 0, "primary_guild": null,
    })
}

fn message() -> Value {
    json!({
        "id": "10", "channel_id": "3", "type": 0, "author": user(), "content": "Hello",
        "timestamp": "2026-03-02T10:00:00Z", "edited_timestamp": null, "tts": false, "pinned": false,
        "mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
        "components": [], "flags": 0,
    })
}

const POST: &str = "/channels/3/messages";

/// A message that is posted and told.
fn posted(request: Value, response: Value) -> Value {
    line(
        "POST",
        POST,
        200,
        json!({ "request": request, "response": response }),
    )
}

fn changed(mut value: Value, key: &str, to: Value) -> Value {
    value[key] = to;
    value
}

#[test]
fn good_exchanges_pass() {
    let refused = json!({ "message": "Invalid Form Body", "code": 50035, "errors": { "embeds": { "0": { "title": {
        "_errors": [{ "code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 256 or fewer in length." }] } } } } });
    let long = json!({ "content": "x".repeat(3_000) });
    let button = json!({ "type": 2, "style": 1, "label": "Accept", "custom_id": "a" });
    let row = json!([{ "type": 1, "components": [button] }]);
    let file = json!([{ "field": "files[0]", "name": "a.png", "size": 3 }]);
    let limited =
        json!({ "message": "You are being rate limited.", "retry_after": 0.5, "global": false });
    let lines = [
        posted(
            json!({ "content": "Hello", "nonce": "1", "enforce_nonce": true }),
            message(),
        ),
        posted(
            json!({ "components": row, "allowed_mentions": { "parse": [] } }),
            message(),
        ),
        line(
            "POST",
            POST,
            400,
            json!({ "request": long, "response": refused }),
        ),
        line(
            "POST",
            POST,
            429,
            json!({ "request": { "content": "x" }, "response": limited }),
        ),
        line(
            "POST",
            POST,
            200,
            json!({ "request": { "content": "x" }, "media": "multipart/form-data; boundary=x",
            "files": file, "response": message() }),
        ),
        line(
            "GET",
            POST,
            200,
            json!({ "query": "limit=100&after=12", "response": [message()] }),
        ),
        line(
            "GET",
            "/users/@me",
            401,
            json!({ "who": null, "response": { "message": "401: Unauthorized", "code": 0 } }),
        ),
        line(
            "POST",
            "/interactions",
            204,
            json!({ "request": { "anything": true } }),
        ),
        line(
            "GET",
            "/guilds/3/audit-logs",
            501,
            json!({ "response": { "message": "501", "code": 0 } }),
        ),
        line(
            "GET",
            "/nowhere",
            404,
            json!({ "response": { "message": "404: Not Found", "code": 0 } }),
        ),
        line(
            "POST",
            POST,
            500,
            json!({ "fault": "status 500", "response": { "message": "x", "code": 0 } }),
        ),
        json!({ "seq": 8, "at": "2026-03-02T10:00:00Z", "kind": "gateway", "session": null, "what": "hello" }),
    ];
    for line in lines {
        let Some(said) = said(std::slice::from_ref(&line)) else {
            return;
        };
        assert!(said.is_empty(), "{line}\n{said:#?}");
    }
}

#[test]
fn events_carry_the_same_objects() {
    let event = |name: &str, data: Value| {
        json!({ "seq": 1, "at": "2026-03-02T10:00:00Z", "kind": "event", "event": name,
                "to": [["s", 1]], "data": data, "fault": null })
    };
    let told = changed(message(), "guild_id", json!("2"));
    let good = [
        event("MESSAGE_CREATE", told.clone()),
        event("TYPING_START", json!({ "anything": 1 })),
    ];
    let Some(said_of_good) = said(&good) else {
        return;
    };
    assert!(said_of_good.is_empty(), "{said_of_good:#?}");
    let bad = [
        (
            event(
                "MESSAGE_CREATE",
                changed(told.clone(), "pinned", json!(null)),
            ),
            "MESSAGE_CREATE /pinned",
        ),
        (
            event("MESSAGE_CREATE", changed(told, "colour", json!(1))),
            "MESSAGE_CREATE /colour: a field",
        ),
        (
            event(
                "GUILD_ROLE_CREATE",
                json!({ "guild_id": "2", "role": { "id": "4" } }),
            ),
            "GUILD_ROLE_CREATE /role",
        ),
    ];
    for (line, part) in bad {
        let said = said(std::slice::from_ref(&line)).unwrap_or_default();
        assert!(
            !said.is_empty() && said.iter().all(|said| said.contains(part)),
            "{part}: {said:#?}"
        );
    }
}

#[test]
fn a_deviation_counts_where_it_makes_a_difference() {
    let Some(description) = description() else {
        return;
    };
    let seen = |length: usize| {
        let lines = [posted(json!({ "content": "x".repeat(length) }), message())];
        let seen = check(description, "a test", &lines).seen;
        seen.contains(&Share::Deviation(DEVIATIONS[0].because.to_owned()))
    };
    assert!(!seen(2_000), "2000 characters fit either way");
    assert!(seen(2_001), "only the description allows 2001");
}

#[test]
fn literal_parts_of_a_path_go_before_parameters() {
    let Some(description) = description() else {
        return;
    };
    let find = |method, path| {
        description
            .find(method, path)
            .map(|(operation, _)| operation.name())
            .unwrap_or_default()
    };
    assert_eq!(find("GET", "/users/@me"), "GET /users/@me");
    assert_eq!(find("GET", "/users/5"), "GET /users/{user_id}");
    assert_eq!(
        find("GET", "/channels/1/messages/pins"),
        "GET /channels/{channel_id}/messages/pins"
    );
    assert_eq!(find("PUT", "/users/5"), "");
    for (name, reason) in UNDESCRIBED {
        let (method, path) = name.split_once(' ').expect("a method and a path");
        assert!(reason.len() > 10, "{name} gives no reason");
        assert_eq!(
            find(method, path).replace("/gateway", ""),
            if path == "/gateway" { "GET " } else { "" },
            "{name} is described"
        );
    }
}
