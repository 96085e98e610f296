//! What people see of a server's channels, before a change and after it. A person's client is told of a
//! channel that comes into sight as if it were new, and of one that goes out of it as if it were gone; a
//! bot keeps all channels and works out its permissions by itself.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{World, guild::Overwrite, session::Audience};

/// The channels that each connected person sees.
#[derive(Clone, Debug, Default)]
pub struct Sight(BTreeMap<u64, BTreeSet<u64>>);

impl World {
    /// What the people who are connected see now.
    pub fn sight(&self, guild: u64) -> Sight {
        let Some(guild) = self.guilds.get(&guild) else {
            return Sight::default();
        };
        let seen = |person: u64| {
            let channels = guild.channels.keys().copied();
            channels
                .filter(|channel| guild.sees(person, *channel))
                .collect()
        };
        let people = self
            .sessions
            .iter()
            .filter(|session| session.intents.is_none())
            .map(|session| session.user)
            .filter(|person| guild.members.contains_key(person));
        Sight(people.map(|person| (person, seen(person))).collect())
    }

    /// Tells people of the channels that they have lost and gained since.
    pub fn tell_sight(&mut self, guild: u64, before: &Sight) {
        let after = self.sight(guild);
        for (person, seen) in &after.0 {
            let Some(saw) = before.0.get(person) else {
                continue;
            };
            for (event, channels) in [
                ("CHANNEL_DELETE", saw.difference(seen)),
                ("CHANNEL_CREATE", seen.difference(saw)),
            ] {
                for channel in channels {
                    let Some(data) = self
                        .guilds
                        .get(&guild)
                        .and_then(|known| known.channels.get(channel))
                        .map(|channel| channel.to_json(guild))
                    else {
                        continue;
                    };
                    self.emit(event, &Audience::Person(*person), data);
                }
            }
        }
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
        let data = known.to_json(guild);
        self.journal_world();
        self.emit("CHANNEL_UPDATE", &Audience::Bots(guild), data.clone());
        let after = self.sight(guild);
        for (person, seen) in &after.0 {
            let saw = before
                .0
                .get(person)
                .is_some_and(|saw| saw.contains(&channel));
            if saw && seen.contains(&channel) {
                self.emit("CHANNEL_UPDATE", &Audience::Person(*person), data.clone());
            }
        }
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
