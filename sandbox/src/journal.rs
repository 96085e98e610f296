//! What outlives the process: an append-only file, a line a change, written before the answer goes
//! out. A torn last line is left out when it is read again; any other that cannot be read keeps the sandbox
//! from starting, since going on would throw it away.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::model::{
    World, channel::Channel, command::Command, direct::Direct, guild::Guild, keep::Keep,
    member::User, message::Message, reaction::Reaction,
};

/// The open file.
#[derive(Debug)]
pub struct Journal {
    file: File,
    /// Bytes of whole lines in it.
    length: u64,
}

/// A line.
#[derive(Debug, Serialize, Deserialize)]
// The content stands apart from the tag: inside it, serde could not read maps whose keys are numbers.
#[serde(tag = "record", content = "holds", rename_all = "kebab-case")]
enum Record {
    World {
        application: u64,
        bot_token: String,
        guilds: Vec<Guild>,
        #[serde(default)]
        users: Vec<User>,
    },
    Commands {
        all: Vec<Command>,
    },
    Message {
        message: Box<Message>,
    },
    Deleted {
        channel: u64,
        id: u64,
    },
    Marks {
        channel: u64,
        id: u64,
        flags: u64,
        pinned: Option<DateTime<Utc>>,
        reactions: Vec<Reaction>,
    },
    Channel {
        guild: u64,
        channel: Box<Channel>,
    },
    ChannelGone {
        guild: u64,
        id: u64,
    },
    Direct {
        direct: Direct,
    },
    Clock {
        ahead_millis: i64,
    },
}

impl Journal {
    /// Reads what is there into `world` and opens the file for more. Gives whether there was a world.
    pub fn open(path: &Path, world: &mut World) -> io::Result<(Self, bool)> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut ahead = None;
        for (at, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            if !line.ends_with(b"\n") {
                tracing::warn!("The last line of the sandbox's journal is torn; left out.");
                break;
            }
            match serde_json::from_slice(line) {
                Ok(Record::Clock { ahead_millis }) => ahead = Some(ahead_millis),
                Ok(record) => replay(world, record),
                Err(error) => return Err(unreadable(at + 1, &error)),
            }
        }
        if let Some(millis) = ahead {
            world.clock.resume(TimeDelta::milliseconds(millis));
        }
        world.recount();
        let found = world.application != 0;
        let journal = Self::rewrite(path, world, ahead)?;
        Ok((journal, found))
    }

    /// Writes the file anew with what is true now, and puts it in the old one's place.
    fn rewrite(path: &Path, world: &World, ahead: Option<i64>) -> io::Result<Self> {
        let new: PathBuf = path.with_extension("new");
        let mut journal = Self {
            file: private().truncate(true).write(true).open(&new)?,
            length: 0,
        };
        if world.application != 0 {
            journal.append(&Record::world(world))?;
            let all = world.commands.values().cloned().collect();
            journal.append(&Record::Commands { all })?;
            for direct in world.directs.values() {
                let direct = direct.clone();
                journal.append(&Record::Direct { direct })?;
            }
            for message in world.messages.values().flat_map(|all| all.values()) {
                journal.append(&Record::message(message))?;
            }
        }
        if let Some(ahead_millis) = ahead {
            journal.append(&Record::Clock { ahead_millis })?;
        }
        journal.file.sync_all()?;
        fs::rename(&new, path)?;
        Ok(Self {
            file: private().append(true).open(path)?,
            length: journal.length,
        })
    }

    fn write(&mut self, record: &Record) {
        if let Err(error) = self.append(record) {
            tracing::error!(%error, "The sandbox's journal cannot be written; what happens now is not kept.");
        }
    }

    /// A line, or nothing: half a line would spoil the next one.
    fn append(&mut self, record: &Record) -> io::Result<()> {
        let mut line = serde_json::to_vec(record).map_err(io::Error::other)?;
        line.push(b'\n');
        if let Err(error) = self.file.write_all(&line) {
            // What this fails with says no more than the first error.
            let _ = self.file.set_len(self.length);
            return Err(error);
        }
        self.length += line.len() as u64;
        Ok(())
    }
}

impl Keep for Journal {
    fn world(&mut self, world: &World) {
        self.write(&Record::world(world));
    }

    fn commands(&mut self, all: &[Command]) {
        self.write(&Record::Commands { all: all.to_vec() });
    }

    fn message(&mut self, message: &Message) {
        self.write(&Record::message(message));
    }

    fn deleted(&mut self, channel: u64, id: u64) {
        self.write(&Record::Deleted { channel, id });
    }

    fn marks(&mut self, message: &Message) {
        self.write(&Record::Marks {
            channel: message.channel,
            id: message.id,
            flags: message.flags,
            pinned: message.pinned,
            reactions: message.reactions.clone(),
        });
    }

    fn channel(&mut self, guild: u64, channel: &Channel) {
        let channel = Box::new(channel.clone());
        self.write(&Record::Channel { guild, channel });
    }

    fn channel_gone(&mut self, guild: u64, id: u64) {
        self.write(&Record::ChannelGone { guild, id });
    }

    fn direct(&mut self, direct: &Direct) {
        let direct = direct.clone();
        self.write(&Record::Direct { direct });
    }

    fn clock(&mut self, ahead: TimeDelta) {
        self.write(&Record::Clock {
            ahead_millis: ahead.num_milliseconds(),
        });
    }
}

impl Record {
    fn world(world: &World) -> Self {
        Self::World {
            application: world.application,
            bot_token: world.bot_token.clone(),
            guilds: world.guilds.values().cloned().collect(),
            users: world.users.values().cloned().collect(),
        }
    }

    fn message(message: &Message) -> Self {
        let message = Box::new(message.clone());
        Self::Message { message }
    }
}

/// Why the sandbox does not start with a journal, and what to do.
fn unreadable(line: usize, error: &serde_json::Error) -> io::Error {
    let words = format!(
        "line {line} cannot be read ({error}): it is damaged, or written by a newer version; take the line out, \
         or begin anew with --fresh"
    );
    io::Error::new(io::ErrorKind::InvalidData, words)
}

/// Tokens stand in the file: nobody else reads it.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

fn replay(world: &mut World, record: Record) {
    match record {
        Record::World {
            application,
            bot_token,
            guilds,
            users,
        } => {
            world.application = application;
            world.bot_token = bot_token;
            world.ids.seen(application);
            for user in users {
                world.ids.seen(user.id);
                world.users.insert(user.id, user);
            }
            for guild in guilds {
                let ids = guild
                    .roles
                    .keys()
                    .chain(guild.channels.keys())
                    .chain(guild.webhooks.keys())
                    .chain(guild.members.keys());
                ids.for_each(|id| world.ids.seen(*id));
                // An older journal has users as members only.
                for member in guild.members.values() {
                    world
                        .users
                        .entry(member.id)
                        .or_insert_with(|| member.account());
                }
                world.guilds.insert(guild.id, guild);
            }
        }
        Record::Commands { all } => {
            all.iter()
                .for_each(|command| world.ids.seen(command.id.max(command.version)));
            world.commands = all
                .into_iter()
                .map(|command| (command.id, command))
                .collect();
        }
        Record::Message { message } => {
            world.ids.seen(message.id);
            message
                .attachments
                .iter()
                .for_each(|file| world.ids.seen(file.id));
            world
                .messages
                .entry(message.channel)
                .or_default()
                .insert(message.id, *message);
        }
        Record::Deleted { channel, id } => {
            let gone = world.messages.entry(channel).or_default().remove(&id);
            let counted = gone.is_some_and(|message| message.counts());
            let mut guilds = world.guilds.values_mut();
            let known = guilds.find_map(|guild| guild.channels.get_mut(&channel));
            if let Some(thread) = known.and_then(|known| known.thread.as_mut())
                && counted
            {
                thread.deleted += 1;
            }
        }
        Record::Marks {
            channel,
            id,
            flags,
            pinned,
            reactions,
        } => {
            let all = world.messages.get_mut(&channel);
            if let Some(message) = all.and_then(|all| all.get_mut(&id)) {
                message.flags = flags;
                message.pinned = pinned;
                message.reactions = reactions;
            }
        }
        Record::Channel { guild, channel } => {
            world.ids.seen(channel.id);
            if let Some(guild) = world.guilds.get_mut(&guild) {
                guild.channels.insert(channel.id, *channel);
            }
        }
        Record::ChannelGone { guild, id } => {
            world.drop_channel(guild, id);
        }
        Record::Direct { direct } => {
            world.ids.seen(direct.id);
            world.directs.insert(direct.id, direct);
        }
        Record::Clock { .. } => {}
    }
}

#[cfg(test)]
mod tests;
