//! Gateway sessions: what each has heard, in which order, and again after a lost connection.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json, value::RawValue};
use tokio::sync::mpsc::{self, Receiver, Sender, error::TrySendError};
use tokio_util::sync::CancellationToken;

use super::{World, message::Message};
use crate::faults::Blow;

/// Events that a session keeps for a resume.
const KEPT: usize = 2_000;

/// How long a dropped session can be resumed.
pub const RESUMABLE: Duration = Duration::from_secs(120);

/// Frames that may wait for a client that reads too slowly; then its connection is dropped. A resume's
/// have to find room.
const QUEUE: usize = KEPT + 500;

/// What RESUMED tells.
pub fn resumed_data() -> Arc<RawValue> {
    raw(&json!({ "_trace": [] }))
}

/// Whether a session is over when its connection is closed with this code: Discord's own list of codes says
/// so of those after which a client has to begin anew, 4009 among them; 1000 and 1001 are a client's farewell.
pub fn ends_session(code: u16) -> bool {
    matches!(code, 1000 | 1001 | 4003..=4005 | 4007 | 4009..=4014)
}

/// What goes down a gateway connection.
#[derive(Clone, Debug)]
pub enum Frame {
    /// A payload.
    Text(Arc<str>),
    /// The end, with its code.
    Close(u16, &'static str),
}

/// The way to a client.
#[derive(Clone, Debug)]
pub struct Out {
    queue: Sender<Frame>,
    broken: CancellationToken,
}

impl Out {
    /// A way, and where what is put into it comes out.
    pub fn new() -> (Self, Receiver<Frame>) {
        let (queue, frames) = mpsc::channel(QUEUE);
        let broken = CancellationToken::new();
        (Self { queue, broken }, frames)
    }

    /// Puts a frame in. A client that reads too slowly loses its connection.
    pub fn send(&self, frame: Frame) {
        if let Err(TrySendError::Full(_)) = self.queue.try_send(frame) {
            tracing::warn!("A client of the gateway reads too slowly; its connection is broken.");
            self.broken.cancel();
        }
    }

    /// Breaks the connection, without a word.
    pub fn break_off(&self) {
        self.broken.cancel();
    }

    /// Waits until it is broken.
    pub async fn broken(&self) {
        self.broken.cancelled().await;
    }

    /// Whether both are the same way.
    pub fn is(&self, other: &Self) -> bool {
        self.queue.same_channel(&other.queue)
    }
}

/// A session, connected or waiting to be resumed.
#[derive(Debug)]
pub struct Session {
    /// Its id.
    pub id: String,
    /// Whose.
    pub user: u64,
    /// A bot's, with these intents; a person hears what they see.
    pub intents: Option<u64>,
    /// The bot's shard, and of how many.
    pub shard: (u64, u64),
    /// The last event's number.
    pub seq: u64,
    /// Events by number, for a resume.
    kept: VecDeque<(u64, Arc<str>)>,
    /// The connection.
    pub out: Option<Out>,
    /// When the connection was lost.
    pub lost: Option<Instant>,
}

/// Who hears an event.
#[derive(Clone, Debug)]
pub enum Audience {
    /// All who see the channel.
    Channel {
        /// Of which server.
        guild: u64,
        /// Which.
        channel: u64,
    },
    /// Both who speak in a channel between two people.
    Direct(u64),
    /// All who have the channel in their list: people who see it, and the bot.
    Listed {
        /// Of which server.
        guild: u64,
        /// Which.
        channel: u64,
    },
    /// All who see the thread; a bot without the members intent only when it is one of those who came or
    /// went.
    Crowd {
        /// Of which server.
        guild: u64,
        /// Which.
        thread: u64,
        /// Who came or went.
        whom: Vec<u64>,
    },
    /// Some of a server, the bot perhaps among them.
    Users {
        /// Of which server.
        guild: u64,
        /// Who.
        users: Vec<u64>,
    },
    /// All members of a server.
    Guild(u64),
    /// One person's clients; an ephemeral message.
    Person(u64),
    /// The people of a server.
    People(u64),
    /// The bot, on the shard of this server, if its intents let the event through.
    Bots(u64),
    /// The bot, on the shard of this server, whatever its intents.
    Bot(u64),
}

impl Audience {
    /// Who hears of a message.
    pub fn of(message: &Message) -> Self {
        match message.only_for {
            Some(user) => Self::Person(user),
            None if message.guild == 0 => Self::Direct(message.channel),
            None => Self::Channel {
                guild: message.guild,
                channel: message.channel,
            },
        }
    }
}

/// Why a session cannot be resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoResume {
    /// It never sent that many: close code 4007.
    SeqAhead,
    /// Too much is gone since: op 9.
    TooOld,
}

/// A payload that is not an event.
pub fn payload(op: u8, data: &Value) -> Arc<str> {
    json!({ "op": op, "d": data, "s": null, "t": null })
        .to_string()
        .into()
}

/// A value as it goes over the wire.
pub fn raw(data: &Value) -> Arc<RawValue> {
    // A value always has a text; null would be a fault that a test sees.
    serde_json::value::to_raw_value(data)
        .map(Arc::from)
        .unwrap_or_else(|_| RawValue::NULL.to_owned().into())
}

impl Session {
    /// A new session with a connection.
    pub fn new(id: String, user: u64, intents: Option<u64>, shard: (u64, u64), out: Out) -> Self {
        Self {
            id,
            user,
            intents,
            shard,
            seq: 0,
            kept: VecDeque::new(),
            out: Some(out),
            lost: None,
        }
    }

    /// Whether this session is told of a server: a bot's shards share them out.
    pub fn serves(&self, guild: u64) -> bool {
        self.intents.is_none() || (guild >> 22) % self.shard.1.max(1) == self.shard.0
    }

    /// Sends an event with the next number, which it gives.
    pub fn send(&mut self, event: &str, data: &RawValue) -> u64 {
        self.seq += 1;
        let text: Arc<str> = format!(
            r#"{{"op":0,"t":"{event}","s":{},"d":{}}}"#,
            self.seq,
            data.get()
        )
        .into();
        self.kept.push_back((self.seq, Arc::clone(&text)));
        if self.kept.len() > KEPT {
            self.kept.pop_front();
        }
        self.tell(Frame::Text(text));
        self.seq
    }

    /// Puts a frame on its way.
    pub fn tell(&self, frame: Frame) {
        if let Some(out) = &self.out {
            out.send(frame);
        }
    }

    /// Breaks the connection, without a word.
    pub fn break_off(&mut self) {
        if let Some(out) = self.out.take() {
            out.break_off();
        }
        self.drop_connection();
    }

    /// Takes note that the connection is gone. What was sent into it stays on its way.
    pub fn drop_connection(&mut self) {
        self.out = None;
        self.lost.get_or_insert_with(Instant::now);
    }

    /// Whether it can still be resumed.
    pub fn lives(&self) -> bool {
        self.lost.is_none_or(|at| at.elapsed() < RESUMABLE)
    }

    /// Takes a new connection and sends again what came after `seq`. Gives the number of what tells that this
    /// is all.
    pub fn resume(&mut self, seq: u64, out: Out) -> Result<u64, NoResume> {
        if seq > self.seq {
            return Err(NoResume::SeqAhead);
        }
        let oldest = self.kept.front().map_or(self.seq + 1, |(seq, _)| *seq);
        if seq + 1 < oldest {
            return Err(NoResume::TooOld);
        }
        // A client that comes back by another line has left the old one.
        self.break_off();
        self.out = Some(out);
        self.lost = None;
        let missed: Vec<Arc<str>> = self
            .kept
            .iter()
            .filter(|(kept, _)| *kept > seq)
            .map(|(_, text)| Arc::clone(text))
            .collect();
        for text in missed {
            self.tell(Frame::Text(text));
        }
        Ok(self.send("RESUMED", &resumed_data()))
    }
}

impl World {
    /// Lets something befall the bot's connections.
    pub fn strike(&mut self, blow: Blow) {
        let bots = self
            .sessions
            .iter_mut()
            .filter(|session| session.intents.is_some() && session.out.is_some());
        let mut gone = Vec::new();
        for session in bots {
            match blow {
                Blow::Close(code) => {
                    session.tell(Frame::Close(code, "closed on demand"));
                    session.drop_connection();
                    if ends_session(code) {
                        gone.push(session.id.clone());
                    }
                }
                Blow::Drop => session.break_off(),
                Blow::Reconnect => session.tell(Frame::Text(payload(7, &Value::Null))),
                Blow::InvalidSession(resumable) => {
                    session.tell(Frame::Text(payload(9, &json!(resumable))));
                    session.drop_connection();
                    if !resumable {
                        gone.push(session.id.clone());
                    }
                }
                Blow::Heartbeat => session.tell(Frame::Text(payload(1, &Value::Null))),
            }
        }
        self.sessions.retain(|session| !gone.contains(&session.id));
    }

    /// Breaks all connections, everybody's.
    pub fn drop_all(&mut self) {
        for session in &mut self.sessions {
            session.break_off();
        }
    }
}
