//! The one model of Discord from which every answer is derived.

pub mod channel;
pub mod command;
pub mod direct;
pub mod draft;
pub mod filling;
pub mod guild;
pub mod hearing;
pub mod installation;
pub mod intent;
pub mod interaction;
pub mod keep;
pub mod linking;
pub mod member;
pub mod message;
pub mod options;
pub mod permission;
pub mod pin;
pub mod place;
pub mod posting;
pub mod reaction;
pub mod role;
pub mod room;
pub mod seed;
pub mod session;
pub mod sight;
pub mod snowflake;
pub mod tell;
pub mod thread;
pub mod threading;
pub mod upload;
pub mod webhook;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use twilight_model::guild::Permissions;

use self::{
    channel::Channel,
    command::Command,
    direct::Direct,
    guild::Guild,
    interaction::{Interaction, Modal},
    member::{Member, User},
    message::Message,
    session::Session,
    snowflake::Snowflakes,
};
pub use super::caller::Caller;
pub(crate) use super::time;
use super::{
    faults::Faults,
    log::Log,
    refusal::Refused,
    settings::{SESSION_STARTS, Settings, Starts},
};
use crate::clock::Clock;

/// The time in which session starts are counted.
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// Everything there is.
#[derive(Debug)]
pub struct World {
    /// Business time: ids and timestamps of messages follow it.
    pub clock: Arc<dyn Clock>,
    /// Where the sandbox is reached, for addresses of files.
    pub base: String,
    /// The application's id, and its bot's.
    pub application: u64,
    /// What the bot logs in with.
    pub bot_token: String,
    /// What can be set while it runs.
    pub settings: Settings,
    /// Makes ids.
    pub ids: Snowflakes,
    /// Everybody with an account by id, the bot among them, in a server or in none.
    pub users: BTreeMap<u64, User>,
    /// Servers by id.
    pub guilds: BTreeMap<u64, Guild>,
    /// Channels between two people, by id.
    pub directs: BTreeMap<u64, Direct>,
    /// Messages by channel and id.
    pub messages: BTreeMap<u64, BTreeMap<u64, Message>>,
    /// Commands by id.
    pub commands: BTreeMap<u64, Command>,
    /// Interactions by id; they lapse after 15 minutes.
    pub interactions: HashMap<u64, Interaction>,
    /// How many commands were made of late.
    pub creations: command::Creations,
    /// Forms that are open, by the id of the interaction that opened them.
    pub modals: HashMap<u64, Modal>,
    /// Files that people gave to commands, by id.
    pub uploads: HashMap<u64, upload::Upload>,
    /// Gateway sessions.
    pub sessions: Vec<Session>,
    /// When sessions were begun, of late.
    pub starts: Starts,
    /// The end of the day in which `settings.session_starts_left` counts.
    starts_until: Option<Instant>,
    /// Events that come late.
    pub late: Vec<hearing::Late>,
    /// Trouble on demand.
    pub faults: Arc<Faults>,
    /// Requests, events and connections so far; `GET /sandbox/log` tells them.
    pub log: Arc<Log>,
    /// Nonces of late.
    nonces: HashMap<(u64, u64, String), (Instant, u64)>,
    /// Where changes are written down.
    pub journal: Option<Box<dyn keep::Keep>>,
}

impl World {
    /// An empty world.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            base: String::new(),
            application: 0,
            bot_token: String::new(),
            settings: Settings::default(),
            ids: Snowflakes::default(),
            users: BTreeMap::new(),
            guilds: BTreeMap::new(),
            directs: BTreeMap::new(),
            messages: BTreeMap::new(),
            commands: BTreeMap::new(),
            creations: command::Creations::default(),
            interactions: HashMap::new(),
            modals: HashMap::new(),
            uploads: HashMap::new(),
            sessions: Vec::new(),
            starts: Starts::default(),
            starts_until: None,
            late: Vec::new(),
            faults: Arc::default(),
            log: Arc::default(),
            nonces: HashMap::new(),
            journal: None,
        }
    }

    /// The bot's name, which is its application's too.
    pub fn bot_name(&self) -> String {
        let bot = self.users.get(&self.application);
        bot.map(|bot| bot.name.clone()).unwrap_or_default()
    }

    /// A new id.
    pub fn id(&mut self) -> u64 {
        self.ids.next(self.clock.now())
    }

    /// How often a bot may still begin a session, and how long until it may again as often as ever.
    pub fn session_starts(&mut self) -> (u32, Duration) {
        let now = Instant::now();
        let until = *self.starts_until.get_or_insert(now + DAY);
        if until <= now {
            self.starts_until = Some(now + DAY);
            self.settings.session_starts_left = SESSION_STARTS;
        }
        let left = self.settings.session_starts_left;
        (left, until.saturating_duration_since(now))
    }

    /// Who has this `Authorization`.
    pub fn caller(&self, authorization: Option<&str>) -> Result<Caller, Refused> {
        let given = authorization.ok_or_else(Refused::unauthorized)?;
        if let Some(token) = given.strip_prefix("Bot ") {
            return if token == self.bot_token {
                Ok(Caller::Bot(self.application))
            } else {
                Err(Refused::unauthorized())
            };
        }
        self.users
            .values()
            .find(|user| !user.bot && user.token == given)
            .map(|user| Caller::Person(user.id))
            .ok_or_else(Refused::unauthorized)
    }

    /// A server that the caller is in.
    pub fn guild_of(&self, caller: Caller, id: u64) -> Result<(&Guild, &Member), Refused> {
        let guild = self.guilds.get(&id).ok_or_else(Refused::unknown_guild)?;
        let member = guild
            .members
            .get(&caller.id())
            .ok_or_else(Refused::missing_access)?;
        Ok((guild, member))
    }

    /// Moves the clock forward, and keeps where it stands.
    pub fn advance(&mut self, step: TimeDelta) {
        self.clock.advance(step);
        self.put_away_silent();
        let ahead = self.clock.offset();
        if let Some(journal) = &mut self.journal {
            journal.clock(ahead);
        }
    }

    /// Puts away what is over: nonces, interactions, forms left open, sessions, threads in which nobody speaks.
    pub fn sweep(&mut self) {
        self.sweep_nonces();
        self.sweep_interactions();
        self.sweep_uploads();
        self.sessions.retain(Session::lives);
        self.put_away_silent();
    }

    /// A channel, for a caller who needs `permissions` in it: without sight of it 50001, without the
    /// rest 50013.
    pub fn channel_for(
        &self,
        caller: Caller,
        id: u64,
        permissions: Permissions,
    ) -> Result<(&Guild, &Channel, Permissions), Refused> {
        let guild = self
            .guilds
            .values()
            .find(|guild| guild.channels.contains_key(&id))
            .ok_or_else(Refused::unknown_channel)?;
        let channel = guild
            .channels
            .get(&id)
            .ok_or_else(Refused::unknown_channel)?;
        let member = guild
            .members
            .get(&caller.id())
            .ok_or_else(Refused::missing_access)?;
        let held = guild.permissions_in(member, channel, self.clock.now());
        if !held.contains(Permissions::VIEW_CHANNEL) {
            Err(Refused::missing_access())
        } else if !held.contains(channel.needs(permissions)) {
            Err(Refused::missing_permissions())
        } else {
            Ok((guild, channel, held))
        }
    }

    /// A message that the caller can see; an ephemeral one is nobody's here.
    pub fn message(&self, channel: u64, id: u64) -> Result<&Message, Refused> {
        self.messages
            .get(&channel)
            .and_then(|messages| messages.get(&id))
            .filter(|message| message.only_for.is_none())
            .ok_or_else(Refused::unknown_message)
    }
}
