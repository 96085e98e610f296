//! Who asks: the company and the member's rights, read from the interaction itself, so that no cache
//! is needed.

use poise::serenity_prelude as serenity;

use super::Data;
use crate::{
    actions::{Ask, Failure},
    domain::{
        access::{Person, Rights},
        company::Company,
        ids::{EventId, GuildId, RoleId, UserId},
        refusal::CompanyRefusal,
    },
    store,
};

/// The company of a server, whether it is set up or not. Somebody can be faster than the event that
/// tells of a new server: then it is met here, and gets its name with that event.
///
/// # Errors
/// Refused outside of servers.
pub async fn company(data: &Data, guild: Option<serenity::GuildId>) -> Result<Company, Failure> {
    let guild = GuildId(
        guild
            .ok_or(CompanyRefusal::NotInAServer)?
            .get()
            .cast_signed(),
    );
    let mut conn = data.pool.acquire().await?;
    if let Some(company) = store::company::find(&mut conn, guild).await? {
        return Ok(company);
    }
    store::company::meet(&mut conn, guild, "", data.clock.now()).await?;
    let met = store::company::find(&mut conn, guild).await?;
    Ok(met.ok_or(CompanyRefusal::NotSetUp)?)
}

/// What a member may do in `company`.
pub fn rights(company: &Company, member: &serenity::Member) -> Rights {
    let held: Vec<RoleId> = member
        .roles
        .iter()
        .map(|role| RoleId(role.get().cast_signed()))
        .collect();
    // Discord sends the member's computed permissions with every interaction.
    let admin = member.permissions.is_some_and(|held| {
        held.contains(serenity::Permissions::MANAGE_GUILD)
            || held.contains(serenity::Permissions::ADMINISTRATOR)
    });
    company.roles.rights(&held, admin)
}

/// An ask of `user`, by the interaction or message `event`.
pub fn ask(data: &Data, company: Company, user: UserId, rights: Rights, event: u64) -> Ask {
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
