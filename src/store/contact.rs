//! The people of a lead.

use sqlx::PgConnection;

use super::Result;
use crate::domain::{
    field::{Email, Handle, Phone},
    ids::{GuildId, LeadNumber},
    lead::Lead,
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

/// Writes the values of a lead's primary contact. Keys are made of them here, so that they cannot differ.
pub async fn update_primary(conn: &mut PgConnection, lead: &Lead) -> Result<()> {
    sqlx::query!(
        "update contact c
         set name = $3, email = $4, phone = $5, handle = $6, email_key = $7, phone_key = $8, handle_key = $9,
             phone_shared = exists (
                 select from contact o where o.guild_id = $1 and o.phone_key = $8 and o.id <> c.id),
             handle_shared = exists (
                 select from contact o where o.guild_id = $1 and o.handle_key = $9 and o.id <> c.id)
         where guild_id = $1 and lead = $2 and is_primary",
        lead.guild.0,
        lead.number.0,
        lead.name.as_str(),
        lead.email.as_ref().map(Email::as_str),
        lead.phone.as_ref().map(Phone::as_str),
        lead.handle.as_ref().map(Handle::as_str),
        lead.email.as_ref().map(Email::key),
        lead.phone.as_ref().map(Phone::key),
        lead.handle.as_ref().map(Handle::key),
    )
    .execute(conn)
    .await?;
    Ok(())
}
