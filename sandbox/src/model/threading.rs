//! Threads begin, gather members, fall silent and wake again.

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{
    World,
    channel::{Channel, kind},
    guild::Guild,
    message::{HAS_THREAD, Message, system},
    session::Audience,
    thread::Thread,
};
use crate::refusal::Refused;

/// The most threads of a server that were not put away.
const ACTIVE: usize = 1_000;

/// A thread that is to begin.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// In which server.
    pub guild: u64,
    /// In which room.
    pub room: u64,
    /// From which of its messages.
    pub message: Option<u64>,
    /// Its type.
    pub kind: u8,
    /// Its name.
    pub name: String,
    /// Who begins it.
    pub owner: u64,
    /// Minutes of silence after which it is put away.
    pub auto_archive: u16,
    /// Seconds that people wait between two messages.
    pub slowmode: u16,
    /// Whether members of a private one may add others.
    pub invitable: bool,
}

impl World {
    /// Begins a thread, and tells those who see it. One of a message has that message's id.
    pub fn begin_thread(&mut self, begin: Beginning) -> Result<u64, Refused> {
        self.put_away_silent();
        let (guild, room) = (begin.guild, begin.room);
        let known = self.guilds.get(&guild).ok_or_else(Refused::unknown_guild)?;
        if known.threads().filter(|(_, one)| !one.archived).count() >= ACTIVE {
            return Err(Refused::threads_full());
        }
        if begin
            .message
            .is_some_and(|id| known.channels.contains_key(&id))
        {
            return Err(Refused::has_thread());
        }
        let now = self.clock.now();
        let id = begin.message.unwrap_or_else(|| self.ids.next(now));
        let channel = Channel {
            id,
            kind: begin.kind,
            name: begin.name.clone(),
            parent: Some(room),
            slowmode: begin.slowmode,
            thread: Some(Thread {
                owner: begin.owner,
                invitable: begin.invitable,
                auto_archive: begin.auto_archive,
                archived_at: now,
                created: now,
                members: [(begin.owner, now)].into(),
                ..Thread::default()
            }),
            ..Channel::default()
        };
        let mut data = channel.to_json(guild);
        data["newly_created"] = json!(true);
        self.keep_channel(guild, channel);
        self.emit(
            "THREAD_CREATE",
            &Audience::Channel { guild, channel: id },
            data,
        );
        self.tell_members(guild, id, &[begin.owner], &[]);
        self.introduce(&begin, id);
        Ok(id)
    }

    /// What the system writes of a new thread: into it, when it was begun from a message, or else into the
    /// room.
    fn introduce(&mut self, begin: &Beginning, thread: u64) {
        let (kind, channel, about, content) = match begin.message {
            Some(message) => (
                system::THREAD_STARTER,
                thread,
                (begin.room, Some(message)),
                String::new(),
            ),
            None if begin.kind == kind::PRIVATE_THREAD => return,
            None => (
                system::THREAD_CREATED,
                begin.room,
                (thread, None),
                begin.name.clone(),
            ),
        };
        let note = Message {
            id: self.id(),
            kind,
            channel,
            guild: begin.guild,
            author: begin.owner,
            content,
            at: self.clock.now(),
            about: Some(about),
            ..Message::default()
        };
        self.post(note);
        let of = self.messages.get(&begin.room);
        let from = begin.message.and_then(|id| of.and_then(|of| of.get(&id)));
        if let Some(mut message) = from.cloned() {
            message.flags |= HAS_THREAD;
            self.change(message);
        }
    }

    /// Changes a thread, and tells those who see it.
    pub fn change_thread(
        &mut self,
        guild: u64,
        id: u64,
        change: impl FnOnce(&mut Channel, &mut Thread),
    ) {
        let now = self.clock.now();
        let known = self.guilds.get(&guild);
        let Some(mut channel) = known.and_then(|known| known.channels.get(&id)).cloned() else {
            return;
        };
        let Some(mut thread) = channel.thread.take() else {
            return;
        };
        let archived = thread.archived;
        change(&mut channel, &mut thread);
        if thread.archived != archived {
            thread.archived_at = now;
        }
        channel.thread = Some(thread);
        let data = channel.to_json(guild);
        self.keep_channel(guild, channel);
        let audience = Audience::Channel { guild, channel: id };
        self.emit("THREAD_UPDATE", &audience, data);
    }

    /// A message in a thread takes it out again when it was put away; the one who writes comes into it, and
    /// those whom the message names, if its writer may let them in.
    pub(super) fn wake_thread(&mut self, message: &Message) {
        let (guild, id) = (message.guild, message.channel);
        let Some(known) = self.guilds.get(&guild) else {
            return;
        };
        let Some(channel) = known.channels.get(&id) else {
            return;
        };
        let Some(thread) = &channel.thread else {
            return;
        };
        if message.kind != 0 {
            return;
        }
        let author = known.members.get(&message.author);
        let now = self.clock.now();
        let held = author.map(|author| known.permissions_in(author, channel, now));
        let held = held.unwrap_or(Permissions::empty());
        let invites = thread.lets_invite(channel.kind, message.author, held);
        let room = channel.parent.filter(|_| invites);
        let named = message.mentions.iter().copied();
        let named = named.filter(|user| room.is_some_and(|room| known.sees(*user, room)));
        let come: Vec<u64> = std::iter::once(message.author).chain(named).collect();
        if thread.archived {
            self.change_thread(guild, id, |_, thread| thread.archived = false);
        }
        self.join_thread(guild, id, &come);
    }

    /// Lets people into a thread, and tells of those who were not in it before.
    pub fn join_thread(&mut self, guild: u64, id: u64, users: &[u64]) {
        let now = self.clock.now();
        let Some(known) = self.guilds.get(&guild) else {
            return;
        };
        let Some(mut channel) = known.channels.get(&id).cloned() else {
            return;
        };
        let inside = |user: &&u64| known.members.contains_key(user);
        let saw = |user: &u64| known.sees(*user, id);
        let Some(thread) = &mut channel.thread else {
            return;
        };
        let fresh = users.iter().filter(inside);
        let (mut came, mut blind): (Vec<u64>, Vec<u64>) = (Vec::new(), Vec::new());
        for user in fresh {
            if thread.members.contains_key(user) {
                continue;
            }
            thread.members.insert(*user, now);
            came.push(*user);
            blind.extend(Some(*user).filter(|user| !saw(user)));
        }
        if came.is_empty() {
            return;
        }
        self.keep_channel(guild, channel.clone());
        for user in blind {
            // To one who could not see it the thread is new.
            let mut data = channel.to_json(guild);
            let thread = channel.thread.as_ref();
            data["member"] = json!(thread.and_then(|thread| thread.member(id, user)));
            let users = vec![user];
            self.emit("THREAD_CREATE", &Audience::Users { guild, users }, data);
        }
        self.tell_members(guild, id, &came, &[]);
    }

    /// Lets somebody out of a thread, and tells of it.
    pub fn leave_thread(&mut self, guild: u64, id: u64, user: u64) {
        let known = self.guilds.get(&guild);
        let Some(mut channel) = known.and_then(|known| known.channels.get(&id)).cloned() else {
            return;
        };
        let left = channel
            .thread
            .as_mut()
            .and_then(|thread| thread.members.remove(&user));
        if left.is_none() {
            return;
        }
        self.keep_channel(guild, channel);
        self.tell_members(guild, id, &[], &[user]);
    }

    /// Lets somebody who leaves the server out of its threads.
    pub fn leave_threads(&mut self, guild: u64, user: u64) {
        let known = self.guilds.get(&guild).into_iter();
        let inside = known.flat_map(Guild::threads);
        let inside = inside.filter(|(_, thread)| thread.members.contains_key(&user));
        let inside: Vec<u64> = inside.map(|(channel, _)| channel.id).collect();
        for id in inside {
            self.leave_thread(guild, id, user);
        }
    }

    /// Tells who came into a thread and who left it.
    fn tell_members(&mut self, guild: u64, id: u64, came: &[u64], left: &[u64]) {
        let Some(known) = self.guilds.get(&guild) else {
            return;
        };
        let Some(channel) = known.channels.get(&id) else {
            return;
        };
        let mut data = json!({
            "id": id.to_string(), "guild_id": guild.to_string(),
            "member_count": channel.to_json(guild)["member_count"],
        });
        if !came.is_empty() {
            let come = came.iter().filter_map(|user| {
                let mut json = thread_member(known, channel, *user, true)?;
                json["presence"] = Value::Null;
                Some(json)
            });
            data["added_members"] = come.collect();
        }
        if !left.is_empty() {
            data["removed_member_ids"] = left.iter().map(u64::to_string).collect();
        }
        let whom = came.iter().chain(left).copied().collect();
        let audience = Audience::Crowd {
            guild,
            thread: id,
            whom,
        };
        self.emit("THREAD_MEMBERS_UPDATE", &audience, data);
    }

    /// Puts the threads away in which nobody has spoken for as long as they were given.
    pub fn put_away_silent(&mut self) {
        let now = self.clock.now();
        let stale = |guild: &Guild| -> Vec<(u64, u64)> {
            let threads = guild.threads();
            let stale = threads.filter(|(channel, thread)| thread.is_stale(channel, now));
            stale.map(|(channel, _)| (guild.id, channel.id)).collect()
        };
        let stale: Vec<(u64, u64)> = self.guilds.values().flat_map(stale).collect();
        for (guild, id) in stale {
            self.change_thread(guild, id, |_, thread| thread.archived = true);
        }
    }
}

/// A member of a thread, with what they are in the server if `whole`.
pub fn thread_member(guild: &Guild, channel: &Channel, user: u64, whole: bool) -> Option<Value> {
    let mut json = channel.thread.as_ref()?.member(channel.id, user)?;
    if whole && let Some(member) = guild.members.get(&user) {
        json["member"] = guild.member_json(member);
    }
    Some(json)
}
