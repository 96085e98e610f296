//! The one source of business time.
//!
//! The app holds a [`Clock`] and passes `now` down as a plain value; nothing below reads a global.
//! Service levels, windows, digests and warmth run on this clock. Leases run on the database's
//! clock; Discord's tokens, nonces, heartbeats and rate limits run on real time.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

/// A clock that can be moved forward by hand.
///
/// Clones share the same hands.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Hands>);

#[derive(Debug)]
struct Hands {
    /// Whether real time is added to `millis`: a running clock is an offset, a frozen one an instant.
    runs: bool,
    millis: AtomicI64,
    moved: watch::Sender<()>,
}

impl Clock {
    /// The system's time.
    pub fn system() -> Self {
        Self::ahead(TimeDelta::zero())
    }

    /// The system's time plus `offset`: how a moved clock is taken up again after a restart.
    pub fn ahead(offset: TimeDelta) -> Self {
        Self::new(true, offset.num_milliseconds())
    }

    /// A clock that shows `at` now, and runs on from there.
    pub fn from(at: DateTime<Utc>) -> Self {
        Self::ahead(at - real_now())
    }

    /// A clock that stands at `at` until it is advanced. For tests.
    pub fn frozen(at: DateTime<Utc>) -> Self {
        Self::new(false, at.timestamp_millis())
    }

    fn new(runs: bool, millis: i64) -> Self {
        Self(Arc::new(Hands {
            runs,
            millis: AtomicI64::new(millis),
            moved: watch::Sender::new(()),
        }))
    }

    /// What time it is.
    pub fn now(&self) -> DateTime<Utc> {
        let hands = self.0.millis.load(Ordering::SeqCst);
        let millis = if self.0.runs {
            real_now().timestamp_millis().saturating_add(hands)
        } else {
            hands
        };
        DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Moves the clock forward and wakes whoever waits on [`Clock::moves`]. Time never goes back:
    /// a negative step is ignored.
    pub fn advance(&self, step: TimeDelta) {
        let millis = step.num_milliseconds().max(0);
        self.0.millis.fetch_add(millis, Ordering::SeqCst);
        self.0.moved.send_replace(());
    }

    /// Changes each time the clock is moved by hand.
    pub fn moves(&self) -> watch::Receiver<()> {
        self.0.moved.subscribe()
    }
}

/// The sandbox's people and the bot have one now.
#[cfg(feature = "sandbox")]
impl tandem_sandbox::clock::Clock for Clock {
    fn now(&self) -> DateTime<Utc> {
        self.now()
    }

    fn advance(&self, step: TimeDelta) {
        self.advance(step);
    }

    fn resume(&self, offset: TimeDelta) {
        if self.0.runs {
            let millis = offset.num_milliseconds();
            self.0.millis.store(millis, Ordering::SeqCst);
            self.0.moved.send_replace(());
        } else {
            self.advance(offset - tandem_sandbox::clock::Clock::offset(self));
        }
    }
}

/// Real time, for what must not follow a moved clock: Discord's tokens, rate limits, snowflakes.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the system's clock"
)]
pub fn real_now() -> DateTime<Utc> {
    Utc::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_moves_only_by_hand() {
        let start = DateTime::from_timestamp(1_000_000, 0).expect("in range");
        let clock = Clock::frozen(start);
        let other_hand = clock.clone();
        other_hand.advance(TimeDelta::minutes(5));
        assert_eq!(clock.now(), start + TimeDelta::minutes(5));
        other_hand.advance(TimeDelta::minutes(-5));
        assert_eq!(
            clock.now(),
            start + TimeDelta::minutes(5),
            "time never goes back"
        );
    }

    #[test]
    fn a_moved_clock_keeps_running() {
        let clock = Clock::from(real_now() + TimeDelta::hours(3));
        let ahead = clock.now() - real_now();
        assert!(
            (ahead - TimeDelta::hours(3)).abs() < TimeDelta::seconds(5),
            "{ahead}"
        );
    }
}
