//! Webhooks: ways into a channel for those who know the token.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    World,
    draft::Draft,
    guild::Guild,
    message::{EPHEMERAL, Message},
    session::Audience,
};
use crate::refusal::Refused;

/// The most webhooks of a channel.
pub const MOST: usize = 15;

/// A webhook.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Webhook {
    /// Its id.
    pub id: u64,
    /// In which server.
    pub guild: u64,
    /// In which channel it writes.
    pub channel: u64,
    /// Under which name, if it is not told another.
    pub name: String,
    /// Who made it.
    pub creator: u64,
    /// The application whose bot made it.
    pub application: Option<u64>,
    /// What opens it.
    pub token: String,
}

/// The name and picture under which a webhook wrote a message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mask {
    /// The name.
    pub name: String,
    /// The picture's address.
    pub avatar_url: Option<String>,
    /// The application whose bot made the webhook.
    pub application: Option<u64>,
}

impl Mask {
    /// The author as Discord tells it: a bot with the webhook's id.
    pub fn author(&self, webhook: u64) -> Value {
        json!({
            "id": webhook.to_string(), "username": self.name, "global_name": null, "discriminator": "0000",
            "avatar": self.avatar_url, "public_flags": 0, "flags": 0, "bot": true, "primary_guild": null,
        })
    }
}

/// Whether a webhook may have this name.
pub fn check_name(name: &str, path: &str) -> Result<(), Refused> {
    if !(1..=80).contains(&name.trim().chars().count()) {
        return Err(Refused::length(path, 1, 80));
    }
    let lower = name.to_lowercase();
    for word in ["clyde", "discord"] {
        if lower.contains(word) {
            let words = format!("Username cannot contain \"{word}\"");
            return Err(Refused::form(path, "USERNAME_INVALID_CONTAINS", &words));
        }
    }
    Ok(())
}

impl Webhook {
    /// Its address.
    fn url(&self, base: &str) -> String {
        format!("{base}/api/webhooks/{}/{}", self.id, self.token)
    }
}

impl World {
    /// A webhook, and its server.
    pub fn webhook(&self, id: u64) -> Result<(&Guild, &Webhook), Refused> {
        self.guilds
            .values()
            .find_map(|guild| guild.webhooks.get(&id).map(|webhook| (guild, webhook)))
            .ok_or_else(Refused::unknown_webhook)
    }

    /// The webhook of a token.
    pub fn opened(&self, id: u64, token: &str) -> Result<Webhook, Refused> {
        let (_, webhook) = self.webhook(id)?;
        if webhook.token == token {
            Ok(webhook.clone())
        } else {
            Err(Refused::invalid_webhook_token())
        }
    }

    /// A webhook as Discord tells it; with its maker for those who are members.
    pub fn webhook_json(&self, webhook: &Webhook, maker: bool) -> Value {
        let mut json = json!({
            "id": webhook.id.to_string(), "type": 1, "guild_id": webhook.guild.to_string(),
            "channel_id": webhook.channel.to_string(), "name": webhook.name, "avatar": null,
            "application_id": webhook.application.map(|id| id.to_string()),
            "token": webhook.token, "url": webhook.url(&self.base),
        });
        if maker {
            json["user"] = json!(self.user_json(webhook.creator));
        }
        json
    }

    /// A thread of a channel, for a webhook that writes into it.
    pub fn thread_of(&self, channel: u64, thread: u64) -> Result<u64, Refused> {
        let mut guilds = self.guilds.values();
        guilds
            .find_map(|guild| guild.channels.get(&thread))
            .filter(|known| known.thread.is_some() && known.parent == Some(channel))
            .map(|known| known.id)
            .ok_or_else(Refused::unknown_channel)
    }

    /// Makes a webhook, or puts a changed one in its place, and tells of it.
    pub fn keep_webhook(&mut self, webhook: Webhook) {
        let Some(guild) = self.guilds.get_mut(&webhook.guild) else {
            return;
        };
        let mut channels = vec![webhook.channel];
        let (id, of) = (guild.id, webhook.id);
        if let Some(old) = guild.webhooks.insert(of, webhook) {
            channels.push(old.channel);
            channels.dedup();
        }
        self.journal_world();
        for channel in channels {
            self.tell_webhooks(id, channel);
        }
    }

    /// Takes a webhook away. What it wrote stays.
    pub fn remove_webhook(&mut self, webhook: &Webhook) {
        if let Some(guild) = self.guilds.get_mut(&webhook.guild) {
            guild.webhooks.remove(&webhook.id);
        }
        self.journal_world();
        self.tell_webhooks(webhook.guild, webhook.channel);
    }

    fn tell_webhooks(&mut self, guild: u64, channel: u64) {
        let data = json!({ "guild_id": guild.to_string(), "channel_id": channel.to_string() });
        self.emit("WEBHOOKS_UPDATE", &Audience::Guild(guild), data);
    }

    /// Writes by a webhook, into its channel or one of its threads.
    pub fn execute(
        &mut self,
        webhook: &Webhook,
        channel: u64,
        mask: Mask,
        mut draft: Draft,
    ) -> Message {
        draft.flags &= !EPHEMERAL;
        let mut message = Message {
            id: self.id(),
            channel,
            guild: webhook.guild,
            author: webhook.id,
            at: self.clock.now(),
            flags: draft.flags,
            webhook: Some(mask),
            ..Message::default()
        };
        self.fill(&mut message, draft);
        self.post(message)
    }
}
