//! Writing an alert down, in the transaction of the change that it tells of.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, types::Json};

use crate::{
    domain::{
        alert::{Alert, Destination, Manner},
        ids::GuildId,
    },
    store::Result,
};

/// Writes an alert into the outbox, in the transaction of the change that it tells of. `now` is the
/// business time of the change.
///
/// One-line news joins the message that its place got within the last minute, so that a burst
/// becomes one message that grows: the database's `news_card` says which.
pub async fn enqueue(
    conn: &mut PgConnection,
    guild: GuildId,
    to: impl Into<Destination>,
    alert: &Alert,
    now: DateTime<Utc>,
) -> Result<i64> {
    let (to, manner) = (to.into(), alert.manner());
    let id = sqlx::query_scalar!(
        "insert into outbox (guild_id, alert, place, card, happened_at, rank)
         values ($1, $2, $3, case when $6 then news_card($1, $3, $5) else $4 end, $5, $7)
         returning id",
        guild.0,
        Json(alert) as _,
        to.key(),
        alert.card(),
        now,
        matches!(manner, Manner::Line { .. }),
        if manner == Manner::Pressing { 0_i16 } else { 1 },
    )
    .fetch_one(conn)
    .await?;
    Ok(id)
}
