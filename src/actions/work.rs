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

/// From here on the work may be done, whatever is heard of it.
fn may_be_done(may: bool) {
    let _ = WATCHED.try_with(|progress| progress.0.store(may, Ordering::Relaxed));
}

/// Runs work whose one changing statement is a transaction of its own: it may be done from when it is
/// sent, and is not when it was refused or the database says that it failed.
pub(crate) async fn alone<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    may_be_done(true);
    let done = work.await;
    let is_undone = match &done {
        Ok(_) => false,
        Err(Failure::Refused(_) | Failure::Repeated) => true,
        Err(Failure::Internal(error)) => error.is_an_answer(),
    };
    if is_undone {
        may_be_done(false);
    }
    done
}

/// The transaction of an action that changes something. Dropped, it leaves everything as it was.
#[derive(Debug)]
pub struct Work(Transaction<'static, Postgres>);

impl Work {
    /// Makes it true.
    pub(crate) async fn commit(self) -> Result<()> {
        alone(async { Ok(self.0.commit().await?) }).await
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

/// Begins the transaction of an action whose first statement takes the event itself.
pub(crate) async fn begin_open(pool: &PgPool) -> Result<Work> {
    Ok(Work(pool.begin().await?))
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
