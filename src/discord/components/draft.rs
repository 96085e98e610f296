//! A lead like the one that was to be added is there: create it anyway, or add to that one.

use crate::{
    actions::lead::{add::Added, draft},
    discord::{Done, answer::Exchange},
    domain::ids::{DraftId, LeadNumber},
    wording::lead as words,
};

/// Adds the draft all the same.
pub async fn create(exchange: &Exchange<'_>, id: DraftId) -> Done {
    exchange
        .updates(async |ask, pool| {
            let changed = draft::create_anyway(pool, ask, id).await?;
            let added = Added::Lead(Box::new(changed));
            Ok(words::added(&added, &ask.company))
        })
        .await
}

/// Adds the draft's values to the lead that is there.
pub async fn merge(exchange: &Exchange<'_>, id: DraftId, lead: LeadNumber) -> Done {
    exchange
        .updates(async |ask, pool| {
            let changed = draft::merge(pool, ask, id, lead).await?;
            Ok(words::merged(&changed))
        })
        .await
}
