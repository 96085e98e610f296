//! The outbox's way to Discord: claims the first row of each lane, and sends lanes side by side.

use std::{sync::Arc, time::Duration};

use poise::serenity_prelude as serenity;
use serenity::Http;
use sqlx::PgPool;
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::Instant,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    guarded::{guarded, said},
    instance::Instance,
    sweep::Keep,
    tally::Tally,
    wire::Wire,
};
use crate::{
    clock::Clock,
    store::{
        self, StoreError,
        outbox::{Claimed, Lease, Turn},
    },
};

/// How long a lane counts among those that are served at once. A slower one goes on beside them, so that
/// many slow channels do not hold up the quick ones.
const QUICK: Duration = Duration::from_secs(2);

/// Lanes on their way at the most, slow ones included.
const MOST_LANES: usize = 1000;

/// How delivery is paced.
#[derive(Clone, Debug)]
pub struct DeliverSettings {
    /// How long a claimed row is one sender's own.
    pub lease: Duration,
    /// How often the outbox is asked; a notification comes before.
    pub poll: Duration,
    /// Lanes that are served at once.
    pub batch: usize,
    /// Tries after which a row is dead. With the pause doubling up to a minute, a hundred and fifty are
    /// about two and a half hours: longer than most of Discord's outages.
    pub max_attempts: i32,
    /// How long one request may take; shorter than the lease.
    pub send_timeout: Duration,
    /// How often a place that refused is tried again.
    pub try_again: Duration,
    /// How long the ledger keeps things.
    pub keep: Keep,
}

impl Default for DeliverSettings {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(30),
            poll: Duration::from_secs(1),
            batch: 32,
            max_attempts: 150,
            send_timeout: Duration::from_secs(15),
            try_again: Duration::from_secs(300),
            keep: Keep::default(),
        }
    }
}

impl DeliverSettings {
    /// How long reading for a row may take: a fifth of the lease leaves time to send.
    pub(super) fn read_timeout(&self) -> Duration {
        self.lease.mul_f64(0.2)
    }

    /// How long writing down how a row ended may take: what is left of the lease after the last request.
    pub(super) fn write_timeout(&self) -> Duration {
        self.lease.mul_f64(0.1)
    }
}

/// Sends what stands in the outbox.
#[derive(Debug)]
pub struct Deliverer {
    pub(super) pool: PgPool,
    pub(super) clock: Clock,
    pub(super) settings: DeliverSettings,
    pub(super) wire: Wire,
    pub(super) tally: Tally,
    pub(super) stop: CancellationToken,
    /// The key of this process's advisory lock.
    instance: i64,
    /// A lane has become free: its next row may be claimed.
    freed: Notify,
    quick: Arc<Semaphore>,
}

/// A claim: its lease, and the instant at which the last request must be over so that its outcome can
/// be written down while the lease still holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub(super) lease: Uuid,
    pub(super) until: Instant,
}

/// Rows on their way, and whose turn it is. It belongs to the loop: when that ends, so do they.
#[derive(Debug)]
pub(super) struct Lanes {
    sends: JoinSet<()>,
    turn: Option<Turn>,
    instance: Instance,
    tried_again: Instant,
}

impl Deliverer {
    /// A sender for the bot `bot`. When `stop` is cancelled, what was not begun is given back.
    pub fn new(
        pool: PgPool,
        http: Arc<Http>,
        clock: Clock,
        bot: serenity::UserId,
        settings: DeliverSettings,
        tally: Tally,
        stop: CancellationToken,
    ) -> Self {
        let wire = Wire::new(http, bot, settings.send_timeout);
        let quick = Arc::new(Semaphore::new(settings.batch));
        // Its upper half names the process well enough, and fits Postgres's key.
        let (instance, _) = Uuid::new_v4().as_u64_pair();
        Self {
            pool,
            clock,
            settings,
            wire,
            tally,
            stop,
            instance: instance.cast_signed(),
            freed: Notify::new(),
            quick,
        }
    }

    /// How it is paced.
    pub fn settings(&self) -> &DeliverSettings {
        &self.settings
    }

    /// No lanes yet.
    pub(super) fn lanes(&self) -> Lanes {
        Lanes {
            sends: JoinSet::new(),
            turn: None,
            instance: Instance::new(self.instance),
            tried_again: Instant::now(),
        }
    }

    /// Claims what is next, and sets it on its way; waits for none of it.
    ///
    /// # Errors
    /// The database is away.
    pub(super) async fn pass(self: &Arc<Self>, lanes: &mut Lanes) -> Result<(), StoreError> {
        while let Some(done) = lanes.sends.try_join_next() {
            self.look_at(done);
        }
        lanes.instance.look(&self.pool).await;
        self.try_again(lanes).await?;
        let room = self.quick.available_permits();
        if room == 0 || lanes.sends.len() >= MOST_LANES {
            return Ok(());
        }
        let lease = Lease {
            id: Uuid::new_v4(),
            seconds: self.settings.lease.as_secs_f64(),
            sender: self.instance,
        };
        let claim = Claim {
            lease: lease.id,
            // A tenth of the lease is left for writing down how it ended.
            until: Instant::now() + self.settings.lease.mul_f64(0.9),
        };
        let mut conn = self.pool.acquire().await?;
        let batch = i64::try_from(room).unwrap_or(i64::MAX);
        let (claimed, turn) =
            store::outbox::claim(&mut conn, lease, batch, lanes.turn.as_ref()).await?;
        drop(conn);
        lanes.turn = turn;
        for row in claimed {
            let permit = Arc::clone(&self.quick).try_acquire_owned().ok();
            lanes
                .sends
                .spawn(Arc::clone(self).carry(row, claim, permit));
        }
        Ok(())
    }

    /// Sends a row. A slow one gives its place among the quick ones up.
    async fn carry(
        self: Arc<Self>,
        row: Claimed,
        claim: Claim,
        permit: Option<OwnedSemaphorePermit>,
    ) {
        let send = self.send(row, claim);
        tokio::pin!(send);
        if tokio::time::timeout(QUICK, &mut send).await.is_err() {
            drop(permit);
            self.freed.notify_one();
            send.await;
        } else {
            drop(permit);
        }
        self.freed.notify_one();
    }

    /// A lane is free again.
    pub(super) async fn freed(&self) {
        self.freed.notified().await;
    }

    /// Tries places that refused.
    async fn try_again(&self, lanes: &mut Lanes) -> Result<(), StoreError> {
        let pause = self.settings.try_again;
        if lanes.tried_again.elapsed() < pause.mul_f64(0.1) {
            return Ok(());
        }
        lanes.tried_again = Instant::now();
        let mut conn = self.pool.acquire().await?;
        store::place::try_again(&mut conn, pause.as_secs_f64()).await?;
        Ok(())
    }

    fn look_at(&self, done: Result<(), tokio::task::JoinError>) {
        if let Err(error) = done
            && error.is_panic()
        {
            self.tally.panicked();
            let said = said(&*error.into_panic());
            tracing::error!(said, "Sending panicked; the row is claimed again.");
        }
    }

    /// Waits until what is on its way has ended.
    pub(super) async fn drain(&self, mut lanes: Lanes) {
        while let Some(done) = lanes.sends.join_next().await {
            self.look_at(done);
        }
    }

    /// One pass, bounded: a database that does not answer ends it.
    pub(super) async fn bounded_pass(self: &Arc<Self>, lanes: &mut Lanes) {
        const MOST: Duration = Duration::from_secs(5);
        match guarded(MOST, self.pass(lanes)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "The outbox could not be read."
            ),
            Err(fall) => {
                self.tally.fell(&fall);
                tracing::error!(%fall, "A pass over the outbox did not end.");
            }
        }
    }
}
