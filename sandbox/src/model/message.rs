//! Messages, with what Discord derives from them: mentions, embeds, attachments.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::reaction::Reaction;

/// Told on to the servers that follow the channel.
pub const CROSSPOSTED: u64 = 1;
/// Its links and frames are not shown.
pub const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// A thread was begun from it.
pub const HAS_THREAD: u64 = 1 << 5;
/// Seen by one person only.
pub const EPHEMERAL: u64 = 1 << 6;
/// A deferred answer that is still to come.
pub const LOADING: u64 = 1 << 7;
/// Spoken into a microphone.
pub const VOICE: u64 = 1 << 13;
/// Made of components alone.
pub const COMPONENTS_V2: u64 = 1 << 15;
/// Flags that a sender may set; SUPPRESS_NOTIFICATIONS among them.
pub const SETTABLE: u64 = SUPPRESS_EMBEDS | EPHEMERAL | 1 << 12 | COMPONENTS_V2;

/// Messages that the system writes, by Discord's numbers.
pub mod system {
    /// Somebody pinned a message.
    pub const PINNED: u8 = 6;
    /// Somebody began a thread.
    pub const THREAD_CREATED: u8 = 18;
    /// The first of a thread that was begun from a message.
    pub const THREAD_STARTER: u8 = 21;
}

/// A message.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub id: u64,
    /// Where it stands.
    pub channel: u64,
    /// In which server; 0 between two people.
    pub guild: u64,
    /// Its type when the system wrote it; 0 for people's and bots' own.
    #[serde(default)]
    pub kind: u8,
    /// Who wrote it.
    pub author: u64,
    /// Its text.
    pub content: String,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was changed last.
    pub edited: Option<DateTime<Utc>>,
    /// Frames, normalised.
    pub embeds: Vec<Value>,
    /// Rows of things to press.
    pub components: Vec<Value>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// Discord's flags.
    pub flags: u64,
    /// Members that it mentions.
    pub mentions: Vec<u64>,
    /// Roles that it mentions.
    pub mention_roles: Vec<u64>,
    /// Whether it pings everyone.
    pub mention_everyone: bool,
    /// As the sender gave it: a number or a text.
    pub nonce: Option<Value>,
    /// The only one who sees it.
    pub only_for: Option<u64>,
    /// The interaction that it answers.
    pub interaction: Option<Origin>,
    /// The message that it replies to.
    pub replies_to: Option<u64>,
    /// Whether it is read aloud.
    #[serde(default)]
    pub tts: bool,
    /// The name and picture that a webhook wrote it under; the author is the webhook then.
    #[serde(default)]
    pub webhook: Option<super::webhook::Mask>,
    /// What the system's message is about: a channel, and a message in it.
    #[serde(default)]
    pub about: Option<(u64, Option<u64>)>,
    /// When it was pinned.
    #[serde(default)]
    pub pinned: Option<DateTime<Utc>>,
    /// What people put below it, the oldest first.
    #[serde(default)]
    pub reactions: Vec<Reaction>,
}

/// The interaction that a message answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Origin {
    /// Its id.
    pub id: u64,
    /// Its type.
    pub kind: u8,
    /// The command's name.
    pub name: Option<String>,
    /// Who asked.
    pub user: u64,
    /// The message with the pressed button.
    pub source: Option<u64>,
}

/// A file of a message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attachment {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// Its bytes, in base64 in the journal.
    #[serde(with = "bytes")]
    pub bytes: Vec<u8>,
    /// What it shows, for those who cannot see it.
    pub description: Option<String>,
}

impl Message {
    /// The channel and the message that it refers to: as a reply, or as the system's own.
    pub fn refers_to(&self) -> Option<(u64, Option<u64>)> {
        let replied = self.replies_to.map(|id| (self.channel, Some(id)));
        replied.or(self.about)
    }

    /// Whether a thread counts it among its messages.
    pub fn counts(&self) -> bool {
        self.only_for.is_none() && self.kind != system::THREAD_STARTER
    }
}

mod bytes {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD
            .decode(String::deserialize(deserializer)?)
            .map_err(D::Error::custom)
    }
}

impl Attachment {
    /// The attachment as Discord tells it. The address is one of the sandbox's own.
    pub fn to_json(&self, base: &str, channel: u64) -> Value {
        let url = format!("{base}/attachments/{channel}/{}/{}", self.id, self.name);
        let mut json = json!({
            "id": self.id.to_string(), "filename": self.name, "size": self.bytes.len(),
            "url": url, "proxy_url": url, "content_type": self.media,
        });
        if let Some(description) = &self.description {
            json["description"] = json!(description);
        }
        if let Some((width, height)) = png_size(&self.bytes) {
            json["width"] = json!(width);
            json["height"] = json!(height);
        }
        json
    }
}

/// Width and height of a PNG, from its first chunk.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes
        .get(..24)
        .filter(|header| header.starts_with(b"\x89PNG\r\n\x1a\n"))?;
    let number = |at: usize| header[at..at + 4].try_into().ok().map(u32::from_be_bytes);
    number(16).zip(number(20))
}

/// Who is mentioned in a text: members, roles, everyone.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Members.
    pub users: Vec<u64>,
    /// Roles.
    pub roles: Vec<u64>,
    /// `@everyone` or `@here`.
    pub everyone: bool,
}

/// Reads the mentions of a text.
pub fn mentions(content: &str) -> Mentions {
    let mut found = Mentions {
        everyone: content.contains("@everyone") || content.contains("@here"),
        ..Mentions::default()
    };
    for part in content.split("<@").skip(1) {
        let Some((inner, _)) = part.split_once('>') else {
            continue;
        };
        let (list, digits) = match inner.strip_prefix('&') {
            Some(digits) => (&mut found.roles, digits),
            None => (&mut found.users, inner.trim_start_matches('!')),
        };
        if let Ok(id) = digits.parse()
            && !list.contains(&id)
        {
            list.push(id);
        }
    }
    found
}

/// Keeps what `allowed_mentions` allows; left out, an ordinary message pings all that it names. The
/// second value is whether the sender may ping everyone at all.
pub fn allowed(found: Mentions, allowed: Option<&Value>, may_everyone: bool) -> Mentions {
    let Some(allowed) = allowed.filter(|allowed| allowed.is_object()) else {
        return Mentions {
            everyone: found.everyone && may_everyone,
            ..found
        };
    };
    let parses = |kind: &str| {
        allowed["parse"]
            .as_array()
            .is_some_and(|list| list.iter().any(|entry| entry == kind))
    };
    let listed = |key: &str, id: &u64| {
        allowed[key].as_array().is_some_and(|list| {
            list.iter()
                .any(|entry| entry == &id.to_string() || entry == *id)
        })
    };
    Mentions {
        users: found
            .users
            .into_iter()
            .filter(|id| parses("users") || listed("users", id))
            .collect(),
        roles: found
            .roles
            .into_iter()
            .filter(|id| parses("roles") || listed("roles", id))
            .collect(),
        everyone: found.everyone && may_everyone && parses("everyone"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allowed_mentions_decide_who_is_pinged() {
        let text = "@everyone <@1> <@!2> <@&3> <#4>";
        let all = Mentions {
            users: vec![1, 2],
            roles: vec![3],
            everyone: true,
        };
        assert_eq!(mentions(text), all);
        assert_eq!(allowed(mentions(text), None, true), all);
        assert_eq!(
            allowed(mentions(text), Some(&json!({ "parse": [] })), true),
            Mentions::default()
        );
        let some = json!({ "parse": [], "roles": ["3"], "users": ["2"] });
        assert_eq!(
            allowed(mentions(text), Some(&some), true),
            Mentions {
                users: vec![2],
                roles: vec![3],
                everyone: false
            }
        );
    }
}
