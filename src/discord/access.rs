//! Who asks: the company, and the member's rights, read from the interaction itself, so that nobody is
//! looked up.

use std::sync::Arc;

use poise::serenity_prelude as serenity;

use super::Data;
use crate::{
    actions::{Ask, Failure},
    domain::{
        access::{Person, Rights},
        company::Company,
        ids::{ChannelId, EventId, GuildId, RoleId, UserId},
        refusal::CompanyRefusal,
    },
};

/// The company of a server, whether it is set up or not.
///
/// # Errors
/// Refused outside of servers.
pub async fn company(
    data: &Data,
    guild: Option<serenity::GuildId>,
) -> Result<Arc<Company>, Failure> {
    let guild = self::guild(guild.ok_or(CompanyRefusal::NotInAServer)?);
    let (companies, now) = (&data.companies, data.clock.now());
    companies.of_server(&data.pool, guild, now).await
}

/// What a member may do in `company`.
pub fn rights(company: &Company, member: &serenity::Member) -> Rights {
    let held: Vec<RoleId> = member.roles.iter().copied().map(role).collect();
    // Discord sends the member's computed permissions with every interaction.
    let admin = member.permissions.is_some_and(|held| {
        held.contains(serenity::Permissions::MANAGE_GUILD)
            || held.contains(serenity::Permissions::ADMINISTRATOR)
    });
    company.roles.rights(&held, admin)
}

/// An ask of `user`, by the interaction or message `event`.
pub fn ask(data: &Data, company: Arc<Company>, user: UserId, rights: Rights, event: u64) -> Ask {
    Ask {
        company,
        who: Person { id: user, rights },
        event: Some(EventId(event.cast_signed())),
        now: data.clock.now(),
    }
}

/// A Discord user as the domain names people.
pub fn user(id: serenity::UserId) -> UserId {
    UserId(id.get().cast_signed())
}

/// A server as the domain names it.
pub fn guild(id: serenity::GuildId) -> GuildId {
    GuildId(id.get().cast_signed())
}

/// A channel as the domain names it.
pub fn channel(id: serenity::ChannelId) -> ChannelId {
    ChannelId(id.get().cast_signed())
}

/// A role as the domain names it.
pub fn role(id: serenity::RoleId) -> RoleId {
    RoleId(id.get().cast_signed())
}
