//! What marketing knows of a lead, for whoever takes it: the handoff's card is made of it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::{
    domain::{
        company::Company,
        handoff::Handoff,
        ids::HandoffId,
        lead::Lead,
        promotion::{Promotion, Standing},
        timeline::{Entry, Kind},
        warmth::{Share, explain, warmth},
    },
    store,
};

/// Touches that a brief shows, the newest.
const TOUCHES: i64 = 4;

/// Notes and messages that a brief shows, the newest.
const NOTES: i64 = 3;

/// What the card of a handoff is made of.
#[derive(Clone, Debug)]
pub struct Brief {
    /// The handoff.
    pub handoff: Handoff,
    /// Its lead.
    pub lead: Lead,
    /// How warm it is, in points.
    pub warmth: f64,
    /// Why.
    pub shares: Vec<Share>,
    /// Its last touches, newest first.
    pub touches: Vec<Entry>,
    /// What was last noted and heard, newest first.
    pub notes: Vec<Entry>,
    /// What may be offered now.
    pub live: Vec<Promotion>,
}

/// The brief of a handoff, as it stands now. `None` when the handoff or its lead is gone.
pub async fn brief(
    conn: &mut PgConnection,
    company: &Company,
    id: HandoffId,
    now: DateTime<Utc>,
) -> store::Result<Option<Brief>> {
    let guild = company.guild;
    let Some(handoff) = store::handoff::find(&mut *conn, guild, id).await? else {
        return Ok(None);
    };
    let Some(lead) = store::lead::find(&mut *conn, guild, handoff.lead).await? else {
        return Ok(None);
    };
    let touches = store::touch::of_lead(&mut *conn, guild, lead.number).await?;
    // Each kind by itself: much of one does not hide the other.
    let number = lead.number;
    let shown =
        store::timeline::newest_of(&mut *conn, guild, number, &[Kind::Touched], TOUCHES).await?;
    let noted = [Kind::Noted, Kind::CameAgain, Kind::Heard];
    let notes = store::timeline::newest_of(&mut *conn, guild, number, &noted, NOTES).await?;
    let standing = store::promotion::standing(conn, guild, now).await?;
    let live = standing
        .into_iter()
        .filter(|promotion| promotion.standing(now) == Standing::Live)
        .collect();
    Ok(Some(Brief {
        warmth: warmth(&touches, now, company.half_life_days),
        shares: explain(&touches, now, company.half_life_days),
        handoff,
        lead,
        touches: shown,
        notes,
        live,
    }))
}
