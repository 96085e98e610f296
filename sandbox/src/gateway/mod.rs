//! The gateway: hello, identify or resume, heartbeats, events.

mod compression;
mod identify;
mod members;
mod receive;

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::{
        Query, State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket},
    },
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc::Receiver;

use self::compression::Encoding;
use super::{
    Shared,
    http::Way,
    model::session::{Frame, Out, Session, ends_session, payload},
    refusal::Refused,
};

/// The largest payload that a client may send, in bytes.
const PAYLOAD: usize = 4_096;

/// How many payloads a client may send in a minute.
const SENDS: usize = 120;

/// How long a client may take to read that its connection ends.
const FAREWELL: Duration = Duration::from_secs(5);

/// Why a connection ends: its code, and words.
type Close = (u16, &'static str);

const DECODE: Close = (4002, "Error while decoding payload.");
const RATE_LIMITED: Close = (4008, "Rate limited.");
const TIMED_OUT: Close = (4009, "Session timed out.");

/// What a connection asks for in its address.
#[derive(Debug, Deserialize)]
pub struct Asked {
    v: Option<String>,
    encoding: Option<String>,
    compress: Option<String>,
}

/// Opens a gateway connection.
pub async fn connect(
    State(shared): State<Arc<Shared>>,
    Query(asked): Query<Asked>,
    way: Way,
    upgrade: WebSocketUpgrade,
) -> Response {
    let spoken = Encoding::asked(asked.compress.as_deref());
    let Some(encoding) = spoken.filter(|_| asked.encoding.as_deref().is_none_or(|it| it == "json"))
    else {
        // Said at once rather than by silence.
        tracing::warn!(
            ?asked,
            "The sandbox's gateway speaks JSON, as it is or in a zlib-stream or zstd-stream."
        );
        shared
            .log
            .gateway(None, format!("refused a connection: {asked:?}"));
        return Refused::not_here().into_response();
    };
    let address = way.gateway(&shared.world().base);
    let version = asked.v.as_deref().unwrap_or("10").to_owned();
    // Larger than anything allowed, so that what is too large can be told with its code.
    upgrade
        .max_message_size(1024 * 1024)
        .on_upgrade(move |socket| async move {
            let heartbeat = Duration::from_millis(shared.settings().heartbeat_ms);
            let (line, frames) = Line::new(shared, socket, encoding, address, silence(heartbeat));
            if matches!(version.as_str(), "9" | "10") {
                line.serve(frames, heartbeat).await;
            } else {
                line.close((4012, "Invalid API version.")).await;
            }
        })
}

/// How long a client may be silent before it is gone.
fn silence(heartbeat: Duration) -> Duration {
    heartbeat * 3 / 2
}

/// A connection.
struct Line {
    shared: Arc<Shared>,
    socket: WebSocket,
    encoding: Encoding,
    /// Where the client finds the gateway again.
    address: String,
    /// Where the session puts what is to be sent.
    out: Out,
    /// The session that was begun or resumed here.
    session: Option<String>,
    /// When the client sent something, in the last minute.
    sends: VecDeque<Instant>,
    /// When it is gone, unless a heartbeat comes.
    deadline: tokio::time::Instant,
}

impl Line {
    fn new(
        shared: Arc<Shared>,
        socket: WebSocket,
        encoding: Encoding,
        address: String,
        silence: Duration,
    ) -> (Self, Receiver<Frame>) {
        let (out, frames) = Out::new();
        let line = Self {
            shared,
            socket,
            encoding,
            address,
            out,
            session: None,
            sends: VecDeque::new(),
            deadline: tokio::time::Instant::now() + silence,
        };
        (line, frames)
    }

    /// Speaks with one client until either ends it.
    async fn serve(mut self, mut frames: Receiver<Frame>, heartbeat: Duration) {
        let silence = silence(heartbeat);
        let hello = payload(
            10,
            &json!({ "heartbeat_interval": heartbeat.as_millis() as u64, "_trace": ["[\"sandbox\",{}]"] }),
        );
        if !self.send(&hello).await {
            return;
        }
        let way = self.encoding.name();
        self.shared
            .log
            .gateway(None, format!("a client connected, {way}"));
        let close = loop {
            let deadline = self.deadline;
            tokio::select! {
                frame = frames.recv() => match frame {
                    Some(Frame::Text(text)) => if !self.send(&text).await { break None },
                    Some(Frame::Close(code, why)) => break Some((code, why)),
                    None => break None,
                },
                () = self.out.broken() => return self.lost("its connection was broken"),
                received = self.socket.recv() => match received {
                    Some(Ok(message @ (Message::Text(_) | Message::Binary(_)))) => {
                        // hikari sends its JSON as bytes, which Discord takes.
                        let taken = message.to_text().map_err(|_| DECODE).and_then(|text| self.receive(text));
                        match taken {
                            Ok(true) => self.deadline = tokio::time::Instant::now() + silence,
                            Ok(false) => {}
                            Err(end) => break Some(end),
                        }
                    }
                    Some(Ok(Message::Close(frame))) => {
                        // 1000 and 1001 end the session; others leave it to be resumed.
                        let code = frame.map_or(1005, |frame| frame.code);
                        if matches!(code, 1000 | 1001) {
                            self.end_session();
                        }
                        return self.lost(&format!("the client closed with {code}"));
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return self.lost("the client is gone"),
                },
                () = tokio::time::sleep_until(deadline) => break Some(TIMED_OUT),
            }
        };
        match close {
            Some(close) => self.close(close).await,
            None => self.lost("the client is gone"),
        }
    }

    /// Sends a payload. `false`: the client is gone.
    async fn send(&mut self, text: &str) -> bool {
        let Some(message) = self.encoding.message(text) else {
            return false;
        };
        // A client that does not read would hold this up for ever; while it does, nothing of the client's is
        // read, so its heartbeat cannot come.
        tokio::select! {
            sent = self.socket.send(message) => sent.is_ok(),
            () = self.out.broken() => false,
            () = tokio::time::sleep_until(self.deadline) => false,
        }
    }

    /// Closes the connection; those codes after which nothing can be resumed end the session too.
    async fn close(mut self, (code, reason): Close) {
        if ends_session(code) {
            self.end_session();
        }
        let frame = CloseFrame {
            code,
            reason: reason.into(),
        };
        let farewell = self.socket.send(Message::Close(Some(frame)));
        // A client that does not read would hold this up for ever.
        let _ = tokio::time::timeout(FAREWELL, farewell).await;
        self.lost(&format!("closed with {code}: {reason}"));
    }

    fn end_session(&mut self) {
        if let Some(id) = &self.session {
            let out = &self.out;
            self.shared
                .world()
                .sessions
                .retain(|session| session.id != *id || !on(session, out));
        }
    }

    /// Forgets a session that was called invalid: its client may begin or resume one by this connection.
    pub(super) fn forget_invalid(&mut self) {
        let Some(id) = &self.session else { return };
        let world = self.shared.world();
        let mut sessions = world.sessions.iter();
        if !sessions.any(|session| session.id == *id && on(session, &self.out)) {
            self.session = None;
        }
    }

    /// Takes note that the connection is gone.
    fn lost(self, why: &str) {
        self.shared.log.gateway(self.session.as_deref(), why);
        let Some(id) = self.session else { return };
        let mut world = self.shared.world();
        let own = |session: &&mut Session| session.id == id && on(session, &self.out);
        if let Some(session) = world.sessions.iter_mut().find(own) {
            session.drop_connection();
        }
    }

    /// Counts a payload of the client's; `false`: one too many.
    fn may_send(&mut self) -> bool {
        let minute = Duration::from_secs(60);
        while self.sends.front().is_some_and(|at| at.elapsed() > minute) {
            self.sends.pop_front();
        }
        self.sends.push_back(Instant::now());
        self.sends.len() <= SENDS
    }
}

/// Whether a session speaks through this connection.
fn on(session: &Session, out: &Out) -> bool {
    session.out.as_ref().is_some_and(|own| own.is(out))
}
