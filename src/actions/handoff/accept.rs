//! Sales takes a lead. The first of two wins.

use sqlx::{PgConnection, PgPool};

use crate::{
    actions::{Ask, Result, begin, lead},
    domain::{
        alert::HandoffNews,
        handoff::{Handoff, HandoffState},
        ids::{EntryId, HandoffId, UserId},
        lead::Lead,
        refusal::Refusal,
        stage::{Stage, Team},
        timeline::What,
    },
    store,
};

/// Accepts a handoff for oneself. It takes the sales role; a manager accepts by assigning somebody.
pub async fn accept(pool: &PgPool, ask: &Ask, id: HandoffId) -> Result<(Handoff, Lead)> {
    ask.who.rights.turn_key_of(Team::Sales)?;
    let mut tx = begin(pool, ask).await?;
    let handoff = store::handoff::find(&mut tx, ask.company.guild, id)
        .await?
        .ok_or(Refusal::DraftGone)?;
    // The lead's lock comes first everywhere, so that two never wait for each other in a circle.
    let lead = lead::lock(&mut tx, ask, handoff.lead).await?;
    let handoff = super::lock_open(&mut tx, ask, id).await?;
    let (lead, _) = accept_in(&mut tx, ask, handoff, lead, ask.who.id).await?;
    let handoff = store::handoff::find(&mut tx, ask.company.guild, id)
        .await?
        .ok_or(Refusal::DraftGone)?;
    tx.commit().await?;
    Ok((handoff, lead))
}

/// Accepts the waiting handoff of a lead, by the lead's number.
pub async fn accept_lead(pool: &PgPool, ask: &Ask, typed: &str) -> Result<(Handoff, Lead)> {
    let id = super::of_lead(pool, ask, typed).await?;
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
