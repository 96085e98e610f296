//! Looking at promotions.

use sqlx::PgPool;

use crate::{
    actions::{Ask, Result},
    domain::{
        field::PromoCode,
        ids::PromotionId,
        promotion::{Promotion, Standing},
        refusal::Refusal,
    },
    store,
};

/// What may be offered now, and what is on its way.
#[derive(Clone, Debug)]
pub struct Offers {
    /// Live.
    pub live: Vec<Promotion>,
    /// Agreed or waiting for a key.
    pub coming: Vec<Promotion>,
}

/// What may be offered now.
pub async fn current(pool: &PgPool, ask: &Ask) -> Result<Offers> {
    let mut conn = pool.acquire().await?;
    let all = store::promotion::standing(&mut conn, ask.company.guild, ask.now).await?;
    let (live, coming) = all
        .into_iter()
        .partition(|promotion| promotion.standing(ask.now) == Standing::Live);
    Ok(Offers { live, coming })
}

/// One promotion, by its code.
pub async fn show(pool: &PgPool, ask: &Ask, code: &PromoCode) -> Result<Promotion> {
    let mut conn = pool.acquire().await?;
    super::find(&mut conn, ask, code).await
}

/// Codes that fit what somebody has typed so far, each with its promotion's name.
pub async fn suggest(pool: &PgPool, ask: &Ask, typed: &str) -> Result<Vec<(String, String)>> {
    let mut conn = pool.acquire().await?;
    Ok(store::promotion::suggest(&mut conn, ask.company.guild, typed).await?)
}

/// One promotion, by the id of a button.
pub async fn show_id(pool: &PgPool, ask: &Ask, id: PromotionId) -> Result<Promotion> {
    let mut conn = pool.acquire().await?;
    Ok(store::promotion::find(&mut conn, ask.company.guild, id)
        .await?
        .ok_or(Refusal::Gone)?)
}
