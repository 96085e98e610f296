//! The loops that run the jobs: woken by a hint or by the clock, and by a poll, which is the truth.

use std::{sync::Arc, time::Duration};

use poise::serenity_prelude::Http;
use sqlx::{PgPool, postgres::PgListener};
use tokio::{
    sync::{Notify, watch},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use super::{deliver::Deliverer, due, members};
use crate::{
    actions,
    clock::Clock,
    store::{self, StoreError},
};

/// How often what is due is asked for.
const TICK: Duration = Duration::from_secs(1);

/// How often old events are forgotten.
const SWEEP: Duration = Duration::from_secs(3600);

/// Sends whatever waits, until told to stop.
pub async fn deliver(deliverer: Arc<Deliverer>, pool: PgPool, stop: CancellationToken) {
    let mut listener = None;
    while !stop.is_cancelled() {
        if listener.is_none() {
            listener = listen(&pool).await;
        }
        match deliverer.run_once().await {
            // More may wait: a full batch, or a next edit of a card.
            Ok(count) if count > 0 => continue,
            Ok(_) => {}
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "The outbox could not be read."
            ),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(deliverer.settings().poll) => {}
            () = hint(&mut listener) => {}
        }
    }
}

/// Listens for the outbox's notifications, if the database lets us: they are only a hint.
async fn listen(pool: &PgPool) -> Option<PgListener> {
    let mut listener = PgListener::connect_with(pool).await.ok()?;
    listener.listen("outbox").await.ok()?;
    Some(listener)
}

/// The next notification, and those that came with it; never, when there is nobody to hear it.
async fn hint(listener: &mut Option<PgListener>) {
    match listener {
        Some(open) => {
            if open.recv().await.is_err() {
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

/// Does what is due, each second and whenever the clock is moved, until told to stop.
pub async fn due(pool: PgPool, clock: Clock, passes: Arc<Passes>, stop: CancellationToken) {
    let mut moves = clock.moves();
    let mut swept = Instant::now();
    let mut pass = 0;
    while !stop.is_cancelled() {
        pass += 1;
        passes.begun.send_replace(pass);
        match due::run_once(&pool, clock.now()).await {
            Ok(()) => {
                passes.finished.send_replace(pass);
            }
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "What is due could not be done."
            ),
        }
        if swept.elapsed() > SWEEP {
            swept = Instant::now();
            if let Err(error) = actions::sweep::run(&pool, clock.now()).await {
                tracing::warn!(?error, "What is not kept any longer could not be swept.");
            }
            if let Err(error) = sweep(&pool).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "The inbox could not be swept."
                );
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(TICK) => {}
            () = passes.nudge.notified() => {}
            _ = moves.changed() => {}
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

async fn sweep(pool: &PgPool) -> Result<(), StoreError> {
    let mut conn = pool.acquire().await?;
    store::inbox::sweep(&mut conn).await?;
    Ok(())
}
