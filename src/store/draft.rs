//! Draft leads that wait for somebody's answer, so that the button outlives a restart.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, types::Json};

use super::Result;
use crate::domain::{
    ids::{DraftId, GuildId, UserId},
    lead::NewLead,
};

/// Keeps a draft, for a day.
pub async fn keep(
    conn: &mut PgConnection,
    guild: GuildId,
    author: UserId,
    new: &NewLead,
    now: DateTime<Utc>,
) -> Result<DraftId> {
    let id = sqlx::query_scalar!(
        "insert into draft (guild_id, author, body, created_at) values ($1, $2, $3, $4) returning id",
        guild.0,
        author.0,
        Json(new) as _,
        now,
    )
    .fetch_one(conn)
    .await?;
    Ok(DraftId(id))
}

/// Forgets drafts that are older than a day: they hold what people typed about a person. Of all companies:
/// sweeping. Gives how many.
pub async fn sweep(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<u64> {
    let done = sqlx::query!(
        "delete from draft where created_at < $1::timestamptz - interval '1 day'",
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Takes a draft of its author; it is gone then.
pub async fn take(
    conn: &mut PgConnection,
    guild: GuildId,
    author: UserId,
    draft: DraftId,
) -> Result<Option<NewLead>> {
    let body = sqlx::query_scalar!(
        r#"delete from draft where guild_id = $1 and id = $2 and author = $3
           returning body as "body: Json<NewLead>""#,
        guild.0,
        draft.0,
        author.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(body.map(|body| body.0))
}
