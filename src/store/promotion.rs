//! Promotions.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Result;
use crate::domain::{
    alert::PromotionNews,
    ids::{GuildId, PromotionId, UserId},
    promotion::{Key, Promotion, Withdrawal},
};

macro_rules! select {
    ($tail:literal, $($arg:expr),*) => {
        sqlx::query_as!(
            Row,
            "select guild_id, id, code, name, discount, terms, audience, product, wording, starts_at, ends_at,
                    quantity, version, proposed_by, proposed_at, marketing_key_by, marketing_key_at,
                    sales_key_by, sales_key_at, withdrawn_by, withdrawn_at, withdrawn_reason
             from promotion where guild_id = $1 and " + $tail,
            $($arg),*
        )
    };
}

/// Writes a new promotion; its id is set by the database.
pub async fn insert(conn: &mut PgConnection, new: &Promotion) -> Result<PromotionId> {
    let id = sqlx::query_scalar!(
        "insert into promotion (guild_id, code, name, discount, terms, audience, product, wording, starts_at,
                                ends_at, quantity, proposed_by, proposed_at, marketing_key_by, marketing_key_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning id",
        new.guild.0,
        new.code,
        new.name,
        new.discount,
        new.terms,
        new.audience,
        new.product,
        new.wording,
        new.starts_at,
        new.ends_at,
        new.quantity,
        new.proposed_by.0,
        new.proposed_at,
        new.marketing_key.map(|key| key.by.0),
        new.marketing_key.map(|key| key.at),
    )
    .fetch_one(conn)
    .await?;
    Ok(PromotionId(id))
}

/// Keeps others from proposing a code until the transaction ends. There may be no row of it yet that could
/// be locked, and two who insert first and look then would wait for each other in a circle.
pub async fn hold_code(conn: &mut PgConnection, guild: GuildId, code: &str) -> Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('promotion:' || $2, $1))",
        guild.0,
        code,
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

/// One promotion.
pub async fn find(
    conn: &mut PgConnection,
    guild: GuildId,
    id: PromotionId,
) -> Result<Option<Promotion>> {
    Ok(select!("id = $2", guild.0, id.0)
        .fetch_optional(conn)
        .await?
        .map(Promotion::from))
}

/// One promotion, locked until the transaction ends.
pub async fn lock(
    conn: &mut PgConnection,
    guild: GuildId,
    id: PromotionId,
) -> Result<Option<Promotion>> {
    Ok(select!("id = $2 for no key update", guild.0, id.0)
        .fetch_optional(conn)
        .await?
        .map(Promotion::from))
}

/// The newest promotion of a code.
pub async fn by_code(
    conn: &mut PgConnection,
    guild: GuildId,
    code: &str,
) -> Result<Option<Promotion>> {
    Ok(select!("code = $2 order by id desc limit 1", guild.0, code)
        .fetch_optional(conn)
        .await?
        .map(Promotion::from))
}

/// All that are neither over nor withdrawn at `now`, by their start.
pub async fn standing(
    conn: &mut PgConnection,
    guild: GuildId,
    now: DateTime<Utc>,
) -> Result<Vec<Promotion>> {
    Ok(select!(
        "withdrawn_at is null and ends_at > $2 order by starts_at, id",
        guild.0,
        now
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Promotion::from)
    .collect())
}

/// Codes of promotions that begin with what was typed, the newest first.
pub async fn suggest(
    conn: &mut PgConnection,
    guild: GuildId,
    typed: &str,
) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "select distinct on (code) code, name from promotion
         where guild_id = $1 and strpos(code, upper($2)) > 0 order by code, id desc limit 25",
        guild.0,
        typed.trim(),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
}

/// Writes keys and withdrawal as they stand now.
pub async fn update(conn: &mut PgConnection, promotion: &Promotion) -> Result<()> {
    let withdrawn = promotion.withdrawn.as_ref();
    sqlx::query!(
        "update promotion
         set marketing_key_by = $3, marketing_key_at = $4, sales_key_by = $5, sales_key_at = $6,
             withdrawn_by = $7, withdrawn_at = $8, withdrawn_reason = $9
         where guild_id = $1 and id = $2",
        promotion.guild.0,
        promotion.id.0,
        promotion.marketing_key.map(|key| key.by.0),
        promotion.marketing_key.map(|key| key.at),
        promotion.sales_key.map(|key| key.by.0),
        promotion.sales_key.map(|key| key.at),
        withdrawn.map(|withdrawn| withdrawn.by.0),
        withdrawn.map(|withdrawn| withdrawn.at),
        withdrawn.map(|withdrawn| withdrawn.reason.as_str()),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Promotions of any company that have started or ended at `now` and were not told of, past the first
/// `past`.
pub async fn due(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    past: i64,
    most: i64,
) -> Result<Vec<(GuildId, PromotionId, PromotionNews)>> {
    let rows = sqlx::query!(
        r#"select guild_id, id, start_told_at is null as "starts!"
           from promotion
           where withdrawn_at is null
             and ((start_told_at is null and marketing_key_by is not null and sales_key_by is not null
                   and starts_at <= $1)
                  or (end_told_at is null and start_told_at is not null and ends_at <= $1))
           order by starts_at, guild_id, id offset $2 limit $3"#,
        now,
        past,
        most,
    )
    .fetch_all(conn)
    .await?;
    let news = |starts| {
        if starts {
            PromotionNews::Started
        } else {
            PromotionNews::Ended
        }
    };
    Ok(rows
        .into_iter()
        .map(|row| (GuildId(row.guild_id), PromotionId(row.id), news(row.starts)))
        .collect())
}

/// Takes the right to tell of a start or an end. `false`: somebody has.
pub async fn told(
    conn: &mut PgConnection,
    guild: GuildId,
    id: PromotionId,
    news: PromotionNews,
    now: DateTime<Utc>,
) -> Result<bool> {
    let ends = news == PromotionNews::Ended;
    let done = sqlx::query!(
        "update promotion
         set start_told_at = coalesce(start_told_at, $3::timestamptz),
             end_told_at = case when $4 then $3::timestamptz else end_told_at end
         where guild_id = $1 and id = $2
           and case when $4 then end_told_at is null else start_told_at is null end",
        guild.0,
        id.0,
        now,
        ends,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Promotions that started or ended within a window, for the digest.
pub async fn turned(
    conn: &mut PgConnection,
    guild: GuildId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Promotion>> {
    Ok(select!(
        "start_told_at is not null and (start_told_at >= $2 and start_told_at < $3
            or end_told_at >= $2 and end_told_at < $3) order by id",
        guild.0,
        from,
        to
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Promotion::from)
    .collect())
}

struct Row {
    guild_id: i64,
    id: i64,
    code: String,
    name: String,
    discount: String,
    terms: Option<String>,
    audience: Option<String>,
    product: Option<String>,
    wording: Option<String>,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    quantity: Option<i32>,
    version: i32,
    proposed_by: i64,
    proposed_at: DateTime<Utc>,
    marketing_key_by: Option<i64>,
    marketing_key_at: Option<DateTime<Utc>>,
    sales_key_by: Option<i64>,
    sales_key_at: Option<DateTime<Utc>>,
    withdrawn_by: Option<i64>,
    withdrawn_at: Option<DateTime<Utc>>,
    withdrawn_reason: Option<String>,
}

impl From<Row> for Promotion {
    fn from(row: Row) -> Self {
        let key = |by: Option<i64>, at: Option<DateTime<Utc>>| {
            by.zip(at).map(|(by, at)| Key { by: UserId(by), at })
        };
        Self {
            guild: GuildId(row.guild_id),
            id: PromotionId(row.id),
            code: row.code,
            name: row.name,
            discount: row.discount,
            terms: row.terms,
            audience: row.audience,
            product: row.product,
            wording: row.wording,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            quantity: row.quantity,
            version: row.version,
            proposed_by: UserId(row.proposed_by),
            proposed_at: row.proposed_at,
            marketing_key: key(row.marketing_key_by, row.marketing_key_at),
            sales_key: key(row.sales_key_by, row.sales_key_at),
            withdrawn: row
                .withdrawn_by
                .zip(row.withdrawn_at)
                .zip(row.withdrawn_reason)
                .map(|((by, at), reason)| Withdrawal {
                    by: UserId(by),
                    at,
                    reason,
                }),
        }
    }
}
