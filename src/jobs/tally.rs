//! What went wrong in the jobs, counted: a log line can be missed, a number that grows cannot.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use super::guarded::Fall;

/// Counts of trouble since the start. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Tally(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    panics: AtomicU64,
    restarts: AtomicU64,
    setbacks: AtomicU64,
    dead: AtomicU64,
}

/// How much trouble there was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Troubles {
    /// Panics that were caught, each with one piece of work.
    pub panics: u64,
    /// Loops that ended and were started again.
    pub restarts: u64,
    /// Pieces of due work that failed, and wait for another try.
    pub setbacks: u64,
    /// Alerts that cannot be delivered.
    pub dead: u64,
}

impl Tally {
    /// A panic was caught.
    pub fn panicked(&self) {
        self.0.panics.fetch_add(1, Ordering::Relaxed);
    }

    /// A guarded piece of work fell.
    pub(super) fn fell(&self, fall: &Fall) {
        match fall {
            Fall::Panic(_) => self.panicked(),
            Fall::Slow(_) => self.set_back(),
        }
    }

    /// A loop was started again.
    pub fn restarted(&self) {
        self.0.restarts.fetch_add(1, Ordering::Relaxed);
    }

    /// A piece of due work failed.
    pub fn set_back(&self) {
        self.0.setbacks.fetch_add(1, Ordering::Relaxed);
    }

    /// An alert cannot be delivered.
    pub fn died(&self) {
        self.0.dead.fetch_add(1, Ordering::Relaxed);
    }

    /// The counts so far.
    pub fn read(&self) -> Troubles {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Troubles {
            panics: read(&self.0.panics),
            restarts: read(&self.0.restarts),
            setbacks: read(&self.0.setbacks),
            dead: read(&self.0.dead),
        }
    }
}
