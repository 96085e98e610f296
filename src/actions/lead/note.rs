//! Somebody writes something down.

use sqlx::{PgConnection, PgPool};

use super::{Changed, repeat};
use crate::{
    actions::{Ask, Result, begin, handoff},
    domain::{field::Words, ids::LeadNumber, lead::Lead, timeline::What},
};

/// Puts a note onto a lead's timeline. One like it of a moment ago is asked about.
pub async fn note(pool: &PgPool, ask: &Ask, number: LeadNumber, words: Words) -> Result<Changed> {
    let mut tx = begin(pool, ask).await?;
    let lead = super::lock(&mut tx, ask, number).await?;
    let said = Some(words.as_str());
    repeat::refuse(&mut tx, ask, number, &What::Noted, said, None).await?;
    let noted = note_in(&mut tx, ask, lead, Some(words.into_string())).await?;
    tx.commit().await?;
    Ok(noted)
}

/// The same in a running transaction, on a locked lead.
pub(super) async fn note_in(
    conn: &mut PgConnection,
    ask: &Ask,
    lead: Lead,
    words: Option<String>,
) -> Result<Changed> {
    let entry = super::record(conn, ask, lead.number, What::Noted, words).await?;
    handoff::follow(conn, ask, lead.number).await?;
    Ok(Changed { lead, entry })
}
