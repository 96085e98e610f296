//! Changes of a company by hand, for tests: who is there, and what they may. They go the same way as when
//! a person makes them, events and all; only the question whether somebody may is not asked.

use twilight_model::guild::Permissions;

use super::{
    Sandbox,
    model::{World, member::Member},
};

impl Sandbox {
    /// Gives a member these roles, by name, and no others.
    pub fn set_roles(&self, guild: &str, member: &str, roles: &[&str]) {
        let mut world = self.shared.world();
        let Some((guild, member)) = member_of(&world, guild, member) else {
            return;
        };
        let ids = world.guilds.get(&guild).map_or_else(Vec::new, |known| {
            known
                .roles
                .values()
                .filter(|role| roles.contains(&role.name.as_str()))
                .map(|role| role.id)
                .collect()
        });
        world.change_member(
            guild,
            Member {
                roles: ids,
                ..member
            },
        );
    }

    /// Lets everybody ping a role, by its name, or only those who may ping all roles.
    pub fn set_mentionable(&self, guild: &str, role: &str, mentionable: bool) {
        let mut world = self.shared.world();
        let known = guild.parse().ok().and_then(|id: u64| world.guilds.get(&id));
        let found = known.and_then(|known| {
            let mut role = known.roles.values().find(|it| it.name == role)?.clone();
            role.mentionable = mentionable;
            Some((known.id, role))
        });
        if let Some((guild, role)) = found {
            world.change_roles(guild, vec![role]);
        }
    }

    /// Lets a member leave.
    pub fn leave(&self, guild: &str, member: &str) {
        let mut world = self.shared.world();
        if let Some((guild, member)) = member_of(&world, guild, member) {
            world.part(guild, member.id);
        }
    }

    /// Lets somebody come, or come again, without a role.
    pub fn join(&self, guild: &str, user: &str) {
        if let (Ok(guild), Ok(user)) = (guild.parse(), user.parse()) {
            self.shared.world().join(guild, user, Vec::new());
        }
    }

    /// Removes the bot from a server.
    pub fn remove_bot(&self, guild: &str) {
        let mut world = self.shared.world();
        let bot = world.application;
        if let Ok(guild) = guild.parse() {
            world.part(guild, bot);
        }
    }

    /// Adds the bot to a server again, as its owner, with these permissions.
    pub fn add_bot(&self, guild: &str, permissions: Permissions) {
        let mut world = self.shared.world();
        let owner = guild
            .parse()
            .ok()
            .and_then(|id: u64| world.guilds.get(&id))
            .map(|guild| (guild.id, guild.owner));
        if let Some((guild, owner)) = owner {
            world.install(guild, owner, permissions);
        }
    }

    /// Allows the bot these permissions in a channel, by its name, and says nothing else of it there.
    pub fn allow_bot(&self, guild: &str, channel: &str, allowed: Permissions) {
        self.overwrite_bot(guild, channel, (allowed, Permissions::empty()));
    }

    /// Denies the bot these permissions in a channel, by its name, and says nothing else of it there.
    pub fn deny_bot(&self, guild: &str, channel: &str, denied: Permissions) {
        self.overwrite_bot(guild, channel, (Permissions::empty(), denied));
    }

    fn overwrite_bot(&self, guild: &str, channel: &str, (allow, deny): (Permissions, Permissions)) {
        let mut world = self.shared.world();
        let bot = world.application;
        if let Some((guild, channel)) = channel_of(&world, guild, channel) {
            world.change_overwrites(guild, channel, |rows| {
                rows.retain(|row| row.0 != bot);
                if !(allow | deny).is_empty() {
                    rows.push((bot, false, allow, deny));
                }
            });
        }
    }

    /// Deletes a role, by its name.
    pub fn delete_role(&self, guild: &str, role: &str) {
        let mut world = self.shared.world();
        let known = guild.parse().ok().and_then(|id: u64| world.guilds.get(&id));
        let found = known.and_then(|known| {
            let role = known.roles.values().find(|it| it.name == role)?;
            Some((known.id, role.id))
        });
        if let Some((guild, role)) = found {
            world.remove_role(guild, role);
        }
    }

    /// Deletes a channel, by its name, with all that stands in it.
    pub fn delete_channel(&self, guild: &str, channel: &str) {
        let mut world = self.shared.world();
        if let Some((guild, channel)) = channel_of(&world, guild, channel) {
            world.demolish(guild, channel);
        }
    }
}

fn channel_of(world: &World, guild: &str, name: &str) -> Option<(u64, u64)> {
    let guild = world.guilds.get(&guild.parse().ok()?)?;
    let channel = guild.rooms().find(|channel| channel.name == name)?;
    Some((guild.id, channel.id))
}

fn member_of(world: &World, guild: &str, member: &str) -> Option<(u64, Member)> {
    let guild = world.guilds.get(&guild.parse().ok()?)?;
    let member = guild.members.get(&member.parse().ok()?)?;
    Some((guild.id, member.clone()))
}
