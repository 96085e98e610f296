//! A promotion: written by marketing, agreed by sales, live only inside its window.

use chrono::{DateTime, Utc};

use super::{
    access::{AccessRefusal, Person},
    ids::{GuildId, PromotionId, UserId},
    stage::Team,
};

/// A promotion as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Promotion {
    /// The company.
    pub guild: GuildId,
    /// Its id.
    pub id: PromotionId,
    /// What people type and say.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What the customer gets.
    pub discount: String,
    /// Under which terms.
    pub terms: Option<String>,
    /// For whom.
    pub audience: Option<String>,
    /// For which product.
    pub product: Option<String>,
    /// What to say.
    pub wording: Option<String>,
    /// From when.
    pub starts_at: DateTime<Utc>,
    /// Until when; the first instant at which it no longer holds.
    pub ends_at: DateTime<Utc>,
    /// How many may be given; `None`: no limit.
    pub quantity: Option<i32>,
    /// Counts edits.
    pub version: i32,
    /// Who wrote this version.
    pub proposed_by: UserId,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Marketing's key on this version.
    pub marketing_key: Option<Key>,
    /// Sales' key on this version.
    pub sales_key: Option<Key>,
    /// Withdrawn by whom, when and why.
    pub withdrawn: Option<Withdrawal>,
}

/// One team's approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Who turned it.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
}

/// How a promotion was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// By whom.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// Where a promotion stands at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// A key is missing: this team's. Both, if marketing's is (an edit takes both).
    WaitsFor(Team),
    /// Approved, its window not open yet.
    Agreed,
    /// May be offered now.
    Live,
    /// Its window is over.
    Ended,
    /// Taken back.
    Withdrawn,
}

/// Why something cannot be done with a promotion.
#[derive(Clone, Debug, PartialEq)]
pub enum PromotionRefusal {
    /// They may not.
    Access(AccessRefusal),
    /// There is no such promotion in this company.
    NoSuch {
        /// What was typed.
        typed: String,
    },
    /// Its end is not after its start, or lies in the past.
    BadWindow {
        /// The start.
        starts_at: DateTime<Utc>,
        /// The end.
        ends_at: DateTime<Utc>,
        /// The end lies in the past.
        past: bool,
    },
    /// It was edited since the button was shown.
    Changed {
        /// The promotion's code, which is its name for people.
        code: String,
    },
    /// No key is missing.
    NotWaiting {
        /// The promotion's code, which is its name for people.
        code: String,
        /// How it stands.
        standing: Standing,
    },
    /// Two keys, of different people.
    Own {
        /// The promotion's code, which is its name for people.
        code: String,
    },
    /// Another promotion with this code is agreed for an overlapping time.
    CodeTaken {
        /// The promotion's code, which is its name for people.
        code: String,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// It is over or withdrawn already.
    Over {
        /// The promotion's code, which is its name for people.
        code: String,
        /// How it stands.
        standing: Standing,
    },
}

impl From<AccessRefusal> for PromotionRefusal {
    fn from(refusal: AccessRefusal) -> Self {
        Self::Access(refusal)
    }
}

impl Promotion {
    /// Where it stands at `now`.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        if self.withdrawn.is_some() {
            Standing::Withdrawn
        } else if self.ends_at <= now {
            Standing::Ended
        } else if self.marketing_key.is_none() {
            Standing::WaitsFor(Team::Marketing)
        } else if self.sales_key.is_none() {
            Standing::WaitsFor(Team::Sales)
        } else if self.starts_at <= now {
            Standing::Live
        } else {
            Standing::Agreed
        }
    }

    /// Which team's key `by` may turn on `version`, or why none. A person of both teams turns the one
    /// that is missing, but never both.
    pub fn key_for(
        &self,
        by: Person,
        version: i32,
        now: DateTime<Utc>,
    ) -> Result<Team, PromotionRefusal> {
        by.rights.take_part()?;
        if version != self.version {
            return Err(PromotionRefusal::Changed {
                code: self.code.clone(),
            });
        }
        let team = match self.standing(now) {
            Standing::WaitsFor(team) => team,
            standing => {
                return Err(PromotionRefusal::NotWaiting {
                    code: self.code.clone(),
                    standing,
                });
            }
        };
        by.rights.turn_key_of(team)?;
        let others = [self.marketing_key, self.sales_key];
        if others.into_iter().flatten().any(|key| key.by == by.id)
            || (team == Team::Sales && self.proposed_by == by.id)
        {
            return Err(PromotionRefusal::Own {
                code: self.code.clone(),
            });
        }
        Ok(team)
    }
}
