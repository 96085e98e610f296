//! Ids of events that have been acted on, so that one delivered twice acts once.

use sqlx::PgConnection;

use super::Result;
use crate::domain::ids::{EventId, GuildId};

/// Takes an event for the running transaction. `false`: it has been acted on already. Two
/// deliveries at once wait for each other here.
pub async fn take(conn: &mut PgConnection, guild: GuildId, event: EventId) -> Result<bool> {
    let done = sqlx::query!(
        "insert into inbox (guild_id, event_id) values ($1, $2) on conflict do nothing",
        guild.0,
        event.0,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets events older than a day: Discord repeats within minutes. Of all companies: sweeping.
pub async fn sweep(conn: &mut PgConnection) -> Result<u64> {
    let done = sqlx::query!("delete from inbox where received_at < now() - interval '1 day'")
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}
