//! Promotions start and end by the clock, and both teams hear of it.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::{
    actions::Result,
    domain::alert::{Alert, Place, PromotionNews},
    store,
};

/// Tells of every promotion of any company that has started or ended. One whose whole window passed
/// while nobody looked is told of only as ended: what is over is no offer.
pub async fn due(pool: &PgPool, now: DateTime<Utc>) -> Result<()> {
    const BATCH: i64 = 100;
    loop {
        let mut conn = pool.acquire().await?;
        let due = store::promotion::due(&mut conn, now, BATCH).await?;
        drop(conn);
        for (guild, id, news) in &due {
            let mut tx = pool.begin().await?;
            let Some(promotion) = store::promotion::lock(&mut tx, *guild, *id).await? else {
                continue;
            };
            let over = *news == PromotionNews::Started && promotion.ends_at <= now;
            if store::promotion::told(&mut tx, *guild, *id, *news, now).await? && !over {
                let alert = Alert::PromotionNews {
                    promotion: *id,
                    news: *news,
                };
                store::outbox::enqueue(&mut tx, *guild, Place::Promotions, &alert, now).await?;
            }
            tx.commit().await?;
        }
        if due.is_empty() {
            return Ok(());
        }
    }
}
