//! Channels between two people: mostly between somebody and the bot.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{
    Caller, World, channel::kind, guild::Guild, member::Member, session::Audience,
    tell::deleted_user, time::written,
};
use crate::refusal::Refused;

/// What both may do there.
pub const HELD: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::ATTACH_FILES)
    .union(Permissions::ADD_REACTIONS)
    .union(Permissions::PIN_MESSAGES)
    .union(Permissions::USE_SLASH_COMMANDS);

/// A channel between two people.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Direct {
    /// Its id.
    pub id: u64,
    /// The two.
    pub users: [u64; 2],
    /// The newest message.
    #[serde(skip)]
    pub last_message: Option<u64>,
    /// When the newest pin was set.
    #[serde(skip)]
    pub last_pin: Option<DateTime<Utc>>,
}

impl Direct {
    /// The other of the two.
    pub fn other(&self, user: u64) -> u64 {
        self.users[usize::from(self.users[0] == user)]
    }
}

impl World {
    /// The channel between two people; made when there is none.
    pub fn direct(&mut self, caller: Caller, with: u64) -> Result<Direct, Refused> {
        let own = caller.id();
        if own == with {
            return Err(Refused::cannot_message());
        }
        if self.user_json(with).is_none() {
            return Err(Refused::unknown_user());
        }
        let mut known = self.directs.values();
        let known =
            known.find(|direct| direct.users.contains(&own) && direct.users.contains(&with));
        if let Some(known) = known {
            return Ok(known.clone());
        }
        let direct = Direct {
            id: self.id(),
            users: [own, with],
            last_message: None,
            last_pin: None,
        };
        if let Some(journal) = &mut self.journal {
            journal.direct(&direct);
        }
        self.directs.insert(direct.id, direct.clone());
        // A bot learns of it by the first message; a person's client lists it at once.
        for person in direct.users {
            let data = self.direct_json(&direct, person);
            self.emit("CHANNEL_CREATE", &Audience::Person(person), data);
        }
        Ok(direct)
    }

    /// The channel as one of the two is told of it.
    pub fn direct_json(&self, direct: &Direct, viewer: u64) -> Value {
        let other = direct.other(viewer);
        let other = self.user_json(other).unwrap_or_else(|| deleted_user(other));
        json!({
            "id": direct.id.to_string(), "type": kind::DIRECT, "flags": 0, "recipients": [other],
            "last_message_id": direct.last_message.map(|id| id.to_string()),
            "last_pin_timestamp": direct.last_pin.map(written),
        })
    }

    /// The channels of one of the two; a bot is told of none.
    pub fn directs_json(&self, caller: Caller) -> Value {
        let person = matches!(caller, Caller::Person(_));
        let own = self.directs.values();
        let own = own.filter(|direct| person && direct.users.contains(&caller.id()));
        own.map(|direct| self.direct_json(direct, caller.id()))
            .collect()
    }

    /// The two of a channel as a server of two without a word on roles, so that what they use is held
    /// against the same rules.
    pub fn pair(&self, channel: u64) -> Option<Guild> {
        let direct = self.directs.get(&channel)?;
        let users = direct.users.iter().filter_map(|id| self.users.get(id));
        let members = users.map(|user| (user.id, Member::new(user, Vec::new(), None)));
        Some(Guild {
            members: members.collect(),
            ..Guild::default()
        })
    }

    /// Refuses a message to somebody who shares no server with the one who writes.
    pub fn may_message(&self, direct: &Direct) -> Result<(), Refused> {
        let together = self.guilds.values().any(|guild| {
            let mut users = direct.users.iter();
            users.all(|user| guild.members.contains_key(user))
        });
        if together {
            Ok(())
        } else {
            Err(Refused::cannot_message())
        }
    }
}
