//! One verb per file, one transaction each: load, let the domain decide, record (row, timeline,
//! outbox), commit, return what came of it.

pub mod digest;
pub mod handoff;
pub mod heard;
pub mod lead;
pub mod member;
pub mod promotion;
pub mod settings;
pub mod sweep;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};

use crate::{
    domain::{
        access::Person, alert::Alert, company::Company, ids::EventId, refusal::Refusal, stage::Team,
    },
    store::{self, StoreError},
};

/// Somebody asks for something: who, in which company, when, and by which event of Discord.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The company, as it was when they asked.
    pub company: Company,
    /// Who asks.
    pub who: Person,
    /// The interaction or message that asks; acted on once. `None` for what no event asked for.
    pub event: Option<EventId>,
    /// Business time.
    pub now: DateTime<Utc>,
}

/// Why an action did not happen. Nothing has changed.
#[derive(Debug)]
pub enum Failure {
    /// The rules say no; people read why and what to do.
    Refused(Box<Refusal>),
    /// The event has been acted on already: say nothing.
    Repeated,
    /// Something broke on our side.
    Internal(StoreError),
}

/// What an action returns.
pub type Result<T> = std::result::Result<T, Failure>;

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Internal(error)
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Internal(error.into())
    }
}

/// Tells teams of something, each in its channel; in one that they share, once.
pub(crate) async fn tell(
    conn: &mut PgConnection,
    company: &Company,
    teams: &[Team],
    alert: &Alert,
    now: DateTime<Utc>,
) -> Result<()> {
    for place in company.places(teams) {
        store::outbox::enqueue(&mut *conn, company.guild, place, alert, now).await?;
    }
    Ok(())
}

/// Begins the transaction of an action that changes something, and takes the event for it.
pub(crate) async fn begin(pool: &PgPool, ask: &Ask) -> Result<Transaction<'static, Postgres>> {
    let mut tx = pool.begin().await?;
    if let Some(event) = ask.event
        && !store::inbox::take(&mut tx, ask.company.guild, event).await?
    {
        return Err(Failure::Repeated);
    }
    Ok(tx)
}
