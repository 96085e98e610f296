//! What is to be said, and what was said: one door for everything that the bot says unasked.

mod enqueue;

use chrono::{DateTime, Utc};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

pub use self::enqueue::enqueue;
use super::Result;
use crate::domain::{
    alert::{Alert, Destination},
    ids::{ChannelId, GuildId, MessageId},
};

/// A row that was claimed.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Whose.
    pub guild: GuildId,
    /// Its id: nonce and reference.
    pub id: i64,
    /// What is to be said; `None` when it was written by a newer version.
    pub alert: Option<Alert>,
    /// Where to.
    pub to: Option<Destination>,
    /// The message that it is part of, if that changes in place.
    pub card: Option<String>,
    /// The tries before this one.
    pub attempts: i32,
    /// Whether an earlier try may have come through.
    pub unsure: bool,
    /// Business time of what it tells of.
    pub happened_at: DateTime<Utc>,
}

/// Claims up to `batch` rows of any company for `lease_seconds`, oldest first; a lease that ran out is
/// claimed again, and its outcome is unsure.
///
/// Of a card one row at a time is anybody's: a row waits while another of its card is leased, or an
/// earlier one unfinished. Ids are given before their transactions commit, so an earlier row may come
/// to light while a later one is leased; claims therefore wait for each other, which costs nothing
/// beside Discord's limit of fifty requests a second.
pub async fn claim(
    conn: &mut PgConnection,
    lease: Uuid,
    lease_seconds: f64,
    batch: i64,
) -> Result<Vec<Claimed>> {
    let mut tx = conn.begin().await?;
    sqlx::query!("select pg_advisory_xact_lock(hashtext('outbox.claim'))")
        .execute(&mut *tx)
        .await?;
    let mut rows = sqlx::query!(
        r#"update outbox o
           set state = 'leased', lease = $1, leased_until = now() + make_interval(secs => $2),
               unsure_since = case when o.state = 'leased' then coalesce(o.unsure_since, now())
                              else o.unsure_since end
           from (
               select guild_id, id from outbox c
               where c.state in ('ready', 'leased')
                 and (c.state = 'ready' and c.not_before <= now() or c.leased_until < now())
                 and (c.card is null or not exists (
                     select from outbox e
                     where e.guild_id = c.guild_id and e.card = c.card and e.id <> c.id
                       and (e.state = 'leased'
                            or e.state = 'ready' and e.id < c.id and c.state = 'ready')))
               order by c.id
               limit $3
               for update skip locked
           ) due
           where o.guild_id = due.guild_id and o.id = due.id
           returning o.guild_id, o.id, o.alert, o.place, o.card, o.attempts, o.happened_at,
                     o.unsure_since is not null as "unsure!""#,
        lease,
        lease_seconds,
        batch,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    rows.sort_by_key(|row| row.id);
    Ok(rows
        .into_iter()
        .map(|row| Claimed {
            guild: GuildId(row.guild_id),
            id: row.id,
            alert: serde_json::from_value(row.alert).ok(),
            to: Destination::from_key(&row.place),
            card: row.card,
            attempts: row.attempts,
            unsure: row.unsure,
            happened_at: row.happened_at,
        })
        .collect())
}

/// The other rows of a claimed row's card that wait: whoever reads them before rendering, says what
/// they tell of, too.
pub async fn carried(
    conn: &mut PgConnection,
    guild: GuildId,
    card: &str,
    claimed: i64,
) -> Result<Vec<i64>> {
    let ids = sqlx::query_scalar!(
        "select id from outbox
         where guild_id = $1 and card = $2 and id <> $3 and state = 'ready'",
        guild.0,
        card,
        claimed,
    )
    .fetch_all(conn)
    .await?;
    Ok(ids)
}

/// Whether a card has been posted before, though its message may be gone.
pub async fn was_posted(conn: &mut PgConnection, guild: GuildId, card: &str) -> Result<bool> {
    let posted = sqlx::query_scalar!(
        r#"select exists (
               select from outbox where guild_id = $1 and card = $2 and state = 'delivered'
           ) as "posted!""#,
        guild.0,
        card,
    )
    .fetch_one(conn)
    .await?;
    Ok(posted)
}

/// How a claimed row ends, or does not yet.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// The message stands in its channel.
    Delivered {
        /// Where.
        channel: ChannelId,
        /// Which.
        message: MessageId,
        /// Other rows of the same card that it tells of, too.
        carried: Vec<i64>,
    },
    /// It is not worth saying any more.
    Skipped(String),
    /// It cannot be said; an admin sees it.
    Dead(String),
    /// It is tried again after some seconds. `unsure`: this try may have come through.
    Later {
        /// Seconds.
        after: f64,
        /// Why.
        problem: String,
        /// Whether it may have come through.
        unsure: bool,
    },
    /// It was not tried: the lease or the bot was about to end.
    Released,
}

/// Ends a claimed row, only while the lease is still its own. `false`: somebody else has it, and
/// nothing was written.
pub async fn finish(
    conn: &mut PgConnection,
    guild: GuildId,
    id: i64,
    lease: Uuid,
    end: &End,
) -> Result<bool> {
    let (state, problem, place, after, unsure) = match end {
        End::Delivered {
            channel, message, ..
        } => ("delivered", None, Some((channel.0, message.0)), None, false),
        End::Skipped(why) => ("skipped", Some(why.as_str()), None, None, false),
        End::Dead(why) => ("dead", Some(why.as_str()), None, None, false),
        End::Later {
            after,
            problem,
            unsure,
        } => ("ready", Some(problem.as_str()), None, Some(*after), *unsure),
        End::Released => ("ready", None, None, None, false),
    };
    let done = sqlx::query!(
        "update outbox
         set state = $4, lease = null, leased_until = null, channel_id = $6, message_id = $7,
             problem = case when $4 = 'ready' then coalesce($5, problem) else $5 end,
             done_at = case when $4 <> 'ready' then now() end,
             not_before = case when $8::float8 is null then not_before
                          else now() + make_interval(secs => $8) end,
             attempts = attempts + case when $8::float8 is null then 0 else 1 end,
             unsure_since = case when $9 then coalesce(unsure_since, now()) else unsure_since end
         where guild_id = $1 and id = $2 and lease = $3",
        guild.0,
        id,
        lease,
        state,
        problem,
        place.map(|place| place.0),
        place.map(|place| place.1),
        after,
        unsure,
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() != 1 {
        return Ok(false);
    }
    if let End::Delivered {
        channel,
        message,
        carried,
    } = end
        && !carried.is_empty()
    {
        sqlx::query!(
            "update outbox
             set state = 'delivered', channel_id = $3, message_id = $4, done_at = now()
             where guild_id = $1 and id = any($2) and state = 'ready'",
            guild.0,
            carried,
            channel.0,
            message.0,
        )
        .execute(conn)
        .await?;
    }
    Ok(true)
}

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
