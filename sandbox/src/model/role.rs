//! Roles: what each gives, and the changes that are told.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{World, guild::Guild, session::Audience};

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
    /// Whether its members stand apart in the list.
    #[serde(default)]
    pub hoist: bool,
    /// Whether everybody may mention it.
    #[serde(default)]
    pub mentionable: bool,
}

impl Default for Role {
    fn default() -> Self {
        Self {
            id: 0,
            name: "new role".to_owned(),
            colour: 0,
            permissions: Permissions::empty(),
            position: 1,
            bot: None,
            hoist: false,
            mentionable: false,
        }
    }
}

/// What of a role is to be set.
#[derive(Clone, Debug, Default)]
pub struct RoleChange {
    /// Its name.
    pub name: Option<String>,
    /// Its colour.
    pub colour: Option<u32>,
    /// What it gives.
    pub permissions: Option<Permissions>,
    /// Whether its members stand apart.
    pub hoist: Option<bool>,
    /// Whether everybody may mention it.
    pub mentionable: Option<bool>,
}

impl RoleChange {
    /// Puts the change into a role.
    pub fn apply(self, role: &mut Role) {
        if let Some(name) = self.name {
            role.name = name;
        }
        if let Some(colour) = self.colour {
            role.colour = colour;
        }
        if let Some(permissions) = self.permissions {
            role.permissions = permissions;
        }
        if let Some(hoist) = self.hoist {
            role.hoist = hoist;
        }
        if let Some(mentionable) = self.mentionable {
            role.mentionable = mentionable;
        }
    }
}

impl Role {
    /// The role as Discord tells it.
    pub fn to_json(&self) -> Value {
        let mut json = json!({
            "id": self.id.to_string(), "name": self.name, "color": self.colour,
            "colors": { "primary_color": self.colour, "secondary_color": null, "tertiary_color": null },
            "hoist": self.hoist, "icon": null, "unicode_emoji": null,
            "position": self.position, "permissions": self.permissions.bits().to_string(),
            "managed": self.bot.is_some(), "mentionable": self.mentionable, "flags": 0,
        });
        if let Some(bot) = self.bot {
            json["tags"] = json!({ "bot_id": bot.to_string() });
        }
        json
    }

    fn event(&self, guild: u64) -> Value {
        json!({ "guild_id": guild.to_string(), "role": self.to_json() })
    }
}

impl Guild {
    /// How many members each role has, @everyone left out.
    pub fn role_counts(&self) -> Value {
        let count = |role: u64| {
            self.members
                .values()
                .filter(|member| member.roles.contains(&role))
                .count()
        };
        self.roles
            .keys()
            .filter(|role| **role != self.id)
            .map(|role| (role.to_string(), json!(count(*role))))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}

impl World {
    /// Makes a role, the lowest of all, and tells of it.
    pub fn add_role(&mut self, guild: u64, change: RoleChange, bot: Option<u64>) -> Option<Role> {
        let mut role = Role {
            id: self.id(),
            bot,
            ..Role::default()
        };
        change.apply(&mut role);
        let guild = self.guilds.get_mut(&guild)?;
        guild.roles.insert(role.id, role.clone());
        let id = guild.id;
        self.journal_world();
        self.emit("GUILD_ROLE_CREATE", &Audience::Guild(id), role.event(id));
        Some(role)
    }

    /// Changes roles, and tells of each one and of the channels that come into sight or go out of it.
    pub fn change_roles(&mut self, guild: u64, roles: Vec<Role>) {
        let before = self.sight(guild);
        let Some(known) = self.guilds.get_mut(&guild) else {
            return;
        };
        for role in &roles {
            known.roles.insert(role.id, role.clone());
        }
        self.journal_world();
        for role in roles {
            let event = role.event(guild);
            self.emit("GUILD_ROLE_UPDATE", &Audience::Guild(guild), event);
        }
        self.tell_sight(guild, &before);
    }

    /// Takes a role away: from its members, and from what channels say of it.
    pub fn remove_role(&mut self, guild: u64, role: u64) {
        let before = self.sight(guild);
        let Some(known) = self.guilds.get_mut(&guild) else {
            return;
        };
        known.roles.remove(&role);
        for member in known.members.values_mut() {
            member.roles.retain(|held| *held != role);
        }
        for channel in known.channels.values_mut() {
            channel.overwrites.retain(|row| row.0 != role);
        }
        self.journal_world();
        let event = json!({ "guild_id": guild.to_string(), "role_id": role.to_string() });
        self.emit("GUILD_ROLE_DELETE", &Audience::Guild(guild), event);
        self.tell_sight(guild, &before);
    }
}
