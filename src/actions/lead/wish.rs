//! What somebody wants a move to be.

use chrono::{DateTime, Utc};

use crate::domain::{
    field::{Money, Words},
    stage::Stage,
};

/// Where somebody wants a lead to go, and what they say to it.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Where to.
    pub to: Stage,
    /// Why; for a loss, one of the company's reasons.
    pub reason: Option<Words>,
    /// Recycling: nobody sells to it before this; 30 days if not said.
    pub rest_until: Option<DateTime<Utc>>,
    /// Recycling: what must change first.
    pub must_change: Option<Words>,
    /// What the deal is worth, when it was not known before.
    pub value: Option<Money>,
    /// A manager lets it through: why.
    pub override_reason: Option<Words>,
}
