//! Time to accept runs out: at 80 % a reminder, at 100 % the manager.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::{
    actions::Result,
    domain::{
        alert::{Alert, HandoffNews, Place},
        handoff::{Late, late_step},
        ids::{GuildId, HandoffId},
        timeline::{NewEntry, What},
    },
    store,
};

/// Acts on the step of a handoff that has passed. After a jump of the clock only the highest is posted;
/// one that was skipped is recorded.
pub async fn late(pool: &PgPool, guild: GuildId, id: HandoffId, now: DateTime<Utc>) -> Result<()> {
    let mut tx = pool.begin().await?;
    let Some(known) = store::handoff::find(&mut tx, guild, id).await? else {
        return Ok(());
    };
    // The lead's lock comes first, as for those who accept: two never wait for each other in a circle.
    store::lead::lock(&mut tx, guild, known.lead).await?;
    let Some(mut handoff) = store::handoff::lock(&mut tx, guild, id).await? else {
        return Ok(());
    };
    let Some(step) = late_step(&handoff, now) else {
        return Ok(());
    };
    let warned = |skipped| What::HandoffWarned {
        handoff: id,
        skipped,
    };
    let entries = match step {
        Late::Warn => vec![warned(false)],
        Late::Escalate { warn_skipped: true } => {
            vec![warned(true), What::HandoffEscalated { handoff: id }]
        }
        Late::Escalate {
            warn_skipped: false,
        } => vec![What::HandoffEscalated { handoff: id }],
    };
    for what in entries {
        let entry = NewEntry::new(handoff.lead, None, what);
        store::timeline::append(&mut tx, guild, now, &entry).await?;
    }
    handoff.warned_at = handoff.warned_at.or(Some(now));
    let news = match step {
        Late::Warn => vec![(Place::Sales, Alert::HandoffWarning { handoff: id })],
        Late::Escalate { .. } => {
            handoff.escalated_at = Some(now);
            let late = Alert::HandoffNews {
                handoff: id,
                news: HandoffNews::Late,
            };
            vec![
                (Place::Sales, Alert::HandoffEscalation { handoff: id }),
                (Place::Marketing, late),
            ]
        }
    };
    store::handoff::update(&mut tx, &handoff).await?;
    for (place, alert) in news {
        store::outbox::enqueue(&mut tx, guild, place, &alert, now).await?;
    }
    let card = Alert::HandoffCard { handoff: id };
    store::outbox::enqueue(&mut tx, guild, Place::Sales, &card, now).await?;
    tx.commit().await?;
    Ok(())
}
