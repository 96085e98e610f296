//! A deal is won.

use sqlx::{PgConnection, PgPool};

use super::{Changed, Deed, edit};
use crate::{
    actions::{Ask, Result, begin, tell},
    domain::{
        alert::Alert,
        audience,
        field::Money,
        ids::{DealId, LeadNumber},
        lead::{DealState, Edit, Lead},
        refusal::LeadRefusal,
        stage::{Stage, Team, Way, way, way_to_win},
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

/// Wins the open deal of a lead. A repeat makes nothing; a further deal of a customer, which nobody has
/// opened, is asked for once more.
pub async fn win(
    pool: &PgPool,
    ask: &Ask,
    number: LeadNumber,
    value: Option<&Money>,
) -> Result<Won> {
    attempt(pool, ask, number, value, None).await
}

/// Wins a further deal of a customer, as a button confirms that was shown when `after` was the deal won
/// last: pressed twice, it makes one.
pub async fn win_further(
    pool: &PgPool,
    ask: &Ask,
    lead: LeadNumber,
    value: &Money,
    after: DealId,
) -> Result<Won> {
    attempt(pool, ask, lead, Some(value), Some(after)).await
}

async fn attempt(
    pool: &PgPool,
    ask: &Ask,
    number: LeadNumber,
    value: Option<&Money>,
    confirmed_after: Option<DealId>,
) -> Result<Won> {
    let mut tx = begin(pool, ask).await?;
    let mut lead = super::lock(&mut tx, ask, number).await?;
    ask.who.rights.lead_stage(lead.stage)?;
    let (from, to) = (lead.stage, Stage::PostPurchase);
    if from != to && way(from, to) != Some(Way::Win) {
        return Err(LeadRefusal::NoSuchMove { from, to }.into());
    }
    // The lead was taken back from among the customers since the button was shown.
    if confirmed_after.is_some() && from != to {
        return Err(LeadRefusal::MovedOn {
            lead: number,
            stage: from,
        }
        .into());
    }
    if from == to && (lead.deal.is_none() || confirmed_after.is_some()) {
        let won = store::deal::last_won(&mut tx, ask.company.guild, number).await?;
        if let Some(won) = won.filter(|won| confirmed_after != Some(won.id)) {
            let further = value.cloned();
            return Err(LeadRefusal::WonAlready {
                lead: number,
                won,
                further,
            }
            .into());
        }
    }
    let mut deed = Deed::default();
    let edits: Vec<Edit> = value.cloned().map(Edit::Value).into_iter().collect();
    edit::apply(&mut tx, ask, &mut deed, &mut lead, &edits).await?;
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
    for to in way_to_win(lead.stage) {
        deed.step(&mut *conn, ask, &mut lead, to, None).await?;
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
    super::save(&mut *conn, lead).await?;
    let what = What::DealWon { deal };
    let entry = deed.record(&mut *conn, ask, number, what, None).await?;
    let alert = Alert::Won {
        lead: number,
        deal,
        by,
    };
    tell(&mut *conn, &ask.company, &audience::BOTH, &alert, now).await?;
    // Read anew: a further deal may be open.
    let lead = super::find(conn, ask, number).await?;
    Ok(Won {
        changed: Changed { lead, entry },
        deal,
        value,
    })
}
