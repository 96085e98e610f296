//! Channels of a server: rooms for text and announcements, categories that hold them, and threads, which
//! are channels too.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{thread::Thread, time::written};

/// What a channel says of a role or member: (id, whether a role, allowed, denied).
pub type Overwrite = (u64, bool, Permissions, Permissions);

/// The types of channels that the sandbox has, by Discord's numbers.
pub mod kind {
    /// A room for text.
    pub const TEXT: u8 = 0;
    /// Between two people.
    pub const DIRECT: u8 = 1;
    /// Holds channels.
    pub const CATEGORY: u8 = 4;
    /// A room for announcements.
    pub const NEWS: u8 = 5;
    /// A thread of a room for announcements.
    pub const NEWS_THREAD: u8 = 10;
    /// A thread that all who see its room see.
    pub const PUBLIC_THREAD: u8 = 11;
    /// A thread that its members see.
    pub const PRIVATE_THREAD: u8 = 12;
}

/// A channel.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Channel {
    /// Its id.
    pub id: u64,
    /// Its type.
    #[serde(default)]
    pub kind: u8,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub topic: String,
    /// Its place in the list.
    pub position: u16,
    /// Its category; of a thread, the room that it belongs to.
    #[serde(default)]
    pub parent: Option<u64>,
    /// Whether it is for grown-ups only.
    #[serde(default)]
    pub nsfw: bool,
    /// Seconds that a person waits between two messages.
    #[serde(default)]
    pub slowmode: u16,
    /// Seconds that a person waits in threads that are begun here.
    #[serde(default)]
    pub thread_slowmode: u16,
    /// Minutes of silence after which threads that are begun here are put away.
    #[serde(default)]
    pub auto_archive: Option<u16>,
    /// By role or member: (id, whether a role, allowed, denied).
    pub overwrites: Vec<Overwrite>,
    /// The newest message.
    pub last_message: Option<u64>,
    /// When the newest pin was set.
    #[serde(default)]
    pub last_pin: Option<DateTime<Utc>>,
    /// What only a thread has.
    #[serde(default)]
    pub thread: Option<Thread>,
}

impl Channel {
    /// Whether messages stand in it.
    pub fn holds_messages(&self) -> bool {
        self.kind != kind::CATEGORY
    }

    /// What somebody must be allowed here to do what `needed` allows in a room: in a thread, writing has a
    /// permission of its own.
    pub fn needs(&self, needed: Permissions) -> Permissions {
        if self.thread.is_some() && needed.contains(Permissions::SEND_MESSAGES) {
            (needed - Permissions::SEND_MESSAGES) | Permissions::SEND_MESSAGES_IN_THREADS
        } else {
            needed
        }
    }

    /// The channel as Discord tells it.
    pub fn to_json(&self, guild: u64) -> Value {
        if let Some(thread) = &self.thread {
            return thread.to_json(self, guild);
        }
        let mut json = json!({
            "id": self.id.to_string(), "type": self.kind, "guild_id": guild.to_string(), "name": self.name,
            "position": self.position, "flags": 0, "parent_id": self.parent.map(|id| id.to_string()),
            "permission_overwrites": self.overwrites.iter().map(|(id, role, allow, deny)| json!({
                "id": id.to_string(), "type": i32::from(!role),
                "allow": allow.bits().to_string(), "deny": deny.bits().to_string(),
            })).collect::<Vec<_>>(),
        });
        if self.holds_messages() {
            json["topic"] = json!(Some(&self.topic).filter(|topic| !topic.is_empty()));
            json["nsfw"] = json!(self.nsfw);
            json["last_message_id"] = json!(self.last_message.map(|id| id.to_string()));
            json["last_pin_timestamp"] = json!(self.last_pin.map(written));
            json["default_thread_rate_limit_per_user"] = json!(self.thread_slowmode);
            // Announcements come as they come.
            if self.kind == kind::TEXT {
                json["rate_limit_per_user"] = json!(self.slowmode);
            }
            if let Some(minutes) = self.auto_archive {
                json["default_auto_archive_duration"] = json!(minutes);
            }
        }
        json
    }

    /// The channel as an interaction names it, with what `held` the one who uses it may do there.
    pub fn resolved(&self, guild: u64, held: Permissions) -> Value {
        let mut json = self.to_json(guild);
        json["permissions"] = json!(held.bits().to_string());
        if let Some(json) = json.as_object_mut() {
            for beside in [
                "permission_overwrites",
                "default_thread_rate_limit_per_user",
                "default_auto_archive_duration",
                "owner_id",
                "message_count",
                "member_count",
                "total_message_sent",
            ] {
                json.remove(beside);
            }
        }
        json
    }
}
