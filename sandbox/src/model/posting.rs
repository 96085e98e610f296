//! Messages come, change and go: kept in memory and in the journal, counted, told to those who may know.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{World, message::Message, session::Audience};

/// How long a nonce stands for its message: Discord says "the past few minutes".
const NONCE_LIFE: Duration = Duration::from_secs(180);

impl World {
    /// The message that this nonce stands for already.
    pub fn by_nonce(&mut self, author: u64, channel: u64, nonce: &Value) -> Option<Message> {
        self.sweep_nonces();
        let (_, id) = self.nonces.get(&(author, channel, nonce.to_string()))?;
        self.messages.get(&channel)?.get(id).cloned()
    }

    /// Forgets nonces that stand for nothing any more.
    pub fn sweep_nonces(&mut self) {
        self.nonces.retain(|_, (at, _)| at.elapsed() < NONCE_LIFE);
    }

    /// Puts a message into its channel and tells everybody who may know.
    pub fn post(&mut self, message: Message) -> Message {
        if let Some(nonce) = &message.nonce {
            let key = (message.author, message.channel, nonce.to_string());
            self.nonces.insert(key, (Instant::now(), message.id));
        }
        if message.only_for.is_none() {
            self.wake_thread(&message);
            self.count(&message);
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

    /// Keeps what was put on a message: reactions, a pin, flags. Its text and files stay as they are.
    pub fn mark(&mut self, message: Message) {
        if let Some(journal) = &mut self.journal {
            journal.marks(&message);
        }
        let all = self.messages.entry(message.channel).or_default();
        all.insert(message.id, message);
    }

    /// Counts a new message in its channel.
    fn count(&mut self, message: &Message) {
        if let Some(direct) = self.directs.get_mut(&message.channel) {
            direct.last_message = Some(message.id);
        }
        let guild = self.guilds.get_mut(&message.guild);
        let Some(channel) = guild.and_then(|guild| guild.channels.get_mut(&message.channel)) else {
            return;
        };
        channel.last_message = Some(message.id);
        if let Some(thread) = &mut channel.thread
            && message.counts()
        {
            thread.messages += 1;
        }
    }

    /// Takes a message away and tells of it.
    pub fn delete(&mut self, channel: u64, id: u64) {
        if let Some(message) = self.forget(channel, id) {
            let mut data = json!({ "id": id.to_string(), "channel_id": channel.to_string() });
            if message.guild != 0 {
                data["guild_id"] = json!(message.guild.to_string());
            }
            self.emit("MESSAGE_DELETE", &Audience::of(&message), data);
        }
    }

    /// Takes messages of a server's channel away at once and tells of it. What is not there is passed over.
    pub fn delete_many(&mut self, guild: u64, channel: u64, ids: &[u64]) {
        let there = |id: &&u64| self.message(channel, **id).is_ok();
        let there: Vec<u64> = ids.iter().filter(there).copied().collect();
        for id in &there {
            self.forget(channel, *id);
        }
        if there.is_empty() {
            return;
        }
        let data = json!({
            "ids": there.iter().map(u64::to_string).collect::<Vec<_>>(),
            "channel_id": channel.to_string(), "guild_id": guild.to_string(),
        });
        let audience = Audience::Channel { guild, channel };
        self.emit("MESSAGE_DELETE_BULK", &audience, data);
    }

    fn forget(&mut self, channel: u64, id: u64) -> Option<Message> {
        let message = self.messages.get_mut(&channel)?.remove(&id)?;
        if let Some(journal) = &mut self.journal {
            journal.deleted(channel, id);
        }
        let guild = self.guilds.get_mut(&message.guild);
        let known = guild.and_then(|guild| guild.channels.get_mut(&channel));
        if let Some(thread) = known.and_then(|known| known.thread.as_mut())
            && message.counts()
        {
            thread.messages = thread.messages.saturating_sub(1);
            thread.deleted += 1;
        }
        if message.pinned.is_some() {
            self.last_pin(channel);
        }
        Some(message)
    }

    /// Counts anew what the channels know of their messages, after a journal was read.
    pub fn recount(&mut self) {
        let none = Default::default();
        let seen = |channel: u64| {
            let all = self.messages.get(&channel).unwrap_or(&none);
            all.values().filter(|message| message.only_for.is_none())
        };
        let newest = |channel: u64| seen(channel).next_back().map(|message| message.id);
        let pinned = |channel: u64| seen(channel).filter_map(|message| message.pinned).max();
        for direct in self.directs.values_mut() {
            direct.last_message = newest(direct.id);
            direct.last_pin = pinned(direct.id);
        }
        let guilds = self.guilds.values_mut();
        for channel in guilds.flat_map(|guild| guild.channels.values_mut()) {
            channel.last_message = newest(channel.id);
            channel.last_pin = pinned(channel.id);
            if let Some(thread) = &mut channel.thread {
                thread.messages = seen(channel.id).filter(|one| one.counts()).count();
            }
        }
    }
}
