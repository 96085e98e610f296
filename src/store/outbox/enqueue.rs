//! Writing an alert down, in the transaction of the change that it tells of.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, types::Json};

use crate::{
    domain::{
        alert::{Alert, Destination},
        ids::GuildId,
    },
    store::Result,
};

/// How long a burst of news is gathered into one message.
const GATHER: TimeDelta = TimeDelta::minutes(1);

/// How far apart the clocks of two who write at the same moment may be.
const ABREAST: TimeDelta = TimeDelta::seconds(1);

/// How many lines one gathered message holds.
const GATHER_MOST: i64 = 20;

/// Writes an alert into the outbox, in the transaction of the change that it tells of. `now` is the
/// business time of the change.
///
/// One-line news joins the message that its place got within the last minute, so that a burst
/// becomes one message that grows.
pub async fn enqueue(
    conn: &mut PgConnection,
    guild: GuildId,
    to: impl Into<Destination>,
    alert: &Alert,
    now: DateTime<Utc>,
) -> Result<i64> {
    let to = to.into();
    let card = if alert.is_gathered() {
        Some(gathering(&mut *conn, guild, to, now).await?)
    } else {
        alert.card()
    };
    let id = sqlx::query_scalar!(
        "insert into outbox (guild_id, alert, place, card, happened_at, rank)
         values ($1, $2, $3, $4, $5, $6)
         returning id",
        guild.0,
        Json(alert) as _,
        to.key(),
        card,
        now,
        if alert.is_pressing() { 0_i16 } else { 1 },
    )
    .fetch_one(conn)
    .await?;
    Ok(id)
}

/// The card that gathers news for `to` at `now`: the one begun within the last minute, while it
/// has room, or a new one. A card's key ends with the instant at which it was begun, in microseconds,
/// so that the newest is found by the index alone.
async fn gathering(
    conn: &mut PgConnection,
    guild: GuildId,
    to: Destination,
    now: DateTime<Utc>,
) -> Result<String> {
    let key = |micros: i64| format!("news:{}:{micros:016}", to.key());
    let begun = now.timestamp_micros();
    let newest = sqlx::query!(
        r#"select card as "card!", count(*) as "lines!"
           from outbox
           where guild_id = $1 and card > $2 and card <= $3
           group by card
           order by card desc
           limit 1"#,
        guild.0,
        key((now - GATHER).timestamp_micros()),
        // One that somebody began at the same moment, with a clock read a little later.
        key((now + ABREAST).timestamp_micros()),
    )
    .fetch_optional(conn)
    .await?;
    Ok(match newest {
        Some(open) if open.lines < GATHER_MOST => open.card,
        // A full one that was begun at this very instant: the next takes the next microsecond.
        Some(full) if full.card >= key(begun) => {
            let micros = full
                .card
                .rsplit(':')
                .next()
                .and_then(|text| text.parse().ok());
            key(micros.unwrap_or(begun) + 1)
        }
        _ => key(begun),
    })
}
