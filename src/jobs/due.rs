//! What the clock brings: time limits, starts and ends of promotions, digests.
//!
//! Each kind is one question to the database, a page at a time past what fails. What fails is told
//! once, waits a while, and holds up nothing else.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use strum::VariantArray;
use tokio::time::Instant;

use super::{
    guarded::{Fall, guarded},
    tally::Tally,
};
use crate::{
    actions::{self, Failure},
    domain::{
        alert::PromotionNews,
        ids::{GuildId, HandoffId, PromotionId},
    },
    store::{self, StoreError},
};

/// Pieces of work that are asked for at once.
const BATCH: i64 = 100;

/// How long one question or one piece may take.
const MOST: Duration = Duration::from_secs(5);

/// The pause before a piece that failed is tried again; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// A piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Work {
    Handoff(GuildId, HandoffId),
    Promotion(GuildId, PromotionId, PromotionNews),
    Digest(GuildId),
}

/// A piece that failed before.
#[derive(Clone, Copy, Debug)]
struct Setback {
    times: u32,
    until: Instant,
}

/// Does what is due.
#[derive(Debug)]
pub struct Due {
    pool: PgPool,
    tally: Tally,
    setbacks: HashMap<Work, Setback>,
}

/// What is asked for, in this order: digests last, so that they tell of what the others have just done.
#[derive(Clone, Copy, Debug, VariantArray)]
enum Kind {
    Handoffs,
    Promotions,
    Digests,
}

impl Due {
    /// Nothing has failed yet.
    pub fn new(pool: PgPool, tally: Tally) -> Self {
        Self {
            pool,
            tally,
            setbacks: HashMap::new(),
        }
    }

    /// Does all that is due at `now`, but for what failed lately. Gives whether everything could be asked
    /// for.
    pub async fn run_once(&mut self, now: DateTime<Utc>) -> bool {
        let mut whole = true;
        for &kind in Kind::VARIANTS {
            whole &= self.all(kind, now).await;
        }
        let kept = Instant::now() - LONGEST_PAUSE;
        self.setbacks.retain(|_, setback| setback.until > kept);
        whole
    }

    async fn all(&mut self, kind: Kind, now: DateTime<Utc>) -> bool {
        let (mut seen, mut done) = (0, HashSet::new());
        loop {
            let page = match guarded(MOST, self.page(kind, now, seen)).await {
                Ok(Ok(page)) => page,
                Ok(Err(error)) => {
                    tracing::warn!(
                        ?kind,
                        error = &error as &dyn std::error::Error,
                        "What is due could not be read."
                    );
                    return false;
                }
                Err(fall) => {
                    self.tally.fell(&fall);
                    tracing::error!(?kind, %fall, "What is due could not be read.");
                    return false;
                }
            };
            let last = i64::try_from(page.len()).is_ok_and(|count| count < BATCH);
            for work in page {
                // What is still due after it was done waits for the next pass, too.
                if !done.insert(work) || !self.piece(work, now).await {
                    // It is still due, so the next page begins behind it.
                    seen += 1;
                }
            }
            if last {
                return true;
            }
        }
    }

    /// Does one piece, unless it failed lately. Gives whether it is no longer due.
    async fn piece(&mut self, work: Work, now: DateTime<Utc>) -> bool {
        let before = self.setbacks.get(&work).copied();
        if before.is_some_and(|before| before.until > Instant::now()) {
            return false;
        }
        let problem = match guarded(MOST, act(&self.pool, work, now)).await {
            Ok(Ok(())) => {
                self.setbacks.remove(&work);
                return true;
            }
            Ok(Err(failure)) => failure,
            Err(fall) => {
                if matches!(fall, Fall::Panic(_)) {
                    self.tally.fell(&fall);
                }
                fall.to_string()
            }
        };
        self.tally.set_back();
        let times = before.map_or(0, |before| before.times + 1);
        let pause = FIRST_PAUSE * 2_u32.saturating_pow(times.min(16));
        let until = Instant::now() + pause.min(LONGEST_PAUSE);
        self.setbacks.insert(work, Setback { times, until });
        // Told loudly once: a row that cannot be read stays so until somebody mends it.
        if times == 0 {
            tracing::error!(
                ?work,
                problem,
                "What is due could not be done; it is tried again."
            );
        } else {
            tracing::debug!(
                ?work,
                problem,
                times,
                "What is due could not be done again."
            );
        }
        false
    }

    async fn page(
        &self,
        kind: Kind,
        now: DateTime<Utc>,
        past: i64,
    ) -> Result<Vec<Work>, StoreError> {
        let mut conn = self.pool.acquire().await?;
        Ok(match kind {
            Kind::Handoffs => store::handoff::due(&mut conn, now, past, BATCH)
                .await?
                .into_iter()
                .map(|(guild, id)| Work::Handoff(guild, id))
                .collect(),
            Kind::Promotions => store::promotion::due(&mut conn, now, past, BATCH)
                .await?
                .into_iter()
                .map(|(guild, id, news)| Work::Promotion(guild, id, news))
                .collect(),
            Kind::Digests => store::digest::due(&mut conn, now, past, BATCH)
                .await?
                .into_iter()
                .map(Work::Digest)
                .collect(),
        })
    }
}

async fn act(pool: &PgPool, work: Work, now: DateTime<Utc>) -> Result<(), String> {
    let done = match work {
        Work::Handoff(guild, id) => actions::handoff::late::late(pool, guild, id, now).await,
        Work::Promotion(guild, id, news) => {
            actions::promotion::due::due(pool, guild, id, news, now).await
        }
        Work::Digest(guild) => actions::digest::due(pool, guild, now).await,
    };
    match done {
        Ok(()) => Ok(()),
        Err(Failure::Internal(error)) => {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            Err(cause.unwrap_or_else(|| error.to_string()))
        }
        Err(Failure::Refused(refusal)) => Err(format!("{refusal:?}")),
        Err(Failure::Repeated) => Ok(()),
    }
}
