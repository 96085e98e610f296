//! What those who are connected see of a server's channels, before a change and after it. A person's
//! client is told of a channel that comes into sight as if it were new, and of one that goes out of it as
//! if it were gone; a bot keeps all channels and works out its permissions by itself. Both are told of the
//! threads of what they have gained.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{World, channel::Overwrite, session::Audience};

/// The channels that each of those who are connected sees.
#[derive(Clone, Debug, Default)]
pub struct Sight(BTreeMap<u64, BTreeSet<u64>>);

impl World {
    /// What those who are connected see now.
    pub fn sight(&self, guild: u64) -> Sight {
        let Some(guild) = self.guilds.get(&guild) else {
            return Sight::default();
        };
        let seen = |user: u64| {
            let rooms = guild.rooms().map(|channel| channel.id);
            rooms.filter(|room| guild.sees(user, *room)).collect()
        };
        let users: BTreeSet<u64> = self.sessions.iter().map(|session| session.user).collect();
        let inside = users
            .into_iter()
            .filter(|user| guild.members.contains_key(user));
        Sight(inside.map(|user| (user, seen(user))).collect())
    }

    /// Tells of the channels that were lost and gained since.
    pub fn tell_sight(&mut self, guild: u64, before: &Sight) {
        let (after, bot) = (self.sight(guild), self.application);
        for (user, seen) in &after.0 {
            let Some(saw) = before.0.get(user) else {
                continue;
            };
            for (event, channels) in [
                ("CHANNEL_DELETE", saw.difference(seen)),
                ("CHANNEL_CREATE", seen.difference(saw)),
            ] {
                for channel in channels.filter(|_| *user != bot) {
                    let known = self.guilds.get(&guild);
                    let known = known.and_then(|known| known.channels.get(channel));
                    let told = known.map(|channel| channel.to_json(guild));
                    if let Some(data) = told {
                        self.emit(event, &Audience::Person(*user), data);
                    }
                }
            }
            let gained: Vec<u64> = seen.difference(saw).copied().collect();
            self.sync_threads(guild, *user, &gained);
        }
    }

    /// Tells somebody of the threads of the channels that they have gained.
    fn sync_threads(&mut self, guild: u64, user: u64, rooms: &[u64]) {
        let Some(known) = self.guilds.get(&guild) else {
            return;
        };
        let (mut threads, mut members): (Vec<Value>, Vec<Value>) = Default::default();
        for (channel, thread) in known.active_threads(user) {
            if channel.parent.is_some_and(|room| rooms.contains(&room)) {
                threads.push(channel.to_json(guild));
                members.extend(thread.member(channel.id, user));
            }
        }
        if threads.is_empty() {
            return;
        }
        let data = json!({
            "guild_id": guild.to_string(), "threads": threads, "members": members,
            "channel_ids": rooms.iter().map(u64::to_string).collect::<Vec<_>>(),
        });
        let users = vec![user];
        self.emit("THREAD_LIST_SYNC", &Audience::Users { guild, users }, data);
    }

    /// Tells those who see a channel, and saw it before, that it has changed; a bot in any case.
    pub fn tell_changed(&mut self, guild: u64, channel: u64, before: &Sight) {
        let known = self.guilds.get(&guild);
        let Some((known, changed)) =
            known.and_then(|known| known.channels.get(&channel).map(|changed| (known, changed)))
        else {
            return;
        };
        let data = changed.to_json(guild);
        let bot = self.application;
        let told = |user: &u64| {
            let saw = before.0.get(user).is_some_and(|saw| saw.contains(&channel));
            *user == bot || saw && known.sees(*user, channel)
        };
        let users: Vec<u64> = known.members.keys().copied().filter(told).collect();
        self.emit("CHANNEL_UPDATE", &Audience::Users { guild, users }, data);
    }

    /// Changes what one channel says of a role or a member, and tells of it.
    pub fn change_overwrites(
        &mut self,
        guild: u64,
        channel: u64,
        change: impl FnOnce(&mut Vec<Overwrite>),
    ) {
        let before = self.sight(guild);
        let Some(known) = self
            .guilds
            .get_mut(&guild)
            .and_then(|known| known.channels.get_mut(&channel))
        else {
            return;
        };
        change(&mut known.overwrites);
        self.journal_world();
        self.tell_changed(guild, channel, &before);
        self.tell_sight(guild, &before);
    }

    /// Tells one who has just come of the whole server. A bot without the members intent is told of itself
    /// alone, by what intents let through.
    pub fn greet(&mut self, guild: u64, user: u64) {
        let Some(known) = self.guilds.get(&guild) else {
            return;
        };
        if user == self.application {
            let mut data = known.create_event(user, false);
            data["members"] = known
                .members
                .values()
                .map(|member| known.member_json(member))
                .collect();
            self.emit("GUILD_CREATE", &Audience::Bots(guild), data);
        } else {
            let data = known.create_event(user, true);
            self.emit("GUILD_CREATE", &Audience::Person(user), data);
        }
    }

    /// Tells one who is no longer there that the server is gone for them.
    pub fn farewell(&mut self, guild: u64, user: u64) {
        let audience = if user == self.application {
            Audience::Bots(guild)
        } else {
            Audience::Person(user)
        };
        let data = json!({ "id": guild.to_string() });
        self.emit("GUILD_DELETE", &audience, data);
    }
}
