//! Makes a company of a plan.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::Rng;
use twilight_model::guild::Permissions;

use super::{
    World,
    channel::Channel,
    guild::Guild,
    member::{Member, User},
    role::Role,
};
use crate::company::{Company, CompanyMember, CompanyPlan};

/// What everybody may.
const EVERYBODY: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::ATTACH_FILES)
    .union(Permissions::ADD_REACTIONS)
    .union(Permissions::CHANGE_NICKNAME)
    .union(Permissions::CREATE_PUBLIC_THREADS)
    .union(Permissions::CREATE_PRIVATE_THREADS)
    .union(Permissions::SEND_MESSAGES_IN_THREADS)
    .union(Permissions::USE_SLASH_COMMANDS);

/// What the bot is given.
pub const OF_BOT: Permissions = EVERYBODY.union(Permissions::MANAGE_MESSAGES);

impl World {
    /// Makes a company, with the bot in it, and tells the bot.
    pub fn found(&mut self, plan: &CompanyPlan) -> u64 {
        if self.application == 0 {
            self.application = self.id();
            self.bot_token = token(self.application);
            let bot = User {
                id: self.application,
                name: plan.bot.clone(),
                bot: true,
                token: String::new(),
            };
            self.users.insert(bot.id, bot);
        }
        let guild = self.id();
        let mut roles = BTreeMap::new();
        let role = |id, name: &str, colour, permissions, position, bot| Role {
            id,
            name: name.to_owned(),
            colour,
            permissions,
            position,
            bot,
            hoist: bot.is_none() && position > 0,
            // A team is called by its role.
            mentionable: bot.is_none() && position > 0,
        };
        roles.insert(guild, role(guild, "@everyone", 0, EVERYBODY, 0, None));
        let bot_role = self.id();
        let mut by_name = BTreeMap::new();
        #[expect(clippy::cast_possible_truncation, reason = "a handful of roles")]
        for (index, planned) in plan.roles.iter().enumerate() {
            let id = self.id();
            let position = (plan.roles.len() - index) as u16;
            roles.insert(
                id,
                role(
                    id,
                    planned.name,
                    planned.colour,
                    planned.permissions,
                    position,
                    None,
                ),
            );
            by_name.insert(planned.name, id);
        }
        let above = u16::try_from(plan.roles.len())
            .unwrap_or(u16::MAX)
            .saturating_add(1);
        roles.insert(
            bot_role,
            role(
                bot_role,
                &self.bot_name(),
                0,
                OF_BOT,
                above,
                Some(self.application),
            ),
        );
        let mut channels = BTreeMap::new();
        #[expect(clippy::cast_possible_truncation, reason = "a handful of channels")]
        for (index, planned) in plan.channels.iter().enumerate() {
            let id = self.id();
            let (view, none) = (Permissions::VIEW_CHANNEL, Permissions::empty());
            let overwrites = planned
                .visible_to
                .as_ref()
                .map_or_else(Vec::new, |(names, bot)| {
                    let seen = names
                        .iter()
                        .filter_map(|name| by_name.get(name))
                        .map(|id| (*id, true, view, none));
                    let bot = bot.then_some((bot_role, true, view, none));
                    std::iter::once((guild, true, none, view))
                        .chain(seen)
                        .chain(bot)
                        .collect()
                });
            channels.insert(
                id,
                Channel {
                    id,
                    name: planned.name.to_owned(),
                    topic: planned.topic.clone(),
                    position: index as u16,
                    overwrites,
                    ..Channel::default()
                },
            );
        }
        let mut members = BTreeMap::new();
        let mut owner = 0;
        for planned in &plan.members {
            let id = self.id();
            if owner == 0 {
                owner = id;
            }
            let user = User {
                id,
                name: planned.name.to_owned(),
                bot: false,
                token: token(id),
            };
            let held = planned.roles.iter().filter_map(|name| by_name.get(name));
            members.insert(id, Member::new(&user, held.copied().collect(), None));
            self.users.insert(id, user);
        }
        if let Some(bot) = self.users.get(&self.application) {
            members.insert(bot.id, Member::new(bot, vec![bot_role], None));
        }
        let made = Guild {
            id: guild,
            name: plan.name.clone(),
            owner,
            roles,
            channels,
            members,
            ..Guild::default()
        };
        self.guilds.insert(guild, made);
        self.journal_world();
        self.greet(guild, self.application);
        guild
    }

    /// A company as it is told to those who use the sandbox.
    pub fn company(&self, guild: u64) -> Option<Company> {
        let guild = self.guilds.get(&guild)?;
        let roles = guild
            .roles
            .values()
            .filter(|role| role.id != guild.id && role.bot.is_none());
        let people = guild.members.values().filter(|member| !member.bot);
        Some(Company {
            guild_id: guild.id.to_string(),
            name: guild.name.clone(),
            bot: self.bot_name(),
            application_id: self.application.to_string(),
            bot_token: self.bot_token.clone(),
            now: self.clock.now(),
            channels: guild
                .rooms()
                .map(|channel| (channel.name.clone(), channel.id.to_string()))
                .collect(),
            roles: roles
                .map(|role| (role.name.clone(), role.id.to_string()))
                .collect(),
            members: people
                .map(|member| CompanyMember {
                    id: member.id.to_string(),
                    name: member.name.clone(),
                    roles: member
                        .roles
                        .iter()
                        .filter_map(|id| guild.roles.get(id))
                        .map(|role| role.name.clone())
                        .collect(),
                    token: member.token.clone(),
                })
                .collect(),
        })
    }
}

/// A token that nobody guesses, of the three parts that clients know: whose it is, and two of chance. It
/// must not begin with `Bot`, which discord.js would take for the prefix.
pub fn token(id: u64) -> String {
    let mut rng = rand::rng();
    let mut part = || format!("{:016x}", rng.random::<u64>());
    let whose = URL_SAFE_NO_PAD.encode(id.to_string());
    format!("{whose}.{}.{}{}", &part()[..6], part(), part())
}
