//! Messages that change as things happen.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Result;
use crate::domain::ids::GuildId;

/// Forgets a card whose message is gone; the next alert posts it anew.
pub async fn forget(conn: &mut PgConnection, guild: GuildId, key: &str) -> Result<()> {
    sqlx::query!(
        "delete from card where guild_id = $1 and key = $2",
        guild.0,
        key
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets messages of gathered news that were posted before `before`, of any company: nothing joins
/// them any more. Gives how many.
pub async fn forget_news_before(conn: &mut PgConnection, before: DateTime<Utc>) -> Result<u64> {
    let done = sqlx::query!(
        "delete from card where posted_at < $1 and key like 'news:%'",
        before
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
