//! A server: its roles, channels and members, and how it is told.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    World, channel::Channel, member::Member, role::Role, session::Audience, snowflake,
    time::written, webhook::Webhook,
};

/// A server.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Guild {
    /// Its id; also that of @everyone.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Who owns it.
    pub owner: u64,
    /// Roles by id, @everyone among them.
    pub roles: BTreeMap<u64, Role>,
    /// Channels by id.
    pub channels: BTreeMap<u64, Channel>,
    /// Members by id.
    pub members: BTreeMap<u64, Member>,
    /// Those who were members once.
    #[serde(default)]
    pub former: BTreeSet<u64>,
    /// Those who are shut out.
    #[serde(default)]
    pub bans: BTreeMap<u64, Ban>,
    /// Webhooks by id.
    #[serde(default)]
    pub webhooks: BTreeMap<u64, Webhook>,
    /// Who added the bot, when not the owner.
    #[serde(default)]
    pub installed_by: Option<u64>,
    /// What its managers set.
    #[serde(default)]
    pub preferences: Preferences,
}

/// Why somebody is shut out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ban {
    /// As the one who did it said.
    pub reason: Option<String>,
}

/// What a server's managers set, beside its name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Preferences {
    /// What it is about.
    pub description: Option<String>,
    /// How well people must be known before they write, 0 to 4.
    pub verification_level: u64,
    /// 0: all messages notify; 1: mentions do.
    pub notifications: u64,
    /// Whose pictures are looked through, 0 to 2.
    pub content_filter: u64,
    /// After how many idle seconds voice moves people.
    pub afk_timeout: u64,
    /// Where the system welcomes people.
    pub system_channel: Option<u64>,
    /// What the system does not say there.
    pub system_channel_flags: u64,
    /// Its language.
    pub locale: String,
    /// Whether it shows how far its boosts are.
    pub boost_bar: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            description: None,
            verification_level: 0,
            notifications: 0,
            content_filter: 0,
            afk_timeout: 300,
            system_channel: None,
            system_channel_flags: 0,
            locale: "en-US".to_owned(),
            boost_bar: false,
        }
    }
}

impl Guild {
    /// The server without what only the gateway tells.
    pub fn to_json(&self) -> Value {
        let set = &self.preferences;
        json!({
            "id": self.id.to_string(),
            "name": self.name,
            "icon": null, "splash": null, "discovery_splash": null, "banner": null,
            "owner_id": self.owner.to_string(),
            "region": "deprecated",
            "afk_channel_id": null, "afk_timeout": set.afk_timeout,
            "widget_enabled": false, "widget_channel_id": null,
            "verification_level": set.verification_level, "default_message_notifications": set.notifications,
            "explicit_content_filter": set.content_filter,
            "roles": self.roles.values().map(Role::to_json).collect::<Vec<_>>(),
            "emojis": [], "features": [], "stickers": [],
            "mfa_level": 0, "application_id": null,
            "system_channel_id": set.system_channel.map(|id| id.to_string()),
            "system_channel_flags": set.system_channel_flags, "rules_channel_id": null,
            "max_presences": null, "max_members": 500_000, "vanity_url_code": null, "description": set.description,
            "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": set.locale,
            "public_updates_channel_id": null, "max_video_channel_users": 25,
            "max_stage_video_channel_users": 50, "nsfw_level": 0, "nsfw": false,
            "premium_progress_bar_enabled": set.boost_bar, "safety_alerts_channel_id": null,
            "incidents_data": null, "home_header": null,
        })
    }

    /// The server as GUILD_CREATE tells it to `viewer`, who gets the channels that they see; a bot gets
    /// itself as the only member, having no members intent.
    pub fn create_event(&self, viewer: u64, all_members: bool) -> Value {
        let mut guild = self.to_json();
        let members = self
            .members
            .values()
            .filter(|member| all_members || member.id == viewer);
        guild["members"] = members.map(|member| self.member_json(member)).collect();
        guild["channels"] = self
            .rooms()
            // A bot is told of channels that it cannot see too; a person's client hides them.
            .filter(|channel| !all_members || self.sees(viewer, channel.id))
            .map(|channel| channel.to_json(self.id))
            .collect();
        let own = self.members.get(&viewer).and_then(|member| member.joined);
        let joined = own.unwrap_or_else(|| snowflake::time_of(self.id));
        guild["joined_at"] = json!(written(joined));
        guild["large"] = json!(false);
        guild["unavailable"] = json!(false);
        guild["member_count"] = json!(self.members.len());
        let threads = self.active_threads(viewer).map(|(channel, thread)| {
            let mut json = channel.to_json(self.id);
            if let Some(since) = thread.members.get(&viewer) {
                json["member"] = json!({ "join_timestamp": written(*since), "flags": 0 });
            }
            json
        });
        guild["threads"] = threads.collect();
        for list in [
            "voice_states",
            "presences",
            "stage_instances",
            "guild_scheduled_events",
            "soundboard_sounds",
        ] {
            guild[list] = json!([]);
        }
        guild
    }
}

impl World {
    /// Changes a server by what its managers set, and tells of it.
    pub fn change_guild(&mut self, guild: u64, change: impl FnOnce(&mut Guild)) {
        let before = self.sight(guild);
        let Some(known) = self.guilds.get_mut(&guild) else {
            return;
        };
        change(known);
        let data = known.to_json();
        self.journal_world();
        self.emit("GUILD_UPDATE", &Audience::Guild(guild), data);
        // Another owner sees everything.
        self.tell_sight(guild, &before);
    }

    /// How many members a server has, and how many of them are connected.
    pub fn counts(&self, guild: &Guild) -> (usize, usize) {
        let connected: BTreeSet<u64> = self
            .sessions
            .iter()
            .filter(|session| session.out.is_some())
            .map(|session| session.user)
            .collect();
        let present = connected
            .iter()
            .filter(|user| guild.members.contains_key(user));
        (guild.members.len(), present.count())
    }

    /// Writes the servers and the users down.
    pub fn journal_world(&mut self) {
        if let Some(mut journal) = self.journal.take() {
            journal.world(self);
            self.journal = Some(journal);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_of_an_older_journal_is_read() {
        let older = json!({
            "id": 1, "name": "Old", "owner": 2, "channels": {},
            "roles": { "1": { "id": 1, "name": "@everyone", "colour": 0, "permissions": "1024", "position": 0, "bot": null } },
            "members": { "2": { "id": 2, "name": "Dana", "bot": false, "roles": [], "token": "t" } },
        });
        let guild: Guild = serde_json::from_value(older).expect("reads");
        assert!(guild.bans.is_empty() && guild.webhooks.is_empty());
        assert_eq!(guild.preferences.locale, "en-US");
        assert_eq!(guild.members[&2].joined, None);
    }
}
