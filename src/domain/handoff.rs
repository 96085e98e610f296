//! A handoff: marketing offers a lead, sales accepts or sends it back, in time or late.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{
    company::Company,
    hours::BusinessHours,
    ids::{GuildId, HandoffId, LeadNumber, UserId},
    lead::{Field, Lead},
};

/// Reminder to the one it is offered to, or to the team: part of the time to accept.
pub const WARN_PERCENT: i32 = 80;

/// How a handoff stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HandoffState {
    /// Waits for sales.
    Pending,
    /// Sales has it.
    Accepted,
    /// Sales sent it back.
    SentBack,
    /// Lost or undone while it waited; left out of the figures.
    Withdrawn,
}

impl HandoffState {
    /// The stable key, as stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::SentBack => "sent-back",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a stored key.
    pub fn from_key(key: &str) -> Option<Self> {
        [
            Self::Pending,
            Self::Accepted,
            Self::SentBack,
            Self::Withdrawn,
        ]
        .into_iter()
        .find(|state| state.key() == key)
    }
}

/// Why something cannot be done with a handoff.
#[derive(Clone, Debug, PartialEq)]
pub enum HandoffRefusal {
    /// The lead is not warm or complete enough for sales; a manager may override.
    NotReady {
        /// Which lead.
        lead: LeadNumber,
        /// What it lacks.
        missing: Vec<Missing>,
    },
    /// A handoff of it waits already.
    Pending {
        /// Which lead.
        lead: LeadNumber,
    },
    /// No handoff of this lead waits.
    NoneWaits {
        /// Which lead.
        lead: LeadNumber,
    },
    /// Somebody was faster, or it ended otherwise.
    Closed {
        /// Which lead.
        lead: LeadNumber,
        /// How it ended.
        state: HandoffState,
        /// Who has it or who ended it.
        by: Option<UserId>,
    },
    /// The company is never open, so no time to accept can run.
    NeverOpen,
}

/// A handoff as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Handoff {
    /// The company.
    pub guild: GuildId,
    /// Its id.
    pub id: HandoffId,
    /// The lead that is handed over.
    pub lead: LeadNumber,
    /// How it stands.
    pub state: HandoffState,
    /// Whether it has the shorter time.
    pub hot: bool,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// By whom.
    pub opened_by: UserId,
    /// The one it is offered to; `None`: the whole team.
    pub offered_to: Option<UserId>,
    /// Why a manager let it through.
    pub override_reason: Option<String>,
    /// What marketing adds to the brief.
    pub note: Option<String>,
    /// 80 % of the time to accept.
    pub warn_at: DateTime<Utc>,
    /// 100 % of it.
    pub due_at: DateTime<Utc>,
    /// When the reminder was acted on or skipped.
    pub warned_at: Option<DateTime<Utc>>,
    /// When the manager was told.
    pub escalated_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub closed_at: Option<DateTime<Utc>>,
    /// Who ended it.
    pub closed_by: Option<UserId>,
    /// Who has the lead now.
    pub accepted_by: Option<UserId>,
    /// Business time from opening to acceptance.
    pub accepted_after: Option<TimeDelta>,
    /// Why it was sent back or withdrawn.
    pub reason: Option<String>,
}

/// The times at which a handoff warns and is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// 80 %.
    pub warn_at: DateTime<Utc>,
    /// 100 %.
    pub due_at: DateTime<Utc>,
}

/// When a handoff opened at `now` warns and is due, in the company's business hours. `None` when the
/// company is never open.
pub fn deadlines(
    hours: &BusinessHours,
    zone: Tz,
    now: DateTime<Utc>,
    time_to_accept: TimeDelta,
) -> Option<Deadlines> {
    Some(Deadlines {
        warn_at: hours.add(zone, now, time_to_accept * WARN_PERCENT / 100)?,
        due_at: hours.add(zone, now, time_to_accept)?,
    })
}

/// What still stands between a lead and sales.
#[derive(Clone, Debug, PartialEq)]
pub enum Missing {
    /// Not warm enough.
    Warmth {
        /// Points it has.
        has: f64,
        /// Points it needs.
        needs: f64,
    },
    /// A field is empty.
    Field(Field),
    /// It rests after being recycled.
    Rest {
        /// Until then.
        until: DateTime<Utc>,
    },
}

/// The gate: what `lead` lacks for a handoff. Empty means that it may go.
pub fn missing(company: &Company, lead: &Lead, warmth: f64, now: DateTime<Utc>) -> Vec<Missing> {
    let mut missing = Vec::new();
    // Rounded down to a tenth, as people see it, so that "50.0 of 50" never refuses.
    if (warmth * 10.0).round() / 10.0 < company.threshold {
        missing.push(Missing::Warmth {
            has: warmth,
            needs: company.threshold,
        });
    }
    missing.extend(
        company
            .required
            .iter()
            .filter(|field| !lead.has(**field))
            .map(|field| Missing::Field(*field)),
    );
    if let Some(until) = lead.rest_until.filter(|until| *until > now) {
        missing.push(Missing::Rest { until });
    }
    missing
}

/// A step of the time to accept that has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Late {
    /// 80 %: remind.
    Warn,
    /// 100 %: tell the manager. `warn_skipped` when the reminder was never sent.
    Escalate {
        /// The clock jumped past the reminder: it is recorded, not posted.
        warn_skipped: bool,
    },
}

/// The highest step that has passed and was not acted on.
pub fn late_step(handoff: &Handoff, now: DateTime<Utc>) -> Option<Late> {
    if handoff.state != HandoffState::Pending || handoff.escalated_at.is_some() {
        None
    } else if handoff.due_at <= now {
        Some(Late::Escalate {
            warn_skipped: handoff.warned_at.is_none(),
        })
    } else if handoff.warn_at <= now && handoff.warned_at.is_none() {
        Some(Late::Warn)
    } else {
        None
    }
}
