//! A promotion is taken back.

use sqlx::PgPool;

use crate::{
    actions::{Ask, Result, begin},
    domain::{
        alert::{Alert, Place, PromotionNews},
        field::{PromoCode, Words},
        promotion::{Promotion, Standing, Withdrawal},
        refusal::PromotionRefusal,
    },
    store,
};

/// Takes a promotion back, with a reason. Either team may.
pub async fn withdraw(
    pool: &PgPool,
    ask: &Ask,
    code: &PromoCode,
    reason: Words,
) -> Result<Promotion> {
    let mut tx = begin(pool, ask).await?;
    let mut promotion = super::lock(&mut tx, ask, code).await?;
    let standing = promotion.standing(ask.now);
    if matches!(standing, Standing::Withdrawn | Standing::Ended) {
        return Err(PromotionRefusal::Over {
            code: promotion.code,
            standing,
        }
        .into());
    }
    promotion.withdrawn = Some(Withdrawal {
        by: ask.who.id,
        at: ask.now,
        reason: reason.into_string(),
    });
    store::promotion::update(&mut tx, &promotion).await?;
    super::audit(&mut tx, ask, "promotion.withdrawn", &promotion).await?;
    // What nobody was told of need not be taken back in public.
    if matches!(standing, Standing::Live | Standing::Agreed) {
        let alert = Alert::PromotionNews {
            promotion: promotion.id,
            news: PromotionNews::Withdrawn,
        };
        store::outbox::enqueue(
            &mut tx,
            ask.company.guild,
            Place::Promotions,
            &alert,
            ask.now,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(promotion)
}
