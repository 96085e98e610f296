//! A lead moves through the funnel: every row of the table of moves.

use chrono::TimeDelta;
use sqlx::{PgConnection, PgPool};

use super::{Changed, Deed, edit, lose, recycle, win, wish::Wish};
use crate::{
    actions::{Ask, Result, begin, handoff},
    domain::{
        alert::Place,
        audience,
        changes::Changes,
        field::Words,
        handoff::{Handoff, Withdrawn},
        ids::{EntryId, LeadNumber},
        lead::{Edit, Field, Lead},
        refusal::{LeadRefusal, TypedRefusal},
        stage::{REOPENED, Stage, Way, find_move},
    },
    store,
};

/// What came of it.
#[derive(Clone, Debug)]
pub enum Moved {
    /// It stands elsewhere now.
    Lead {
        /// The lead, and the entry.
        changed: Changed,
        /// From where.
        from: Stage,
        /// For how long it had stood there.
        stood: TimeDelta,
    },
    /// It waits for sales; it stands where it was. Why sales will not read of it, if so.
    HandoffOpened(Box<Handoff>, Lead, Option<String>),
    /// It was won.
    Won(win::Won),
    /// It was lost.
    Lost(Changed),
}

/// Moves a lead.
pub async fn move_lead(pool: &PgPool, ask: &Ask, number: LeadNumber, wish: &Wish) -> Result<Moved> {
    let mut tx = begin(pool, ask).await?;
    let lead = super::lock(&mut tx, ask, number).await?;
    let from = lead.stage;
    if from == wish.to {
        return Err(LeadRefusal::AlreadyThere { stage: from }.into());
    }
    let row = find_move(from, wish.to).ok_or(LeadRefusal::NoSuchMove { from, to: wish.to })?;
    ask.who.rights.lead_stage(from)?;
    let moved = go(&mut tx, ask, lead, row.way, wish).await?;
    tx.commit().await?;
    Ok(moved)
}

/// A lost lead, if they may take it up again: looked at before the form opens.
pub async fn lost(pool: &PgPool, ask: &Ask, number: LeadNumber) -> Result<Lead> {
    let mut conn = pool.acquire().await?;
    let lead = super::find(&mut conn, ask, number).await?;
    is_lost(&lead)?;
    Ok(lead)
}

/// Takes a lost lead up again, at the stage to which the table of moves leads from there.
pub async fn reopen_lost(
    pool: &PgPool,
    ask: &Ask,
    number: LeadNumber,
    reason: Words,
) -> Result<Moved> {
    let mut tx = begin(pool, ask).await?;
    let lead = super::lock(&mut tx, ask, number).await?;
    is_lost(&lead)?;
    ask.who.rights.lead_stage(lead.stage)?;
    let wish = Wish {
        to: REOPENED,
        reason: Some(reason),
        rest_until: None,
        must_change: None,
        value: None,
        override_reason: None,
    };
    let moved = go(&mut tx, ask, lead, Way::Reopen, &wish).await?;
    tx.commit().await?;
    Ok(moved)
}

fn is_lost(lead: &Lead) -> Result<()> {
    if lead.stage == Stage::Lost {
        return Ok(());
    }
    Err(LeadRefusal::MovedOn {
        lead: lead.number,
        stage: lead.stage,
    }
    .into())
}

async fn go(
    conn: &mut PgConnection,
    ask: &Ask,
    mut lead: Lead,
    way: Way,
    wish: &Wish,
) -> Result<Moved> {
    let mut deed = Deed::default();
    let edits: Vec<Edit> = wish.value.clone().map(Edit::Value).into_iter().collect();
    edit::apply(&mut *conn, ask, &mut deed, &mut lead, &edits).await?;
    let (from, since) = (lead.stage, lead.stage_since);
    let reason = wish.reason.as_ref().map(|words| words.as_str().to_owned());
    let entry = match way {
        Way::Handoff => {
            let (note, reason) = (wish.reason.clone(), wish.override_reason.clone());
            let opened = handoff::open::open_in(&mut *conn, ask, &lead, note, reason).await?;
            if !edits.is_empty() {
                lead = super::save(&mut *conn, lead).await?;
            }
            let unread = store::place::refusal(conn, ask.company.guild, Place::Sales).await?;
            return Ok(Moved::HandoffOpened(Box::new(opened), lead, unread));
        }
        Way::Win => return Ok(Moved::Won(win::win_in(conn, ask, deed, lead).await?)),
        Way::Lose => {
            let reason = reason.ok_or_else(|| LeadRefusal::NotALossReason {
                reasons: ask.company.loss_reasons.clone(),
            })?;
            return Ok(Moved::Lost(
                lose::lose_in(conn, ask, deed, lead, &reason, None).await?,
            ));
        }
        Way::Recycle => recycle::recycle(&mut *conn, ask, &mut deed, &mut lead, wish).await?,
        Way::Reopen => reopen(&mut *conn, ask, &mut deed, &mut lead, wish.to, reason).await?,
        Way::Forward | Way::Back | Way::Close => {
            let reason = match way {
                Way::Back => Some(reason.ok_or(TypedRefusal::ReasonNeeded)?),
                _ => reason,
            };
            if way == Way::Close && !lead.has(Field::Value) {
                return Err(LeadRefusal::NoDealValue { lead: lead.number }.into());
            }
            let entry = deed.step(&mut *conn, ask, &mut lead, wish.to, reason);
            entry.await?
        }
    };
    // From awareness nothing is handed over: what waits for sales waits no more.
    if lead.stage == Stage::Awareness {
        let why = Withdrawn::BackToAwareness;
        handoff::withdraw_in(&mut *conn, ask, lead.number, why).await?;
    } else {
        handoff::follow(&mut *conn, ask, lead.number).await?;
    }
    let lead = super::save(&mut *conn, lead).await?;
    let teams = audience::of_move(&ask.company, from, lead.stage);
    super::tell_move(conn, ask, &lead, from, entry, &teams).await?;
    Ok(Moved::Lead {
        changed: Changed { lead, entry },
        from,
        stood: (ask.now - since).max(TimeDelta::zero()),
    })
}

/// A lost lead is taken up again.
async fn reopen(
    conn: &mut PgConnection,
    ask: &Ask,
    deed: &mut Deed,
    lead: &mut Lead,
    to: Stage,
    reason: Option<String>,
) -> Result<EntryId> {
    let reason = reason.ok_or(TypedRefusal::ReasonNeeded)?;
    let changes = Changes {
        lost_reason: Some((lead.lost_reason.take(), None)),
        ..Changes::default()
    };
    deed.step_changing(conn, ask, lead, to, Some(reason), Some(changes))
        .await
}
