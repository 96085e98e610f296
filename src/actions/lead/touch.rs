//! A lead is touched, and grows warmer.

use sqlx::{PgConnection, PgPool};

use super::{Changed, repeat};
use crate::{
    actions::{Ask, Result, begin, handoff},
    domain::{
        field::Words,
        ids::LeadNumber,
        lead::Lead,
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

/// Touches a lead. A touch like one of a moment ago is asked about.
pub async fn touch(
    pool: &PgPool,
    ask: &Ask,
    number: LeadNumber,
    kind: TouchKind,
    note: Option<Words>,
) -> Result<Touched> {
    let mut tx = begin(pool, ask).await?;
    let lead = super::lock(&mut tx, ask, number).await?;
    let (what, said) = (
        What::Touched { touch: kind },
        note.as_ref().map(Words::as_str),
    );
    repeat::refuse(&mut tx, ask, number, &what, said, None).await?;
    let touched = touch_in(&mut tx, ask, lead, kind, note.map(Words::into_string)).await?;
    tx.commit().await?;
    Ok(touched)
}

/// The same in a running transaction, on a locked lead.
pub(super) async fn touch_in(
    conn: &mut PgConnection,
    ask: &Ask,
    lead: Lead,
    kind: TouchKind,
    words: Option<String>,
) -> Result<Touched> {
    let (guild, number) = (ask.company.guild, lead.number);
    let mut touches = store::touch::of_lead(&mut *conn, guild, number).await?;
    let half_life = ask.company.half_life_days;
    let before = warmth(&touches, ask.now, half_life);
    let what = What::Touched { touch: kind };
    let entry = super::record(&mut *conn, ask, number, what, words).await?;
    let touch = Touch {
        kind,
        points: kind.default_points(),
        at: ask.now,
    };
    let by = (ask.who.id, ask.who.rights.team_at(lead.stage));
    store::touch::insert(conn, guild, number, touch, by, entry).await?;
    touches.push(touch);
    handoff::follow(conn, ask, number).await?;
    let after = warmth(&touches, ask.now, half_life);
    Ok(Touched {
        changed: Changed { lead, entry },
        kind,
        before,
        after,
    })
}
