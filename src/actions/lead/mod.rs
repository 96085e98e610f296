//! What people do with leads.

pub mod add;
pub mod again;
pub mod assign;
pub mod credit;
mod deed;
pub mod draft;
pub mod edit;
pub mod lose;
pub mod movement;
pub mod note;
mod recycle;
mod repeat;
pub mod touch;
pub mod undo;
pub mod view;
pub mod win;
pub mod wish;

use sqlx::PgConnection;

use super::{Ask, Failure, Result, tell};
use crate::{
    domain::{
        alert::Alert,
        ids::{EntryId, LeadNumber},
        lead::Lead,
        refusal::LeadRefusal,
        stage::{Stage, Team},
        timeline::What,
    },
    store,
};

pub(crate) use deed::Deed;

/// A lead that was changed, and the entry by which that can be undone.
#[derive(Clone, Debug)]
pub struct Changed {
    /// As it stands now.
    pub lead: Lead,
    /// What tells of it.
    pub entry: EntryId,
}

/// A lead of this company, locked.
pub(crate) async fn lock(conn: &mut PgConnection, ask: &Ask, number: LeadNumber) -> Result<Lead> {
    let lead = store::lead::lock(conn, ask.company.guild, number).await?;
    Ok(lead.ok_or_else(|| LeadRefusal::NoSuch {
        typed: number.to_string(),
    })?)
}

/// A lead of this company.
pub(crate) async fn find(conn: &mut PgConnection, ask: &Ask, number: LeadNumber) -> Result<Lead> {
    let lead = store::lead::find(conn, ask.company.guild, number).await?;
    Ok(lead.ok_or_else(|| LeadRefusal::NoSuch {
        typed: number.to_string(),
    })?)
}

/// Appends an entry of what the one who asks did, that stands alone.
pub(crate) async fn record(
    conn: &mut PgConnection,
    ask: &Ask,
    lead: LeadNumber,
    what: What,
    words: Option<String>,
) -> Result<EntryId> {
    Deed::default().record(conn, ask, lead, what, words).await
}

/// Puts a lead at another stage, in memory, and appends the entry of the move, that stands alone.
pub(crate) async fn step(
    conn: &mut PgConnection,
    ask: &Ask,
    lead: &mut Lead,
    to: Stage,
    words: Option<String>,
) -> Result<EntryId> {
    Deed::default().step(conn, ask, lead, to, words).await
}

/// Tells teams of a move that has been made.
async fn tell_move(
    conn: &mut PgConnection,
    ask: &Ask,
    lead: &Lead,
    from: Stage,
    entry: EntryId,
    teams: &[Team],
) -> Result<()> {
    let alert = Alert::LeadMoved {
        lead: lead.number,
        by: ask.who.id,
        from,
        to: lead.stage,
        entry,
    };
    tell(conn, &ask.company, teams, &alert, ask.now).await
}

/// Writes a locked lead as it stands, and gives it so.
pub(crate) async fn save(conn: &mut PgConnection, mut lead: Lead) -> Result<Lead> {
    store::lead::update(conn, &lead).await?;
    lead.version += 1;
    Ok(lead)
}

/// Whether two who wrote the same email, phone or handle at once met: the work is done once more, and then
/// sees the other.
fn met_another(failure: &Failure) -> bool {
    let met = |error: &store::StoreError| store::lead::ONCE.iter().any(|once| error.violates(once));
    matches!(failure, Failure::Internal(error) if met(error))
}
