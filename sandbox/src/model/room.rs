//! Rooms and categories are built, changed, moved and torn down.

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{
    World,
    channel::{Channel, Overwrite, kind},
    guild::Guild,
    message::HAS_THREAD,
    session::Audience,
};
use crate::refusal::Refused;

/// The most channels of a server, threads not counted.
const MOST: usize = 500;
/// The most channels of a category.
const IN_CATEGORY: usize = 50;

/// What of a channel is to change; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct ChannelChange {
    /// Its type.
    pub kind: Option<u8>,
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub topic: Option<String>,
    /// Its place.
    pub position: Option<u16>,
    /// Its category, or none.
    pub parent: Option<Option<u64>>,
    /// Whether it is for grown-ups only.
    pub nsfw: Option<bool>,
    /// Seconds between two messages of a person.
    pub slowmode: Option<u16>,
    /// The same for threads that are begun in it.
    pub thread_slowmode: Option<u16>,
    /// Minutes of silence after which such threads are put away.
    pub auto_archive: Option<Option<u16>>,
    /// Who may do what.
    pub overwrites: Option<Vec<Overwrite>>,
}

impl ChannelChange {
    /// Puts it into a channel.
    fn apply(self, channel: &mut Channel) {
        channel.kind = self.kind.unwrap_or(channel.kind);
        if let Some(name) = self.name {
            channel.name = match channel.kind {
                kind::CATEGORY => name.trim().to_owned(),
                _ => room_name(&name),
            };
        }
        if let Some(topic) = self.topic {
            channel.topic = topic;
        }
        channel.position = self.position.unwrap_or(channel.position);
        channel.parent = self.parent.unwrap_or(channel.parent);
        channel.nsfw = self.nsfw.unwrap_or(channel.nsfw);
        channel.slowmode = self.slowmode.unwrap_or(channel.slowmode);
        channel.thread_slowmode = self.thread_slowmode.unwrap_or(channel.thread_slowmode);
        channel.auto_archive = self.auto_archive.unwrap_or(channel.auto_archive);
        if let Some(overwrites) = self.overwrites {
            channel.overwrites = overwrites;
        }
    }
}

/// A room's name as Discord keeps it: small letters, and hyphens for spaces.
fn room_name(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join("-")
}

impl Guild {
    /// Refuses a category that is none, or that is full.
    fn may_hold(&self, category: u64, channel: u64, kind: u8) -> Result<(), Refused> {
        let known = self.channels.get(&category);
        let path = "parent_id";
        if kind == kind::CATEGORY {
            let words = "Categories cannot have subcategories";
            return Err(Refused::form(path, "CHANNEL_PARENT_INVALID_TYPE", words));
        }
        match known.filter(|known| known.kind == kind::CATEGORY) {
            None if known.is_some() => Err(Refused::form(
                path,
                "CHANNEL_PARENT_INVALID_TYPE",
                "Not a category",
            )),
            None => Err(Refused::form(
                path,
                "CHANNEL_PARENT_INVALID",
                "Category does not exist",
            )),
            Some(_) => {
                let inside = |other: &&Channel| other.parent == Some(category);
                let others = self.rooms().filter(inside);
                let count = others.filter(|other| other.id != channel).count();
                if count >= IN_CATEGORY {
                    return Err(Refused::form(
                        path,
                        "CHANNEL_PARENT_MAX_CHANNELS",
                        "Maximum number of channels in category reached (50)",
                    ));
                }
                Ok(())
            }
        }
    }

    /// Refuses overwrites that name nobody, or that give or take what `held` does not hold.
    pub fn may_overwrite(
        &self,
        before: &[Overwrite],
        after: &[Overwrite],
        held: Permissions,
    ) -> Result<(), Refused> {
        for (index, (id, role, ..)) in after.iter().enumerate() {
            let known = if *role {
                self.roles.contains_key(id)
            } else {
                self.members.contains_key(id) || before.iter().any(|row| row.0 == *id)
            };
            if !known {
                let path = format!("permission_overwrites.{index}.id");
                let words = "Role or member is not in this server";
                return Err(Refused::form(&path, "INVALID_OVERWRITE_TARGET", words));
            }
        }
        may_change(before, after, held)
    }
}

/// Refuses to change what a channel says of roles and members where one may not manage roles, and to give
/// or take what `held` does not hold.
pub fn may_change(
    before: &[Overwrite],
    after: &[Overwrite],
    held: Permissions,
) -> Result<(), Refused> {
    let none = Permissions::empty();
    let mut changed = none;
    for (id, role, ..) in before.iter().chain(after) {
        let of = |list: &[Overwrite]| {
            let found = list.iter().find(|row| row.0 == *id && row.1 == *role);
            found.map_or((none, none), |row| (row.2, row.3))
        };
        let (old, new) = (of(before), of(after));
        changed |= (old.0 ^ new.0) | (old.1 ^ new.1);
    }
    let administers = held.contains(Permissions::ADMINISTRATOR);
    if changed.contains(Permissions::MANAGE_ROLES) && !administers || !held.contains(changed) {
        return Err(Refused::missing_permissions());
    }
    Ok(())
}

impl World {
    /// Builds a channel, and tells of it. Without a word on permissions it has its category's.
    pub fn build(&mut self, guild: u64, change: ChannelChange) -> Result<Channel, Refused> {
        let id = self.id();
        let known = self
            .guilds
            .get_mut(&guild)
            .ok_or_else(Refused::unknown_guild)?;
        if known.rooms().count() >= MOST {
            return Err(Refused::new(
                400,
                30013,
                "Maximum number of guild channels reached (500)",
            ));
        }
        let kind = change.kind.unwrap_or(kind::TEXT);
        let mut channel = Channel {
            id,
            kind,
            ..Channel::default()
        };
        if let Some(category) = change.parent.flatten() {
            known.may_hold(category, id, kind)?;
            let category = known.channels.get(&category);
            channel.overwrites = category.map_or_else(Vec::new, |one| one.overwrites.clone());
        }
        let alike = known
            .rooms()
            .filter(|other| (other.kind == kind::CATEGORY) == (kind == kind::CATEGORY));
        let below = alike.map(|other| other.position.saturating_add(1)).max();
        channel.position = below.unwrap_or_default();
        change.apply(&mut channel);
        known.channels.insert(id, channel.clone());
        self.journal_channel(guild, id);
        let audience = Audience::Listed { guild, channel: id };
        self.emit("CHANNEL_CREATE", &audience, channel.to_json(guild));
        Ok(channel)
    }

    /// Changes a channel, and tells of it: who comes to see it is told of it as if it were new, who no
    /// longer sees it as if it were gone.
    pub fn rebuild(
        &mut self,
        guild: u64,
        id: u64,
        change: ChannelChange,
    ) -> Result<Channel, Refused> {
        let before = self.sight(guild);
        let known = self.guilds.get(&guild).ok_or_else(Refused::unknown_guild)?;
        let mut channel = known
            .channels
            .get(&id)
            .cloned()
            .ok_or_else(Refused::unknown_channel)?;
        if let Some(category) = change.parent.flatten() {
            known.may_hold(category, id, channel.kind)?;
        }
        let old = channel.to_json(guild);
        change.apply(&mut channel);
        let same = channel.to_json(guild) == old;
        self.keep_channel(guild, channel.clone());
        if !same {
            self.tell_changed(guild, id, &before);
            self.tell_sight(guild, &before);
        }
        Ok(channel)
    }

    /// Changes channels, all of them or none. Each is held against what those before it leave.
    pub fn arrange(&mut self, guild: u64, moves: Vec<(u64, ChannelChange)>) -> Result<(), Refused> {
        let known = self.guilds.get(&guild).ok_or_else(Refused::unknown_guild)?;
        let mut after = known.clone();
        for (id, change) in &moves {
            let mut channel = after
                .channels
                .get(id)
                .cloned()
                .ok_or_else(Refused::unknown_channel)?;
            if let Some(category) = change.parent.flatten() {
                after.may_hold(category, *id, channel.kind)?;
            }
            change.clone().apply(&mut channel);
            after.channels.insert(*id, channel);
        }
        for (id, change) in moves {
            self.rebuild(guild, id, change)?;
        }
        Ok(())
    }

    /// Takes a channel away, with its messages, threads and pins, and tells of it. What stood in a
    /// category stands alone then.
    pub fn demolish(&mut self, guild: u64, id: u64) {
        let Some(channel) = self
            .guilds
            .get(&guild)
            .and_then(|known| known.channels.get(&id))
            .cloned()
        else {
            return;
        };
        if channel.thread.is_some() {
            let data = json!({
                "id": id.to_string(), "guild_id": guild.to_string(), "type": channel.kind,
                "parent_id": channel.parent.map(|room| room.to_string()),
            });
            let audience = Audience::Channel { guild, channel: id };
            self.emit("THREAD_DELETE", &audience, data);
            let started = channel
                .parent
                .and_then(|room| self.messages.get(&room)?.get(&id));
            if let Some(mut message) = started.cloned() {
                message.flags &= !HAS_THREAD;
                self.mark(message);
            }
        } else {
            let audience = Audience::Listed { guild, channel: id };
            self.emit("CHANNEL_DELETE", &audience, channel.to_json(guild));
        }
        let known = self.guilds.get(&guild);
        if known.is_some_and(|known| known.preferences.system_channel == Some(id)) {
            self.change_guild(guild, |known| known.preferences.system_channel = None);
        }
        let orphans = self.drop_channel(guild, id);
        if let Some(journal) = &mut self.journal {
            journal.channel_gone(guild, id);
        }
        let before = self.sight(guild);
        for orphan in orphans {
            self.tell_changed(guild, orphan, &before);
        }
    }

    /// Takes a channel out of the world without a word. Gives those that stood in it.
    pub fn drop_channel(&mut self, guild: u64, id: u64) -> Vec<u64> {
        self.messages.remove(&id);
        let Some(known) = self.guilds.get_mut(&guild) else {
            return Vec::new();
        };
        known.channels.remove(&id);
        known.webhooks.retain(|_, webhook| webhook.channel != id);
        let (mut orphans, mut threads) = (Vec::new(), Vec::new());
        let below = known.channels.values_mut();
        for channel in below.filter(|channel| channel.parent == Some(id)) {
            if channel.thread.is_some() {
                threads.push(channel.id);
            } else {
                channel.parent = None;
                orphans.push(channel.id);
            }
        }
        for thread in threads {
            known.channels.remove(&thread);
            self.messages.remove(&thread);
        }
        orphans
    }

    /// Keeps a changed channel, in memory and in the journal.
    pub(super) fn keep_channel(&mut self, guild: u64, channel: Channel) {
        let id = channel.id;
        if let Some(known) = self.guilds.get_mut(&guild) {
            known.channels.insert(id, channel);
        }
        self.journal_channel(guild, id);
    }

    fn journal_channel(&mut self, guild: u64, id: u64) {
        let known = self.guilds.get(&guild);
        if let Some(journal) = &mut self.journal
            && let Some(channel) = known.and_then(|known| known.channels.get(&id))
        {
            journal.channel(guild, channel);
        }
    }

    /// The channels of a server that somebody is told of, and how: all of them for a bot.
    pub fn rooms_json(&self, guild: &Guild, viewer: u64) -> Value {
        let told =
            |channel: &&Channel| viewer == self.application || guild.sees(viewer, channel.id);
        let rooms = guild.rooms().filter(told);
        rooms.map(|channel| channel.to_json(guild.id)).collect()
    }
}
