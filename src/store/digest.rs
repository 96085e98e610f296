//! Digests that were due, and what they tell of.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::{Result, StoreError, at_most, counted, counting};
use crate::domain::{
    digest::{DigestWindow, LastDigest},
    field::Money,
    ids::{GuildId, LeadNumber},
    part::Part,
    stage::Stage,
};

/// The last daily digest of a company.
pub async fn last(conn: &mut PgConnection, guild: GuildId) -> Result<Option<LastDigest>> {
    let row = sqlx::query!(
        "select local_date, covers_to from digest where guild_id = $1 and kind = 'daily'
         order by local_date desc limit 1",
        guild.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| LastDigest {
        local_date: row.local_date,
        covers_to: row.covers_to,
    }))
}

/// Companies whose digest may be due at `now`, past the first `past`.
pub async fn due(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    past: i64,
    most: i64,
) -> Result<Vec<GuildId>> {
    let rows = sqlx::query_scalar!(
        "select guild_id from digest_next where at <= $1
         order by at, guild_id offset $2 limit $3",
        now,
        past,
        most,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(GuildId).collect())
}

/// A company's digest is to be looked at again at `at`.
pub async fn look_again(conn: &mut PgConnection, guild: GuildId, at: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update digest_next set at = $2 where guild_id = $1",
        guild.0,
        at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Locks the time of a company's next digest: settings that change meanwhile wait, and then count. The
/// company comes first, as for those who change settings. `false`: there is none any more.
pub async fn lock_next(conn: &mut PgConnection, guild: GuildId) -> Result<bool> {
    sqlx::query!(
        "select guild_id from company where guild_id = $1 for key share",
        guild.0,
    )
    .fetch_optional(&mut *conn)
    .await?;
    let found = sqlx::query!(
        "select guild_id from digest_next where guild_id = $1 for update",
        guild.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// Writes a digest. `false`: it is there already.
pub async fn insert(
    conn: &mut PgConnection,
    guild: GuildId,
    window: &DigestWindow,
) -> Result<bool> {
    let done = sqlx::query!(
        "insert into digest (guild_id, kind, local_date, covers_from, covers_to)
         values ($1, 'daily', $2, $3, $4) on conflict do nothing",
        guild.0,
        window.local_date,
        window.covers_from,
        window.covers_to,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What the digest of a date covers.
pub async fn window(
    conn: &mut PgConnection,
    guild: GuildId,
    date: NaiveDate,
) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>> {
    let row = sqlx::query!(
        "select covers_from, covers_to from digest
         where guild_id = $1 and kind = 'daily' and local_date = $2",
        guild.0,
        date,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.covers_from, row.covers_to)))
}

/// A lead that came or moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The lead's number in its company.
    pub lead: LeadNumber,
    /// Its person's name.
    pub name: String,
    /// From where; `None`: it is new.
    pub from: Option<Stage>,
    /// To where.
    pub to: Stage,
}

/// What came and what moved within a window, the first few of each, and how many were lost.
#[derive(Clone, Debug, Default)]
pub struct Moves {
    /// New leads.
    pub new: Part<Moved>,
    /// Those that moved.
    pub moved: Part<Moved>,
    /// How many of those that were counted were lost.
    pub lost: usize,
}

/// What came or moved within a window, and was not undone: up to `most` of each by name. No more than
/// a thousand of each are counted, and those that were lost among these. What happens at the very instant of
/// a digest is in the next one: a window has its beginning, not its end.
pub async fn moves(
    conn: &mut PgConnection,
    guild: GuildId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    most: usize,
) -> Result<Moves> {
    let rows = sqlx::query!(
        r#"with seen as materialized (
               select kinds.*
               from (values (true), (false)) as kind (is_new)
               cross join lateral (
                   select e.lead, e.at, e.id, e.from_stage, e.to_stage
                   from timeline e
                   where e.guild_id = $1 and e.at >= $2 and e.at < $3 and e.to_stage is not null
                     and (e.from_stage is null) = kind.is_new and e.what->>'kind' <> 'undone'
                     and not exists (
                         select from timeline r where r.guild_id = e.guild_id and r.reverses = e.id)
                   order by e.at limit $4
               ) as kinds
           ), counted as (
               select *, count(*) over kinds as total,
                      count(*) filter (where to_stage = 'lost') over () as lost,
                      row_number() over (kinds order by at, id) as place
               from seen
               window kinds as (partition by from_stage is null)
           )
           select n.lead, c.name, n.from_stage, n.to_stage as "to_stage!", n.total as "total!",
                  n.lost as "lost!"
           from counted n
           join contact c on c.guild_id = $1 and c.lead = n.lead and c.is_primary
           where n.place <= $5
           order by n.at, n.id"#,
        guild.0,
        from,
        to,
        counting(),
        at_most(most),
    )
    .fetch_all(conn)
    .await?;
    let mut moves = Moves::default();
    for row in &rows {
        moves.lost = counted(row.lost);
        let of_kind = match row.from_stage {
            None => &mut moves.new,
            Some(_) => &mut moves.moved,
        };
        of_kind.total = counted(row.total);
    }
    let stage = |key: String| Stage::from_key(&key).ok_or(StoreError::unreadable("stage", key));
    let read = rows.into_iter().map(|row| {
        Ok(Moved {
            lead: LeadNumber(row.lead),
            name: row.name,
            from: row.from_stage.map(stage).transpose()?,
            to: stage(row.to_stage)?,
        })
    });
    let read = super::readable("move", read);
    (moves.new.first, moves.moved.first) = read.into_iter().partition(|moved| moved.from.is_none());
    Ok(moves)
}

/// Deals won within a window.
pub async fn wins(
    conn: &mut PgConnection,
    guild: GuildId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<(LeadNumber, String, Money)>> {
    let rows = sqlx::query!(
        "select d.lead, c.name, d.value_cents, d.currency
         from deal d
         join contact c on c.guild_id = d.guild_id and c.lead = d.lead and c.is_primary
         where d.guild_id = $1 and d.state = 'won' and d.closed_at >= $2 and d.closed_at < $3
         order by d.id",
        guild.0,
        from,
        to,
    )
    .fetch_all(conn)
    .await?;
    let wins = rows.into_iter().filter_map(|row| {
        let value = super::lead::money(row.value_cents, row.currency).transpose()?;
        Some(value.map(|value| (LeadNumber(row.lead), row.name, value)))
    });
    Ok(super::readable("win", wins))
}
