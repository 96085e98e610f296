//! Buttons of promotions.

use crate::{
    actions::promotion as acts,
    discord::{Done, answer::Exchange},
    domain::ids::PromotionId,
    wording::promotion as words,
};

/// Turns the missing key.
pub async fn approve(exchange: &Exchange<'_>, id: PromotionId, version: i32) -> Done {
    exchange
        .privately(async |ask, pool| {
            let promotion = acts::approve::approve_version(pool, ask, id, version).await?;
            Ok(words::approved(&promotion, ask.now))
        })
        .await
}

/// Shows one, privately.
pub async fn show(exchange: &Exchange<'_>, id: PromotionId) -> Done {
    exchange
        .privately(async |ask, pool| {
            let promotion = acts::view::show_id(pool, ask, id).await?;
            Ok(words::card(&promotion, ask.now))
        })
        .await
}

/// Posts what may be offered now, for all.
pub async fn share(exchange: &Exchange<'_>) -> Done {
    exchange
        .shares(async |ask, pool| {
            let offers = acts::view::current(pool, ask).await?;
            Ok(words::current(&offers, ask.now, true))
        })
        .await
}
