//! Who hears what: an event goes to the sessions of those who may know, and meets the trouble that
//! somebody ordered for it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json, value::RawValue};

use super::{
    World,
    guild::Guild,
    intent::{self, CONTENT, MEMBERS},
    session::{Audience, Session, raw},
};
use crate::{faults::Loss, log::Log};

/// How long a swapped event waits for the next one, which may never come.
const SWAP: Duration = Duration::from_secs(1);

/// An event that comes late.
#[derive(Debug)]
pub struct Late {
    /// At the latest.
    due: Instant,
    /// Or else after the next event of the session.
    after_next: bool,
    session: String,
    event: String,
    data: Arc<RawValue>,
}

impl Late {
    /// Comes at last. The line that told of its delay named nobody who heard it; this one does.
    fn arrive(self, session: &mut Session, log: &Log) {
        let to = vec![(session.id.clone(), session.send(&self.event, &self.data))];
        log.event(&self.event, to, self.data, Some("late"));
    }
}

impl World {
    /// Tells `audience` of an event. What a bot's intents do not let through it does not hear.
    pub fn emit(&mut self, event: &str, audience: &Audience, data: Value) {
        self.sessions.retain(Session::lives);
        let mut sessions = std::mem::take(&mut self.sessions);
        let mut hearing: Vec<&mut Session> = sessions
            .iter_mut()
            .filter(|session| self.hears(session, event, audience))
            .collect();
        let whole = raw(&data);
        let bots = hearing.iter().any(|session| session.intents.is_some());
        let loss = if bots {
            self.faults.take_event(event)
        } else {
            None
        };
        let mut veiled = None;
        let mut to = Vec::new();
        for session in &mut hearing {
            let Some(intents) = session.intents else {
                to.push((session.id.clone(), session.send(event, &whole)));
                continue;
            };
            let veils = intents & CONTENT == 0 && !matches!(audience, Audience::Direct(_));
            let data = if veils && event.starts_with("MESSAGE_") {
                veiled.get_or_insert_with(|| raw(&self.without_content(&data)))
            } else if intents & MEMBERS == 0 && event == "GUILD_CREATE" {
                veiled.get_or_insert_with(|| raw(&self.without_members(&data)))
            } else {
                &whole
            };
            let wait = match loss {
                None | Some(Loss::Double) => {
                    for _ in 0..if loss.is_some() { 2 } else { 1 } {
                        to.push((session.id.clone(), session.send(event, data)));
                    }
                    // What was to come after the next event comes now.
                    let id = session.id.clone();
                    let swapped = |late: &mut Late| late.after_next && late.session == id;
                    for late in self.late.extract_if(.., swapped) {
                        late.arrive(session, &self.log);
                    }
                    continue;
                }
                Some(Loss::Drop) => continue,
                Some(Loss::Delay(time)) => time,
                Some(Loss::Swap) => SWAP,
            };
            self.late.push(Late {
                due: Instant::now() + wait,
                after_next: loss == Some(Loss::Swap),
                session: session.id.clone(),
                event: event.to_owned(),
                data: Arc::clone(data),
            });
        }
        self.sessions = sessions;
        let fault = loss.map(|loss| match loss {
            Loss::Double => "doubled",
            Loss::Drop => "dropped",
            Loss::Delay(_) => "delayed",
            Loss::Swap => "swapped with the next",
        });
        self.log.event(event, to, whole, fault);
    }

    /// Tells one session of an event, whoever else may know.
    pub fn tell_one(&self, session: &mut Session, event: &str, data: &Value) {
        let data = raw(data);
        let seq = session.send(event, &data);
        self.log
            .event(event, vec![(session.id.clone(), seq)], data, None);
    }

    /// Sends the late events whose time has come.
    pub fn send_late(&mut self) {
        let now = Instant::now();
        let late = &mut self.late;
        for late in late.extract_if(.., |late| late.due <= now) {
            if let Some(session) = self
                .sessions
                .iter_mut()
                .find(|session| session.id == late.session)
            {
                late.arrive(session, &self.log);
            }
        }
    }

    /// Whether a session hears an event.
    fn hears(&self, session: &Session, event: &str, audience: &Audience) -> bool {
        let asked = |direct: bool| {
            session
                .intents
                .is_none_or(|intents| intent::lets_through(intents, event, direct))
        };
        let of = |guild: &u64| self.guilds.get(guild).filter(|_| session.serves(*guild));
        let member = |guild: &&Guild| guild.members.contains_key(&session.user);
        let sees = |guild: &u64, channel: &u64| {
            of(guild).is_some_and(|guild| guild.sees(session.user, *channel))
        };
        let bot = session.intents.is_some();
        match audience {
            // What happens outside of servers is told to the first shard.
            Audience::Direct(channel) => {
                let direct = self.directs.get(channel);
                direct.is_some_and(|direct| direct.users.contains(&session.user))
                    && session.serves(0)
                    && asked(true)
            }
            Audience::Listed { guild, channel } => {
                let listed = bot && of(guild).filter(member).is_some();
                (listed || sees(guild, channel)) && asked(false)
            }
            Audience::Users { guild, users } => {
                users.contains(&session.user) && session.serves(*guild) && asked(false)
            }
            Audience::Crowd {
                guild,
                thread,
                whom,
            } => {
                let all = session.intents.is_none_or(|intents| intents & MEMBERS != 0);
                let concerned = whom.contains(&session.user) && of(guild).filter(member).is_some();
                (concerned || all && sees(guild, thread)) && asked(false)
            }
            Audience::Person(user) => session.intents.is_none() && session.user == *user,
            Audience::Bot(guild) => session.intents.is_some() && session.serves(*guild),
            Audience::Bots(guild) => {
                session.intents.is_some() && session.serves(*guild) && asked(false)
            }
            Audience::People(guild) => {
                session.intents.is_none()
                    && self
                        .guilds
                        .get(guild)
                        .is_some_and(|guild| guild.members.contains_key(&session.user))
            }
            Audience::Guild(guild) => {
                session.serves(*guild)
                    && self
                        .guilds
                        .get(guild)
                        .is_some_and(|guild| guild.members.contains_key(&session.user))
                    && asked(false)
            }
            Audience::Channel { guild, channel } => sees(guild, channel) && asked(false),
        }
    }

    /// A server without the members whom only the members intent shows.
    fn without_members(&self, data: &Value) -> Value {
        let bot = self.application.to_string();
        let mut data = data.clone();
        if let Some(members) = data["members"].as_array_mut() {
            members.retain(|member| member["user"]["id"] == bot);
        }
        data
    }

    /// A message without what only the content intent shows; the bot's own and those that mention it
    /// keep theirs.
    pub fn without_content(&self, data: &Value) -> Value {
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
        if data["referenced_message"].is_object() {
            data["referenced_message"] = self.without_content(&data["referenced_message"]);
        }
        data
    }
}
