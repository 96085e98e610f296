//! Companies and what they have settled.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use sqlx::{PgConnection, Postgres, Transaction, types::Json};

use super::Result;
use crate::domain::{
    company::{Channels, Company, Roles},
    hours::BusinessHours,
    ids::{ChannelId, GuildId, RoleId},
    lead::Field,
};

/// A company, or `None` when the bot has not met it.
pub async fn find(conn: &mut PgConnection, guild: GuildId) -> Result<Option<Company>> {
    let row = sqlx::query_as!(
        Row,
        r#"select guild_id, name, time_zone, business_hours,
                  digest_time, marketing_channel, sales_channel, promotions_channel, digest_channel,
                  listening_channels, marketing_role, sales_role, manager_role, hot_minutes,
                  standard_minutes, threshold, half_life_days, required_fields, loss_reasons,
                  tell_moves, setup_page, set_up_at, version
           from company
           where guild_id = $1"#,
        guild.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Company::from))
}

/// How often a company's settings have been changed, or `None` when the bot has not met it.
pub async fn version(conn: &mut PgConnection, guild: GuildId) -> Result<Option<i64>> {
    let version = sqlx::query_scalar!("select version from company where guild_id = $1", guild.0);
    Ok(version.fetch_optional(conn).await?)
}

/// Meets a company: writes it with the defaults if it is new, and takes back a removal.
pub async fn meet(
    conn: &mut PgConnection,
    guild: GuildId,
    name: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into company (guild_id, name, business_hours, created_at)
         values ($1, $2, $3, $4)
         on conflict (guild_id) do update set name = excluded.name, removed_at = null",
        guild.0,
        name,
        Json(BusinessHours::default()) as _,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct Row {
    guild_id: i64,
    name: String,
    time_zone: String,
    business_hours: serde_json::Value,
    digest_time: NaiveTime,
    marketing_channel: Option<i64>,
    sales_channel: Option<i64>,
    promotions_channel: Option<i64>,
    digest_channel: Option<i64>,
    listening_channels: Vec<i64>,
    marketing_role: Option<i64>,
    sales_role: Option<i64>,
    manager_role: Option<i64>,
    hot_minutes: i32,
    standard_minutes: i32,
    threshold: f64,
    half_life_days: f64,
    required_fields: Vec<String>,
    loss_reasons: Vec<String>,
    tell_moves: bool,
    setup_page: Option<i16>,
    set_up_at: Option<DateTime<Utc>>,
    version: i64,
}

impl From<Row> for Company {
    /// What cannot be read counts as its default, and is named: one bad value must not keep a company from
    /// working, nor from mending it.
    fn from(row: Row) -> Self {
        let mut unreadable = Vec::new();
        let zone = row.time_zone.parse().unwrap_or_else(|_| {
            unreadable.push("time-zone");
            chrono_tz::UTC
        });
        let hours = serde_json::from_value(row.business_hours).unwrap_or_else(|_| {
            unreadable.push("business-hours");
            BusinessHours::default()
        });
        let asked = row.required_fields.len();
        let required: Vec<Field> = row
            .required_fields
            .iter()
            .filter_map(|key| Field::from_key(key))
            .collect();
        if required.len() < asked {
            unreadable.push("required-fields");
        }
        report(row.guild_id, &unreadable);
        Self {
            guild: GuildId(row.guild_id),
            name: row.name,
            zone,
            hours,
            digest_time: row.digest_time,
            channels: Channels {
                marketing: row.marketing_channel.map(ChannelId),
                sales: row.sales_channel.map(ChannelId),
                promotions: row.promotions_channel.map(ChannelId),
                digest: row.digest_channel.map(ChannelId),
            },
            listening: row.listening_channels.into_iter().map(ChannelId).collect(),
            roles: Roles {
                marketing: row.marketing_role.map(RoleId),
                sales: row.sales_role.map(RoleId),
                manager: row.manager_role.map(RoleId),
            },
            hot: TimeDelta::minutes(row.hot_minutes.into()),
            standard: TimeDelta::minutes(row.standard_minutes.into()),
            threshold: row.threshold,
            half_life_days: row.half_life_days,
            required,
            loss_reasons: row.loss_reasons,
            tell_moves: row.tell_moves,
            setup_page: row.setup_page,
            set_up_at: row.set_up_at,
            version: row.version,
            unreadable,
        }
    }
}

/// Says once for each company and setting that it cannot be read.
fn report(guild: i64, unreadable: &[&'static str]) {
    static TOLD: Mutex<BTreeSet<(i64, &str)>> = Mutex::new(BTreeSet::new());
    for setting in unreadable.iter().copied() {
        let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
        if told.insert((guild, setting)) {
            let count = told.len();
            tracing::error!(
                guild,
                setting,
                count,
                "A setting cannot be read; its default counts."
            );
        }
    }
}

/// Writes all settings of a company as they stand in `company`.
pub async fn update(conn: &mut PgConnection, company: &Company) -> Result<()> {
    let required: Vec<String> = company
        .required
        .iter()
        .map(|field| field.key().to_owned())
        .collect();
    let listening: Vec<i64> = company.listening.iter().map(|channel| channel.0).collect();
    sqlx::query!(
        "update company
         set time_zone = $2, business_hours = $3, digest_time = $4, marketing_channel = $5,
             sales_channel = $6, promotions_channel = $7, digest_channel = $8, listening_channels = $9,
             marketing_role = $10, sales_role = $11, manager_role = $12, hot_minutes = $13,
             standard_minutes = $14, threshold = $15, half_life_days = $16, required_fields = $17,
             loss_reasons = $18, tell_moves = $19, setup_page = $20, set_up_at = $21
         where guild_id = $1",
        company.guild.0,
        company.zone.name(),
        Json(&company.hours) as _,
        company.digest_time,
        company.channels.marketing.map(|channel| channel.0),
        company.channels.sales.map(|channel| channel.0),
        company.channels.promotions.map(|channel| channel.0),
        company.channels.digest.map(|channel| channel.0),
        &listening,
        company.roles.marketing.map(|role| role.0),
        company.roles.sales.map(|role| role.0),
        company.roles.manager.map(|role| role.0),
        i32::try_from(company.hot.num_minutes()).unwrap_or(i32::MAX),
        i32::try_from(company.standard.num_minutes()).unwrap_or(i32::MAX),
        company.threshold,
        company.half_life_days,
        &required,
        &company.loss_reasons,
        company.tell_moves,
        company.setup_page,
        company.set_up_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A company, locked until the transaction ends: two who change settings wait for each other.
pub async fn lock(conn: &mut PgConnection, guild: GuildId) -> Result<Option<Company>> {
    sqlx::query!(
        "select guild_id from company where guild_id = $1 for no key update",
        guild.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    find(conn, guild).await
}

/// A company as it stands, kept from being settled otherwise until the transaction ends. Those who ask at
/// once do not wait for each other, only for somebody who settles.
pub async fn hold(conn: &mut PgConnection, guild: GuildId) -> Result<Option<Company>> {
    sqlx::query!(
        "select guild_id from company where guild_id = $1 for share",
        guild.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    find(conn, guild).await
}

/// Takes note that the bot was removed from a server.
pub async fn left(conn: &mut PgConnection, guild: GuildId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update company set removed_at = $2 where guild_id = $1",
        guild.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// All companies that are set up and have the bot.
pub async fn ready(conn: &mut PgConnection) -> Result<Vec<GuildId>> {
    let rows = sqlx::query_scalar!(
        "select guild_id from company where set_up_at is not null and removed_at is null order by guild_id"
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(GuildId).collect())
}

/// Companies that removed the bot before `before`, whose time is up. Of all: sweeping.
pub async fn removed_before(
    conn: &mut PgConnection,
    before: DateTime<Utc>,
) -> Result<Vec<GuildId>> {
    let rows = sqlx::query_scalar!(
        "select guild_id from company where removed_at <= $1 order by removed_at",
        before,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(GuildId).collect())
}

/// Keeps the company's row if it removed the bot before `before` and has not added it again, until the
/// transaction ends. `false`: it has, or is gone.
pub async fn is_still_removed(
    conn: &mut PgConnection,
    guild: GuildId,
    before: DateTime<Utc>,
) -> Result<bool> {
    let row = sqlx::query_scalar!(
        "select guild_id from company where guild_id = $1 and removed_at <= $2 for no key update",
        guild.0,
        before,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

/// Erases a company with everything that belongs to it. What is append-only lets an erasure through that
/// says so in its own transaction, so this takes one.
pub async fn erase(conn: &mut Transaction<'_, Postgres>, guild: GuildId) -> Result<()> {
    sqlx::query!("select set_config('tandem.erasing', 'on', true)")
        .fetch_one(&mut **conn)
        .await?;
    sqlx::query!("delete from audit where guild_id = $1", guild.0)
        .execute(&mut **conn)
        .await?;
    sqlx::query!("delete from inbox where guild_id = $1", guild.0)
        .execute(&mut **conn)
        .await?;
    // Everything else goes with the company itself.
    sqlx::query!("delete from company where guild_id = $1", guild.0)
        .execute(&mut **conn)
        .await?;
    Ok(())
}
