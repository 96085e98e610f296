//! A gateway connection, spoken by hand.

use std::{io::Write, mem, time::Duration};

use flate2::{Decompress, FlushDecompress};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use crate::client::Room;

/// Servers, and messages in them.
pub const MESSAGES: u64 = 1 | 1 << 9;
/// What messages say.
pub const CONTENT: u64 = 1 << 15;

/// A connection.
pub struct Wire {
    line: WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>,
    /// Of a compressed stream: what takes it apart again.
    stream: Option<Stream>,
    /// How many messages came compressed, and how many as text.
    pub compressed: usize,
    pub plain: usize,
}

/// A compressed stream.
enum Stream {
    Zlib(Decompress),
    Zstd(Box<zstd::stream::write::Decoder<'static, Vec<u8>>>),
}

impl Stream {
    /// The stream that an address asks for.
    fn of(query: &str) -> Option<Self> {
        if query.contains("zlib-stream") {
            Some(Self::Zlib(Decompress::new(true)))
        } else if query.contains("zstd-stream") {
            let decoder = zstd::stream::write::Decoder::new(Vec::new()).expect("a decoder");
            Some(Self::Zstd(Box::new(decoder)))
        } else {
            None
        }
    }

    /// What a stretch of it says.
    fn inflate(&mut self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Zlib(inflate) => {
                let mut out = Vec::with_capacity(1 << 20);
                inflate
                    .decompress_vec(bytes, &mut out, FlushDecompress::Sync)
                    .expect("inflates");
                out
            }
            Self::Zstd(decoder) => {
                decoder.write_all(bytes).expect("decodes");
                decoder.flush().expect("decodes");
                mem::take(decoder.get_mut())
            }
        }
    }
}

/// What came.
#[derive(Debug)]
pub enum Came {
    Payload(Value),
    Closed(u16),
}

/// What a client says first.
pub fn identify(token: &str, intents: u64) -> Value {
    json!({ "token": token, "intents": intents, "properties": { "os": "x", "browser": "x", "device": "x" } })
}

impl Wire {
    /// A connection that was greeted.
    pub async fn open(room: &Room) -> Self {
        Self::asking(room, "v=10&encoding=json").await
    }

    /// The same, with this in the address.
    pub async fn asking(room: &Room, query: &str) -> Self {
        let mut wire = Self::connect(room, query).await;
        match wire.next().await {
            Came::Payload(hello) => assert_eq!(hello["op"], 10),
            Came::Closed(code) => panic!("closed with {code} before hello"),
        }
        wire
    }

    /// A connection that has not been greeted yet.
    pub async fn connect(room: &Room, query: &str) -> Self {
        let url = format!("ws://{}/gateway?{query}", room.sandbox.address());
        Self {
            line: connect_async(url).await.expect("the gateway").0,
            stream: Stream::of(query),
            compressed: 0,
            plain: 0,
        }
    }

    /// A bot's session, up to its last GUILD_CREATE.
    pub async fn bot(room: &Room, intents: u64) -> Self {
        let mut wire = Self::open(room).await;
        wire.send(2, identify(&room.company.bot_token, intents))
            .await;
        wire.event("GUILD_CREATE").await;
        wire
    }

    /// A person's session.
    pub async fn person(room: &Room, name: &str) -> Self {
        let mut wire = Self::open(room).await;
        wire.send(2, json!({ "token": room.person(name), "properties": {} }))
            .await;
        wire.event("GUILD_CREATE").await;
        wire
    }

    /// Sends a payload.
    pub async fn send(&mut self, op: u8, data: Value) {
        let text = json!({ "op": op, "d": data }).to_string();
        self.raw(Message::text(text)).await;
    }

    /// Sends a message as it is. A line that was closed already shows in what comes next.
    pub async fn raw(&mut self, message: Message) {
        let _ = self.line.send(message).await;
    }

    /// The next payload, or the end.
    pub async fn next(&mut self) -> Came {
        loop {
            let came = tokio::time::timeout(Duration::from_secs(5), self.line.next())
                .await
                .expect("something comes");
            match came {
                Some(Ok(Message::Text(text))) => {
                    assert!(self.stream.is_none(), "text in a compressed stream: {text}");
                    self.plain += 1;
                    return Came::Payload(serde_json::from_str(&text).expect("JSON"));
                }
                Some(Ok(Message::Binary(bytes))) => {
                    self.compressed += 1;
                    let mut own = Stream::Zlib(Decompress::new(true));
                    let out = self.stream.as_mut().unwrap_or(&mut own).inflate(&bytes);
                    return Came::Payload(serde_json::from_slice(&out).expect("JSON"));
                }
                Some(Ok(Message::Close(frame))) => {
                    return Came::Closed(frame.map_or(1005, |frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Came::Closed(1006),
            }
        }
    }

    /// The next event of a name.
    pub async fn event(&mut self, name: &str) -> Value {
        loop {
            match self.next().await {
                Came::Payload(payload) if payload["t"] == name => return payload,
                Came::Payload(_) => {}
                Came::Closed(code) => panic!("closed with {code} before {name}"),
            }
        }
    }

    /// The code with which it is closed, whatever comes before.
    pub async fn closed(&mut self) -> u16 {
        loop {
            if let Came::Closed(code) = self.next().await {
                return code;
            }
        }
    }

    /// The events of these names that come until nothing has come for a moment.
    pub async fn heard(&mut self, names: &[&str]) -> Vec<(String, Value)> {
        let all = self.events(Duration::from_millis(120)).await;
        let named = all.into_iter().filter_map(|mut event| {
            let name = event["t"].as_str()?.to_owned();
            let wanted = names.iter().any(|wanted| name.starts_with(wanted));
            wanted.then(|| (name, event["d"].take()))
        });
        named.collect()
    }

    /// The events that come until the line has been silent for so long.
    pub async fn events(&mut self, silence: Duration) -> Vec<Value> {
        let mut all = Vec::new();
        while let Ok(Came::Payload(payload)) = tokio::time::timeout(silence, self.next()).await {
            if payload["op"] == 0 {
                all.push(payload);
            }
        }
        all
    }
}
