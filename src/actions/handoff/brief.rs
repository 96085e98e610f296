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
        timeline::Entry,
        warmth::{Share, explain, warmth},
    },
    store,
};

/// Entries of the timeline that a brief is made of.
const ENTRIES: i64 = 40;

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
    /// Its newest entries, newest first.
    pub timeline: Vec<Entry>,
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
    let timeline = store::timeline::newest(&mut *conn, guild, lead.number, ENTRIES).await?;
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
        timeline,
        live,
    }))
}
