//! Marketing offers a lead, sales answers.

pub mod accept;
pub mod brief;
pub mod late;
pub mod list;
pub mod open;
pub mod send_back;

use sqlx::{PgConnection, PgPool};

use super::{Ask, Result};
use crate::{
    domain::{
        alert::{Alert, HandoffNews, Place},
        handoff::{Handoff, HandoffState, Withdrawn},
        ids::{HandoffId, LeadNumber},
        refusal::{HandoffRefusal, Refusal},
        stage::Team,
        timeline::What,
        warmth::is_hot,
    },
    store,
};

/// A handoff of this company that waits, locked; or how it stands instead.
pub(crate) async fn lock_open(
    conn: &mut PgConnection,
    ask: &Ask,
    id: HandoffId,
) -> Result<Handoff> {
    let handoff = store::handoff::lock(conn, ask.company.guild, id).await?;
    let handoff = handoff.ok_or(Refusal::Gone)?;
    waiting(&handoff)?;
    Ok(handoff)
}

/// Refuses a handoff that has ended, with how.
pub(crate) fn waiting(handoff: &Handoff) -> Result<()> {
    if handoff.state == HandoffState::Pending {
        return Ok(());
    }
    let by = handoff.accepted_by.or(handoff.closed_by);
    Err(HandoffRefusal::Closed {
        lead: handoff.lead,
        state: handoff.state,
        by,
    }
    .into())
}

/// The card is to show how it stands now.
pub(crate) async fn edit_card(
    conn: &mut PgConnection,
    ask: &Ask,
    handoff: HandoffId,
) -> Result<()> {
    let alert = Alert::HandoffCard { handoff };
    store::outbox::enqueue(conn, ask.company.guild, Place::Sales, &alert, ask.now).await?;
    Ok(())
}

/// Marketing is told.
pub(crate) async fn tell(
    conn: &mut PgConnection,
    ask: &Ask,
    handoff: HandoffId,
    news: HandoffNews,
) -> Result<()> {
    let alert = Alert::HandoffNews { handoff, news };
    store::outbox::enqueue(conn, ask.company.guild, Place::Marketing, &alert, ask.now).await?;
    Ok(())
}

/// Withdraws the handoff of a lead that waits, if one does.
pub(crate) async fn withdraw_in(
    conn: &mut PgConnection,
    ask: &Ask,
    lead: LeadNumber,
    because: Withdrawn,
) -> Result<Option<HandoffId>> {
    let Some(mut handoff) =
        store::handoff::lock_pending(&mut *conn, ask.company.guild, lead).await?
    else {
        return Ok(None);
    };
    handoff.state = HandoffState::Withdrawn;
    handoff.closed_at = Some(ask.now);
    handoff.closed_by = Some(ask.who.id);
    handoff.withdrawn = Some(because);
    store::handoff::update(&mut *conn, &handoff).await?;
    let what = What::HandoffWithdrawn {
        handoff: handoff.id,
        because: Some(because),
    };
    super::lead::record(&mut *conn, ask, lead, what, None).await?;
    edit_card(conn, ask, handoff.id).await?;
    Ok(Some(handoff.id))
}

/// What waits for sales follows its lead, of which something has changed: it becomes hot when the lead did,
/// the shorter time running from now, and its card shows how things stand.
pub(crate) async fn follow(conn: &mut PgConnection, ask: &Ask, lead: LeadNumber) -> Result<()> {
    followed(conn, ask, lead, false).await
}

/// The same after something was taken back: what became hot by it is not hot any more.
pub(crate) async fn follow_undo(
    conn: &mut PgConnection,
    ask: &Ask,
    lead: LeadNumber,
) -> Result<()> {
    followed(conn, ask, lead, true).await
}

async fn followed(conn: &mut PgConnection, ask: &Ask, lead: LeadNumber, undo: bool) -> Result<()> {
    let (company, guild) = (&ask.company, ask.company.guild);
    let Some(mut handoff) = store::handoff::lock_pending(&mut *conn, guild, lead).await? else {
        return Ok(());
    };
    let touches = store::touch::of_lead(&mut *conn, guild, lead).await?;
    let hot = is_hot(&touches, ask.now, company.half_life_days, company.threshold);
    let changed = match (hot, undo) {
        (true, _) => handoff.warm_up(company, ask.now),
        (false, true) => handoff.cool_down(company, ask.now),
        (false, false) => false,
    };
    if changed {
        store::handoff::update(&mut *conn, &handoff).await?;
    }
    edit_card(conn, ask, handoff.id).await
}

/// The newest handoff of a lead, for somebody of sales. It may have ended: then
/// whoever acts on it is told how.
pub async fn of_lead(pool: &PgPool, ask: &Ask, number: LeadNumber) -> Result<HandoffId> {
    ask.who.rights.turn_key_of(Team::Sales)?;
    let mut conn = pool.acquire().await?;
    super::lead::find(&mut conn, ask, number).await?;
    let newest = store::handoff::newest(&mut conn, ask.company.guild, number).await?;
    Ok(newest.ok_or(HandoffRefusal::NoneWaits { lead: number })?.id)
}
