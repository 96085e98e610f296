//! The bot in a server: added with a role of its own, and removed with all that was its.

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{World, guild::Guild, role::RoleChange, session::Audience};

impl World {
    /// Adds the bot. It gets a role of its own when it asks for permissions, and hears of the server.
    /// `false`: it is there already, or shut out.
    pub fn install(&mut self, guild: u64, by: u64, permissions: Permissions) -> bool {
        let bot = self.application;
        let Some(known) = self.guilds.get_mut(&guild) else {
            return false;
        };
        if known.members.contains_key(&bot) || known.bans.contains_key(&bot) {
            return false;
        }
        known.installed_by = Some(by);
        let role = (!permissions.is_empty()).then(|| RoleChange {
            name: Some(self.bot_name()),
            permissions: Some(permissions),
            ..RoleChange::default()
        });
        let role = role.and_then(|role| self.add_role(guild, role, Some(bot)));
        let joined = self.join(guild, bot, role.iter().map(|role| role.id).collect());
        if let Some(known) = self.guilds.get(&guild) {
            let mut data = self.integration_json(known);
            data["guild_id"] = json!(guild.to_string());
            self.emit("INTEGRATION_CREATE", &Audience::Guild(guild), data);
        }
        self.tell_integrations(guild);
        joined
    }

    /// Takes away what was the bot's: its role, and its commands of this server.
    pub(super) fn uninstall(&mut self, guild: u64) {
        let bot = self.application;
        let own: Vec<u64> = self.guilds.get(&guild).map_or_else(Vec::new, |known| {
            known
                .roles
                .values()
                .filter(|role| role.bot == Some(bot))
                .map(|role| role.id)
                .collect()
        });
        for role in own {
            self.remove_role(guild, role);
        }
        let known = self.commands.len();
        self.commands
            .retain(|_, command| command.guild != Some(guild));
        if self.commands.len() < known {
            self.journal_commands();
        }
        let data = json!({
            "id": bot.to_string(), "guild_id": guild.to_string(), "application_id": bot.to_string(),
        });
        self.emit("INTEGRATION_DELETE", &Audience::Guild(guild), data);
        self.tell_integrations(guild);
    }

    fn tell_integrations(&mut self, guild: u64) {
        let data = json!({ "guild_id": guild.to_string() });
        self.emit("GUILD_INTEGRATIONS_UPDATE", &Audience::Guild(guild), data);
    }

    /// The bot's integration, as Discord tells it.
    pub fn integration_json(&self, guild: &Guild) -> Value {
        let (bot, name) = (self.application.to_string(), self.bot_name());
        json!({
            "id": bot, "name": name, "type": "discord", "enabled": true,
            "account": { "id": bot, "name": name },
            "application": { "id": bot, "name": name, "icon": null, "description": "", "type": null,
                "bot": self.user_json(self.application) },
            "scopes": ["bot", "applications.commands"],
            "user": self.user_json(guild.installed_by.unwrap_or(guild.owner)),
        })
    }
}
