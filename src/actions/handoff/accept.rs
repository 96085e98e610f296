//! Sales takes a lead. The first of two wins.

use sqlx::{PgConnection, PgPool};

use super::brief::Brief;
use crate::{
    actions::{Ask, Result, begin, lead},
    domain::{
        alert::HandoffNews,
        handoff::{Handoff, HandoffState},
        ids::{EntryId, HandoffId, LeadNumber, UserId},
        lead::Lead,
        refusal::Refusal,
        stage::{Stage, Team},
        timeline::What,
    },
    store,
};

/// An accepted handoff.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// What marketing knows of the lead.
    pub brief: Brief,
    /// They had it before they asked.
    pub again: bool,
}

/// Accepts a handoff for oneself. It takes the sales role; a manager accepts by assigning somebody.
///
/// Whoever has it already, since an answer was lost and they pressed again, gets the brief once more.
pub async fn accept(pool: &PgPool, ask: &Ask, id: HandoffId) -> Result<Accepted> {
    ask.who.rights.turn_key_of(Team::Sales)?;
    let mut tx = begin(pool, ask).await?;
    let handoff = store::handoff::find(&mut tx, ask.company.guild, id)
        .await?
        .ok_or(Refusal::Gone)?;
    // The lead's lock comes first everywhere, so that two never wait for each other in a circle.
    let lead = lead::lock(&mut tx, ask, handoff.lead).await?;
    let handoff = store::handoff::lock(&mut tx, ask.company.guild, id)
        .await?
        .ok_or(Refusal::Gone)?;
    let again = handoff.state == HandoffState::Accepted && handoff.accepted_by == Some(ask.who.id);
    if !again {
        super::waiting(&handoff)?;
        accept_in(&mut tx, ask, handoff, lead, ask.who.id).await?;
    }
    // Read before the commit: who is told that nothing was changed must not find it changed.
    let brief = super::brief::brief(&mut tx, &ask.company, id, ask.now).await?;
    let brief = brief.ok_or(Refusal::Gone)?;
    tx.commit().await?;
    Ok(Accepted { brief, again })
}

/// Accepts the waiting handoff of a lead.
pub async fn accept_lead(pool: &PgPool, ask: &Ask, number: LeadNumber) -> Result<Accepted> {
    let id = super::of_lead(pool, ask, number).await?;
    accept(pool, ask, id).await
}

/// Accepts for `owner`, in a running transaction, on a locked handoff and lead.
pub(crate) async fn accept_in(
    conn: &mut PgConnection,
    ask: &Ask,
    mut handoff: Handoff,
    mut lead: Lead,
    owner: UserId,
) -> Result<(Lead, EntryId)> {
    let company = &ask.company;
    handoff.state = HandoffState::Accepted;
    handoff.closed_at = Some(ask.now);
    handoff.closed_by = Some(ask.who.id);
    handoff.accepted_by = Some(owner);
    handoff.accepted_after = Some(
        company
            .hours
            .worked(company.zone, handoff.opened_at, ask.now),
    );
    store::handoff::update(&mut *conn, &handoff).await?;
    let what = What::HandoffAccepted {
        handoff: handoff.id,
        by: owner,
    };
    let entry = lead::record(&mut *conn, ask, lead.number, what, None).await?;
    lead.sales_owner = Some(owner);
    lead.rest_until = None;
    lead::step(&mut *conn, ask, &mut lead, Stage::Intent, None).await?;
    let lead = lead::save(&mut *conn, lead).await?;
    super::edit_card(&mut *conn, ask, handoff.id).await?;
    super::tell(conn, ask, handoff.id, HandoffNews::Accepted).await?;
    Ok((lead, entry))
}
