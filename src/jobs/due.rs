//! What the clock brings: time limits, starts and ends of promotions, digests.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::{actions, store::StoreError};

/// Does all that is due at `now`. One kind's trouble does not hold up the others.
///
/// # Errors
/// The first trouble, after everything was tried.
pub async fn run_once(pool: &PgPool, now: DateTime<Utc>) -> Result<(), StoreError> {
    let handoffs = actions::handoff::late::all_late(pool, now).await;
    let promotions = actions::promotion::due::due(pool, now).await;
    // Last, so that a digest tells of what the others have just done.
    let digests = actions::digest::due(pool, now).await;
    for done in [handoffs, promotions, digests] {
        if let Err(actions::Failure::Internal(error)) = done {
            return Err(error);
        }
    }
    Ok(())
}
