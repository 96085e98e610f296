//! Buttons and the form of a handoff's card.

use crate::{
    actions::handoff as acts,
    discord::{Done, answer::Exchange, components::Typed, typed::required},
    domain::{field::Words, ids::HandoffId},
    wording::handoff as words,
};

/// Takes the lead. The card itself is edited through the outbox; the answer is the whole brief.
pub async fn accept(exchange: &Exchange<'_>, id: HandoffId) -> Done {
    exchange
        .privately(async |ask, pool| {
            let accepted = acts::accept::accept(pool, ask, id).await?;
            Ok(words::accepted(&accepted, &ask.company))
        })
        .await
}

/// Opens the form that asks why.
pub async fn send_back_form(exchange: &Exchange<'_>, id: HandoffId) -> Done {
    exchange
        .privately(async |ask, pool| {
            let handoff = acts::send_back::check(pool, ask, id).await?;
            Ok(words::send_back_form(&handoff))
        })
        .await
}

/// The form was filled in.
pub async fn send_back(exchange: &Exchange<'_>, id: HandoffId, typed: &Typed) -> Done {
    exchange
        .privately(async |ask, pool| {
            let reason = typed.get("reason").unwrap_or_default();
            let reason = required("reason", reason, Words::parse)?;
            let handoff = acts::send_back::send_back(pool, ask, id, reason).await?;
            Ok(words::sent_back(&handoff))
        })
        .await
}

/// Posts what waits, for all.
pub async fn share_list(exchange: &Exchange<'_>) -> Done {
    exchange
        .shares(async |ask, pool| {
            let waiting = acts::list::list(pool, ask).await?;
            Ok(words::list(&waiting, true))
        })
        .await
}
