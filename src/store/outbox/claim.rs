//! Who may send which row.
//!
//! A lane is a place of a company, twice: once for what cannot wait. Of each lane only the first row is
//! anybody's, and only when none of the lane is on its way; the database itself forbids a second. So a
//! claim costs one probe a lane, whatever waits in them, and no lane waits for another.

use sqlx::PgConnection;
use uuid::Uuid;

use super::super::{Result, StoreError};
use crate::domain::{
    alert::{Alert, Destination},
    ids::GuildId,
};

/// The unique index by which one row of a lane is leased at most.
const ONE_LEASED: &str = "outbox_one_leased";

/// Ranks of lanes, the more pressing first.
const RANKS: [i16; 2] = [0, 1];

/// How often a claim is tried again when another sender was faster.
const TRIES: usize = 3;

/// A row that was claimed.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Whose.
    pub guild: GuildId,
    /// Its id, which orders its lane.
    pub id: i64,
    /// Its lane's rank: 0 cannot wait.
    pub rank: i16,
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
    /// Discord's nonce, and the mark by which its message is found again.
    pub nonce: i64,
}

/// Who claims: a lease, for how long, and the process that holds it.
#[derive(Clone, Copy, Debug)]
pub struct Lease {
    /// The fence: whoever holds another may not complete the row.
    pub id: Uuid,
    /// Seconds of database time.
    pub seconds: f64,
    /// The key of the process's advisory lock; see [`super::instance`].
    pub sender: i64,
}

/// A lane's place in the round: its company and its destination's key.
pub type Turn = (i64, String);

/// Claims up to `batch` rows of any company, one a lane: those that cannot wait first, then in turn from
/// the lane after `after` on, so that each company comes round. A lease that ran out is claimed again,
/// and its outcome is unsure. Gives the rows and the turn with which the next claim begins.
pub async fn claim(
    conn: &mut PgConnection,
    lease: Lease,
    batch: i64,
    after: Option<&Turn>,
) -> Result<(Vec<Claimed>, Option<Turn>)> {
    let first = (i64::MIN, String::new());
    let [pressing, news] = RANKS;
    let mut rows = claim_of(&mut *conn, lease, pressing, &first, None, batch).await?;
    let mut left = batch - count(&rows);
    if left > 0 {
        let begin = after.unwrap_or(&first);
        rows.extend(claim_of(&mut *conn, lease, news, begin, None, left).await?);
        left = batch - count(&rows);
        if left > 0 && after.is_some() {
            rows.extend(claim_of(conn, lease, news, &first, after, left).await?);
        }
    }
    let turn = rows.iter().rev().find(|row| row.rank == news);
    // With room left everybody had their turn.
    let turn = turn
        .filter(|_| count(&rows) >= batch)
        .map(|row| (row.guild.0, row.to.map_or("", Destination::key).to_owned()));
    Ok((rows, turn))
}

fn count(rows: &[Claimed]) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

/// Claims of one rank: the lanes after `after` and, when `until` is given, no further than that.
async fn claim_of(
    conn: &mut PgConnection,
    lease: Lease,
    rank: i16,
    after: &Turn,
    until: Option<&Turn>,
    batch: i64,
) -> Result<Vec<Claimed>> {
    for _ in 1..TRIES {
        match try_claim(&mut *conn, lease, rank, after, until, batch).await {
            // Another sender took one of these lanes at the same moment.
            Err(error) if error.violates(ONE_LEASED) => {}
            claimed => return claimed,
        }
    }
    match try_claim(conn, lease, rank, after, until, batch).await {
        Err(error) if error.violates(ONE_LEASED) => Ok(Vec::new()),
        claimed => claimed,
    }
}

async fn try_claim(
    conn: &mut PgConnection,
    lease: Lease,
    rank: i16,
    after: &Turn,
    until: Option<&Turn>,
    batch: i64,
) -> Result<Vec<Claimed>> {
    let mut rows = sqlx::query!(
        r#"with recursive lane as (
               (select guild_id, place from outbox
                where state in ('ready', 'leased') and rank = $4 and (guild_id, place) > ($5, $6)
                order by guild_id, place limit 1)
               union all
               select next.guild_id, next.place
               from lane
               cross join lateral (
                   select guild_id, place from outbox o
                   where o.state in ('ready', 'leased') and o.rank = $4
                     and (o.guild_id, o.place) > (lane.guild_id, lane.place)
                   order by o.guild_id, o.place limit 1
               ) next
               where $7::bigint is null or (next.guild_id, next.place) <= ($7, $8)
           )
           update outbox o
           set state = 'leased', lease = $1, sender = $2,
               leased_until = now() + make_interval(secs => $3),
               unsure_since = case when o.state = 'leased' then coalesce(o.unsure_since, now())
                              else o.unsure_since end
           from (
               select c.guild_id, c.id
               from lane
               cross join lateral (
                   select coalesce(
                       (select id from outbox
                        where guild_id = lane.guild_id and place = lane.place and rank = $4
                          and state = 'leased'),
                       (select id from outbox
                        where guild_id = lane.guild_id and place = lane.place and rank = $4
                          and state in ('ready', 'leased')
                        order by id limit 1)
                   ) as id
               ) head
               join outbox c on c.guild_id = lane.guild_id and c.id = head.id
               where c.state = 'ready' and c.not_before <= now()
                  or c.state = 'leased' and c.leased_until < now()
               limit $9
               for update of c skip locked
           ) due
           where o.guild_id = due.guild_id and o.id = due.id
           returning o.guild_id, o.id, o.rank, o.alert::text as "alert!", o.place, o.card, o.attempts,
                     o.nonce, o.unsure_since is not null as "unsure!""#,
        lease.id,
        lease.sender,
        lease.seconds,
        rank,
        after.0,
        after.1,
        until.map(|until| until.0),
        until.map(|until| until.1.as_str()),
        batch,
    )
    .fetch_all(conn)
    .await
    .map_err(StoreError::from)?;
    rows.sort_by(|a, b| (a.guild_id, &a.place).cmp(&(b.guild_id, &b.place)));
    Ok(rows
        .into_iter()
        .map(|row| Claimed {
            guild: GuildId(row.guild_id),
            id: row.id,
            rank: row.rank,
            // As text, so that one that cannot be read does not take the others along.
            alert: serde_json::from_str(&row.alert).ok(),
            to: Destination::from_key(&row.place),
            card: row.card,
            attempts: row.attempts,
            unsure: row.unsure,
            nonce: row.nonce,
        })
        .collect())
}
