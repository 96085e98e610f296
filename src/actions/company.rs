//! The servers that have the bot: each is a company, met before anybody settles anything.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::Result;
use crate::{
    domain::{company::Company, ids::GuildId, refusal::CompanyRefusal},
    store,
};

/// The company of a server, whether it is set up or not. Somebody can be faster than the event that
/// tells of a new server: then it is met here, and gets its name with that event.
pub async fn of_server(pool: &PgPool, guild: GuildId, now: DateTime<Utc>) -> Result<Company> {
    let mut conn = pool.acquire().await?;
    if let Some(company) = store::company::find(&mut conn, guild).await? {
        return Ok(company);
    }
    store::company::meet(&mut conn, guild, "", now).await?;
    let met = store::company::find(&mut conn, guild).await?;
    Ok(met.ok_or(CompanyRefusal::NotSetUp)?)
}

/// The company of a server, if it was met.
pub async fn known(pool: &PgPool, guild: GuildId) -> Result<Option<Company>> {
    let mut conn = pool.acquire().await?;
    Ok(store::company::find(&mut conn, guild).await?)
}

/// A server has the bot: it is met, or met again.
pub async fn seen(pool: &PgPool, guild: GuildId, name: &str, now: DateTime<Utc>) -> Result<()> {
    let mut conn = pool.acquire().await?;
    Ok(store::company::meet(&mut conn, guild, name, now).await?)
}

/// A server removed the bot.
pub async fn left(pool: &PgPool, guild: GuildId, now: DateTime<Utc>) -> Result<()> {
    let mut conn = pool.acquire().await?;
    Ok(store::company::left(&mut conn, guild, now).await?)
}
