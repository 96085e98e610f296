//! A deed that was asked about is done once more.

use sqlx::PgPool;

use super::{Changed, note, repeat, touch};
use crate::{
    actions::{Ask, Result, begin},
    domain::{
        ids::{EntryId, LeadNumber},
        refusal::Refusal,
        timeline::What,
    },
    store,
};

/// What was done once more.
#[derive(Clone, Debug)]
pub enum Again {
    /// A touch.
    Touched(touch::Touched),
    /// A note.
    Noted(Changed),
}

/// Does once more what the entry tells of, for the one who did it and was asked whether they mean it.
pub async fn again(pool: &PgPool, ask: &Ask, number: LeadNumber, id: EntryId) -> Result<Again> {
    let mut tx = begin(pool, ask).await?;
    let lead = super::lock(&mut tx, ask, number).await?;
    let entry = store::timeline::find(&mut tx, ask.company.guild, id)
        .await?
        .filter(|entry| entry.lead == number && entry.actor == Some(ask.who.id))
        .ok_or(Refusal::Gone)?;
    let (what, words) = (entry.what, entry.words);
    // The press may be a repeat itself.
    repeat::refuse(&mut tx, ask, number, &what, words.as_deref(), Some(id)).await?;
    let done = match what {
        What::Touched { touch } => {
            Again::Touched(touch::touch_in(&mut tx, ask, lead, touch, words).await?)
        }
        What::Noted => Again::Noted(note::note_in(&mut tx, ask, lead, words).await?),
        _ => return Err(Refusal::Gone.into()),
    };
    tx.commit().await?;
    Ok(done)
}
