//! A deal is won.

use sqlx::{PgConnection, PgPool};

use super::{Changed, Deed, edit};
use crate::{
    actions::{Ask, Result, begin},
    domain::{
        alert::{Alert, Place},
        field::Money,
        ids::{DealId, LeadNumber},
        lead::{DealState, Edit, Lead},
        refusal::LeadRefusal,
        stage::{Stage, Team},
        timeline::What,
    },
    store,
};

/// A won deal.
#[derive(Clone, Debug)]
pub struct Won {
    /// The lead, and the entry by which it can be undone.
    pub changed: Changed,
    /// Which deal.
    pub deal: DealId,
    /// What it is worth.
    pub value: Money,
}

/// Wins the open deal of a lead.
pub async fn win(
    pool: &PgPool,
    ask: &Ask,
    number: LeadNumber,
    value: Option<&Money>,
) -> Result<Won> {
    let mut tx = begin(pool, ask).await?;
    let lead = super::lock(&mut tx, ask, number).await?;
    ask.who.rights.lead_stage(lead.stage)?;
    let (from, to) = (lead.stage, Stage::PostPurchase);
    if !matches!(from, Stage::Intent | Stage::Purchase | Stage::PostPurchase) {
        return Err(LeadRefusal::NoSuchMove { from, to }.into());
    }
    let mut deed = Deed::default();
    let edits: Vec<Edit> = value.cloned().map(Edit::Value).into_iter().collect();
    let (lead, _) = edit::apply(&mut tx, ask, &mut deed, lead, &edits).await?;
    let won = win_in(&mut tx, ask, deed, lead).await?;
    tx.commit().await?;
    Ok(won)
}

/// Wins in a running transaction. From intent, purchase is recorded on the way. A customer's second
/// deal moves nothing.
pub(super) async fn win_in(
    conn: &mut PgConnection,
    ask: &Ask,
    mut deed: Deed,
    mut lead: Lead,
) -> Result<Won> {
    let (guild, number) = (ask.company.guild, lead.number);
    ask.who.rights.act_for(Team::Sales)?;
    let open = lead.deal.as_ref();
    let (deal, value) = open
        .and_then(|deal| Some((deal.id, deal.value.clone()?)))
        .ok_or(LeadRefusal::NoDealValue { lead: number })?;
    let (by, now) = (ask.who.id, ask.now);
    store::deal::set_state(&mut *conn, guild, deal, DealState::Won, by, None, now).await?;
    for (from, to) in [
        (Stage::Intent, Stage::Purchase),
        (Stage::Purchase, Stage::PostPurchase),
    ] {
        if lead.stage == from {
            deed.step(&mut *conn, ask, &mut lead, to, None).await?;
        }
    }
    if lead.sales_owner.is_none() && ask.who.rights.sales {
        lead.sales_owner = Some(by);
        let what = What::Assigned {
            team: Team::Sales,
            to: Some(by),
            before: None,
        };
        deed.record(&mut *conn, ask, number, what, None).await?;
    }
    store::lead::update(&mut *conn, &lead).await?;
    let what = What::DealWon { deal };
    let entry = deed.record(&mut *conn, ask, number, what, None).await?;
    let alert = Alert::Won {
        lead: number,
        deal,
        by,
    };
    for place in [Place::Marketing, Place::Sales] {
        store::outbox::enqueue(&mut *conn, guild, place, &alert, now).await?;
    }
    let lead = super::find(conn, ask, number).await?;
    Ok(Won {
        changed: Changed { lead, entry },
        deal,
        value,
    })
}
