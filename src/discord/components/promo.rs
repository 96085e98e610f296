//! Buttons of promotions.

use crate::{
    actions::promotion as acts,
    discord::{
        Error,
        answer::{Answer, Exchange, Hold},
    },
    domain::ids::PromotionId,
    wording,
};

/// Turns the missing key.
pub async fn approve(exchange: &Exchange<'_>, id: PromotionId, version: i32) -> Result<(), Error> {
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let promotion =
                acts::approve::approve_version(&exchange.data.pool, &ask, id, version).await?;
            Ok(Answer::Private(wording::promotion::approved(
                &promotion, ask.now,
            )))
        })
        .await
}

/// Shows one, privately.
pub async fn show(exchange: &Exchange<'_>, id: PromotionId) -> Result<(), Error> {
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let promotion = acts::view::show_id(&exchange.data.pool, &ask, id).await?;
            Ok(Answer::Private(wording::promotion::card(
                &promotion, ask.now,
            )))
        })
        .await
}

/// Posts what may be offered now, for all.
pub async fn share(exchange: &Exchange<'_>) -> Result<(), Error> {
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let offers = acts::view::current(&exchange.data.pool, &ask).await?;
            Ok(Answer::Public(wording::promotion::current(
                &offers, ask.now, true,
            )))
        })
        .await
}
