//! Pins: messages that a channel keeps in view.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{
    World,
    message::{Message, system},
    session::Audience,
    time::written,
};
use crate::refusal::Refused;

/// The most pins of a channel.
const MOST: usize = 250;

impl World {
    /// The pins of a channel, the newest first.
    pub fn pins(&self, channel: u64) -> Vec<(DateTime<Utc>, &Message)> {
        let all = self.messages.get(&channel).into_iter();
        let mut pins: Vec<_> = all
            .flat_map(|all| all.values())
            .filter_map(|message| message.pinned.map(|at| (at, message)))
            .collect();
        pins.sort_by_key(|(at, message)| std::cmp::Reverse((*at, message.id)));
        pins
    }

    /// Pins a message. The system says so in the channel.
    pub fn pin(&mut self, mut message: Message, by: u64) -> Result<(), Refused> {
        if message.pinned.is_some() {
            return Ok(());
        }
        if self.pins(message.channel).len() >= MOST {
            return Err(Refused::new(
                400,
                30003,
                "Maximum number of pins reached for the channel (250)",
            ));
        }
        message.pinned = Some(self.clock.now());
        let note = Message {
            id: self.id(),
            kind: system::PINNED,
            channel: message.channel,
            guild: message.guild,
            author: by,
            at: self.clock.now(),
            about: Some((message.channel, Some(message.id))),
            ..Message::default()
        };
        self.tell_pins(message);
        self.post(note);
        Ok(())
    }

    /// Takes a pin away.
    pub fn unpin(&mut self, mut message: Message) {
        if message.pinned.take().is_some() {
            self.tell_pins(message);
        }
    }

    /// Keeps a message whose pin has changed, and tells of it.
    fn tell_pins(&mut self, message: Message) {
        let (audience, channel, guild) = (Audience::of(&message), message.channel, message.guild);
        let data = self.message_json(&message, true);
        self.mark(message);
        self.emit("MESSAGE_UPDATE", &audience, data);
        let last = self.last_pin(channel);
        let mut data =
            json!({ "channel_id": channel.to_string(), "last_pin_timestamp": last.map(written) });
        if guild != 0 {
            data["guild_id"] = json!(guild.to_string());
        }
        self.emit("CHANNEL_PINS_UPDATE", &audience, data);
    }

    /// Looks up when a channel's newest pin was set, and keeps it with the channel.
    pub fn last_pin(&mut self, channel: u64) -> Option<DateTime<Utc>> {
        let last = self.pins(channel).first().map(|(at, _)| *at);
        let mut guilds = self.guilds.values_mut();
        if let Some(known) = guilds.find_map(|guild| guild.channels.get_mut(&channel)) {
            known.last_pin = last;
        }
        if let Some(known) = self.directs.get_mut(&channel) {
            known.last_pin = last;
        }
        last
    }
}
