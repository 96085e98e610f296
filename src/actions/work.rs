//! The transaction of an action that changes something, and whether it may have been committed: what
//! people are told about a deed that failed must be true.

use std::{
    ops::{Deref, DerefMut},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use sqlx::{PgConnection, PgPool, Postgres, Transaction};

use super::{Ask, Failure, Result};
use crate::store;

tokio::task_local! {
    /// The progress of whoever watches the work that runs.
    static WATCHED: Progress;
}

/// How far work has come. Until a commit was asked for, whatever happens leaves everything as it was;
/// after that only an answer of the database tells.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<AtomicBool>);

impl Progress {
    /// Watches over `work`.
    pub async fn watch<T>(&self, work: impl Future<Output = T>) -> T {
        WATCHED.scope(self.clone(), work).await
    }

    /// Whether something may have been changed.
    pub fn may_be_done(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// From here on the work may be done, whatever is heard of it: to be called before a commit, and before
/// a statement that changes something without a transaction.
pub(crate) fn committing() {
    let _ = WATCHED.try_with(|progress| progress.0.store(true, Ordering::Relaxed));
}

/// The transaction of an action that changes something. Dropped, it leaves everything as it was.
#[derive(Debug)]
pub struct Work(Transaction<'static, Postgres>);

impl Work {
    /// Makes it true.
    pub(crate) async fn commit(self) -> Result<()> {
        committing();
        Ok(self.0.commit().await?)
    }
}

impl Deref for Work {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.0
    }
}

impl DerefMut for Work {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.0
    }
}

/// Begins the transaction of an action that changes something, and takes the event for it.
pub(crate) async fn begin(pool: &PgPool, ask: &Ask) -> Result<Work> {
    let mut tx = pool.begin().await?;
    if let Some(event) = ask.event
        && !store::inbox::take(&mut tx, ask.company.guild, event).await?
    {
        return Err(Failure::Repeated);
    }
    Ok(Work(tx))
}
