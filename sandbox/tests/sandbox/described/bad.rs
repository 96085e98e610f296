//! Exchanges that Discord does not describe, and what is said of each.

use serde_json::json;

use super::{POST, changed, line, message, posted, said};

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
