//! Deals: the money of a lead.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Result, StoreError};
use crate::domain::{
    field::Money,
    ids::{DealId, GuildId, LeadNumber, UserId},
    lead::{Deal, DealState},
};

/// Opens a deal.
pub async fn open(
    conn: &mut PgConnection,
    guild: GuildId,
    lead: LeadNumber,
    name: &str,
    value: &Money,
    now: DateTime<Utc>,
) -> Result<DealId> {
    let id = sqlx::query_scalar!(
        "insert into deal (guild_id, lead, name, value_cents, currency, opened_at)
         values ($1, $2, $3, $4, $5, $6) returning id",
        guild.0,
        lead.0,
        name,
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

/// One deal.
pub async fn find(conn: &mut PgConnection, guild: GuildId, deal: DealId) -> Result<Option<Deal>> {
    let row = sqlx::query!(
        "select id, name, value_cents, currency, state from deal where guild_id = $1 and id = $2",
        guild.0,
        deal.0,
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let state = match row.state.as_str() {
            "open" => DealState::Open,
            "won" => DealState::Won,
            "lost" => DealState::Lost,
            other => return Err(StoreError::unreadable("deal state", other)),
        };
        let value = super::lead::money(row.value_cents, row.currency)?;
        Ok(Deal {
            id: DealId(row.id),
            name: row.name,
            value,
            state,
        })
    })
    .transpose()
}
