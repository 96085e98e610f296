//! The second key is turned.

use sqlx::{PgConnection, PgPool};

use crate::{
    actions::{Ask, Result, begin},
    domain::{
        field::PromoCode,
        ids::PromotionId,
        promotion::{Key, Promotion},
        refusal::Refusal,
        stage::Team,
    },
    store,
};

/// Turns the missing key of a promotion, by its code.
pub async fn approve(pool: &PgPool, ask: &Ask, code: &PromoCode) -> Result<Promotion> {
    let mut tx = begin(pool, ask).await?;
    let promotion = super::lock(&mut tx, ask, code).await?;
    let version = promotion.version;
    let promotion = turn(&mut tx, ask, promotion, version).await?;
    tx.commit().await?;
    Ok(promotion)
}

/// Turns the missing key of the version that a button was shown for.
pub async fn approve_version(
    pool: &PgPool,
    ask: &Ask,
    id: PromotionId,
    version: i32,
) -> Result<Promotion> {
    let mut tx = begin(pool, ask).await?;
    let promotion = store::promotion::lock(&mut tx, ask.company.guild, id)
        .await?
        .ok_or(Refusal::Gone)?;
    let promotion = turn(&mut tx, ask, promotion, version).await?;
    tx.commit().await?;
    Ok(promotion)
}

async fn turn(
    conn: &mut PgConnection,
    ask: &Ask,
    mut promotion: Promotion,
    version: i32,
) -> Result<Promotion> {
    let team = promotion.key_for(ask.who, version, ask.now)?;
    let key = Some(Key {
        by: ask.who.id,
        at: ask.now,
    });
    match team {
        Team::Marketing => promotion.marketing_key = key,
        Team::Sales => promotion.sales_key = key,
    }
    store::promotion::update(&mut *conn, &promotion).await?;
    super::audit(conn, ask, "promotion.approved", &promotion).await?;
    Ok(promotion)
}
