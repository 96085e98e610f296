//! Bad input and too much of it: refused, and nothing falls over.

use std::time::Duration;

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    client::Room,
    wire::{CONTENT, MESSAGES, Wire, identify},
};

/// Whether the sandbox still does what it should.
async fn works(room: &Room) {
    assert_eq!(
        room.ask("GET", "/users/@me", Some(&room.bot()), None)
            .await
            .status,
        200
    );
    let mut wire = Wire::bot(room, MESSAGES | CONTENT).await;
    room.says("Mia", "general", "still here").await;
    assert_eq!(
        wire.event("MESSAGE_CREATE").await["d"]["content"],
        "still here"
    );
}

/// Sends bytes, and gives what comes back until the other side closes or a second has gone by.
async fn bytes(room: &Room, sent: &[u8]) -> String {
    let mut line = TcpStream::connect(room.sandbox.address())
        .await
        .expect("a line");
    let _ = line.write_all(sent).await;
    let mut came = Vec::new();
    let read = line.read_to_end(&mut came);
    let _ = tokio::time::timeout(Duration::from_secs(1), read).await;
    String::from_utf8_lossy(&came).into_owned()
}

#[tokio::test]
async fn frames_that_are_cut_short_or_wrong_end_their_own_connection() {
    let room = Room::new().await;
    let hello = format!(
        "GET /gateway?v=10&encoding=json HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        room.sandbox.address()
    );
    for (name, frame) in [
        (
            "a text of 100 bytes that ends after three",
            vec![0x81, 0xe4, 1, 2, 3, 4, b'{', b'"', b'o'],
        ),
        ("a frame without a mask", vec![0x81, 0x02, b'{', b'}']),
        (
            "an opcode that does not exist",
            vec![0x8f, 0x80, 0, 0, 0, 0],
        ),
        (
            "a length of 2^62",
            vec![0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ),
        ("a continuation of nothing", vec![0x80, 0x80, 0, 0, 0, 0]),
        (
            "text that is no UTF-8",
            vec![0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe],
        ),
    ] {
        let mut sent = hello.clone().into_bytes();
        sent.extend(frame);
        let came = bytes(&room, &sent).await;
        assert!(came.starts_with("HTTP/1.1 101"), "{name}: {came}");
    }
    works(&room).await;
    room.stop().await;
}

#[tokio::test]
async fn requests_that_are_cut_short_or_wrong_get_an_error_or_nothing() {
    let room = Room::new().await;
    let host = room.sandbox.address();
    let token = room.bot();
    let channel = room.channel("general");
    for (name, text, begins) in [
        ("no HTTP", "HELLO\r\n\r\n".to_owned(), "HTTP/1.1 400"),
        (
            "a body that never comes",
            format!(
                "POST /api/v10/channels/{channel}/messages HTTP/1.1\r\nHost: {host}\r\nAuthorization: {token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"con"
            ),
            "",
        ),
        (
            "a form without an end",
            format!(
                "POST /api/v10/channels/{channel}/messages HTTP/1.1\r\nHost: {host}\r\nAuthorization: {token}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 40\r\nConnection: close\r\n\r\n--b\r\nContent-Disposition: form-data; nam"
            ),
            "HTTP/1.1 400",
        ),
        (
            "a form without a boundary",
            format!(
                "POST /api/v10/channels/{channel}/messages HTTP/1.1\r\nHost: {host}\r\nAuthorization: {token}\r\nContent-Type: multipart/form-data\r\nContent-Length: 2\r\nConnection: close\r\n\r\nxx"
            ),
            "HTTP/1.1 400",
        ),
        (
            "a token that is no text",
            format!(
                "GET /api/v10/users/@me HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bot \u{e9}\u{fffd}\r\nConnection: close\r\n\r\n"
            ),
            "HTTP/1.1 401",
        ),
    ] {
        let came = bytes(&room, text.as_bytes()).await;
        assert!(came.starts_with(begins), "{name}: {came}");
    }
    works(&room).await;
    room.stop().await;
}

#[tokio::test]
async fn ten_megabytes_and_a_thousand_levels_are_refused_with_discords_words() {
    let room = Room::new().await;
    let channel = format!("/channels/{}/messages", room.channel("general"));
    let commands = format!("/applications/{}/commands", room.company.application_id);
    let long = "x".repeat(10 << 20);
    let deep = format!("{}1{}", "{\"a\":".repeat(1_000), "}".repeat(1_000));
    for (name, method, path, body, status, code) in [
        (
            "a message of 10 MB",
            "POST",
            &channel,
            json!({ "content": long }).to_string(),
            400,
            50035,
        ),
        (
            "a command of 10 MB",
            "POST",
            &commands,
            json!({ "name": "x", "description": long }).to_string(),
            400,
            50035,
        ),
        (
            "a body of 30 MB",
            "POST",
            &channel,
            "x".repeat(30 << 20),
            413,
            40005,
        ),
        (
            "a message of 1,000 levels",
            "POST",
            &channel,
            deep.clone(),
            400,
            50109,
        ),
        (
            "commands of 1,000 levels",
            "PUT",
            &commands,
            deep,
            400,
            50109,
        ),
    ] {
        let answer = room.try_raw(method, path, &room.bot(), body).await;
        // Who sends far too much may find the door closed before it is through.
        let Ok(answer) = answer else {
            assert_eq!(status, 413, "{name}");
            continue;
        };
        assert_eq!(
            (answer.status, answer.code),
            (status, Some(code)),
            "{name}: {:.300}",
            answer.body
        );
    }
    works(&room).await;
    room.stop().await;
}

#[tokio::test]
async fn tokens_of_somebody_else_open_nothing() {
    let room = Room::new().await;
    let other = Room::new().await;
    let bare = room.company.bot_token.clone();
    for (name, token) in [
        ("another sandbox's bot", other.bot()),
        ("another sandbox's member", other.person("Mia")),
        ("the bot's without its prefix", bare.clone()),
        ("the bot's as a bearer's", format!("Bearer {bare}")),
        (
            "a member's as a bot's",
            format!("Bot {}", room.person("Mia")),
        ),
        ("nothing", String::new()),
        ("the prefix alone", "Bot ".to_owned()),
    ] {
        let answer = room.ask("GET", "/users/@me", Some(&token), None).await;
        assert_eq!(
            (answer.status, answer.code),
            (401, Some(0)),
            "{name}: {}",
            answer.body
        );
    }
    for token in [other.company.bot_token.clone(), String::new()] {
        let mut wire = Wire::open(&room).await;
        wire.send(2, identify(&token, MESSAGES)).await;
        assert_eq!(wire.closed().await, 4004);
    }
    works(&room).await;
    other.stop().await;
    room.stop().await;
}

#[tokio::test]
async fn a_thousand_connections_hear_one_message_and_leave() {
    let room = Room::new().await;
    let mut wires = Vec::new();
    for _ in 0..20 {
        let some = (0..50).map(|_| Wire::person(&room, "Mia"));
        wires.extend(futures::future::join_all(some).await);
    }
    assert_eq!(wires.len(), 1_000);
    room.says("Mia", "general", "to all of you").await;
    for wire in &mut wires {
        assert_eq!(
            wire.event("MESSAGE_CREATE").await["d"]["content"],
            "to all of you"
        );
    }
    drop(wires);
    works(&room).await;
    room.stop().await;
}

#[tokio::test]
async fn a_client_that_does_not_read_is_dropped_and_the_others_go_on() {
    let room = Room::new().await;
    let mut lazy = Wire::bot(&room, MESSAGES | CONTENT).await;
    // Four bytes a character: soon more than the queue and the system's own buffers hold.
    let text = "\u{1f980}".repeat(2_000);
    let send = async |_: usize| room.says("Mia", "general", &text).await.status;
    for start in (0..4_000).step_by(100) {
        let some = (start..start + 100).map(&send);
        let statuses = futures::future::join_all(some).await;
        assert!(statuses.iter().all(|status| *status == 200));
    }
    works(&room).await;
    assert_eq!(lazy.closed().await, 1006);
    room.stop().await;
}
