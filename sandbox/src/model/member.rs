//! Users, and users as members of a server: joining, changing, leaving, being banned.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    World,
    guild::{Ban, Guild},
    session::Audience,
    snowflake,
    time::written,
};

/// Somebody with an account, in a server or in none.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct User {
    /// Their id.
    pub id: u64,
    /// Their name.
    pub name: String,
    /// Whether they are a bot.
    pub bot: bool,
    /// What they log in with; a bot's is the application's.
    pub token: String,
}

/// A member.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Member {
    /// Their id.
    pub id: u64,
    /// Their name.
    pub name: String,
    /// Whether they are a bot.
    pub bot: bool,
    /// Their roles.
    pub roles: Vec<u64>,
    /// What they log in with.
    pub token: String,
    /// What they are called in this server.
    #[serde(default)]
    pub nick: Option<String>,
    /// When they came; `None`: with the server.
    #[serde(default)]
    pub joined: Option<DateTime<Utc>>,
    /// Until when they may only read.
    #[serde(default)]
    pub silenced_until: Option<DateTime<Utc>>,
    /// Discord's flags: 1 has left and come again, 4 needs no verification.
    #[serde(default)]
    pub flags: u64,
}

impl User {
    /// The user as Discord tells it.
    pub fn to_json(&self) -> Value {
        let mut user = json!({
            "id": self.id.to_string(), "username": self.name.to_lowercase(), "global_name": self.name,
            "discriminator": "0", "avatar": null, "public_flags": 0, "flags": 0, "banner": null,
            "accent_color": null, "avatar_decoration_data": null, "collectibles": null,
            "primary_guild": null,
        });
        if self.bot {
            user["bot"] = json!(true);
            user["username"] = json!(self.name);
            user["global_name"] = Value::Null;
            user["discriminator"] = json!("0001");
        }
        user
    }
}

impl Member {
    /// A user as a new member.
    pub fn new(user: &User, roles: Vec<u64>, joined: Option<DateTime<Utc>>) -> Self {
        Self {
            id: user.id,
            name: user.name.clone(),
            bot: user.bot,
            roles,
            token: user.token.clone(),
            joined,
            ..Self::default()
        }
    }

    /// Whether they may only read for now.
    pub fn silenced(&self, now: DateTime<Utc>) -> bool {
        self.silenced_until.is_some_and(|until| until > now)
    }

    /// Whether their name or what they are called here begins with this, in lower case.
    pub fn is_called(&self, beginning: &str) -> bool {
        let names = std::iter::once(&self.name).chain(&self.nick);
        names
            .into_iter()
            .any(|name| name.to_lowercase().starts_with(beginning))
    }

    /// The account behind the member.
    pub fn account(&self) -> User {
        User {
            id: self.id,
            name: self.name.clone(),
            bot: self.bot,
            token: self.token.clone(),
        }
    }

    /// The user behind the member, as Discord tells it.
    pub fn user(&self) -> Value {
        self.account().to_json()
    }
}

impl Guild {
    /// A member with the user in it.
    pub fn member_json(&self, member: &Member) -> Value {
        let mut json = self.partial_member(member);
        json["user"] = member.user();
        json
    }

    /// A member as messages carry it: without the user.
    pub fn partial_member(&self, member: &Member) -> Value {
        json!({
            "nick": member.nick, "avatar": null, "banner": null,
            "roles": member.roles.iter().map(u64::to_string).collect::<Vec<_>>(),
            "joined_at": written(member.joined.unwrap_or_else(|| snowflake::time_of(self.id))),
            "premium_since": null, "deaf": false, "mute": false, "flags": member.flags, "pending": false,
            "communication_disabled_until": member.silenced_until.map(written),
        })
    }
}

impl World {
    /// A user as Discord tells it, also one who has left every server.
    pub fn user_json(&self, id: u64) -> Option<Value> {
        self.users.get(&id).map(User::to_json)
    }

    /// Changes a member, and tells of it. A bot hears of itself without the members intent.
    pub fn change_member(&mut self, guild: u64, member: Member) {
        let before = self.sight(guild);
        let Some(known) = self.guilds.get_mut(&guild) else {
            return;
        };
        let mut data = known.member_json(&member);
        data["guild_id"] = json!(guild.to_string());
        let own = member.id == self.application;
        known.members.insert(member.id, member);
        self.journal_world();
        if own {
            self.emit("GUILD_MEMBER_UPDATE", &Audience::Bot(guild), data.clone());
            self.emit("GUILD_MEMBER_UPDATE", &Audience::People(guild), data);
        } else {
            self.emit("GUILD_MEMBER_UPDATE", &Audience::Guild(guild), data);
        }
        self.tell_sight(guild, &before);
    }

    /// A user comes into a server. `false`: banned, unknown, or there already.
    pub fn join(&mut self, guild: u64, user: u64, roles: Vec<u64>) -> bool {
        let now = self.clock.now();
        let (Some(known), Some(account)) = (self.guilds.get_mut(&guild), self.users.get(&user))
        else {
            return false;
        };
        if known.bans.contains_key(&user) || known.members.contains_key(&user) {
            return false;
        }
        let mut member = Member::new(account, roles, Some(now));
        member.flags = u64::from(known.former.remove(&user));
        let mut data = known.member_json(&member);
        data["guild_id"] = json!(guild.to_string());
        // Those who are there already hear of it; the one who comes gets the whole server.
        self.emit("GUILD_MEMBER_ADD", &Audience::Guild(guild), data);
        if let Some(known) = self.guilds.get_mut(&guild) {
            known.members.insert(user, member);
        }
        self.journal_world();
        self.greet(guild, user);
        true
    }

    /// A member goes: by themselves, kicked or banned. What they wrote stays, under their name.
    pub fn part(&mut self, guild: u64, user: u64) {
        self.leave_threads(guild, user);
        let Some(known) = self.guilds.get_mut(&guild) else {
            return;
        };
        let Some(member) = known.members.remove(&user) else {
            return;
        };
        known.former.insert(user);
        for channel in known.channels.values_mut() {
            if let Some(thread) = &mut channel.thread {
                thread.members.remove(&user);
            }
        }
        self.modals.retain(|_, modal| modal.user != user);
        let data = json!({ "guild_id": guild.to_string(), "user": member.user() });
        if user == self.application {
            self.uninstall(guild);
        }
        self.journal_world();
        self.farewell(guild, user);
        self.emit("GUILD_MEMBER_REMOVE", &Audience::Guild(guild), data);
    }

    /// Shuts a user out, member or not, and takes away what they wrote in the last
    /// `sweep` seconds.
    pub fn ban(&mut self, guild: u64, user: u64, reason: Option<String>, sweep: i64) {
        let Some(known) = self.guilds.get_mut(&guild) else {
            return;
        };
        if known.bans.contains_key(&user) {
            return;
        }
        known.bans.insert(user, Ban { reason });
        self.journal_world();
        self.part(guild, user);
        let data = json!({ "guild_id": guild.to_string(), "user": self.user_json(user) });
        self.emit("GUILD_BAN_ADD", &Audience::Guild(guild), data);
        let since = self.clock.now() - chrono::TimeDelta::seconds(sweep);
        let written: Vec<(u64, u64)> = self
            .messages
            .values()
            .flat_map(|all| all.values())
            .filter(|message| message.guild == guild && message.author == user)
            .filter(|message| sweep > 0 && message.at >= since)
            .map(|message| (message.channel, message.id))
            .collect();
        for (channel, message) in written {
            self.delete(channel, message);
        }
    }

    /// Lets somebody come again. `false`: they were not shut out.
    pub fn unban(&mut self, guild: u64, user: u64) -> bool {
        let ban = self
            .guilds
            .get_mut(&guild)
            .and_then(|known| known.bans.remove(&user));
        if ban.is_none() {
            return false;
        }
        self.journal_world();
        let data = json!({ "guild_id": guild.to_string(), "user": self.user_json(user) });
        self.emit("GUILD_BAN_REMOVE", &Audience::Guild(guild), data);
        true
    }
}
