//! Somebody writes something down.

use sqlx::PgPool;

use super::Changed;
use crate::{
    actions::{Ask, Result, begin, handoff},
    domain::{field::Words, ids::LeadNumber, timeline::What},
};

/// Puts a note onto a lead's timeline.
pub async fn note(pool: &PgPool, ask: &Ask, number: LeadNumber, words: Words) -> Result<Changed> {
    let mut tx = begin(pool, ask).await?;
    let lead = super::lock(&mut tx, ask, number).await?;
    let entry = super::record(&mut tx, ask, number, What::Noted, Some(words.into_string())).await?;
    handoff::follow(&mut tx, ask, number).await?;
    tx.commit().await?;
    Ok(Changed { lead, entry })
}
