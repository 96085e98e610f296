//! Messages: text, frames, mentions, replies.

use serde_json::{Value, json};

use super::{
    Comes::{Fine, No},
    all, choice, fault, high, holds, low, many, most, required, text,
};
use crate::client::Room;

async fn posts(table: Vec<super::Case>) {
    let room = Room::new().await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    holds(&room, "POST", &path, &room.bot(), table).await;
    room.stop().await;
}

#[tokio::test]
async fn text_and_what_goes_with_it() {
    let no_text = |what: &str| {
        let words = format!("Could not interpret \"{what}\" as string.");
        fault("content", "STRING_TYPE_CONVERT", &words)
    };
    let long = || {
        fault(
            "nonce",
            "NONCE_TYPE_TOO_LONG",
            "Must be 25 or fewer characters long.",
        )
    };
    let said = |more: Value| {
        let mut body = json!({ "content": "x" });
        for (key, value) in more.as_object().expect("an object") {
            body[key] = value.clone();
        }
        body
    };
    // A row a line, whatever its length: it is read as a table.
    #[rustfmt::skip]
    posts(vec![
        ("2000 characters", json!({ "content": text(2000) }), Fine),
        ("2001 characters", json!({ "content": text(2001) }), most("content", 2000)),
        ("a number for a text", json!({ "content": 1 }), no_text("1")),
        ("a list for a text", json!({ "content": [] }), no_text("[]")),
        ("a list for a message", json!([]), fault("", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")),
        ("nothing", json!({}), No(400, 50006)),
        ("blanks", json!({ "content": " \n " }), No(400, 50006)),
        ("no text and no frames", json!({ "content": null, "embeds": [] }), No(400, 50006)),
        ("a nonce of 25", said(json!({ "nonce": text(25) })), Fine),
        ("a nonce of 26", said(json!({ "nonce": text(26) })), long()),
        ("a nonce that is a number", said(json!({ "nonce": i64::MAX })), Fine),
        ("a nonce beyond all numbers", said(json!({ "nonce": u64::MAX })), fault("nonce", "NONCE_TYPE_OUT_OF_BOUNDS", "Must be between -9223372036854775808 and 9223372036854775807.")),
        ("a nonce with a point", said(json!({ "nonce": 1.5 })), fault("nonce", "NONCE_TYPE_INVALID_TYPE", "This field must be a string or integer.")),
        ("flags", said(json!({ "flags": 4 | 4096 })), Fine),
        ("flags that nobody may set", said(json!({ "flags": 2 | 16 | 64 | 128 })), Fine),
        ("flags in words", said(json!({ "flags": "silent" })), fault("flags", "NUMBER_TYPE_COERCE", "Value \"silent\" is not int.")),
        ("a voice message", said(json!({ "flags": 8192 })), No(501, 0)),
        ("tts in words", said(json!({ "tts": "yes" })), fault("tts", "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")),
        ("a poll", said(json!({ "poll": { "question": { "text": "?" }, "answers": [] } })), No(501, 0)),
        ("three stickers of somebody else", said(json!({ "sticker_ids": ["1", "2", "3"] })), No(400, 50081)),
        ("four stickers", said(json!({ "sticker_ids": ["1", "2", "3", "4"] })), most("sticker_ids", 3)),
        ("a reply to nothing", said(json!({ "message_reference": { "message_id": "1" } })), fault("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")),
        ("a reply that may be none", said(json!({ "message_reference": { "message_id": "1", "fail_if_not_exists": false } })), Fine),
        ("a reply without a message", said(json!({ "message_reference": {} })), required("message_reference.message_id")),
        ("a reply elsewhere", said(json!({ "message_reference": { "message_id": "1", "channel_id": "1" } })), fault("message_reference", "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL", "Cannot reply to a message in a different channel")),
        ("a reference of another kind", said(json!({ "message_reference": { "message_id": "1", "type": 2 } })), choice("message_reference.type", "{0, 1}")),
        ("what is wrong with a list goes before what is wrong in it", json!({ "embeds": many(11, |_| json!({})) }), most("embeds", 10)),
        ("what is wrong in a list goes before what it is in all", json!({ "embeds": [{ "description": text(4097) }, { "description": text(4000) }] }), most("embeds.0.description", 4096)),
        ("everything at once", json!({ "content": text(2001), "nonce": text(26), "embeds": [{ "title": text(257) }, {}] }),
            all(vec![most("content", 2000), long(), most("embeds.0.title", 256), required("embeds.1.description")])),
    ])
    .await;
}

#[tokio::test]
async fn whom_a_message_may_ping() {
    let with = |mentions: Value| json!({ "content": "x", "allowed_mentions": mentions });
    let ids = |count: usize| many(count, |n| json!((n + 1).to_string()));
    let twice = |path: &str| {
        fault(
            path,
            "SET_TYPE_ALREADY_CONTAINS_VALUE",
            "The set already contains this value",
        )
    };
    #[rustfmt::skip]
    posts(vec![
        ("nobody", with(json!({ "parse": [] })), Fine),
        ("everybody", with(json!({ "parse": ["users", "roles", "everyone"] })), Fine),
        ("100 users", with(json!({ "users": ids(100) })), Fine),
        ("101 users", with(json!({ "users": ids(101) })), most("allowed_mentions.users", 100)),
        ("101 roles", with(json!({ "roles": ids(101) })), most("allowed_mentions.roles", 100)),
        ("a user twice", with(json!({ "users": ["1", "1"] })), twice("allowed_mentions.users.1")),
        ("a kind twice", with(json!({ "parse": ["users", "users"] })), twice("allowed_mentions.parse.1")),
        ("an unknown kind", with(json!({ "parse": ["cats"] })), choice("allowed_mentions.parse.0", "('users', 'everyone', 'roles')")),
        ("a name for an id", with(json!({ "users": ["mia"] })), fault("allowed_mentions.users.0", "NUMBER_TYPE_COERCE", "Value \"mia\" is not snowflake.")),
        ("users both ways", with(json!({ "parse": ["users"], "users": ["1"] })), fault("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "parse:[\"users\"] and users: [ids...] are mutually exclusive.")),
        ("a list for all", with(json!([])), fault("allowed_mentions", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")),
    ])
    .await;
}

#[tokio::test]
async fn frames() {
    let frame = |embed: Value| json!({ "embeds": [embed] });
    let field = |field: Value| frame(json!({ "fields": [field] }));
    let titled = |more: Value| {
        let mut embed = more;
        embed["title"] = json!("x");
        frame(embed)
    };
    let scheme = |path: &str, of: &str| {
        let words =
            format!("Scheme \"{of}\" is not supported. Scheme must be one of ('http', 'https').");
        fault(path, "URL_TYPE_INVALID_SCHEME", &words)
    };
    let ill = |path: &str| fault(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
    let large = || {
        fault(
            "embeds",
            "MAX_EMBED_SIZE_EXCEEDED",
            "Embed size exceeds maximum size of 6000",
        )
    };
    let fields = |count: usize| {
        frame(json!({ "fields": many(count, |_| json!({ "name": "n", "value": "v" })) }))
    };
    let long = |part: &str, length: usize| frame(json!({ part: text(length) }));
    #[rustfmt::skip]
    posts(vec![
        ("10 frames", json!({ "embeds": many(10, |_| json!({ "title": "x" })) }), Fine),
        ("11 frames", json!({ "embeds": many(11, |_| json!({ "title": "x" })) }), most("embeds", 10)),
        ("a frame without anything", frame(json!({})), required("embeds.0.description")),
        ("a frame of a colour", frame(json!({ "color": 1 })), required("embeds.0.description")),
        ("a frame that is a text", frame(json!("x")), fault("embeds.0", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")),
        ("frames that are no list", json!({ "embeds": "x" }), fault("embeds", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")),
        ("a title of 256", long("title", 256), Fine),
        ("a title of 257", long("title", 257), most("embeds.0.title", 256)),
        ("a description of 4096", long("description", 4096), Fine),
        ("a description of 4097", long("description", 4097), most("embeds.0.description", 4096)),
        ("25 fields", fields(25), Fine),
        ("26 fields", fields(26), most("embeds.0.fields", 25)),
        ("a field's name of 256", field(json!({ "name": text(256), "value": "v" })), Fine),
        ("a field's name of 257", field(json!({ "name": text(257), "value": "v" })), most("embeds.0.fields.0.name", 256)),
        ("a field's value of 1024", field(json!({ "name": "n", "value": text(1024) })), Fine),
        ("a field's value of 1025", field(json!({ "name": "n", "value": text(1025) })), most("embeds.0.fields.0.value", 1024)),
        ("a field with nothing", field(json!({ "name": " ", "value": "" })), all(vec![required("embeds.0.fields.0.name"), required("embeds.0.fields.0.value")])),
        ("a field that is not there", field(json!({})), all(vec![required("embeds.0.fields.0.name"), required("embeds.0.fields.0.value")])),
        ("a footer of 2048", frame(json!({ "footer": { "text": text(2048) } })), Fine),
        ("a footer of 2049", frame(json!({ "footer": { "text": text(2049) } })), most("embeds.0.footer.text", 2048)),
        ("a footer without text", titled(json!({ "footer": {} })), required("embeds.0.footer.text")),
        ("an author of 256", frame(json!({ "author": { "name": text(256) } })), Fine),
        ("an author of 257", frame(json!({ "author": { "name": text(257) } })), most("embeds.0.author.name", 256)),
        ("6000 characters", json!({ "embeds": [{ "description": text(3000) }, { "title": text(200), "description": text(2800) }] }), Fine),
        ("6001 characters", json!({ "embeds": [{ "description": text(3000) }, { "title": text(201), "description": text(2800) }] }), large()),
        ("6001 with fields, footer and author", json!({ "embeds": [
            { "description": text(4000), "author": { "name": text(256) }, "footer": { "text": text(744) } },
            { "fields": [{ "name": text(200), "value": text(801) }] } ] }), large()),
        ("the last colour", titled(json!({ "color": 16_777_215 })), Fine),
        ("a colour beyond", titled(json!({ "color": 16_777_216 })), high("embeds.0.color", 16_777_215)),
        ("a colour below", titled(json!({ "color": -1 })), low("embeds.0.color", 0)),
        ("a colour in words", titled(json!({ "color": "#ff0000" })), fault("embeds.0.color", "NUMBER_TYPE_COERCE", "Value \"#ff0000\" is not int.")),
        ("a time", titled(json!({ "timestamp": "2026-11-23T10:00:00.000Z" })), Fine),
        ("a time in words", titled(json!({ "timestamp": "noon" })), fault("embeds.0.timestamp", "DATE_TIME_TYPE_PARSE", "Could not parse noon. Should be ISO8601.")),
        ("a link", titled(json!({ "url": "https://example.com/x?y#z" })), Fine),
        ("a link by numbers", titled(json!({ "url": "http://127.0.0.1:8080/x" })), Fine),
        ("a link to a script", titled(json!({ "url": "javascript:alert(1)" })), scheme("embeds.0.url", "javascript")),
        ("a link to a file that came", titled(json!({ "url": "attachment://x.png" })), scheme("embeds.0.url", "attachment")),
        ("a link to nowhere", titled(json!({ "url": "https://" })), ill("embeds.0.url")),
        ("a link with a blank", titled(json!({ "url": "https://a b.com" })), ill("embeds.0.url")),
        ("a link that is none", titled(json!({ "url": "example" })), ill("embeds.0.url")),
        ("a link of 2049", titled(json!({ "url": format!("https://a.b/{}", "x".repeat(2037)) })), most("embeds.0.url", 2048)),
        ("pictures", titled(json!({ "image": { "url": "https://a.b/c.png" }, "thumbnail": { "url": "attachment://c.png" } })), Fine),
        ("a picture of a disk", titled(json!({ "image": { "url": "file:///c.png" } })), scheme("embeds.0.image.url", "file")),
        ("a picture without address", titled(json!({ "thumbnail": {} })), required("embeds.0.thumbnail.url")),
        ("an icon of data", titled(json!({ "author": { "name": "n", "icon_url": "data:x" }, "footer": { "text": "t", "icon_url": "ftp://a.b" } })),
            all(vec![scheme("embeds.0.author.icon_url", "data"), scheme("embeds.0.footer.icon_url", "ftp")])),
    ])
    .await;
}

#[tokio::test]
async fn edits() {
    let room = Room::new().await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    let own = json!({ "content": "x", "embeds": [{ "title": "x" }] });
    let own = room.ask("POST", &path, Some(&room.bot()), Some(own)).await;
    let mias = room.says("Mia", "general", "mine").await;
    let at = |message: &Value| format!("{path}/{}", message["id"].as_str().expect("an id"));
    #[rustfmt::skip]
    holds(&room, "PATCH", &at(&own.body), &room.bot(), vec![
        ("2000 characters", json!({ "content": text(2000) }), Fine),
        ("2001 characters", json!({ "content": text(2001) }), most("content", 2000)),
        ("nothing that changes", json!({}), Fine),
        ("frames away and the text too", json!({ "content": "", "embeds": [] }), No(400, 50006)),
        ("the text away", json!({ "content": null }), Fine),
        ("eleven frames", json!({ "embeds": many(11, |_| json!({ "title": "x" })) }), most("embeds", 10)),
        ("six rows", json!({ "components": many(6, |n| json!({ "type": 1, "components": [{ "type": 2, "style": 1, "label": "x", "custom_id": n.to_string() }] })) }), most("components", 5)),
    ])
    .await;
    #[rustfmt::skip]
    holds(&room, "PATCH", &at(&mias.body), &room.bot(), vec![
        ("somebody else's", json!({ "content": "x" }), No(403, 50005)),
    ])
    .await;
    let hidden = room
        .ask(
            "PATCH",
            &at(&own.body),
            Some(&room.bot()),
            Some(json!({ "flags": 4 })),
        )
        .await;
    assert_eq!(hidden.body["flags"], 4, "{}", hidden.body);
    let shown = room
        .ask(
            "PATCH",
            &at(&own.body),
            Some(&room.bot()),
            Some(json!({ "flags": 0 })),
        )
        .await;
    assert_eq!(shown.body["flags"], 0, "{}", shown.body);
    room.stop().await;
}

#[tokio::test]
async fn what_is_taken_is_told_as_discord_tells_it() {
    let room = Room::new().await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    let body = json!({
        "content": "  hello\n", "nonce": 7, "tts": true,
        "embeds": [{ "title": " t ", "color": 255, "timestamp": "2026-11-23T10:00:00+02:00", "fields": [{ "name": "n", "value": "v" }] }],
    });
    let answer = room.ask("POST", &path, Some(&room.bot()), Some(body)).await;
    // The bot may not have its words read aloud, and says so no more.
    assert_eq!(
        (answer.status, answer.code),
        (403, Some(50013)),
        "{}",
        answer.body
    );
    let body = json!({
        "content": "  hello\n", "nonce": 7, "flags": 64 | 4096,
        "embeds": [{ "title": " t ", "color": 255, "timestamp": "2026-11-23T10:00:00+02:00", "fields": [{ "name": "n", "value": "v" }] }],
    });
    let answer = room
        .ask("POST", &path, Some(&room.bot()), Some(body))
        .await
        .body;
    assert_eq!(answer["content"], "hello");
    assert_eq!(answer["nonce"], 7);
    assert_eq!(
        answer["flags"], 4096,
        "only an interaction is answered in private"
    );
    let embed = json!({
        "type": "rich", "title": "t", "color": 255, "timestamp": "2026-11-23T08:00:00+00:00",
        "fields": [{ "name": "n", "value": "v", "inline": false }],
    });
    assert_eq!(answer["embeds"][0], embed);
    room.stop().await;
}

#[tokio::test]
async fn a_window_of_history() {
    let room = Room::new().await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    for (limit, comes) in [
        ("1", Fine),
        ("100", Fine),
        ("0", low("limit", 1)),
        ("101", high("limit", 100)),
    ] {
        let path = format!("{path}?limit={limit}");
        let answer = room.ask("GET", &path, Some(&room.bot()), None).await;
        assert_eq!(super::differs(&answer, comes), None, "{limit}");
    }
    room.stop().await;
}
