//! A handoff: marketing offers a lead, sales accepts or sends it back, in time or late.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{
    company::Company,
    hours::BusinessHours,
    ids::{GuildId, HandoffId, LeadNumber, UserId},
    lead::{Field, Lead},
    warmth::seen,
};

/// Reminder to the one it is offered to, or to the team: part of the time to accept.
pub const WARN_PERCENT: i32 = 80;

/// How a handoff stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
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

keyed!(HandoffState);

/// Why a handoff was withdrawn while it waited.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Withdrawn {
    /// Its lead was lost.
    Lost,
    /// Its lead went back to Awareness, from where nothing is handed over.
    BackToAwareness,
    /// It was undone.
    Undone,
}

keyed!(Withdrawn);

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
    /// When it became hot while it waited; `None` when it was opened hot, or is not.
    pub hot_since: Option<DateTime<Utc>>,
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
    /// Why it was sent back.
    pub reason: Option<String>,
    /// Why it was withdrawn.
    pub withdrawn: Option<Withdrawn>,
}

impl Handoff {
    /// Makes it hot at `now`: the shorter time runs from then, and nothing is due later than it was.
    /// `false`: it is hot already, or has been answered.
    pub fn warm_up(&mut self, company: &Company, now: DateTime<Utc>) -> bool {
        if self.hot || self.state != HandoffState::Pending {
            return false;
        }
        (self.hot, self.hot_since) = (true, Some(now));
        self.recompute(company, now);
        true
    }

    /// Takes back that it became hot while it waited. One that was opened hot stays so: that was promised.
    pub fn cool_down(&mut self, company: &Company, now: DateTime<Utc>) -> bool {
        if self.hot_since.is_none() || self.state != HandoffState::Pending {
            return false;
        }
        (self.hot, self.hot_since) = (false, None);
        self.recompute(company, now);
        true
    }

    /// Computes its steps anew, from its opening and from when it became hot: after that, or after hours,
    /// holidays or times to accept have changed. A step that was acted on and is not due any more will be
    /// again. `false`: nothing changed, or the company is never open any more, and what was promised
    /// stands.
    pub fn recompute(&mut self, company: &Company, now: DateTime<Utc>) -> bool {
        let from_opening = if self.hot && self.hot_since.is_none() {
            company.hot
        } else {
            company.standard
        };
        let steps = |from, time| deadlines(&company.hours, company.zone, from, time);
        let Some(mut anew) = steps(self.opened_at, from_opening) else {
            return false;
        };
        if let Some(shorter) = self.hot_since.and_then(|since| steps(since, company.hot)) {
            anew.warn_at = anew.warn_at.min(shorter.warn_at);
            anew.due_at = anew.due_at.min(shorter.due_at);
        }
        let changed = (self.warn_at, self.due_at) != (anew.warn_at, anew.due_at);
        (self.warn_at, self.due_at) = (anew.warn_at, anew.due_at);
        self.warned_at = self.warned_at.filter(|_| self.warn_at <= now);
        self.escalated_at = self.escalated_at.filter(|_| self.due_at <= now);
        changed
    }
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
    if seen(warmth) < company.threshold {
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
