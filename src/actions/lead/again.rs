//! The same deed twice. After a lost answer people do again what was done, so a touch or a note that is
//! like one of a moment ago is asked about before it counts once more.

use chrono::TimeDelta;
use sqlx::{PgConnection, PgPool};

use super::{Changed, note, touch};
use crate::{
    actions::{Ask, Result, begin},
    domain::{
        ids::{EntryId, LeadNumber},
        refusal::{LeadRefusal, Refusal},
        timeline::What,
    },
    store,
};

/// Within which time a like deed is taken for a repeat. Whoever was not answered tries again within a
/// minute or two; two real webinars within five minutes are rare, and cost one more press.
const REPEATED_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// What was done once more.
#[derive(Clone, Debug)]
pub enum Again {
    /// A touch.
    Touched(touch::Touched),
    /// A note.
    Noted(Changed),
}

/// Refuses what the same person did to the same lead, in the same words, a moment ago; but for the
/// deed `known`, which they know of.
pub(super) async fn refuse_repeat(
    conn: &mut PgConnection,
    ask: &Ask,
    lead: LeadNumber,
    what: &What,
    words: Option<&str>,
    known: Option<EntryId>,
) -> Result<()> {
    let (guild, by) = (ask.company.guild, ask.who.id);
    let since = ask.now - REPEATED_WITHIN;
    let like = store::timeline::newest_like(conn, guild, lead, by, what, words, since).await?;
    match like {
        Some((entry, at)) if known != Some(entry) => {
            let ago = ask.now - at;
            Err(LeadRefusal::JustDone { lead, entry, ago }.into())
        }
        _ => Ok(()),
    }
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
    refuse_repeat(&mut tx, ask, number, &what, words.as_deref(), Some(id)).await?;
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
