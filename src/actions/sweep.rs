//! What is not kept any longer: drafts that nobody answered, and companies that removed the bot.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use super::Result;
use crate::{domain::ids::GuildId, store};

/// How long a company's data is kept after it removed the bot.
pub const KEPT: TimeDelta = TimeDelta::days(30);

/// Forgets drafts older than a day, and erases companies whose time is up: each in a transaction of its
/// own, so that one that makes trouble does not keep the others. Gives how many.
///
/// # Errors
/// The first trouble, after everything was tried.
pub async fn run(pool: &PgPool, now: DateTime<Utc>) -> Result<u64> {
    let before = now - KEPT;
    let (mut count, gone) = {
        let mut conn = pool.acquire().await?;
        let drafts = store::draft::sweep(&mut conn, now).await?;
        let gone = store::company::removed_before(&mut conn, before).await?;
        (drafts, gone)
    };
    let mut trouble = None;
    for guild in gone {
        match erase(pool, guild, before).await {
            Ok(erased) => count += u64::from(erased),
            Err(error) => {
                trouble.get_or_insert(error);
            }
        }
    }
    trouble.map_or(Ok(count), Err)
}

async fn erase(pool: &PgPool, guild: GuildId, before: DateTime<Utc>) -> Result<bool> {
    let mut tx = pool.begin().await?;
    // Looked at once more, locked: it may have been added again.
    if !store::company::is_still_removed(&mut tx, guild, before).await? {
        return Ok(false);
    }
    store::company::erase(&mut tx, guild).await?;
    tx.commit().await?;
    tracing::info!(guild = guild.0, "A company that removed the bot is erased.");
    Ok(true)
}
