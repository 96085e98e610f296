//! A lead is touched, and grows warmer.

use sqlx::PgPool;

use super::Changed;
use crate::{
    actions::{Ask, Result, begin, handoff},
    domain::{
        field::Words,
        ids::LeadNumber,
        timeline::What,
        warmth::{Touch, TouchKind, warmth},
    },
    store,
};

/// A touched lead.
#[derive(Clone, Debug)]
pub struct Touched {
    /// The lead, and the entry.
    pub changed: Changed,
    /// How it was touched.
    pub kind: TouchKind,
    /// Points before.
    pub before: f64,
    /// Points after.
    pub after: f64,
}

/// Touches a lead.
pub async fn touch(
    pool: &PgPool,
    ask: &Ask,
    number: LeadNumber,
    kind: TouchKind,
    note: Option<Words>,
) -> Result<Touched> {
    let mut tx = begin(pool, ask).await?;
    let lead = super::lock(&mut tx, ask, number).await?;
    let guild = ask.company.guild;
    let mut touches = store::touch::of_lead(&mut tx, guild, number).await?;
    let half_life = ask.company.half_life_days;
    let before = warmth(&touches, ask.now, half_life);
    let entry = super::record(
        &mut tx,
        ask,
        number,
        What::Touched { touch: kind },
        note.map(Words::into_string),
    )
    .await?;
    let touch = Touch {
        kind,
        points: kind.default_points(),
        at: ask.now,
    };
    let by = (ask.who.id, ask.who.rights.team_at(lead.stage));
    store::touch::insert(&mut tx, guild, number, touch, by, entry).await?;
    touches.push(touch);
    handoff::follow(&mut tx, ask, number).await?;
    tx.commit().await?;
    let after = warmth(&touches, ask.now, half_life);
    Ok(Touched {
        changed: Changed { lead, entry },
        kind,
        before,
        after,
    })
}
