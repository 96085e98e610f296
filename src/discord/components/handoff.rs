//! Buttons and the form of a handoff's card.

use crate::{
    actions::{self, Ask, handoff as acts},
    discord::{
        Error,
        answer::{Answer, Exchange, Hold},
        components::Typed,
    },
    domain::{
        field::{self, Words},
        handoff::Handoff,
        ids::HandoffId,
        refusal::Refusal,
    },
    wording::{self, card::Card},
};

/// Takes the lead. The card itself is edited through the outbox; the answer is the whole brief.
pub async fn accept(exchange: &Exchange<'_>, id: HandoffId) -> Result<(), Error> {
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let (handoff, _) = acts::accept::accept(&exchange.data.pool, &ask, id).await?;
            Ok(Answer::Private(accepted(exchange, &ask, &handoff).await?))
        })
        .await
}

/// What the one who accepted reads.
pub async fn accepted(
    exchange: &Exchange<'_>,
    ask: &Ask,
    handoff: &Handoff,
) -> actions::Result<Card> {
    let brief = acts::brief::of(&exchange.data.pool, ask, handoff.id).await?;
    Ok(wording::handoff::accepted(&brief, &ask.company))
}

/// Opens the form that asks why.
pub async fn send_back_form(exchange: &Exchange<'_>, id: HandoffId) -> Result<(), Error> {
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let handoff = acts::send_back::check(&exchange.data.pool, &ask, id).await?;
            Ok(Answer::Form(wording::handoff::send_back_form(&handoff)))
        })
        .await
}

/// The form was filled in.
pub async fn send_back(exchange: &Exchange<'_>, id: HandoffId, typed: &Typed) -> Result<(), Error> {
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let reason = typed.get("reason").unwrap_or_default();
            let reason = field::required("reason", reason, Words::parse).map_err(Refusal::from)?;
            let handoff = acts::send_back::send_back(&exchange.data.pool, &ask, id, reason).await?;
            Ok(Answer::Private(wording::handoff::sent_back(&handoff)))
        })
        .await
}

/// Posts what waits, for all.
pub async fn share_list(exchange: &Exchange<'_>) -> Result<(), Error> {
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let waiting = acts::list::list(&exchange.data.pool, &ask).await?;
            Ok(Answer::Public(wording::handoff::list(&waiting, true)))
        })
        .await
}
