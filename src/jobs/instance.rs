//! This process among others that send: it shows that it lives, and finds those that do not.

use std::time::Duration;

use sqlx::{Connection, PgConnection, PgPool};
use tokio::time::Instant;

use crate::store::{self, StoreError};

/// How often the connection that holds our lock is tried, and others' locks are.
const LOOK: Duration = Duration::from_secs(5);

/// How long a look may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// A sender's sign of life: a connection of its own, which holds an advisory lock. When the process
/// ends, however it ends, the lock is free.
#[derive(Debug)]
pub(super) struct Instance {
    id: i64,
    lock: Option<PgConnection>,
    looked: Option<Instant>,
}

impl Instance {
    /// One that does not show itself yet.
    pub(super) fn new(id: i64) -> Self {
        Self {
            id,
            lock: None,
            looked: None,
        }
    }

    /// Holds our lock, and every few seconds frees the leases of those who do not hold theirs. Trouble is
    /// logged: without the lock others would take our leases early, and what is sent is then looked for
    /// before it is sent again.
    pub(super) async fn look(&mut self, pool: &PgPool) {
        if self.looked.is_some_and(|looked| looked.elapsed() < LOOK) {
            return;
        }
        self.looked = Some(Instant::now());
        match tokio::time::timeout(PATIENCE, self.look_now(pool)).await {
            Ok(Ok(0)) => {}
            Ok(Ok(freed)) => tracing::info!(freed, "A sender is gone; its leases were ended."),
            Ok(Err(error)) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "The senders could not be looked at."
            ),
            Err(_) => {
                // A line that swallows what is said to it: dropping it closes it.
                self.lock = None;
                tracing::warn!("The database does not answer the look at the senders.");
            }
        }
    }

    async fn look_now(&mut self, pool: &PgPool) -> Result<u64, StoreError> {
        let lives = match &mut self.lock {
            Some(lock) => lock.ping().await.is_ok(),
            None => false,
        };
        if !lives {
            self.lock = None;
            let mut own = pool.acquire().await?.detach();
            store::outbox::instance::live(&mut own, self.id).await?;
            self.lock = Some(own);
        }
        let mut conn = pool.acquire().await?;
        store::outbox::instance::free_the_dead(&mut conn, self.id).await
    }
}
