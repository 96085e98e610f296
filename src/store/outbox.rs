//! What is to be said, and what was said: one door for everything that the bot says unasked.

mod claim;
mod enqueue;
mod finish;
pub mod instance;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

pub use self::{
    claim::{Claimed, Lease, Turn, claim},
    enqueue::enqueue,
    finish::{End, Surroundings, finish, forget_older, surroundings},
};
use super::Result;
use crate::domain::{
    alert::{Alert, Place},
    ids::GuildId,
};

/// The alerts of a card so far, oldest first: the lines of a gathered message.
pub async fn of_card(conn: &mut PgConnection, guild: GuildId, card: &str) -> Result<Vec<Alert>> {
    let rows = sqlx::query_scalar!(
        "select alert from outbox where guild_id = $1 and card = $2 and state <> 'skipped' order by id",
        guild.0,
        card,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|alert| serde_json::from_value(alert).ok())
        .collect())
}

/// How many rows of any company are still to be sent.
pub async fn waiting(conn: &mut PgConnection) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from outbox where state in ('ready', 'leased')"#
    )
    .fetch_one(conn)
    .await?;
    Ok(count)
}

/// Skips what of a company waits and happened before `before`, with the reason. Gives how many.
pub async fn skip_before(
    conn: &mut PgConnection,
    guild: GuildId,
    before: DateTime<Utc>,
    reason: &str,
) -> Result<u64> {
    let done = sqlx::query!(
        "update outbox set state = 'skipped', done_at = now(), problem = $3
         where guild_id = $1 and state = 'ready' and happened_at < $2",
        guild.0,
        before,
        reason,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// What could not be said in a place, the newest first.
pub async fn dead_of(conn: &mut PgConnection, guild: GuildId, place: Place) -> Result<Vec<Alert>> {
    let rows = sqlx::query_scalar!(
        "select alert from outbox where guild_id = $1 and state = 'dead' and place = $2
         order by id desc limit 10",
        guild.0,
        place.key(),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|alert| serde_json::from_value(alert).ok())
        .collect())
}

/// Rows of a company that could not be delivered, the newest first: an admin sees them.
pub async fn dead(conn: &mut PgConnection, guild: GuildId) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        r#"select place, coalesce(problem, '') as "problem!" from outbox
           where guild_id = $1 and state = 'dead' order by id desc limit 10"#,
        guild.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.place, row.problem))
        .collect())
}
