//! The same deed twice. After a lost answer people do again what was done, so a touch or a note that is
//! like one of a moment ago is asked about before it counts once more.

use chrono::TimeDelta;
use sqlx::PgConnection;

use crate::{
    actions::{Ask, Result},
    domain::{
        ids::{EntryId, LeadNumber},
        refusal::LeadRefusal,
        timeline::What,
    },
    store,
};

/// Within which time a like deed is taken for a repeat. Whoever was not answered tries again within a
/// minute or two; two real webinars within five minutes are rare, and cost one more press.
const REPEATED_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// Refuses what the same person did to the same lead, in the same words, a moment ago; but for the
/// deed `known`, which they know of.
pub(super) async fn refuse(
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
