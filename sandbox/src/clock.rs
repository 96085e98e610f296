//! Business time: what the people of the company take for now.
//!
//! Messages and ids follow it. Interaction tokens, nonces, heartbeats and rate limits run on real time.
//! A host whose bot has a clock of its own hands it in, so that both have one now.

use std::{
    fmt::Debug,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use chrono::{DateTime, TimeDelta, Utc};

/// A clock that can be moved forward by hand, from the page or by `POST /sandbox/clock`.
pub trait Clock: Debug + Send + Sync {
    /// What time it is.
    fn now(&self) -> DateTime<Utc>;

    /// Moves it forward. Time never goes back: a negative step is ignored.
    fn advance(&self, step: TimeDelta);

    /// How far it is ahead of real time, as the journal keeps it.
    fn offset(&self) -> TimeDelta {
        self.now() - real_now()
    }
}

/// Real time, plus what it was moved by.
#[derive(Debug)]
struct Ahead(AtomicI64);

impl Clock for Ahead {
    fn now(&self) -> DateTime<Utc> {
        let millis = real_now()
            .timestamp_millis()
            .saturating_add(self.0.load(Ordering::SeqCst));
        DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    fn advance(&self, step: TimeDelta) {
        self.0
            .fetch_add(step.num_milliseconds().max(0), Ordering::SeqCst);
    }
}

/// The system's time, until it is moved.
pub fn system() -> Arc<dyn Clock> {
    Arc::new(Ahead(AtomicI64::new(0)))
}

/// Real time.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the system's clock"
)]
pub(crate) fn real_now() -> DateTime<Utc> {
    Utc::now()
}
