//! What waits for sales.

use sqlx::PgPool;

use crate::{
    actions::{Ask, Result},
    domain::{handoff::Handoff, lead::Lead},
    store,
};

/// All handoffs that wait, with their leads, the most pressing first.
pub async fn list(pool: &PgPool, ask: &Ask) -> Result<Vec<(Handoff, Lead)>> {
    let mut conn = pool.acquire().await?;
    let handoffs = store::handoff::pending(&mut conn, ask.company.guild).await?;
    let numbers: Vec<_> = handoffs.iter().map(|handoff| handoff.lead).collect();
    let leads = store::lead::of_numbers(&mut conn, ask.company.guild, &numbers).await?;
    let with_lead = |handoff: Handoff| {
        let lead = leads
            .iter()
            .find(|lead| lead.number == handoff.lead)?
            .clone();
        Some((handoff, lead))
    };
    Ok(handoffs.into_iter().filter_map(with_lead).collect())
}
