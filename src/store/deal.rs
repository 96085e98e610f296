//! Deals: the money of a lead.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Result, StoreError};
use crate::domain::{
    field::Money,
    ids::{DealId, GuildId, LeadNumber, UserId},
    lead::{DealState, WonDeal},
};

/// Opens a deal.
pub async fn open(
    conn: &mut PgConnection,
    guild: GuildId,
    lead: LeadNumber,
    value: &Money,
    now: DateTime<Utc>,
) -> Result<DealId> {
    let id = sqlx::query_scalar!(
        "insert into deal (guild_id, lead, value_cents, currency, opened_at)
         values ($1, $2, $3, $4, $5) returning id",
        guild.0,
        lead.0,
        value.cents(),
        value.currency(),
        now,
    )
    .fetch_one(conn)
    .await?;
    Ok(DealId(id))
}

/// Changes what a deal is worth.
pub async fn set_value(
    conn: &mut PgConnection,
    guild: GuildId,
    deal: DealId,
    value: &Money,
) -> Result<()> {
    sqlx::query!(
        "update deal set value_cents = $3, currency = $4 where guild_id = $1 and id = $2",
        guild.0,
        deal.0,
        value.cents(),
        value.currency(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Closes a deal, or opens it again with `state` open.
pub async fn set_state(
    conn: &mut PgConnection,
    guild: GuildId,
    deal: DealId,
    state: DealState,
    by: UserId,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> Result<()> {
    let (key, closed) = match state {
        DealState::Open => ("open", false),
        DealState::Won => ("won", true),
        DealState::Lost => ("lost", true),
    };
    sqlx::query!(
        "update deal
         set state = $3, closed_at = case when $4 then $5::timestamptz end,
             closed_by = case when $4 then $6::bigint end, lost_reason = $7
         where guild_id = $1 and id = $2",
        guild.0,
        deal.0,
        key,
        closed,
        now,
        by.0,
        reason,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes back a deal that was opened by mistake.
pub async fn remove(conn: &mut PgConnection, guild: GuildId, deal: DealId) -> Result<()> {
    sqlx::query!(
        "delete from deal where guild_id = $1 and id = $2",
        guild.0,
        deal.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A deal, if it is won; `None` when it is gone or not won any more.
pub async fn won(conn: &mut PgConnection, guild: GuildId, deal: DealId) -> Result<Option<WonDeal>> {
    let row = sqlx::query_as!(
        Row,
        r#"select id, value_cents as "value_cents!", currency as "currency!", closed_by,
                  closed_at as "closed_at!"
           from deal where guild_id = $1 and id = $2 and state = 'won'"#,
        guild.0,
        deal.0,
    )
    .fetch_optional(conn)
    .await?;
    row.map(WonDeal::try_from).transpose()
}

/// The deal of a lead that was won last.
pub async fn last_won(
    conn: &mut PgConnection,
    guild: GuildId,
    lead: LeadNumber,
) -> Result<Option<WonDeal>> {
    let row = sqlx::query_as!(
        Row,
        r#"select id, value_cents as "value_cents!", currency as "currency!", closed_by,
                  closed_at as "closed_at!"
           from deal where guild_id = $1 and lead = $2 and state = 'won'
           order by closed_at desc, id desc limit 1"#,
        guild.0,
        lead.0,
    )
    .fetch_optional(conn)
    .await?;
    row.map(WonDeal::try_from).transpose()
}

struct Row {
    id: i64,
    value_cents: i64,
    currency: String,
    closed_by: Option<i64>,
    closed_at: DateTime<Utc>,
}

impl TryFrom<Row> for WonDeal {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let value = Money::new(row.value_cents, &row.currency)
            .ok_or_else(|| StoreError::unreadable("currency", row.currency))?;
        Ok(Self {
            id: DealId(row.id),
            value,
            by: row.closed_by.map(UserId),
            at: row.closed_at,
        })
    }
}
