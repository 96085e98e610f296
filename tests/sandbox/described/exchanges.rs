//! Requests and answers, good and bad.

use serde_json::json;

use super::{POST, changed, line, message, posted, said};

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
fn bad_exchanges_are_told() {
    let without = |key: &str| {
        let mut message = message();
        message.as_object_mut().expect("an object").remove(key);
        message
    };
    let hello = || json!({ "content": "Hello" });
    let cases = [
        // (the exchange, a part of what must be said of it)
        (
            posted(json!({ "content": "x".repeat(2_001) }), message()),
            "request/content",
        ),
        (
            posted(json!({ "content": 5 }), message()),
            "request/content",
        ),
        (
            posted(json!({ "content": "x", "colour": 1 }), message()),
            "request/colour: a field",
        ),
        (
            posted(
                json!({ "embeds": [{ "title": "x".repeat(257) }] }),
                message(),
            ),
            "request/embeds/0/title",
        ),
        (
            posted(json!({ "embeds": [{ "heading": "x" }] }), message()),
            "request/embeds/0/heading: a field",
        ),
        (
            posted(
                json!({ "components": [{ "type": 1, "components": [
            { "type": 2, "style": 1, "label": "x".repeat(81), "custom_id": "a" }] }] }),
                message(),
            ),
            "request/components/0/components/0/label",
        ),
        (
            line("POST", POST, 200, json!({ "response": message() })),
            "request: no body",
        ),
        (
            line(
                "POST",
                POST,
                200,
                json!({ "request": hello(), "media": "multipart/form-data", "response": message(),
            "files": [{ "field": "file", "name": "a", "size": 1 }] }),
            ),
            "request/file: a field",
        ),
        (
            line(
                "DELETE",
                "/channels/3/messages/4",
                204,
                json!({ "request": hello() }),
            ),
            "request: a body where none",
        ),
        (
            posted(hello(), without("pinned")),
            "\"pinned\" is a required property",
        ),
        (
            posted(hello(), changed(message(), "flags", json!("0"))),
            "answer/flags",
        ),
        (
            posted(
                hello(),
                changed(message(), "flags", json!(3_000_000_000_u64)),
            ),
            "answer/flags",
        ),
        (
            posted(hello(), changed(message(), "timestamp", json!("yesterday"))),
            "answer/timestamp",
        ),
        (
            posted(hello(), changed(message(), "id", json!(10))),
            "answer/id",
        ),
        (
            posted(hello(), changed(message(), "colour", json!(1))),
            "answer/colour: a field",
        ),
        (
            posted(hello(), changed(message(), "author", json!({ "id": "5" }))),
            "answer/author",
        ),
        (posted(hello(), json!([message()])), "answer"),
        (
            line("POST", POST, 200, json!({ "request": hello() })),
            "answer: no JSON",
        ),
        (
            line(
                "POST",
                POST,
                201,
                json!({ "request": hello(), "response": message() }),
            ),
            "status 201",
        ),
        (
            line(
                "POST",
                POST,
                500,
                json!({ "request": hello(), "response": {} }),
            ),
            "status 500",
        ),
        (
            line(
                "POST",
                POST,
                400,
                json!({ "response": { "message": "no code" } }),
            ),
            "\"code\" is a required",
        ),
        (
            line(
                "POST",
                POST,
                400,
                json!({ "response": { "message": "x", "code": 50035, "errors": {
            "content": { "_errors": [{ "code": 5, "message": "x" }] } } } }),
            ),
            "answer/errors",
        ),
        (
            line(
                "POST",
                POST,
                429,
                json!({ "response": { "message": "x", "code": 0 } }),
            ),
            "is a required property",
        ),
        (
            line(
                "DELETE",
                "/channels/3/messages/4",
                204,
                json!({ "response": {} }),
            ),
            "answer: a body where none",
        ),
        (
            line(
                "GET",
                POST,
                200,
                json!({ "query": "limit=101", "response": [] }),
            ),
            "query limit=101",
        ),
        (
            line(
                "GET",
                POST,
                200,
                json!({ "query": "limit=many", "response": [] }),
            ),
            "query limit=many",
        ),
        (
            line(
                "GET",
                POST,
                200,
                json!({ "query": "colour=1", "response": [] }),
            ),
            "query colour is not",
        ),
        (
            line(
                "GET",
                "/channels/general/messages",
                200,
                json!({ "response": [] }),
            ),
            "path channel_id=general",
        ),
        (
            line("GET", "/nowhere", 200, json!({ "response": {} })),
            "no such operation",
        ),
    ];
    for (line, part) in cases {
        let Some(said) = said(std::slice::from_ref(&line)) else {
            return;
        };
        assert!(
            !said.is_empty() && said.iter().all(|said| said.contains(part)),
            "{part:?} is not what is said of {line}:\n{said:#?}"
        );
    }
}
