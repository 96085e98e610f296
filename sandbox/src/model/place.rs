//! Where somebody stands: a channel of a server, or one between two people, with what they may do there.

use twilight_model::guild::Permissions;

use super::{Caller, World, channel::kind, direct};
use crate::refusal::Refused;

/// A channel, for somebody who sees it.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Of which server; 0 between two people.
    pub guild: u64,
    /// Which.
    pub channel: u64,
    /// Its type.
    pub kind: u8,
    /// Whether it is a thread that was put away.
    pub archived: bool,
    /// Whether it is a thread that is locked.
    pub locked: bool,
    /// What they may do there.
    pub held: Permissions,
}

impl World {
    /// A channel, for a caller who needs `needed` in it: without sight of it 50001, without the rest 50013.
    pub fn place(&self, caller: Caller, id: u64, needed: Permissions) -> Result<Place, Refused> {
        if let Some(known) = self.directs.get(&id) {
            if !known.users.contains(&caller.id()) {
                return Err(Refused::missing_access());
            }
            if !direct::HELD.contains(needed) {
                return Err(Refused::not_between_two());
            }
            return Ok(Place {
                guild: 0,
                channel: id,
                kind: kind::DIRECT,
                archived: false,
                locked: false,
                held: direct::HELD,
            });
        }
        let (guild, channel, held) = self.channel_for(caller, id, needed)?;
        let thread = channel.thread.as_ref();
        Ok(Place {
            guild: guild.id,
            channel: channel.id,
            kind: channel.kind,
            archived: thread.is_some_and(|thread| thread.archived),
            locked: thread.is_some_and(|thread| thread.locked),
            held,
        })
    }
}

impl Place {
    /// Refuses to change what stands in a thread that was put away.
    pub fn open(self) -> Result<Self, Refused> {
        if self.archived {
            Err(Refused::thread_archived())
        } else {
            Ok(self)
        }
    }

    /// Refuses what does not go where no messages stand.
    pub fn for_messages(self) -> Result<Self, Refused> {
        if self.kind == kind::CATEGORY {
            Err(Refused::no_text_here())
        } else {
            Ok(self)
        }
    }

    /// Refuses a message in a locked thread from one who does not manage threads.
    pub fn for_writing(self) -> Result<Self, Refused> {
        let place = self.for_messages()?;
        match (place.locked, place.archived) {
            _ if place.held.contains(Permissions::MANAGE_THREADS) => Ok(place),
            (true, true) => Err(Refused::thread_archived()),
            (true, false) => Err(Refused::thread_locked()),
            (false, _) => Ok(place),
        }
    }
}
