//! Messages that change as things happen.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Result;
use crate::domain::ids::{ChannelId, GuildId, MessageId};

/// Where a card stands, once it has been posted.
pub async fn find(
    conn: &mut PgConnection,
    guild: GuildId,
    key: &str,
) -> Result<Option<(ChannelId, MessageId)>> {
    let row = sqlx::query!(
        "select channel_id, message_id from card where guild_id = $1 and key = $2",
        guild.0,
        key,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (ChannelId(row.channel_id), MessageId(row.message_id))))
}

/// Takes note of a posted card.
pub async fn posted(
    conn: &mut PgConnection,
    guild: GuildId,
    key: &str,
    channel: ChannelId,
    message: MessageId,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into card (guild_id, key, channel_id, message_id, posted_at) values ($1, $2, $3, $4, $5)
         on conflict (guild_id, key) do update set channel_id = excluded.channel_id,
             message_id = excluded.message_id, posted_at = excluded.posted_at",
        guild.0,
        key,
        channel.0,
        message.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

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
