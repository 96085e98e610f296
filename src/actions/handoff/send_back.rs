//! Sales sends a lead back, with a reason; it stays with marketing, without a rest.

use sqlx::PgPool;

use crate::{
    actions::{Ask, Result, begin, lead},
    domain::{
        alert::HandoffNews,
        field::Words,
        handoff::{Handoff, HandoffState},
        ids::HandoffId,
        refusal::Refusal,
        stage::Team,
        timeline::What,
    },
    store,
};

/// Whether a handoff can be sent back by the one who asks: checked before the form opens.
pub async fn check(pool: &PgPool, ask: &Ask, id: HandoffId) -> Result<Handoff> {
    ask.who.rights.turn_key_of(Team::Sales)?;
    let mut conn = pool.acquire().await?;
    let handoff = store::handoff::find(&mut conn, ask.company.guild, id)
        .await?
        .ok_or(Refusal::Gone)?;
    super::waiting(&handoff)?;
    Ok(handoff)
}

/// Sends a handoff back.
pub async fn send_back(pool: &PgPool, ask: &Ask, id: HandoffId, reason: Words) -> Result<Handoff> {
    ask.who.rights.turn_key_of(Team::Sales)?;
    let mut tx = begin(pool, ask).await?;
    let known = store::handoff::find(&mut tx, ask.company.guild, id)
        .await?
        .ok_or(Refusal::Gone)?;
    lead::lock(&mut tx, ask, known.lead).await?;
    let mut handoff = super::lock_open(&mut tx, ask, id).await?;
    handoff.state = HandoffState::SentBack;
    handoff.closed_at = Some(ask.now);
    handoff.closed_by = Some(ask.who.id);
    handoff.reason = Some(reason.as_str().to_owned());
    store::handoff::update(&mut tx, &handoff).await?;
    let what = What::HandoffSentBack { handoff: id };
    lead::record(&mut tx, ask, handoff.lead, what, Some(reason.into_string())).await?;
    super::edit_card(&mut tx, ask, id).await?;
    super::tell(&mut tx, ask, id, HandoffNews::SentBack).await?;
    tx.commit().await?;
    Ok(handoff)
}
