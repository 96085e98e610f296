//! Business time: what the people of the company take for now.
//!
//! Messages and ids follow it. Interaction tokens, nonces, heartbeats and rate limits run on real time.
//! A host whose bot has a clock of its own hands it in, so that both have one now.

use std::{
    fmt::{self, Debug, Formatter},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, Ordering},
    },
};

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use serde::Serialize;

/// A clock that can be moved forward by hand, from the page or by `POST /sandbox/clock`.
pub trait Clock: Debug + Send + Sync {
    /// What time it is.
    fn now(&self) -> DateTime<Utc>;

    /// Moves it forward. Time never goes back: a negative step is ignored.
    fn advance(&self, step: TimeDelta);

    /// How far it is ahead of real time, as the journal keeps it; negative when it is behind.
    fn offset(&self) -> TimeDelta {
        self.now() - real_now()
    }

    /// Takes up an offset that the journal kept. Only at a start, before anybody has read the time: it may
    /// lie behind real time, as the clock of a company that began on a day of the past does. A clock that
    /// cannot be set moves forward, if that is where it is.
    fn resume(&self, offset: TimeDelta) {
        self.advance(offset - self.offset());
    }
}

/// A moment that the host has a name for, and to which the page can move the clock: "Next digest, Thu 9:00
/// Berlin".
#[derive(Clone, Debug, Serialize)]
pub struct Moment {
    /// What its button says.
    pub label: String,
    /// When it is.
    pub at: DateTime<Utc>,
}

/// Tells the moments that there are now. Asked whenever the page draws its buttons, and when one is pressed.
pub type Moments = Box<dyn Fn() -> BoxFuture<'static, Vec<Moment>> + Send + Sync>;

/// Who tells the moments, when the host has named somebody.
#[derive(Default)]
pub(crate) struct Host(OnceLock<Moments>);

impl Host {
    pub(crate) fn set(&self, moments: Moments) {
        let _ = self.0.set(moments);
    }

    pub(crate) async fn moments(&self) -> Vec<Moment> {
        match self.0.get() {
            Some(moments) => moments().await,
            None => Vec::new(),
        }
    }
}

impl Debug for Host {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Host")
            .field(&self.0.get().is_some())
            .finish()
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

    fn resume(&self, offset: TimeDelta) {
        self.0.store(offset.num_milliseconds(), Ordering::SeqCst);
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
