//! Who may do what: permissions of roles and overwrites, and the order of roles above each other.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use twilight_model::guild::Permissions;

use super::{channel::Channel, guild::Guild, member::Member, role::Role};
use crate::refusal::Refused;

/// What is left to one who is silenced.
const SILENCED: Permissions = Permissions::VIEW_CHANNEL.union(Permissions::READ_MESSAGE_HISTORY);

/// How high somebody stands. Of two roles at the same position the older one is above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Height {
    /// By their highest role.
    Role(u16, Reverse<u64>),
    /// Above all roles.
    Owner,
}

impl Guild {
    /// What a member's roles give them in the server, before any channel's say, silenced or not.
    pub fn base_permissions(&self, member: &Member) -> Permissions {
        if member.id == self.owner {
            return Permissions::all();
        }
        let roles = member.roles.iter().chain(std::iter::once(&self.id));
        let sum = roles
            .filter_map(|role| self.roles.get(role))
            .fold(Permissions::empty(), |sum, role| sum | role.permissions);
        if sum.contains(Permissions::ADMINISTRATOR) {
            Permissions::all()
        } else {
            sum
        }
    }

    /// What a member may do in the server now.
    pub fn permissions(&self, member: &Member, now: DateTime<Utc>) -> Permissions {
        self.left(self.base_permissions(member), member, now)
    }

    /// What a member may do in a channel now.
    pub fn permissions_in(
        &self,
        member: &Member,
        channel: &Channel,
        now: DateTime<Utc>,
    ) -> Permissions {
        self.left(self.granted_in(member, channel), member, now)
    }

    /// What is left now of what a member was granted: who is silenced only sees and reads. Administrators
    /// and the owner nobody silences.
    fn left(&self, granted: Permissions, member: &Member, now: DateTime<Utc>) -> Permissions {
        let rules = self
            .base_permissions(member)
            .contains(Permissions::ADMINISTRATOR);
        if rules || !member.silenced(now) {
            granted
        } else {
            granted & SILENCED
        }
    }

    /// What a member was granted in a room: the base, then the overwrites of @everyone, of the roles, and
    /// of the member, as Discord's documentation gives it.
    pub(super) fn permissions_by_overwrites(
        &self,
        member: &Member,
        channel: &Channel,
    ) -> Permissions {
        let base = self.base_permissions(member);
        if base.contains(Permissions::ADMINISTRATOR) {
            return base;
        }
        let mut held = base;
        for (id, _, allow, deny) in channel.overwrites.iter().filter(|row| row.0 == self.id) {
            debug_assert_eq!(*id, self.id);
            held = (held - *deny) | *allow;
        }
        let of_roles = channel
            .overwrites
            .iter()
            .filter(|row| row.1 && member.roles.contains(&row.0));
        let (allow, deny) = of_roles
            .fold((Permissions::empty(), Permissions::empty()), |sum, row| {
                (sum.0 | row.2, sum.1 | row.3)
            });
        held = (held - deny) | allow;
        for row in channel
            .overwrites
            .iter()
            .filter(|row| !row.1 && row.0 == member.id)
        {
            held = (held - row.3) | row.2;
        }
        // Who does not see a channel can do nothing in it.
        if held.contains(Permissions::VIEW_CHANNEL) {
            held
        } else {
            Permissions::empty()
        }
    }

    /// Whether a member sees a channel, as one who is silenced does too.
    pub fn sees(&self, member: u64, channel: u64) -> bool {
        self.members
            .get(&member)
            .zip(self.channels.get(&channel))
            .is_some_and(|(member, channel)| {
                self.granted_in(member, channel)
                    .contains(Permissions::VIEW_CHANNEL)
            })
    }

    /// How high a member stands.
    pub fn height(&self, member: &Member) -> Height {
        if member.id == self.owner {
            return Height::Owner;
        }
        member
            .roles
            .iter()
            .filter_map(|role| self.roles.get(role))
            .map(Role::height)
            .max()
            .unwrap_or(Height::Role(0, Reverse(self.id)))
    }

    /// Refuses a member who lacks something in the server.
    pub fn demand(
        &self,
        by: &Member,
        needed: Permissions,
        now: DateTime<Utc>,
    ) -> Result<(), Refused> {
        if self.permissions(by, now).contains(needed) {
            Ok(())
        } else {
            Err(Refused::missing_permissions())
        }
    }

    /// Refuses a member who may not change this role: only roles below one's own highest can be.
    pub fn may_manage(&self, by: &Member, role: &Role, now: DateTime<Utc>) -> Result<(), Refused> {
        self.demand(by, Permissions::MANAGE_ROLES, now)?;
        if self.height(by) > role.height() {
            Ok(())
        } else {
            Err(Refused::missing_permissions())
        }
    }

    /// Refuses a member who may not give this role, or take it: @everyone is nobody's to give, a bot's own
    /// role is the bot's alone.
    pub fn may_give(&self, by: &Member, role: &Role, now: DateTime<Utc>) -> Result<(), Refused> {
        if role.id == self.id {
            return Err(Refused::invalid_role());
        }
        self.may_manage(by, role, now)?;
        if role.bot.is_some() {
            return Err(Refused::missing_permissions());
        }
        Ok(())
    }

    /// Refuses a member who may not act on another: the other has to stand below.
    pub fn may_act_on(
        &self,
        by: &Member,
        other: &Member,
        needed: Permissions,
        now: DateTime<Utc>,
    ) -> Result<(), Refused> {
        self.demand(by, needed, now)?;
        if self.height(by) > self.height(other) {
            Ok(())
        } else {
            Err(Refused::missing_permissions())
        }
    }
}

impl Role {
    /// How high it stands.
    pub fn height(&self) -> Height {
        Height::Role(self.position, Reverse(self.id))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn overwrites_apply_in_discords_order() {
        let role = |id, permissions| Role {
            id,
            permissions,
            position: 1,
            ..Role::default()
        };
        let (view, send) = (Permissions::VIEW_CHANNEL, Permissions::SEND_MESSAGES);
        let none = Permissions::empty();
        let mut channel = Channel {
            id: 9,
            overwrites: vec![(1, true, none, view), (2, true, view, none)],
            ..Channel::default()
        };
        let guild = Guild {
            id: 1,
            owner: 50,
            roles: [(1, role(1, view | send)), (2, role(2, none))].into(),
            channels: BTreeMap::new(),
            ..Guild::default()
        };
        let member = |id, roles: &[u64]| Member {
            id,
            roles: roles.to_vec(),
            ..Member::default()
        };
        assert_eq!(
            guild.granted_in(&member(7, &[]), &channel),
            none,
            "@everyone does not see it"
        );
        assert_eq!(guild.granted_in(&member(7, &[2]), &channel), view | send);
        assert_eq!(
            guild.granted_in(&member(50, &[]), &channel),
            Permissions::all(),
            "the owner may all"
        );
        channel.overwrites.push((7, false, none, send));
        assert_eq!(
            guild.granted_in(&member(7, &[2]), &channel),
            view,
            "the member's own comes last"
        );
    }

    #[test]
    fn the_older_of_two_roles_at_one_position_is_above() {
        let role = |id, position| Role {
            id,
            position,
            ..Role::default()
        };
        assert!(role(5, 1).height() > role(6, 1).height());
        assert!(role(6, 2).height() > role(5, 1).height());
        assert!(Height::Owner > role(1, u16::MAX).height());
    }
}
