//! Handoffs.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::{Result, StoreError, at_most, counted, counting};
use crate::domain::{
    handoff::{Handoff, HandoffState, Withdrawn},
    ids::{GuildId, HandoffId, LeadNumber, UserId},
    part::{COUNTED, Part},
};

/// The unique index by which a lead has one pending handoff at most.
pub const ONE_PENDING: &str = "handoff_one_pending";

macro_rules! select {
    ($tail:literal, $($arg:expr),*) => {
        sqlx::query_as!(
            Row,
            "select guild_id, id, lead, state, hot, hot_since, opened_at, opened_by, offered_to, override_reason, note,
                    warn_at, due_at, warned_at, escalated_at, closed_at, closed_by, accepted_by,
                    accept_seconds, reason, withdrawn_because
             from handoff where guild_id = $1 and " + $tail,
            $($arg),*
        )
    };
}

/// Writes a handoff; its id is set by the database.
pub async fn insert(conn: &mut PgConnection, handoff: &Handoff) -> Result<HandoffId> {
    let id = sqlx::query_scalar!(
        "insert into handoff (guild_id, lead, hot, opened_at, opened_by, offered_to, override_reason,
                              note, warn_at, due_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id",
        handoff.guild.0,
        handoff.lead.0,
        handoff.hot,
        handoff.opened_at,
        handoff.opened_by.0,
        handoff.offered_to.map(|user| user.0),
        handoff.override_reason,
        handoff.note,
        handoff.warn_at,
        handoff.due_at,
    )
    .fetch_one(conn)
    .await?;
    Ok(HandoffId(id))
}

/// One handoff.
pub async fn find(
    conn: &mut PgConnection,
    guild: GuildId,
    id: HandoffId,
) -> Result<Option<Handoff>> {
    select!("id = $2", guild.0, id.0)
        .fetch_optional(conn)
        .await?
        .map(Handoff::try_from)
        .transpose()
}

/// One handoff, locked until the transaction ends: the first of two who accept wins.
pub async fn lock(
    conn: &mut PgConnection,
    guild: GuildId,
    id: HandoffId,
) -> Result<Option<Handoff>> {
    select!("id = $2 for no key update", guild.0, id.0)
        .fetch_optional(conn)
        .await?
        .map(Handoff::try_from)
        .transpose()
}

/// The pending handoff of a lead, locked.
pub async fn lock_pending(
    conn: &mut PgConnection,
    guild: GuildId,
    lead: LeadNumber,
) -> Result<Option<Handoff>> {
    select!(
        "lead = $2 and state = 'pending' for no key update",
        guild.0,
        lead.0
    )
    .fetch_optional(conn)
    .await?
    .map(Handoff::try_from)
    .transpose()
}

/// The newest handoff of a lead.
pub async fn newest(
    conn: &mut PgConnection,
    guild: GuildId,
    lead: LeadNumber,
) -> Result<Option<Handoff>> {
    select!("lead = $2 order by id desc limit 1", guild.0, lead.0)
        .fetch_optional(conn)
        .await?
        .map(Handoff::try_from)
        .transpose()
}

/// All that wait, the most pressing first.
pub async fn pending(conn: &mut PgConnection, guild: GuildId) -> Result<Vec<Handoff>> {
    select!("state = 'pending' order by due_at, id", guild.0)
        .fetch_all(conn)
        .await?
        .into_iter()
        .map(Handoff::try_from)
        .collect()
}

/// The first few that wait, the most pressing first, and how many do: of `None` all, of `Some(true)` those
/// that are late at `now`, of `Some(false)` those that are not.
pub async fn waiting(
    conn: &mut PgConnection,
    guild: GuildId,
    late: Option<bool>,
    now: DateTime<Utc>,
    most: usize,
) -> Result<Part<Handoff>> {
    // A range, so that the index serves each: nothing waits for a century.
    let (ever, never) = (DateTime::UNIX_EPOCH, now + TimeDelta::days(36_500));
    let (from, to) = match late {
        None => (ever, never),
        Some(true) => (ever, now),
        Some(false) => (now, never),
    };
    let first = select!(
        "state = 'pending' and due_at > $2 and due_at <= $3 order by due_at, id limit $4",
        guild.0,
        from,
        to,
        at_most(most)
    )
    .fetch_all(&mut *conn)
    .await?;
    let total = if first.len() < most {
        first.len()
    } else {
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from (
                   select from handoff
                   where guild_id = $1 and state = 'pending' and due_at > $2 and due_at <= $3
                   limit $4) as those"#,
            guild.0,
            from,
            to,
            counting(),
        )
        .fetch_one(conn)
        .await?;
        counted(count)
    };
    let first = super::readable("handoff", first.into_iter().map(Handoff::try_from));
    Ok(Part { first, total })
}

/// Leads that wait and of which what is shown, number, name and firm, holds what was typed. The most pressing
/// thousand are looked through. Both are made lower by the database, whose locale may know ASCII alone.
pub async fn suggest_waiting(
    conn: &mut PgConnection,
    guild: GuildId,
    typed: &str,
    most: usize,
) -> Result<Vec<(LeadNumber, String, Option<String>)>> {
    let rows = sqlx::query!(
        "select h.lead, c.name, l.organisation
         from (
             select lead, due_at, id from handoff
             where guild_id = $1 and state = 'pending'
             order by due_at, id limit $4
         ) as h
         join lead l on l.guild_id = $1 and l.number = h.lead
         join contact c on c.guild_id = $1 and c.lead = h.lead and c.is_primary
         where strpos(lower('L-' || l.number || ' · ' || c.name || coalesce(' (' || l.organisation || ')', '')),
                      lower($2)) > 0
         order by h.due_at, h.id limit $3",
        guild.0,
        typed,
        at_most(most),
        at_most(COUNTED),
    )
    .fetch_all(conn)
    .await?;
    let read = rows
        .into_iter()
        .map(|row| (LeadNumber(row.lead), row.name, row.organisation));
    Ok(read.collect())
}

/// Handoffs that wait for one person alone.
pub async fn offered_to(
    conn: &mut PgConnection,
    guild: GuildId,
    user: UserId,
) -> Result<Vec<HandoffId>> {
    let rows = sqlx::query_scalar!(
        "select id from handoff where guild_id = $1 and state = 'pending' and offered_to = $2 order by id",
        guild.0,
        user.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(HandoffId).collect())
}

/// Offers a handoff to the whole team again.
pub async fn offer_to_team(conn: &mut PgConnection, guild: GuildId, id: HandoffId) -> Result<()> {
    sqlx::query!(
        "update handoff set offered_to = null where guild_id = $1 and id = $2",
        guild.0,
        id.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes how a handoff stands now.
pub async fn update(conn: &mut PgConnection, handoff: &Handoff) -> Result<()> {
    sqlx::query!(
        "update handoff
         set state = $3, warned_at = $4, escalated_at = $5, closed_at = $6, closed_by = $7,
             accepted_by = $8, accept_seconds = $9, reason = $10, hot = $11, hot_since = $12,
             warn_at = $13, due_at = $14, withdrawn_because = $15
         where guild_id = $1 and id = $2",
        handoff.guild.0,
        handoff.id.0,
        handoff.state.key(),
        handoff.warned_at,
        handoff.escalated_at,
        handoff.closed_at,
        handoff.closed_by.map(|user| user.0),
        handoff.accepted_by.map(|user| user.0),
        handoff.accepted_after.map(|time| time.num_seconds()),
        handoff.reason,
        handoff.hot,
        handoff.hot_since,
        handoff.warn_at,
        handoff.due_at,
        handoff.withdrawn.map(Withdrawn::key),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Handoffs of any company with a step due at `now`, oldest first, past the first `past`. Those of a company that removed the
/// bot rest until it is back.
pub async fn due(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    past: i64,
    most: i64,
) -> Result<Vec<(GuildId, HandoffId)>> {
    let rows = sqlx::query!(
        "select guild_id, id from handoff
         where state = 'pending'
           and least(case when warned_at is null then warn_at end,
                     case when escalated_at is null then due_at end) <= $1
           and not exists (select from company
                           where company.guild_id = handoff.guild_id and removed_at is not null)
         order by due_at, guild_id, id offset $2 limit $3",
        now,
        past,
        most,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (GuildId(row.guild_id), HandoffId(row.id)))
        .collect())
}

struct Row {
    guild_id: i64,
    id: i64,
    lead: i32,
    state: String,
    hot: bool,
    hot_since: Option<DateTime<Utc>>,
    opened_at: DateTime<Utc>,
    opened_by: i64,
    offered_to: Option<i64>,
    override_reason: Option<String>,
    note: Option<String>,
    warn_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    warned_at: Option<DateTime<Utc>>,
    escalated_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    closed_by: Option<i64>,
    accepted_by: Option<i64>,
    accept_seconds: Option<i64>,
    reason: Option<String>,
    withdrawn_because: Option<String>,
}

impl TryFrom<Row> for Handoff {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let cause = |key: String| {
            Withdrawn::from_key(&key).ok_or(StoreError::unreadable("cause of a withdrawal", key))
        };
        let withdrawn = row.withdrawn_because.map(cause).transpose()?;
        Ok(Self {
            guild: GuildId(row.guild_id),
            id: HandoffId(row.id),
            lead: LeadNumber(row.lead),
            state: HandoffState::from_key(&row.state)
                .ok_or_else(|| StoreError::unreadable("handoff state", &row.state))?,
            hot: row.hot,
            hot_since: row.hot_since,
            opened_at: row.opened_at,
            opened_by: UserId(row.opened_by),
            offered_to: row.offered_to.map(UserId),
            override_reason: row.override_reason,
            note: row.note,
            warn_at: row.warn_at,
            due_at: row.due_at,
            warned_at: row.warned_at,
            escalated_at: row.escalated_at,
            closed_at: row.closed_at,
            closed_by: row.closed_by.map(UserId),
            accepted_by: row.accepted_by.map(UserId),
            accepted_after: row.accept_seconds.map(TimeDelta::seconds),
            reason: row.reason,
            withdrawn,
        })
    }
}
