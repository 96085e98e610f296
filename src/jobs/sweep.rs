//! What is old is put away: events that were acted on, and what was said long ago.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use super::{
    guarded::{Fall, guarded},
    tally::Tally,
};
use crate::{
    actions::{self, Failure},
    store::{self, StoreError},
};

/// Rows that one statement deletes: few enough that nobody waits for it.
const BATCH: i64 = 1000;

/// How long one kind may take in one pass; the rest comes an hour later.
const MOST: Duration = Duration::from_secs(60);

/// How long things are kept.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    /// What was said, and what could not be.
    pub said: TimeDelta,
}

impl Default for Keep {
    fn default() -> Self {
        Self {
            said: TimeDelta::days(90),
        }
    }
}

/// Puts away what is old at `now`. Trouble with one kind is told, and does not hold up the others.
pub async fn run_once(pool: &PgPool, now: DateTime<Utc>, keep: Keep, tally: &Tally) {
    look(guarded(MOST, inbox(pool)).await, "events", tally);
    look(
        guarded(MOST, said(pool, keep)).await,
        "what was said",
        tally,
    );
    look(guarded(MOST, cards(pool, now, keep)).await, "cards", tally);
    look(
        guarded(MOST, unkept(pool, now)).await,
        "drafts and companies",
        tally,
    );
    let made = guarded(MOST, words(pool)).await;
    look(made, "leads that nothing was found by", tally);
}

fn look(done: Result<Result<u64, StoreError>, Fall>, what: &'static str, tally: &Tally) {
    match done {
        Ok(Ok(0)) => {}
        Ok(Ok(count)) => tracing::debug!(what, count, "Old rows were put away."),
        Ok(Err(error)) => {
            tally.set_back();
            tracing::warn!(
                what,
                error = &error as &dyn std::error::Error,
                "Old rows could not be put away."
            );
        }
        Err(fall) => {
            tally.fell(&fall);
            tracing::error!(what, %fall, "Old rows could not be put away.");
        }
    }
}

async fn inbox(pool: &PgPool) -> Result<u64, StoreError> {
    let mut conn = pool.acquire().await?;
    Ok(store::inbox::sweep(&mut conn).await? + store::heard::sweep(&mut conn).await?)
}

/// The ledger's age is that of the database's clock, on which its rows ended.
async fn said(pool: &PgPool, keep: Keep) -> Result<u64, StoreError> {
    let mut gone = 0;
    loop {
        let mut conn = pool.acquire().await?;
        let seconds = keep.said.as_seconds_f64();
        let count = store::outbox::forget_older(&mut conn, seconds, BATCH).await?;
        gone += count;
        if count < BATCH.unsigned_abs() {
            return Ok(gone);
        }
    }
}

/// Gathered news that nothing joins any more; a handoff's card may still be edited.
async fn cards(pool: &PgPool, now: DateTime<Utc>, keep: Keep) -> Result<u64, StoreError> {
    let mut conn = pool.acquire().await?;
    store::card::forget_news_before(&mut conn, now - keep.said).await
}

/// Leads that an older version wrote get the words by which they are found.
async fn words(pool: &PgPool) -> Result<u64, StoreError> {
    let mut made = 0;
    loop {
        let mut conn = pool.acquire().await?;
        match store::lead::words::make_missing(&mut conn).await? {
            0 => return Ok(made),
            count => made += count as u64,
        }
    }
}

/// What the promises about people's data say is not kept: by business time.
async fn unkept(pool: &PgPool, now: DateTime<Utc>) -> Result<u64, StoreError> {
    match actions::sweep::run(pool, now).await {
        Ok(count) => Ok(count),
        Err(Failure::Internal(error)) => Err(error),
        // It asks for nothing that could be refused.
        Err(Failure::Refused(_) | Failure::Repeated) => Ok(0),
    }
}
