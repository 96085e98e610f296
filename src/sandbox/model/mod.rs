//! The one model of Discord from which every answer is derived.

pub mod command;
pub mod draft;
pub mod guild;
pub mod hearing;
pub mod installation;
pub mod intent;
pub mod interaction;
pub mod linking;
pub mod member;
pub mod message;
pub mod options;
pub mod permission;
pub mod role;
pub mod seed;
pub mod session;
pub mod sight;
pub mod snowflake;
pub mod webhook;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use self::{
    command::Command,
    guild::{Channel, Guild},
    interaction::{Interaction, Modal},
    member::{Member, User},
    message::Message,
    session::{Audience, Session},
    snowflake::Snowflakes,
};
use super::{
    faults::Faults,
    journal::Journal,
    log::Log,
    refusal::Refused,
    settings::{SESSION_STARTS, Settings, Starts},
};
use crate::clock::Clock;

/// How long a nonce stands for its message: Discord says "the past few minutes".
const NONCE_LIFE: Duration = Duration::from_secs(180);

/// The time in which session starts are counted.
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// Everything there is.
#[derive(Debug)]
pub struct World {
    /// Business time: ids and timestamps of messages follow it.
    pub clock: Clock,
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
    /// What happened.
    pub log: Arc<Log>,
    /// Nonces of late.
    nonces: HashMap<(u64, u64, String), (Instant, u64)>,
    /// Where changes are written down.
    pub journal: Option<Journal>,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// The bot.
    Bot(u64),
    /// A person.
    Person(u64),
}

impl Caller {
    /// Their user id.
    pub fn id(self) -> u64 {
        match self {
            Self::Bot(id) | Self::Person(id) => id,
        }
    }
}

impl World {
    /// An empty world.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            base: String::new(),
            application: 0,
            bot_token: String::new(),
            settings: Settings::default(),
            ids: Snowflakes::default(),
            users: BTreeMap::new(),
            guilds: BTreeMap::new(),
            messages: BTreeMap::new(),
            commands: BTreeMap::new(),
            creations: command::Creations::default(),
            interactions: HashMap::new(),
            modals: HashMap::new(),
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
        let mut held = guild.permissions_in(member, channel);
        if member.silenced(self.clock.now()) && !held.contains(Permissions::ADMINISTRATOR) {
            held &= Permissions::VIEW_CHANNEL | Permissions::READ_MESSAGE_HISTORY;
        }
        if !held.contains(Permissions::VIEW_CHANNEL) {
            Err(Refused::missing_access())
        } else if !held.contains(permissions) {
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

    /// The message that this nonce stands for already.
    pub fn by_nonce(&mut self, author: u64, channel: u64, nonce: &Value) -> Option<Message> {
        self.nonces.retain(|_, (at, _)| at.elapsed() < NONCE_LIFE);
        let (_, id) = self.nonces.get(&(author, channel, nonce.to_string()))?;
        self.messages.get(&channel)?.get(id).cloned()
    }

    /// Puts a message into its channel and tells everybody who may know.
    pub fn post(&mut self, message: Message) -> Message {
        if let Some(nonce) = &message.nonce {
            let key = (message.author, message.channel, nonce.to_string());
            self.nonces.insert(key, (Instant::now(), message.id));
        }
        if message.only_for.is_none()
            && let Some(guild) = self.guilds.get_mut(&message.guild)
            && let Some(channel) = guild.channels.get_mut(&message.channel)
        {
            channel.last_message = Some(message.id);
        }
        self.store(message.clone());
        let mut data = self.message_json(&message, true);
        if let Some(nonce) = &message.nonce {
            data["nonce"] = nonce.clone();
        }
        self.emit("MESSAGE_CREATE", &Audience::of(&message), data);
        message
    }

    /// Writes a changed message down and tells of it.
    pub fn change(&mut self, message: Message) {
        let data = self.message_json(&message, true);
        let audience = Audience::of(&message);
        self.store(message);
        self.emit("MESSAGE_UPDATE", &audience, data);
    }

    /// Keeps a message, in memory and in the journal.
    fn store(&mut self, message: Message) {
        if let Some(journal) = &mut self.journal {
            journal.message(&message);
        }
        self.messages
            .entry(message.channel)
            .or_default()
            .insert(message.id, message);
    }

    /// Takes a message away and tells of it.
    pub fn delete(&mut self, channel: u64, id: u64) {
        let Some(message) = self
            .messages
            .get_mut(&channel)
            .and_then(|all| all.remove(&id))
        else {
            return;
        };
        if let Some(journal) = &mut self.journal {
            journal.deleted(channel, id);
        }
        let data = json!({
            "id": id.to_string(), "channel_id": channel.to_string(), "guild_id": message.guild.to_string(),
        });
        self.emit("MESSAGE_DELETE", &Audience::of(&message), data);
    }

    /// A message as Discord tells it. Over the gateway it carries the server and the author's member.
    pub fn message_json(&self, message: &Message, gateway: bool) -> Value {
        let guild = self.guilds.get(&message.guild);
        let member = |id: &u64| guild.and_then(|guild| guild.members.get(id));
        let user = |id: &u64| self.user_json(*id).unwrap_or_else(|| deleted_user(*id));
        let kind = match (&message.interaction, message.replies_to) {
            (Some(origin), _) if origin.kind == 2 && origin.source.is_some() => 23,
            (Some(origin), _) if origin.kind == 2 => 20,
            (_, Some(_)) => 19,
            _ => 0,
        };
        let attachments = message
            .attachments
            .iter()
            .map(|file| file.to_json(&self.base, message.channel));
        let author = match &message.webhook {
            Some(mask) => mask.author(message.author),
            None => user(&message.author),
        };
        let mut json = json!({
            "id": message.id.to_string(), "channel_id": message.channel.to_string(), "type": kind,
            "author": author, "content": message.content,
            "timestamp": message.at, "edited_timestamp": message.edited, "tts": message.tts, "pinned": false,
            "mention_everyone": message.mention_everyone,
            "mentions": message.mentions.iter().map(user).collect::<Vec<_>>(),
            "mention_roles": message.mention_roles.iter().map(u64::to_string).collect::<Vec<_>>(),
            "attachments": attachments.collect::<Vec<_>>(),
            "embeds": message.embeds, "components": message.components, "flags": message.flags,
        });
        if gateway {
            json["guild_id"] = json!(message.guild.to_string());
            if let (Some(guild), Some(member)) = (guild, member(&message.author)) {
                json["member"] = guild.partial_member(member);
            }
        }
        if let Some(mask) = &message.webhook {
            json["webhook_id"] = json!(message.author.to_string());
            if let Some(application) = mask.application {
                json["application_id"] = json!(application.to_string());
            }
        }
        if let Some(id) = message.replies_to {
            json["message_reference"] = json!({
                "type": 0, "message_id": id.to_string(), "channel_id": message.channel.to_string(),
                "guild_id": message.guild.to_string(),
            });
            let replied = self
                .messages
                .get(&message.channel)
                .and_then(|all| all.get(&id));
            json["referenced_message"] =
                replied.map_or(Value::Null, |message| self.message_json(message, false));
        }
        if let Some(origin) = &message.interaction {
            json["application_id"] = json!(self.application.to_string());
            json["webhook_id"] = json!(self.application.to_string());
            let metadata = json!({
                "id": origin.id.to_string(), "type": origin.kind, "user": user(&origin.user),
                "authorizing_integration_owners": { "0": message.guild.to_string() },
            });
            let mut of_message = metadata.clone();
            match origin.kind {
                3 => {
                    of_message["interacted_message_id"] =
                        json!(origin.source.unwrap_or(message.id).to_string());
                }
                5 => {
                    let mut before = metadata.clone();
                    before["type"] = json!(2);
                    of_message["triggering_interaction_metadata"] = before;
                }
                _ => {
                    json["interaction"] = json!({
                        "id": metadata["id"], "type": origin.kind, "user": metadata["user"],
                        "name": origin.name.as_deref().unwrap_or_default(),
                    });
                }
            }
            json["interaction_metadata"] = of_message;
        }
        json
    }
}

fn deleted_user(id: u64) -> Value {
    json!({ "id": id.to_string(), "username": "Deleted User", "discriminator": "0", "global_name": null,
            "avatar": null, "public_flags": 0 })
}
