//! Leads with their primary contact and their open deal.

mod add;
mod look;
pub mod words;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Result, StoreError};
use crate::domain::{
    field::{Email, Handle, Money, OneLine, PersonName, Phone},
    ids::{DealId, GuildId, LeadNumber, UserId},
    lead::{Deal, DealState, Lead},
    stage::Stage,
};

pub use add::{ONCE, Written, add};
pub use look::{Which, by_digits, labels, page, search, used_words};

/// A lead, or `None` when this company has none of that number.
pub async fn find(
    conn: &mut PgConnection,
    guild: GuildId,
    number: LeadNumber,
) -> Result<Option<Lead>> {
    Ok(of_numbers(conn, guild, &[number]).await?.pop())
}

/// A lead, locked until the transaction ends: two who change it wait for each other.
pub async fn lock(
    conn: &mut PgConnection,
    guild: GuildId,
    number: LeadNumber,
) -> Result<Option<Lead>> {
    sqlx::query!(
        "select number from lead where guild_id = $1 and number = $2 for no key update",
        guild.0,
        number.0,
    )
    .fetch_optional(&mut *conn)
    .await?;
    find(conn, guild, number).await
}

/// Leads by number, in the order of their numbers; unknown numbers are left out. Of several, one that cannot
/// be read is left out as well and told: it must not take the others along.
pub async fn of_numbers(
    conn: &mut PgConnection,
    guild: GuildId,
    numbers: &[LeadNumber],
) -> Result<Vec<Lead>> {
    let numbers: Vec<i32> = numbers.iter().map(|number| number.0).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"select l.guild_id, l.number, c.name, c.email, c.phone, c.handle, l.organisation, l.source,
                  l.campaign, l.stage, l.stage_since, l.sales_sourced, l.marketing_owner, l.sales_owner,
                  l.rest_until, l.must_change, l.recycled, l.lost_reason, l.created_at, l.created_by,
                  l.version, d.id as "deal_id?", d.value_cents, d.currency
           from lead l
           join contact c on c.guild_id = l.guild_id and c.lead = l.number and c.is_primary
           left join lateral (
               select id, value_cents, currency from deal
               where guild_id = l.guild_id and lead = l.number and state = 'open'
               order by id limit 1
           ) d on true
           where l.guild_id = $1 and l.number = any($2)
           order by l.number"#,
        guild.0,
        &numbers,
    )
    .fetch_all(conn)
    .await?;
    if numbers.len() == 1 {
        return rows.into_iter().map(Lead::try_from).collect();
    }
    Ok(super::readable(
        "lead",
        rows.into_iter().map(Lead::try_from),
    ))
}

struct Row {
    guild_id: i64,
    number: i32,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    handle: Option<String>,
    organisation: Option<String>,
    source: String,
    campaign: Option<String>,
    stage: String,
    stage_since: DateTime<Utc>,
    sales_sourced: bool,
    marketing_owner: Option<i64>,
    sales_owner: Option<i64>,
    rest_until: Option<DateTime<Utc>>,
    must_change: Option<String>,
    recycled: i16,
    lost_reason: Option<String>,
    created_at: DateTime<Utc>,
    created_by: i64,
    version: i32,
    deal_id: Option<i64>,
    value_cents: Option<i64>,
    currency: Option<String>,
}

impl TryFrom<Row> for Lead {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let stage = Stage::from_key(&row.stage)
            .ok_or_else(|| StoreError::unreadable("stage", &row.stage))?;
        let value = money(row.value_cents, row.currency)?;
        Ok(Self {
            guild: GuildId(row.guild_id),
            number: LeadNumber(row.number),
            name: PersonName::kept(row.name),
            email: row.email.map(Email::kept),
            phone: row.phone.map(Phone::kept),
            handle: row.handle.map(Handle::kept),
            organisation: row.organisation.map(OneLine::kept),
            source: OneLine::kept(row.source),
            campaign: row.campaign.map(OneLine::kept),
            stage,
            stage_since: row.stage_since,
            sales_sourced: row.sales_sourced,
            marketing_owner: row.marketing_owner.map(UserId),
            sales_owner: row.sales_owner.map(UserId),
            rest_until: row.rest_until,
            must_change: row.must_change,
            recycled: row.recycled,
            lost_reason: row.lost_reason,
            created_at: row.created_at,
            created_by: UserId(row.created_by),
            version: row.version,
            deal: row.deal_id.map(|id| Deal {
                id: DealId(id),
                value,
                state: DealState::Open,
            }),
        })
    }
}

/// A stored amount.
pub(super) fn money(cents: Option<i64>, currency: Option<String>) -> Result<Option<Money>> {
    cents
        .zip(currency)
        .map(|(cents, currency)| {
            Money::new(cents, &currency).ok_or_else(|| StoreError::unreadable("currency", currency))
        })
        .transpose()
}

/// Writes everything of a lead that moves and owners change, and counts the change.
pub async fn update(conn: &mut PgConnection, lead: &Lead) -> Result<()> {
    sqlx::query!(
        "update lead
         set stage = $3, stage_since = $4, organisation = $5, source = $6, campaign = $7,
             marketing_owner = $8, sales_owner = $9, rest_until = $10, must_change = $11,
             recycled = $12, lost_reason = $13, version = version + 1
         where guild_id = $1 and number = $2",
        lead.guild.0,
        lead.number.0,
        lead.stage.key(),
        lead.stage_since,
        lead.organisation.as_ref().map(OneLine::as_str),
        lead.source.as_str(),
        lead.campaign.as_ref().map(OneLine::as_str),
        lead.marketing_owner.map(|owner| owner.0),
        lead.sales_owner.map(|owner| owner.0),
        lead.rest_until,
        lead.must_change,
        lead.recycled,
        lead.lost_reason,
    )
    .execute(conn)
    .await?;
    Ok(())
}
