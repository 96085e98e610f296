//! The loops that run the jobs: woken by a hint or by the clock, and by a poll, which is the truth.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt;
use poise::serenity_prelude::Http;
use sqlx::{PgPool, postgres::PgListener};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::{
    deliver::Deliverer,
    due::Due,
    guarded::{guarded, said},
    members, sweep,
    tally::Tally,
};
use crate::{
    clock::Clock,
    store::{self, StoreError},
};

/// How often what is due is asked for.
const TICK: Duration = Duration::from_secs(1);

/// How often what is old is put away.
const SWEEP: Duration = Duration::from_secs(3600);

/// How long connecting for notifications may take.
const LISTEN: Duration = Duration::from_secs(2);

/// Pause after a hint: a burst of rows makes one claim.
const BURST: Duration = Duration::from_millis(10);

/// Pause before a loop that ended is started again.
const RESTART: Duration = Duration::from_secs(1);

/// Keeps a loop running: one that panics or ends before it is told to is started again.
pub async fn supervise<F: Future<Output = ()>>(
    name: &'static str,
    tally: Tally,
    stop: CancellationToken,
    run: impl Fn() -> F,
) {
    loop {
        let ended = AssertUnwindSafe(run()).catch_unwind().await;
        if stop.is_cancelled() {
            return;
        }
        match ended {
            Ok(()) => tracing::error!(name, "A loop ended; it is started again."),
            Err(payload) => {
                tally.panicked();
                let said = said(&*payload);
                tracing::error!(name, said, "A loop panicked; it is started again.");
            }
        }
        tally.restarted();
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(RESTART) => {}
        }
    }
}

/// Sends whatever waits, until told to stop.
pub async fn deliver(deliverer: Arc<Deliverer>, pool: PgPool, stop: CancellationToken) {
    let mut lanes = deliverer.lanes();
    let mut listener = None;
    while !stop.is_cancelled() {
        if listener.is_none() {
            listener = listen(&pool).await;
        }
        deliverer.bounded_pass(&mut lanes).await;
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(deliverer.settings().poll) => {}
            () = deliverer.freed() => {}
            () = hint(&mut listener) => tokio::time::sleep(BURST).await,
        }
    }
    deliverer.drain(lanes).await;
}

/// Listens for the outbox's notifications, if the database lets us: they are only a hint.
async fn listen(pool: &PgPool) -> Option<PgListener> {
    let connects = async {
        let mut listener = PgListener::connect_with(pool).await.ok()?;
        // The poll goes on meanwhile, so nobody need wait for a new connection.
        listener.eager_reconnect(false);
        listener.listen("outbox").await.ok()?;
        Some(listener)
    };
    tokio::time::timeout(LISTEN, connects).await.ok().flatten()
}

/// The next notification, and those that came with it; never, when there is nobody to hear it.
async fn hint(listener: &mut Option<PgListener>) {
    match listener {
        Some(open) => {
            if !matches!(open.try_recv().await, Ok(Some(_))) {
                *listener = None;
                return;
            }
            while open.next_buffered().is_some() {}
        }
        None => std::future::pending().await,
    }
}

/// How far the loop of what is due has come: passes begun, and the last one that was finished.
#[derive(Debug)]
pub struct Passes {
    begun: watch::Sender<u64>,
    finished: watch::Sender<u64>,
    nudge: Notify,
}

impl Passes {
    /// None yet.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            begun: watch::Sender::new(0),
            finished: watch::Sender::new(0),
            nudge: Notify::new(),
        })
    }

    /// Asks for a pass and waits until one that began after the asking is finished.
    pub async fn next(&self) {
        let wanted = *self.begun.borrow() + 1;
        self.nudge.notify_one();
        let mut finished = self.finished.subscribe();
        // The sender lives as long as `self`.
        let _ = finished.wait_for(|pass| *pass >= wanted).await;
    }
}

/// Does what is due, each second and whenever the clock is moved, until told to stop. What fails is told
/// and tried again later; it does not keep a pass from being finished.
pub async fn due(
    pool: PgPool,
    clock: Clock,
    tally: Tally,
    passes: Arc<Passes>,
    stop: CancellationToken,
) {
    let mut due = Due::new(pool, tally);
    let mut moves = clock.moves();
    while !stop.is_cancelled() {
        let pass = *passes.begun.borrow() + 1;
        passes.begun.send_replace(pass);
        if due.run_once(clock.now()).await {
            passes.finished.send_replace(pass);
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(TICK) => {}
            () = passes.nudge.notified() => {}
            _ = moves.changed() => {}
        }
    }
}

/// Puts away what is old, at the start and then each hour of real time: what is old by business time is
/// asked for by the clock.
pub async fn sweep(
    pool: PgPool,
    clock: Clock,
    keep: sweep::Keep,
    tally: Tally,
    stop: CancellationToken,
) {
    while !stop.is_cancelled() {
        sweep::run_once(&pool, clock.now(), keep, &tally).await;
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SWEEP) => {}
        }
    }
}

/// How often it is asked in which tables much has changed.
const STATISTICS: Duration = Duration::from_secs(2);

/// How long counting one may take.
const COUNTING: Duration = Duration::from_secs(15);

/// Tables that are counted in one go; there are fewer.
const TABLES: usize = 40;

/// Lets the database know how large its tables have become, until told to stop. What fails is asked again,
/// and told the first time.
pub async fn statistics(pool: PgPool, stop: CancellationToken) {
    let count = async || -> Result<bool, StoreError> {
        let mut conn = pool.acquire().await?;
        store::statistics::count_what_changed(&mut conn).await
    };
    let mut failed = false;
    while !stop.is_cancelled() {
        for _ in 0..TABLES {
            let trouble = match guarded(COUNTING, count()).await {
                Ok(Ok(true)) => continue,
                Ok(Ok(false)) => None,
                Ok(Err(error)) => Some(error.to_string()),
                Err(fall) => Some(fall.to_string()),
            };
            if let Some(trouble) = trouble.as_ref().filter(|_| !failed) {
                tracing::warn!(trouble, "Tables were not counted; their plans may be slow.");
            }
            failed = trouble.is_some();
            break;
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(STATISTICS) => {}
        }
    }
}

/// How often it is asked who has left a server: those who look after something, a batch at a time. The
/// question reads every owner, so once all are through it rests.
const MEMBERS: Duration = Duration::from_secs(3600);

/// How long the next batch waits.
const NEXT_MEMBERS: Duration = Duration::from_secs(10);

/// Asks after those who look after something, until told to stop; also when the clock is moved.
pub async fn members(pool: PgPool, http: Arc<Http>, clock: Clock, stop: CancellationToken) {
    let mut moves = clock.moves();
    while !stop.is_cancelled() {
        let pause = match members::run_once(&pool, &http, clock.now()).await {
            Ok(0) => MEMBERS,
            Ok(_) => NEXT_MEMBERS,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "Those who look after leads could not be asked after."
                );
                MEMBERS
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
            _ = moves.changed() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_loop_that_panics_or_ends_is_started_again() {
        let (tally, stop, runs) = (
            Tally::default(),
            CancellationToken::new(),
            AtomicU32::new(0),
        );
        let run = || async {
            match runs.fetch_add(1, Ordering::SeqCst) {
                0 => panic!("out of range"),
                1 => {}
                _ => stop.cancel(),
            }
        };
        supervise("test", tally.clone(), stop.clone(), run).await;
        assert_eq!(runs.load(Ordering::SeqCst), 3);
        let troubles = tally.read();
        assert_eq!((troubles.panics, troubles.restarts), (1, 2));
    }
}
