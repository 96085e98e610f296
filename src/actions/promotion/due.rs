//! Promotions start and end by the clock, and both teams hear of it.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::{
    actions::Result,
    domain::{
        alert::{Alert, Place, PromotionNews},
        ids::{GuildId, PromotionId},
    },
    store,
};

/// Tells that a promotion has started or ended. One whose whole window passed while nobody looked is told
/// of only as ended: what is over is no offer.
pub async fn due(
    pool: &PgPool,
    guild: GuildId,
    id: PromotionId,
    news: PromotionNews,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut tx = pool.begin().await?;
    let Some(promotion) = store::promotion::lock(&mut tx, guild, id).await? else {
        return Ok(());
    };
    // Taken back since it was found due.
    if promotion.withdrawn.is_some() {
        return Ok(());
    }
    let over = news == PromotionNews::Started && promotion.ends_at <= now;
    if store::promotion::told(&mut tx, guild, id, news, now).await? && !over {
        let alert = Alert::PromotionNews {
            promotion: id,
            news,
        };
        store::outbox::enqueue(&mut tx, guild, Place::Promotions, &alert, now).await?;
    }
    tx.commit().await?;
    Ok(())
}
