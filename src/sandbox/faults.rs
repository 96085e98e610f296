//! Trouble on demand: what a network and a busy Discord do to a bot, for tests.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::http::Method;

/// Something that shall go wrong with the next requests that it fits.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Only requests of this method; `None`: any.
    pub method: Option<Method>,
    /// Only paths that hold this.
    pub path_contains: String,
    /// What happens.
    pub effect: Effect,
    /// How often.
    pub count: u32,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// This status, and nothing is done.
    Status(u16),
    /// The request waits before it is done.
    DelayBefore(Duration),
    /// It is done at once, the answer waits.
    DelayAfter(Duration),
    /// It is done, and the connection breaks before the answer.
    LoseAnswer,
}

/// A request that was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its method.
    pub method: Method,
    /// Its path.
    pub path: String,
    /// The answer's status.
    pub status: u16,
}

/// The faults that wait, and what was seen.
#[derive(Debug, Default)]
pub struct Faults {
    waiting: Mutex<Vec<Fault>>,
    seen: Mutex<Vec<Seen>>,
}

impl Faults {
    /// Lets something go wrong.
    pub fn add(&self, fault: Fault) {
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(fault);
    }

    /// The requests answered so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What shall go wrong with this request.
    pub(super) fn take(&self, method: &Method, path: &str) -> Option<Effect> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let at = waiting.iter().position(|fault| {
            fault.method.as_ref().is_none_or(|wanted| wanted == method)
                && path.contains(&fault.path_contains)
        })?;
        let effect = waiting[at].effect;
        waiting[at].count = waiting[at].count.saturating_sub(1);
        if waiting[at].count == 0 {
            waiting.remove(at);
        }
        Some(effect)
    }

    /// Takes note of a request; the newest 10,000 are kept.
    pub(super) fn note(&self, seen: Seen) {
        let mut all = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= 10_000 {
            all.drain(..5_000);
        }
        all.push(seen);
    }
}
