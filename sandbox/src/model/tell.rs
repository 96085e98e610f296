//! A message as Discord tells it: over HTTP to one who asks, over the gateway to all who hear.

use serde_json::{Value, json};

use super::{
    World,
    guild::Guild,
    message::{Message, Origin, SUPPRESS_EMBEDS, system},
    time::written,
};

impl World {
    /// A message as all are told of it over the gateway, with the server and the author's member; or as an
    /// interaction's answer or the bot's own request brings it.
    pub fn message_json(&self, message: &Message, gateway: bool) -> Value {
        if !gateway {
            return self.whole(message, Some(self.application));
        }
        let mut json = self.whole(message, None);
        if let Some(guild) = self.guilds.get(&message.guild) {
            json["guild_id"] = json!(message.guild.to_string());
            if let Some(member) = guild.members.get(&message.author) {
                json["member"] = guild.partial_member(member);
            }
        }
        json
    }

    /// A message as somebody reads it who asked: with what they put below it themselves. A bot without
    /// leave to read content does not read it this way either.
    pub fn message_for(&self, message: &Message, viewer: u64) -> Value {
        let json = self.whole(message, Some(viewer));
        let veiled = viewer == self.application && !self.settings.message_content;
        if veiled && message.guild != 0 {
            self.without_content(&json)
        } else {
            json
        }
    }

    /// A message, and the one that it refers to.
    fn whole(&self, message: &Message, viewer: Option<u64>) -> Value {
        let mut json = self.body(message, viewer);
        let starts = message.kind == system::THREAD_STARTER;
        if let Some((channel, Some(id))) = message.refers_to()
            && (message.replies_to.is_some() || starts)
        {
            let all = self.messages.get(&channel);
            let found = all.and_then(|all| all.get(&id));
            json["referenced_message"] = found.map_or(Value::Null, |found| {
                let mut told = self.body(found, viewer);
                // Reactions are told of the message itself only.
                told.as_object_mut().map(|told| told.remove("reactions"));
                told
            });
        }
        json
    }

    /// A message without the one that it refers to.
    fn body(&self, message: &Message, viewer: Option<u64>) -> Value {
        let guild = self.guilds.get(&message.guild);
        let user = |id: &u64| self.user_json(*id).unwrap_or_else(|| deleted_user(*id));
        let kind = match (&message.interaction, message.replies_to) {
            _ if message.kind != 0 => message.kind,
            (Some(origin), _) if origin.kind == 2 && origin.source.is_some() => 23,
            (Some(origin), _) if origin.kind == 2 => 20,
            (_, Some(_)) => 19,
            _ => 0,
        };
        let attachments = message
            .attachments
            .iter()
            .map(|file| file.to_json(&self.base, message.channel));
        let suppressed = message.flags & SUPPRESS_EMBEDS != 0;
        let embeds = if suppressed { &[] } else { &message.embeds[..] };
        let author = match &message.webhook {
            Some(mask) => mask.author(message.author),
            None => user(&message.author),
        };
        let mut json = json!({
            "id": message.id.to_string(), "channel_id": message.channel.to_string(), "type": kind,
            "author": author, "content": message.content,
            "timestamp": written(message.at), "edited_timestamp": message.edited.map(written), "tts": message.tts,
            "pinned": message.pinned.is_some(), "mention_everyone": message.mention_everyone,
            "mentions": message.mentions.iter().map(user).collect::<Vec<_>>(),
            "mention_roles": message.mention_roles.iter().map(u64::to_string).collect::<Vec<_>>(),
            "attachments": attachments.collect::<Vec<_>>(),
            "embeds": embeds, "components": message.components, "flags": message.flags,
        });
        if let Some(mask) = &message.webhook {
            json["webhook_id"] = json!(message.author.to_string());
            if let Some(application) = mask.application {
                json["application_id"] = json!(application.to_string());
            }
        }
        if let Some((channel, id)) = message.refers_to() {
            let mut reference = json!({ "type": 0, "channel_id": channel.to_string() });
            if let Some(id) = id {
                reference["message_id"] = json!(id.to_string());
            }
            if message.guild != 0 {
                reference["guild_id"] = json!(message.guild.to_string());
            }
            json["message_reference"] = reference;
        }
        if let Some(viewer) = viewer.filter(|_| !message.reactions.is_empty()) {
            let reactions = message.reactions.iter();
            json["reactions"] = reactions.map(|one| one.to_json(viewer)).collect();
        }
        if let Some(thread) = self.begun_thread(guild, message) {
            json["thread"] = thread;
        }
        if let Some(origin) = &message.interaction {
            self.tell_origin(message, origin, &mut json);
        }
        json
    }

    /// The thread that was begun from a message.
    fn begun_thread(&self, guild: Option<&Guild>, message: &Message) -> Option<Value> {
        let guild = guild?;
        let id = match message.about {
            Some((thread, None)) if message.kind == system::THREAD_CREATED => thread,
            _ => message.id,
        };
        let thread = guild.channels.get(&id)?;
        (thread.parent == Some(message.channel)).then(|| thread.to_json(guild.id))
    }

    /// The interaction that a message answers.
    fn tell_origin(&self, message: &Message, origin: &Origin, json: &mut Value) {
        let user = self
            .user_json(origin.user)
            .unwrap_or_else(|| deleted_user(origin.user));
        json["application_id"] = json!(self.application.to_string());
        json["webhook_id"] = json!(self.application.to_string());
        let metadata = json!({
            "id": origin.id.to_string(), "type": origin.kind, "user": user,
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
}

/// Somebody who has no account any more.
pub fn deleted_user(id: u64) -> Value {
    json!({ "id": id.to_string(), "username": "Deleted User", "discriminator": "0", "global_name": null,
            "avatar": null, "public_flags": 0, "flags": 0, "primary_guild": null })
}
