//! The people of a lead.

use sqlx::PgConnection;

use super::Result;
use crate::domain::{
    field::{Email, Handle, Phone},
    ids::{GuildId, LeadNumber},
};

/// The lead that has this email, and its person's name.
pub async fn by_email(
    conn: &mut PgConnection,
    guild: GuildId,
    email: &Email,
) -> Result<Option<(LeadNumber, String)>> {
    let row = sqlx::query!(
        "select lead, name from contact where guild_id = $1 and email_key = $2",
        guild.0,
        email.key(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (LeadNumber(row.lead), row.name)))
}

/// The leads of these emails.
pub async fn leads_of_emails(
    conn: &mut PgConnection,
    guild: GuildId,
    emails: &[String],
) -> Result<Vec<LeadNumber>> {
    let rows = sqlx::query_scalar!(
        "select distinct lead from contact where guild_id = $1 and email_key = any($2)",
        guild.0,
        emails,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(LeadNumber).collect())
}

/// Writes the primary contact's values. Keys are made of them here, so that they cannot differ.
pub async fn update_primary(
    conn: &mut PgConnection,
    guild: GuildId,
    lead: LeadNumber,
    name: &str,
    email: Option<&str>,
    phone: Option<&str>,
    handle: Option<&str>,
) -> Result<()> {
    let email_key = email
        .and_then(|text| Email::parse(text).ok())
        .map(|email| email.key());
    let phone_key = phone
        .and_then(|text| Phone::parse(text).ok())
        .map(|phone| phone.key());
    let handle_key = handle
        .and_then(|text| Handle::parse(text).ok())
        .map(|handle| handle.key());
    sqlx::query!(
        "update contact c
         set name = $3, email = $4, phone = $5, handle = $6, email_key = $7, phone_key = $8, handle_key = $9,
             phone_shared = exists (
                 select from contact o where o.guild_id = $1 and o.phone_key = $8 and o.id <> c.id),
             handle_shared = exists (
                 select from contact o where o.guild_id = $1 and o.handle_key = $9 and o.id <> c.id)
         where guild_id = $1 and lead = $2 and is_primary",
        guild.0,
        lead.0,
        name,
        email,
        phone,
        handle,
        email_key,
        phone_key,
        handle_key,
    )
    .execute(conn)
    .await?;
    Ok(())
}
