//! Threads: channels below a room, with members of their own, put away after some silence.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{
    channel::{Channel, kind},
    guild::Guild,
    member::Member,
    time::written,
};

/// Members are counted up to here.
const COUNTED: usize = 50;

/// Minutes of silence after which a thread is put away, if nobody says otherwise.
pub const AUTO_ARCHIVE: u16 = 1_440;

/// What of a channel only a thread has.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Thread {
    /// Who began it.
    pub owner: u64,
    /// Whether it was put away.
    pub archived: bool,
    /// Whether only those who manage threads take it out again, or write in it.
    pub locked: bool,
    /// Of a private thread: whether members may add others.
    pub invitable: bool,
    /// Minutes of silence after which it is put away.
    pub auto_archive: u16,
    /// When it was last put away or taken out.
    pub archived_at: DateTime<Utc>,
    /// When it was begun.
    pub created: DateTime<Utc>,
    /// Who is in it, and since when.
    pub members: BTreeMap<u64, DateTime<Utc>>,
    /// The messages in it now; counted anew when a journal is read.
    #[serde(skip)]
    pub messages: usize,
    /// The messages that were deleted.
    pub deleted: usize,
}

impl Thread {
    /// The thread as Discord tells it.
    pub fn to_json(&self, channel: &Channel, guild: u64) -> Value {
        let mut json = json!({
            "id": channel.id.to_string(), "type": channel.kind, "guild_id": guild.to_string(),
            "name": channel.name, "parent_id": channel.parent.map(|id| id.to_string()),
            "owner_id": self.owner.to_string(), "flags": 0,
            "last_message_id": channel.last_message.map(|id| id.to_string()),
            "last_pin_timestamp": channel.last_pin.map(written), "rate_limit_per_user": channel.slowmode,
            "message_count": self.messages, "total_message_sent": self.messages + self.deleted,
            "member_count": self.members.len().min(COUNTED),
            "thread_metadata": {
                "archived": self.archived, "archive_timestamp": written(self.archived_at), "locked": self.locked,
                "auto_archive_duration": self.auto_archive, "create_timestamp": written(self.created),
            },
        });
        if channel.kind == kind::PRIVATE_THREAD {
            json["thread_metadata"]["invitable"] = json!(self.invitable);
        }
        json
    }

    /// One of its members, as Discord tells them.
    pub fn member(&self, thread: u64, user: u64) -> Option<Value> {
        let since = self.members.get(&user)?;
        Some(json!({
            "id": thread.to_string(), "user_id": user.to_string(), "join_timestamp": written(*since), "flags": 0,
        }))
    }

    /// Whether somebody with these permissions lets others into it. Into a private thread that does not let
    /// its members invite, only who manages threads or began it does.
    pub fn lets_invite(&self, kind: u8, by: u64, held: Permissions) -> bool {
        let closed = kind == kind::PRIVATE_THREAD && !self.invitable;
        !closed || self.owner == by || held.contains(Permissions::MANAGE_THREADS)
    }

    /// Whether it has been silent for so long that it is to be put away.
    pub fn is_stale(&self, channel: &Channel, now: DateTime<Utc>) -> bool {
        let spoken = channel.last_message.map(super::snowflake::time_of);
        let last = spoken.map_or(self.archived_at, |at| at.max(self.archived_at));
        !self.archived && now - last >= TimeDelta::minutes(i64::from(self.auto_archive))
    }
}

impl Guild {
    /// The channels that are no threads.
    pub fn rooms(&self) -> impl Iterator<Item = &Channel> {
        self.channels
            .values()
            .filter(|channel| channel.thread.is_none())
    }

    /// The threads, with their channels.
    pub fn threads(&self) -> impl Iterator<Item = (&Channel, &Thread)> {
        self.channels
            .values()
            .filter_map(|channel| channel.thread.as_ref().map(|thread| (channel, thread)))
    }

    /// The threads that were not put away and that somebody sees.
    pub fn active_threads(&self, viewer: u64) -> impl Iterator<Item = (&Channel, &Thread)> {
        self.threads()
            .filter(move |(channel, thread)| !thread.archived && self.sees(viewer, channel.id))
    }

    /// What a member was granted in a channel, silenced or not. A thread has its room's permissions; a private one is there only
    /// for its members and for those who manage threads.
    pub fn granted_in(&self, member: &Member, channel: &Channel) -> Permissions {
        let Some(thread) = &channel.thread else {
            return self.permissions_by_overwrites(member, channel);
        };
        let Some(room) = channel.parent.and_then(|id| self.channels.get(&id)) else {
            return Permissions::empty();
        };
        let held = self.permissions_by_overwrites(member, room);
        let inside = channel.kind != kind::PRIVATE_THREAD
            || thread.members.contains_key(&member.id)
            || held.contains(Permissions::MANAGE_THREADS);
        if inside { held } else { Permissions::empty() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock, company::CompanyPlan, model::World};

    #[test]
    fn a_private_thread_is_its_members_and_managers() {
        let mut world = World::new(clock::system());
        let id = world.found(&CompanyPlan::sample());
        let guild = world.guilds.get_mut(&id).expect("the server");
        let named = |guild: &Guild, name: &str| {
            let mut all = guild.members.values();
            all.find(|member| member.name == name).expect(name).clone()
        };
        let (mia, dana, noah) = (
            named(guild, "Mia"),
            named(guild, "Dana"),
            named(guild, "Noah"),
        );
        let room = guild
            .rooms()
            .find(|channel| channel.name == "general")
            .expect("general")
            .id;
        let mut thread = Channel {
            id: 1,
            kind: kind::PRIVATE_THREAD,
            parent: Some(room),
            thread: Some(Thread {
                members: [(mia.id, DateTime::UNIX_EPOCH)].into(),
                ..Thread::default()
            }),
            ..Channel::default()
        };
        let guild = &*guild;
        let sees = |member: &Member, thread: &Channel| {
            let held = guild.granted_in(member, thread);
            held.contains(Permissions::VIEW_CHANNEL)
        };
        assert!(sees(&mia, &thread));
        assert!(sees(&dana, &thread), "the owner manages threads");
        assert!(!sees(&noah, &thread));
        thread.kind = kind::PUBLIC_THREAD;
        assert!(sees(&noah, &thread));
        thread.parent = Some(2);
        assert!(!sees(&mia, &thread), "no thread without its room");
    }
}
