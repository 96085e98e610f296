//! One verb per file, one transaction each: load, let the domain decide, record (row, timeline,
//! outbox), commit, return what came of it.

pub mod company;
pub mod digest;
pub mod handoff;
pub mod heard;
pub mod lead;
pub mod member;
pub mod places;
pub mod promotion;
pub mod settings;
pub mod sweep;
mod work;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
pub use work::{Progress, Work};
pub(crate) use work::{alone, begin, begin_open};

use crate::{
    domain::{
        access::Person, alert::Alert, company::Company, ids::EventId, refusal::Refusal, stage::Team,
    },
    store::{self, StoreError},
};

/// Somebody asks for something: who, in which company, when, and by which event of Discord. It is made
/// at the door, where those without any role are refused before anything else is looked at; what more
/// a verb takes, the verb asks.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The company, as it was when they asked.
    pub company: Arc<Company>,
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

impl<R: Into<Refusal>> From<R> for Failure {
    fn from(refusal: R) -> Self {
        Self::Refused(Box::new(refusal.into()))
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
