//! What waits for sales.

use sqlx::PgPool;

use crate::{
    actions::{Ask, Result},
    domain::{handoff::Handoff, ids::LeadNumber, lead::Lead, part::Part},
    store,
};

/// Handoffs that a list shows.
pub const SHOWN: usize = 15;

/// Leads that are suggested while somebody types: as many as Discord takes.
const SUGGESTED: usize = 25;

/// The handoffs that wait, with their leads, the most pressing first.
pub async fn list(pool: &PgPool, ask: &Ask) -> Result<Part<(Handoff, Lead)>> {
    let mut conn = pool.acquire().await?;
    let guild = ask.company.guild;
    let waiting = store::handoff::waiting(&mut conn, guild, None, ask.now, SHOWN).await?;
    let numbers: Vec<_> = waiting.first.iter().map(|handoff| handoff.lead).collect();
    let leads = store::lead::of_numbers(&mut conn, guild, &numbers).await?;
    let with_lead = |handoff: Handoff| {
        let lead = leads
            .iter()
            .find(|lead| lead.number == handoff.lead)?
            .clone();
        Some((handoff, lead))
    };
    Ok(Part {
        first: waiting.first.into_iter().filter_map(with_lead).collect(),
        total: waiting.total,
    })
}

/// Leads that wait and fit what somebody has typed so far: number, name, firm.
pub async fn suggest(
    pool: &PgPool,
    ask: &Ask,
    typed: &str,
) -> Result<Vec<(LeadNumber, String, Option<String>)>> {
    let mut conn = pool.acquire().await?;
    let guild = ask.company.guild;
    Ok(store::handoff::suggest_waiting(&mut conn, guild, typed.trim(), SUGGESTED).await?)
}
