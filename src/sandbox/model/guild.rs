//! A server: its roles, channels and members, and what each may do where.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{channel::Channel, snowflake};

/// A server.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
}

/// A role.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Role {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub colour: u32,
    /// What it gives.
    pub permissions: Permissions,
    /// Its place; higher stands above.
    pub position: u16,
    /// The bot that it belongs to.
    pub bot: Option<u64>,
}

/// A member.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
}

impl Guild {
    /// What a member may do in the server, before any channel's say.
    pub fn base_permissions(&self, member: &Member) -> Permissions {
        if member.id == self.owner {
            return Permissions::all();
        }
        let roles = member.roles.iter().chain(std::iter::once(&self.id));
        let sum = roles
            .filter_map(|role| self.roles.get(role))
            .fold(Permissions::empty(), |sum, role| sum | role.permissions);
        if sum.contains(Permissions::ADMINISTRATOR) {
            Permissions::all()
        } else {
            sum
        }
    }

    /// What a member may do in a room: the base, then the overwrites of @everyone, of the roles, and
    /// of the member, as Discord's documentation gives it.
    pub(super) fn permissions_by_overwrites(
        &self,
        member: &Member,
        channel: &Channel,
    ) -> Permissions {
        let base = self.base_permissions(member);
        if base.contains(Permissions::ADMINISTRATOR) {
            return base;
        }
        let mut held = base;
        for (id, _, allow, deny) in channel.overwrites.iter().filter(|row| row.0 == self.id) {
            debug_assert_eq!(*id, self.id);
            held = (held - *deny) | *allow;
        }
        let of_roles = channel
            .overwrites
            .iter()
            .filter(|row| row.1 && member.roles.contains(&row.0));
        let (allow, deny) = of_roles
            .fold((Permissions::empty(), Permissions::empty()), |sum, row| {
                (sum.0 | row.2, sum.1 | row.3)
            });
        held = (held - deny) | allow;
        for row in channel
            .overwrites
            .iter()
            .filter(|row| !row.1 && row.0 == member.id)
        {
            held = (held - row.3) | row.2;
        }
        // Who does not see a channel can do nothing in it.
        if held.contains(Permissions::VIEW_CHANNEL) {
            held
        } else {
            Permissions::empty()
        }
    }

    /// Whether a member sees a channel.
    pub fn sees(&self, member: u64, channel: u64) -> bool {
        self.members
            .get(&member)
            .zip(self.channels.get(&channel))
            .is_some_and(|(member, channel)| {
                self.permissions_in(member, channel)
                    .contains(Permissions::VIEW_CHANNEL)
            })
    }

    /// The server without what only the gateway tells.
    pub fn to_json(&self) -> Value {
        json!({
            "id": self.id.to_string(),
            "name": self.name,
            "icon": null, "splash": null, "discovery_splash": null, "banner": null,
            "owner_id": self.owner.to_string(),
            "region": "deprecated",
            "afk_channel_id": null, "afk_timeout": 300,
            "widget_enabled": false, "widget_channel_id": null,
            "verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0,
            "roles": self.roles.values().map(Role::to_json).collect::<Vec<_>>(),
            "emojis": [], "features": [], "stickers": [],
            "mfa_level": 0, "application_id": null,
            "system_channel_id": null, "system_channel_flags": 0, "rules_channel_id": null,
            "max_presences": null, "max_members": 500_000, "vanity_url_code": null, "description": null,
            "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": "en-US",
            "public_updates_channel_id": null, "max_video_channel_users": 25,
            "max_stage_video_channel_users": 50, "nsfw_level": 0, "nsfw": false,
            "premium_progress_bar_enabled": false, "safety_alerts_channel_id": null,
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
        guild["joined_at"] = json!(snowflake::time_of(self.id));
        guild["large"] = json!(false);
        guild["unavailable"] = json!(false);
        guild["member_count"] = json!(self.members.len());
        let threads = self.active_threads(viewer).map(|(channel, thread)| {
            let mut json = channel.to_json(self.id);
            if let Some(since) = thread.members.get(&viewer) {
                json["member"] = json!({ "join_timestamp": since, "flags": 0 });
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

    /// A member with the user in it.
    pub fn member_json(&self, member: &Member) -> Value {
        let mut json = self.partial_member(member);
        json["user"] = member.user();
        json
    }

    /// A member as messages carry it: without the user.
    pub fn partial_member(&self, member: &Member) -> Value {
        json!({
            "nick": null, "avatar": null, "banner": null,
            "roles": member.roles.iter().map(u64::to_string).collect::<Vec<_>>(),
            "joined_at": snowflake::time_of(self.id),
            "premium_since": null, "deaf": false, "mute": false, "flags": 0, "pending": false,
            "communication_disabled_until": null,
        })
    }
}

impl Role {
    /// The role as Discord tells it.
    pub fn to_json(&self) -> Value {
        let mut json = json!({
            "id": self.id.to_string(), "name": self.name, "color": self.colour,
            "colors": { "primary_color": self.colour, "secondary_color": null, "tertiary_color": null },
            "hoist": self.bot.is_none() && self.position > 0, "icon": null, "unicode_emoji": null,
            "position": self.position, "permissions": self.permissions.bits().to_string(),
            "managed": self.bot.is_some(), "mentionable": false, "flags": 0,
        });
        if let Some(bot) = self.bot {
            json["tags"] = json!({ "bot_id": bot.to_string() });
        }
        json
    }
}

impl Member {
    /// The user behind the member.
    pub fn user(&self) -> Value {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overwrites_apply_in_discords_order() {
        let role = |id, permissions| Role {
            id,
            name: String::new(),
            colour: 0,
            permissions,
            position: 1,
            bot: None,
        };
        let (view, send) = (Permissions::VIEW_CHANNEL, Permissions::SEND_MESSAGES);
        let none = Permissions::empty();
        let mut channel = Channel {
            id: 9,
            overwrites: vec![(1, true, none, view), (2, true, view, none)],
            ..Channel::default()
        };
        let guild = Guild {
            id: 1,
            name: String::new(),
            owner: 50,
            roles: [(1, role(1, view | send)), (2, role(2, none))].into(),
            channels: BTreeMap::new(),
            members: BTreeMap::new(),
        };
        let member = |id, roles: &[u64]| Member {
            id,
            name: String::new(),
            bot: false,
            roles: roles.to_vec(),
            token: String::new(),
        };
        assert_eq!(
            guild.permissions_in(&member(7, &[]), &channel),
            none,
            "@everyone does not see it"
        );
        assert_eq!(
            guild.permissions_in(&member(7, &[2]), &channel),
            view | send
        );
        assert_eq!(
            guild.permissions_in(&member(50, &[]), &channel),
            Permissions::all(),
            "the owner may all"
        );
        channel.overwrites.push((7, false, none, send));
        assert_eq!(
            guild.permissions_in(&member(7, &[2]), &channel),
            view,
            "the member's own comes last"
        );
    }
}
