//! Who changed what outside a lead's timeline.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use super::Result;
use crate::domain::ids::{GuildId, UserId};

/// Who finished `/setup` last; nobody when no person did.
pub async fn last_set_up_by(conn: &mut PgConnection, guild: GuildId) -> Result<Option<UserId>> {
    let actor = sqlx::query_scalar!(
        "select actor from audit
         where guild_id = $1 and what = 'setup.finished' and actor is not null
         order by id desc limit 1",
        guild.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(actor.flatten().map(UserId))
}

/// Appends an entry.
pub async fn append(
    conn: &mut PgConnection,
    guild: GuildId,
    at: DateTime<Utc>,
    actor: Option<UserId>,
    what: &str,
    subject: &str,
    detail: Value,
) -> Result<()> {
    sqlx::query!(
        "insert into audit (guild_id, at, actor, what, subject, detail) values ($1, $2, $3, $4, $5, $6)",
        guild.0,
        at,
        actor.map(|actor| actor.0),
        what,
        subject,
        detail,
    )
    .execute(conn)
    .await?;
    Ok(())
}
