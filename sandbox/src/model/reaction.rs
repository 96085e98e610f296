//! Reactions: who put which emoji below a message.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{World, message::Message, session::Audience};
use crate::refusal::Refused;

/// The most emoji below a message.
const MOST: usize = 20;

/// An emoji below a message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reaction {
    /// As Unicode has it.
    pub emoji: String,
    /// Who put it there.
    pub users: BTreeSet<u64>,
}

impl Reaction {
    /// The reaction as `viewer` is told of it.
    pub fn to_json(&self, viewer: u64) -> Value {
        json!({
            "emoji": emoji_json(&self.emoji), "count": self.users.len(),
            "count_details": { "burst": 0, "normal": self.users.len() },
            "me": self.users.contains(&viewer), "me_burst": false,
            "burst_colors": [],
        })
    }
}

/// Reads an emoji of a path. Those that servers make for themselves are not here.
pub fn emoji(given: &str) -> Result<String, Refused> {
    emojis::get(given)
        .map(|emoji| emoji.as_str().to_owned())
        .ok_or_else(Refused::unknown_emoji)
}

fn emoji_json(name: &str) -> Value {
    json!({ "id": null, "name": name })
}

/// What all events of a message's reactions say.
fn event(message: &Message) -> Value {
    let mut data = json!({
        "channel_id": message.channel.to_string(), "message_id": message.id.to_string(),
    });
    if message.guild != 0 {
        data["guild_id"] = json!(message.guild.to_string());
    }
    data
}

impl World {
    /// Somebody puts an emoji below a message. Doing it twice changes nothing.
    pub fn react(&mut self, mut message: Message, user: u64, emoji: String) -> Result<(), Refused> {
        let mut known = message.reactions.iter();
        let at = known.position(|known| known.emoji == emoji);
        let fresh = match at {
            Some(at) => message.reactions[at].users.insert(user),
            None if message.reactions.len() >= MOST => {
                let words = "Maximum number of reactions reached (20)";
                return Err(Refused::new(403, 30010, words));
            }
            None => {
                message.reactions.push(Reaction {
                    emoji: emoji.clone(),
                    users: [user].into(),
                });
                true
            }
        };
        if !fresh {
            return Ok(());
        }
        let mut data = event(&message);
        data["user_id"] = json!(user.to_string());
        data["emoji"] = emoji_json(&emoji);
        data["message_author_id"] = json!(message.author.to_string());
        data["burst"] = json!(false);
        data["type"] = json!(0);
        let guild = self.guilds.get(&message.guild);
        if let Some((guild, member)) =
            guild.and_then(|guild| guild.members.get(&user).map(|member| (guild, member)))
        {
            data["member"] = guild.member_json(member);
        }
        let audience = Audience::of(&message);
        self.mark(message);
        self.emit("MESSAGE_REACTION_ADD", &audience, data);
        Ok(())
    }

    /// Takes somebody's emoji away. 10014 when nobody put it there; when others did, nothing changes.
    pub fn unreact(&mut self, mut message: Message, user: u64, emoji: &str) -> Result<(), Refused> {
        let mut known = message.reactions.iter_mut();
        let known = known.find(|known| known.emoji == emoji);
        if !known
            .ok_or_else(Refused::unknown_emoji)?
            .users
            .remove(&user)
        {
            return Ok(());
        }
        message.reactions.retain(|known| !known.users.is_empty());
        let mut data = event(&message);
        data["user_id"] = json!(user.to_string());
        data["emoji"] = emoji_json(emoji);
        data["burst"] = json!(false);
        data["type"] = json!(0);
        let audience = Audience::of(&message);
        self.mark(message);
        self.emit("MESSAGE_REACTION_REMOVE", &audience, data);
        Ok(())
    }

    /// Takes everybody's emoji away: one, or all of them.
    pub fn clear_reactions(
        &mut self,
        mut message: Message,
        emoji: Option<&str>,
    ) -> Result<(), Refused> {
        let before = message.reactions.len();
        message
            .reactions
            .retain(|known| emoji.is_some_and(|emoji| known.emoji != emoji));
        let mut data = event(&message);
        let audience = Audience::of(&message);
        let gone = message.reactions.len() < before;
        match emoji {
            Some(_) if !gone => return Err(Refused::unknown_emoji()),
            Some(emoji) => {
                data["emoji"] = emoji_json(emoji);
                self.mark(message);
                self.emit("MESSAGE_REACTION_REMOVE_EMOJI", &audience, data);
            }
            None if !gone => {}
            None => {
                self.mark(message);
                self.emit("MESSAGE_REACTION_REMOVE_ALL", &audience, data);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emoji_is_one_of_unicodes() {
        assert_eq!(emoji("👍"), Ok("👍".to_owned()));
        assert_eq!(emoji("❤"), emoji("❤\u{fe0f}"), "as one");
        for none in ["", "a", "thumbsup", ":thumbsup:", "party:123", "👍👍"] {
            assert_eq!(emoji(none), Err(Refused::unknown_emoji()), "{none}");
        }
    }
}
