//! Gateway sessions: who hears what, in which order, and again after a lost connection.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::{World, message::Message};

/// Intents that the sandbox knows by what they let through.
const GUILDS: u64 = 1;
const GUILD_MESSAGES: u64 = 1 << 9;
const MESSAGE_CONTENT: u64 = 1 << 15;

/// Events that a session keeps for a resume.
const KEPT: usize = 2_000;

/// How long a dropped session can be resumed.
const RESUMABLE: Duration = Duration::from_secs(120);

/// What goes down a gateway connection.
#[derive(Clone, Debug)]
pub enum Frame {
    /// A payload.
    Text(String),
    /// The end, with its code.
    Close(u16, &'static str),
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
    /// The last event's number.
    pub seq: u64,
    /// Events by number, for a resume.
    kept: VecDeque<(u64, String)>,
    /// The connection.
    pub out: Option<UnboundedSender<Frame>>,
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
    /// One person's clients; an ephemeral message.
    Person(u64),
    /// The bot.
    Bot,
}

impl Audience {
    /// Who hears of a message.
    pub fn of(message: &Message) -> Self {
        match message.only_for {
            Some(user) => Self::Person(user),
            None => Self::Channel {
                guild: message.guild,
                channel: message.channel,
            },
        }
    }
}

impl Session {
    /// A new session with a connection.
    pub fn new(id: String, user: u64, intents: Option<u64>, out: UnboundedSender<Frame>) -> Self {
        Self {
            id,
            user,
            intents,
            seq: 0,
            kept: VecDeque::new(),
            out: Some(out),
            lost: None,
        }
    }

    /// Sends an event with the next number.
    pub fn send(&mut self, event: &str, data: &Value) {
        self.seq += 1;
        let text = json!({ "op": 0, "t": event, "s": self.seq, "d": data }).to_string();
        self.kept.push_back((self.seq, text.clone()));
        if self.kept.len() > KEPT {
            self.kept.pop_front();
        }
        self.deliver(text);
    }

    fn deliver(&mut self, text: String) {
        if let Some(out) = &self.out
            && out.send(Frame::Text(text)).is_err()
        {
            self.drop_connection();
        }
    }

    /// Takes note that the connection is gone.
    pub fn drop_connection(&mut self) {
        self.out = None;
        self.lost = Some(Instant::now());
    }

    /// Takes a new connection and sends again what came after `seq`. `false`: too much is gone.
    pub fn resume(&mut self, seq: u64, out: UnboundedSender<Frame>) -> bool {
        let oldest = self.kept.front().map_or(self.seq + 1, |(seq, _)| *seq);
        if seq > self.seq || seq + 1 < oldest {
            return false;
        }
        self.out = Some(out);
        self.lost = None;
        let missed: Vec<String> = self
            .kept
            .iter()
            .filter(|(kept, _)| *kept > seq)
            .map(|(_, text)| text.clone())
            .collect();
        for text in missed {
            self.deliver(text);
        }
        self.send("RESUMED", &json!({}));
        true
    }
}

impl World {
    /// Tells `audience` of an event. What a bot's intents do not let through it does not hear.
    pub fn emit(&mut self, event: &str, audience: &Audience, data: Value) {
        self.sessions
            .retain(|session| session.lost.is_none_or(|at| at.elapsed() < RESUMABLE));
        let mut sessions = std::mem::take(&mut self.sessions);
        for session in &mut sessions {
            let hears = match audience {
                Audience::Person(user) => session.intents.is_none() && session.user == *user,
                Audience::Bot => session.intents.is_some(),
                Audience::Channel { guild, channel } => {
                    self.guilds
                        .get(guild)
                        .is_some_and(|guild| guild.sees(session.user, *channel))
                        && session
                            .intents
                            .is_none_or(|intents| lets_through(intents, event))
                }
            };
            if !hears {
                continue;
            }
            match session.intents {
                Some(intents)
                    if event.starts_with("MESSAGE_") && intents & MESSAGE_CONTENT == 0 =>
                {
                    session.send(event, &self.without_content(&data));
                }
                _ => session.send(event, &data),
            }
            if session.intents.is_some()
                && let Some(at) = self.doubled.iter().position(|name| name == event)
            {
                self.doubled.remove(at);
                session.send(event, &data);
            }
        }
        self.sessions = sessions;
    }

    /// A message without what only the content intent shows; the bot's own and those that mention it
    /// keep theirs.
    fn without_content(&self, data: &Value) -> Value {
        let bot = self.application.to_string();
        let own = data["author"]["id"] == bot;
        let named = data["mentions"]
            .as_array()
            .is_some_and(|all| all.iter().any(|user| user["id"] == bot));
        let mut data = data.clone();
        if !own && !named && data.get("content").is_some() {
            data["content"] = json!("");
            for list in ["embeds", "attachments", "components"] {
                data[list] = json!([]);
            }
        }
        data
    }
}

fn lets_through(intents: u64, event: &str) -> bool {
    let needed = match event {
        "MESSAGE_CREATE" | "MESSAGE_UPDATE" | "MESSAGE_DELETE" => GUILD_MESSAGES,
        "INTERACTION_CREATE" => return true,
        _ => GUILDS,
    };
    intents & needed != 0
}
