//! A lead gets an owner.

use sqlx::PgPool;

use super::Changed;
use crate::{
    actions::{Ask, Result, begin, handoff},
    domain::{
        access::Person,
        ids::LeadNumber,
        refusal::{AccessRefusal, TypedRefusal},
        stage::Team,
        timeline::What,
    },
    store,
};

/// Who a lead was given to.
#[derive(Clone, Debug)]
pub struct Assigned {
    /// The lead, and the entry.
    pub changed: Changed,
    /// On which team.
    pub team: Team,
    /// Who looks after it now.
    pub to: Person,
    /// A pending handoff was accepted by it.
    pub accepted: bool,
}

/// Gives a lead to somebody, who must hold the team's role. When its handoff waits and a manager gives
/// it to somebody of sales, that accepts for them.
pub async fn assign(
    pool: &PgPool,
    ask: &Ask,
    number: LeadNumber,
    to: Person,
    team: Option<Team>,
) -> Result<Assigned> {
    let mut tx = begin(pool, ask).await?;
    let mut lead = super::lock(&mut tx, ask, number).await?;
    let guild = ask.company.guild;
    let pending = store::handoff::lock_pending(&mut tx, guild, number).await?;
    let team = team.unwrap_or_else(|| {
        let answers = pending.is_some() && ask.who.rights.manager;
        to.rights.assigned_to(lead.stage, answers)
    });
    let accepts = pending.filter(|_| team == Team::Sales && ask.who.rights.manager);
    if accepts.is_none() {
        ask.who.rights.lead_stage(lead.stage)?;
        ask.who.rights.act_for(team)?;
    }
    if !to.rights.holds_key_of(team) {
        return Err(AccessRefusal::NotOnTeam { user: to.id, team }.into());
    }
    let (changed, accepted) = match accepts {
        Some(handoff) => {
            let accept = handoff::accept::accept_in(&mut tx, ask, handoff, lead, to.id);
            let (lead, entry) = accept.await?;
            (Changed { lead, entry }, true)
        }
        None => {
            let owner = match team {
                Team::Marketing => &mut lead.marketing_owner,
                Team::Sales => &mut lead.sales_owner,
            };
            let before = owner.replace(to.id);
            if before == Some(to.id) {
                let example = "/lead assign lead:L-42 person:@somebody-else";
                return Err(TypedRefusal::NothingToDo { example }.into());
            }
            let lead = super::save(&mut tx, lead).await?;
            let what = What::Assigned {
                team,
                to: Some(to.id),
                before,
            };
            let entry = super::record(&mut tx, ask, number, what, None).await?;
            (Changed { lead, entry }, false)
        }
    };
    tx.commit().await?;
    Ok(Assigned {
        changed,
        team,
        to,
        accepted,
    })
}
