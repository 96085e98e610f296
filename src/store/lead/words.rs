//! The words by which leads are found, kept in step with what is known of them.

use sqlx::PgConnection;

use crate::{
    domain::{
        field::Phone,
        ids::{GuildId, LeadNumber},
        lead::Lead,
        search::{self, Known},
    },
    store::Result,
};

/// Leads whose words are made at once.
const BATCH: i64 = 500;

/// Writes the words of a lead anew, as they follow from what is known of it.
pub async fn renew(conn: &mut PgConnection, lead: &Lead) -> Result<()> {
    let phone = lead.phone.as_ref().map(Phone::key);
    let words = search::words(&Known {
        name: &lead.name,
        organisation: lead.organisation.as_deref(),
        email: lead.email.as_deref(),
        phone_key: phone.as_deref(),
        handle: lead.handle.as_deref(),
    });
    sqlx::query!(
        "update lead set words = $3
         where guild_id = $1 and number = $2 and words is distinct from $3",
        lead.guild.0,
        lead.number.0,
        &words,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Makes the words of some leads that have none yet: those that an older version wrote. Of any company, at
/// the start. Gives how many.
pub async fn make_missing(conn: &mut PgConnection) -> Result<usize> {
    let rows = sqlx::query!(
        "select guild_id, number from lead where words is null order by guild_id, number limit $1",
        BATCH,
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in &rows {
        let (guild, number) = (GuildId(row.guild_id), LeadNumber(row.number));
        match super::find(&mut *conn, guild, number).await? {
            Some(lead) => renew(&mut *conn, &lead).await?,
            // Nothing is known of it.
            None => none(&mut *conn, guild, number).await?,
        }
    }
    Ok(rows.len())
}

async fn none(conn: &mut PgConnection, guild: GuildId, number: LeadNumber) -> Result<()> {
    sqlx::query!(
        "update lead set words = '{}' where guild_id = $1 and number = $2",
        guild.0,
        number.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}
