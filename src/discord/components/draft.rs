//! A lead like the one that was to be added is there: create it anyway, or add to that one.

use crate::{
    actions::lead::{add::Added, draft},
    discord::{
        Error,
        answer::{Answer, Exchange, Hold},
    },
    domain::ids::{DraftId, LeadNumber},
    wording,
};

/// Adds the draft all the same.
pub async fn create(exchange: &Exchange<'_>, id: DraftId) -> Result<(), Error> {
    exchange
        .answer(Hold::Update, async {
            let ask = exchange.ask().await?;
            let changed = draft::create_anyway(&exchange.data.pool, &ask, id).await?;
            let added = Added::Lead(Box::new(changed));
            Ok(Answer::Update(wording::lead::added(&added, &ask.company)))
        })
        .await
}

/// Adds the draft's values to the lead that is there.
pub async fn merge(exchange: &Exchange<'_>, id: DraftId, lead: LeadNumber) -> Result<(), Error> {
    exchange
        .answer(Hold::Update, async {
            let ask = exchange.ask().await?;
            let changed = draft::merge(&exchange.data.pool, &ask, id, lead).await?;
            Ok(Answer::Update(wording::lead::merged(&changed)))
        })
        .await
}
