//! What made leads warmer.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Result, StoreError};
use crate::domain::{
    ids::{EntryId, GuildId, LeadNumber, UserId},
    stage::Team,
    warmth::{Touch, TouchKind},
};

/// Writes a touch, for the team for which somebody acts.
pub async fn insert(
    conn: &mut PgConnection,
    guild: GuildId,
    lead: LeadNumber,
    touch: Touch,
    (actor, team): (UserId, Team),
    entry: EntryId,
) -> Result<()> {
    sqlx::query!(
        "insert into touch (guild_id, lead, kind, points, at, actor, team, entry)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        guild.0,
        lead.0,
        touch.kind.key(),
        touch.points,
        touch.at,
        actor.0,
        team.key(),
        entry.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How often each team touched a lead, as their people's roles were then: marketing, and sales. What was
/// taken back does not count.
pub async fn count_by_team(
    conn: &mut PgConnection,
    guild: GuildId,
    lead: LeadNumber,
) -> Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) filter (where team = 'marketing') as "marketing!",
                  count(*) filter (where team = 'sales') as "sales!"
           from touch where guild_id = $1 and lead = $2 and not undone"#,
        guild.0,
        lead.0,
    )
    .fetch_one(conn)
    .await?;
    Ok((row.marketing, row.sales))
}

/// Takes the touch of an entry back.
pub async fn undo(conn: &mut PgConnection, guild: GuildId, entry: EntryId) -> Result<()> {
    sqlx::query!(
        "update touch set undone = true where guild_id = $1 and entry = $2",
        guild.0,
        entry.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The touches of leads that count, by lead.
pub async fn of_leads(
    conn: &mut PgConnection,
    guild: GuildId,
    leads: &[LeadNumber],
) -> Result<Vec<(LeadNumber, Touch)>> {
    let numbers: Vec<i32> = leads.iter().map(|lead| lead.0).collect();
    let rows = sqlx::query!(
        "select lead, kind, points, at as \"at: DateTime<Utc>\" from touch
         where guild_id = $1 and lead = any($2) and not undone order by id",
        guild.0,
        &numbers,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let kind = TouchKind::from_key(&row.kind)
                .ok_or_else(|| StoreError::unreadable("kind of touch", &row.kind))?;
            Ok((
                LeadNumber(row.lead),
                Touch {
                    kind,
                    points: row.points,
                    at: row.at,
                },
            ))
        })
        .collect()
}

/// The touches of one lead that count.
pub async fn of_lead(
    conn: &mut PgConnection,
    guild: GuildId,
    lead: LeadNumber,
) -> Result<Vec<Touch>> {
    Ok(of_leads(conn, guild, &[lead])
        .await?
        .into_iter()
        .map(|(_, touch)| touch)
        .collect())
}
