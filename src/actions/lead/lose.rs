//! A lead leaves, with a reason.

use sqlx::{PgConnection, PgPool};

use super::{Changed, Deed};
use crate::{
    actions::{Ask, Result, begin, handoff},
    domain::{
        alert::Alert,
        audience,
        changes::Changes,
        field::Words,
        handoff::Withdrawn,
        ids::{EntryId, LeadNumber},
        lead::{DealState, Lead},
        refusal::LeadRefusal,
        stage::Stage,
        timeline::What,
    },
    store,
};

/// Loses a lead, for one of the company's reasons.
pub async fn lose(
    pool: &PgPool,
    ask: &Ask,
    number: LeadNumber,
    reason: &str,
    words: Option<Words>,
) -> Result<Changed> {
    let mut tx = begin(pool, ask).await?;
    let lead = super::lock(&mut tx, ask, number).await?;
    if lead.stage == Stage::Lost {
        return Err(LeadRefusal::AlreadyThere { stage: Stage::Lost }.into());
    }
    ask.who.rights.lead_stage(lead.stage)?;
    let changed = lose_in(&mut tx, ask, Deed::default(), lead, reason, words).await?;
    tx.commit().await?;
    Ok(changed)
}

/// Loses in a running transaction: an open deal is lost with it, a waiting handoff is withdrawn, and
/// stays so when the loss is undone, since its card was closed before sales' eyes.
pub(super) async fn lose_in(
    conn: &mut PgConnection,
    ask: &Ask,
    mut deed: Deed,
    mut lead: Lead,
    typed: &str,
    words: Option<Words>,
) -> Result<Changed> {
    let (guild, number, from) = (ask.company.guild, lead.number, lead.stage);
    let reason = known(ask, typed)?;
    handoff::withdraw_in(&mut *conn, ask, number, Withdrawn::Lost).await?;
    if let Some(deal) = lead.deal.as_ref().map(|deal| deal.id) {
        let (state, by) = (DealState::Lost, ask.who.id);
        store::deal::set_state(&mut *conn, guild, deal, state, by, Some(&reason), ask.now).await?;
        let what = What::DealLost { deal };
        deed.record(&mut *conn, ask, number, what, None).await?;
    }
    let changes = Changes {
        lost_reason: Some((None, Some(reason.clone()))),
        ..Changes::default()
    };
    lead.lost_reason = Some(reason);
    lead.deal = None;
    let said = words.map(Words::into_string);
    let step = deed.step_changing(&mut *conn, ask, &mut lead, Stage::Lost, said, Some(changes));
    let entry = step.await?;
    let lead = super::save(&mut *conn, lead).await?;
    tell(conn, ask, &lead, from, entry).await?;
    Ok(Changed { lead, entry })
}

/// The company's reason that was typed, whatever the case.
fn known(ask: &Ask, typed: &str) -> Result<String> {
    let reasons = &ask.company.loss_reasons;
    let typed = typed.trim().to_lowercase();
    let known = reasons.iter().find(|known| known.to_lowercase() == typed);
    Ok(known.cloned().ok_or_else(|| LeadRefusal::NotALossReason {
        reasons: reasons.clone(),
    })?)
}

/// A loss after sales had it is news of its own; any other is a move like others.
async fn tell(
    conn: &mut PgConnection,
    ask: &Ask,
    lead: &Lead,
    from: Stage,
    entry: EntryId,
) -> Result<()> {
    let teams = audience::of_move(&ask.company, from, Stage::Lost);
    if !audience::is_for_both(from, Stage::Lost) {
        return super::tell_move(conn, ask, lead, from, entry, &teams).await;
    }
    let alert = Alert::LostAfterHandoff {
        lead: lead.number,
        by: ask.who.id,
        from,
        entry,
    };
    crate::actions::tell(conn, &ask.company, &teams, &alert, ask.now).await
}
