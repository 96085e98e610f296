//! A handoff is opened, if the gate lets the lead through.

use sqlx::{PgConnection, PgPool};

use crate::{
    actions::{Ask, Failure, Result, begin, lead},
    domain::{
        alert::{Alert, Place},
        field::Words,
        handoff::{Handoff, HandoffState, deadlines, missing},
        ids::{HandoffId, LeadNumber},
        lead::Lead,
        refusal::{CompanyRefusal, HandoffRefusal, LeadRefusal},
        stage::{Stage, Team, is_handed_over_from},
        timeline::What,
        warmth::{is_hot, warmth},
    },
    store,
};

/// Opens a handoff of a lead.
pub async fn open(
    pool: &PgPool,
    ask: &Ask,
    number: LeadNumber,
    note: Option<Words>,
    override_reason: Option<Words>,
) -> Result<(Handoff, Lead)> {
    ask.who.rights.act_for(Team::Marketing)?;
    let mut tx = begin(pool, ask).await?;
    let lead = lead::lock(&mut tx, ask, number).await?;
    let handoff = open_in(&mut tx, ask, &lead, note, override_reason).await?;
    tx.commit().await?;
    Ok((handoff, lead))
}

/// Why sales will not read of it where they read of handoffs: the last post there was refused.
pub async fn unread(pool: &PgPool, ask: &Ask) -> Result<Option<String>> {
    let mut conn = pool.acquire().await?;
    Ok(store::place::refusal(&mut conn, ask.company.guild, Place::Sales).await?)
}

/// Opens in a running transaction, on a locked lead.
pub(crate) async fn open_in(
    conn: &mut PgConnection,
    ask: &Ask,
    lead: &Lead,
    note: Option<Words>,
    override_reason: Option<Words>,
) -> Result<Handoff> {
    let guild = ask.company.guild;
    ask.who.rights.act_for(Team::Marketing)?;
    if !is_handed_over_from(lead.stage) {
        return Err(LeadRefusal::NoSuchMove {
            from: lead.stage,
            to: Stage::Intent,
        }
        .into());
    }
    if store::handoff::lock_pending(&mut *conn, guild, lead.number)
        .await?
        .is_some()
    {
        return Err(HandoffRefusal::Pending { lead: lead.number }.into());
    }
    // As it has settled by now: whoever changes hours waits for this, and then computes its steps anew.
    let company = &store::company::hold(&mut *conn, guild)
        .await?
        .ok_or(CompanyRefusal::NotSetUp)?;
    let touches = store::touch::of_lead(&mut *conn, guild, lead.number).await?;
    let points = warmth(&touches, ask.now, company.half_life_days);
    let missing = missing(company, lead, points, ask.now);
    let overridden = match (&override_reason, missing.is_empty()) {
        // A reason to override is not needed, and asks for nothing, when nothing is missing.
        (_, true) => false,
        (None, false) => {
            return Err(HandoffRefusal::NotReady {
                lead: lead.number,
                missing,
            }
            .into());
        }
        (Some(_), false) => {
            ask.who.rights.manage()?;
            true
        }
    };
    let hot = is_hot(&touches, ask.now, company.half_life_days, company.threshold);
    let time = if hot { company.hot } else { company.standard };
    let deadlines =
        deadlines(&company.hours, company.zone, ask.now, time).ok_or(HandoffRefusal::NeverOpen)?;
    let mut handoff = Handoff {
        guild,
        id: HandoffId(0),
        lead: lead.number,
        state: HandoffState::Pending,
        hot,
        hot_since: None,
        opened_at: ask.now,
        opened_by: ask.who.id,
        offered_to: None,
        override_reason: override_reason
            .filter(|_| overridden)
            .map(Words::into_string),
        note: note.map(Words::into_string),
        warn_at: deadlines.warn_at,
        due_at: deadlines.due_at,
        warned_at: None,
        escalated_at: None,
        closed_at: None,
        closed_by: None,
        accepted_by: None,
        accepted_after: None,
        reason: None,
        withdrawn: None,
    };
    handoff.id = store::handoff::insert(&mut *conn, &handoff)
        .await
        .map_err(|error| {
            if error.violates(store::handoff::ONE_PENDING) {
                HandoffRefusal::Pending { lead: lead.number }.into()
            } else {
                Failure::from(error)
            }
        })?;
    let what = What::HandoffOpened {
        handoff: handoff.id,
        overridden,
    };
    let words = handoff
        .override_reason
        .clone()
        .or_else(|| handoff.note.clone());
    lead::record(&mut *conn, ask, lead.number, what, words).await?;
    let alert = Alert::HandoffCard {
        handoff: handoff.id,
    };
    store::outbox::enqueue(conn, guild, Place::Sales, &alert, ask.now).await?;
    Ok(handoff)
}
