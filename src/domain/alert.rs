//! What the bot says unasked, as structure: text is made of it when it is sent. Who hears of what happens
//! to a lead, `audience` says.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{
    ids::{DealId, EntryId, HandoffId, LeadNumber, PromotionId, UserId},
    stage::{Stage, Team},
};

/// Something to be said in one of the company's places. Holds ids, not text: it is rendered from
/// what is true when it is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "alert", rename_all = "kebab-case")]
pub enum Alert {
    /// A new lead; one line, gathered with others of the same minute.
    LeadAdded {
        /// The lead's number in its company.
        lead: LeadNumber,
        /// Who added it.
        by: UserId,
        /// Where it started.
        stage: Stage,
    },
    /// A move inside one team's stages, or back to marketing; one line, gathered.
    LeadMoved {
        /// The lead's number in its company.
        lead: LeadNumber,
        /// Who moved it.
        by: UserId,
        /// From where.
        from: Stage,
        /// To where.
        to: Stage,
        /// The timeline's entry, which holds the reason.
        entry: EntryId,
    },
    /// The handoff's card in sales' channel: posted once, edited as things happen. The first post
    /// pings sales.
    HandoffCard {
        /// The handoff that it tells of; its row holds people and times.
        handoff: HandoffId,
    },
    /// 80 % of the time to accept: pings the one it is offered to, or the sales role.
    HandoffWarning {
        /// The handoff that it tells of; its row holds people and times.
        handoff: HandoffId,
    },
    /// 100 %: pings the manager role.
    HandoffEscalation {
        /// The handoff that it tells of; its row holds people and times.
        handoff: HandoffId,
    },
    /// Marketing is told how a handoff ended, or that it is late; a line.
    HandoffNews {
        /// The handoff that it tells of; its row holds people and times.
        handoff: HandoffId,
        /// What became of it.
        news: HandoffNews,
    },
    /// A deal was won; to both teams.
    Won {
        /// Whose.
        lead: LeadNumber,
        /// The deal that it tells of; its row holds the money.
        deal: DealId,
        /// By whom.
        by: UserId,
    },
    /// A lead was lost after sales had it; to both teams.
    LostAfterHandoff {
        /// The lead's number in its company.
        lead: LeadNumber,
        /// By whom.
        by: UserId,
        /// From where.
        from: Stage,
        /// The timeline's entry, which holds the words.
        entry: EntryId,
    },
    /// A promotion waits for a team's key.
    PromotionWaits {
        /// The promotion's id; its row holds the wording and both keys.
        promotion: PromotionId,
        /// For which version of it.
        version: i32,
        /// Whose key is missing.
        team: Team,
    },
    /// A promotion started, ended or was withdrawn.
    PromotionNews {
        /// The promotion's id; its row holds the wording and both keys.
        promotion: PromotionId,
        /// What became of it.
        news: PromotionNews,
    },
    /// The digest of a day.
    Digest {
        /// Its local date.
        date: NaiveDate,
    },
    /// The greeting with which `/setup` shows each team where its news will come.
    Greeting,
    /// Somebody left the server: what they looked after is their teams' again.
    MemberLeft {
        /// Who.
        user: UserId,
        /// How many leads they looked after in marketing.
        marketing: i64,
        /// How many in sales.
        sales: i64,
        /// How many handoffs waited for them alone.
        handoffs: i64,
    },
    /// Something could not be said; to the admin, once until it can.
    Undelivered {
        /// Where it belongs.
        place: Place,
    },
    /// Channels or roles that the company named were deleted; to the admin, once.
    SettingsLost {
        /// The keys of the settings that name nothing any more.
        settings: Vec<String>,
    },
}

/// What became of a handoff, for marketing's channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandoffNews {
    /// Sales has it: who, and how fast.
    Accepted,
    /// It came back, and why.
    SentBack,
    /// Nobody has accepted in time.
    Late,
}

/// What became of a promotion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PromotionNews {
    /// It may be offered from now on.
    Started,
    /// It may no longer be offered.
    Ended,
    /// It was taken back.
    Withdrawn,
}

/// A place that the company named in `/setup`, in the order in which it asks.
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
pub enum Place {
    /// Marketing's channel.
    Marketing,
    /// Sales' channel.
    Sales,
    /// The promotions channel.
    Promotions,
    /// The digest channel.
    Digest,
}

keyed!(Place);

impl Place {
    /// The channel of a team.
    pub fn of(team: Team) -> Self {
        match team {
            Team::Marketing => Self::Marketing,
            Team::Sales => Self::Sales,
        }
    }
}

/// Where an alert goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// One of the company's places.
    Place(Place),
    /// A direct message to whoever finished `/setup` last.
    Admin,
}

impl Destination {
    /// The stable key, as stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Place(place) => place.key(),
            Self::Admin => "admin",
        }
    }

    /// The destination of a stored key.
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "admin" => Some(Self::Admin),
            _ => Place::from_key(key).map(Self::Place),
        }
    }
}

impl From<Place> for Destination {
    fn from(place: Place) -> Self {
        Self::Place(place)
    }
}

/// How an alert is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// One line about a lead, gathered with others of the same minute into one message.
    Line {
        /// About whom.
        lead: LeadNumber,
        /// The entry that tells more of it.
        entry: Option<EntryId>,
    },
    /// Before everything else, since somebody has only minutes to answer: what pings.
    Pressing,
    /// A message of its own, in its turn.
    Calm,
}

impl Alert {
    /// How it is said. Every kind stands here on one side.
    pub fn manner(&self) -> Manner {
        match self {
            Self::LeadAdded { lead, .. } => Manner::Line {
                lead: *lead,
                entry: None,
            },
            Self::LeadMoved { lead, entry, .. } => Manner::Line {
                lead: *lead,
                entry: Some(*entry),
            },
            Self::HandoffCard { .. }
            | Self::HandoffWarning { .. }
            | Self::HandoffEscalation { .. } => Manner::Pressing,
            Self::HandoffNews { .. }
            | Self::Won { .. }
            | Self::LostAfterHandoff { .. }
            | Self::PromotionWaits { .. }
            | Self::PromotionNews { .. }
            | Self::Digest { .. }
            | Self::Greeting
            | Self::MemberLeft { .. }
            | Self::Undelivered { .. }
            | Self::SettingsLost { .. } => Manner::Calm,
        }
    }

    /// The card that it posts or edits, if it is one that changes in place.
    pub fn card(&self) -> Option<String> {
        match self {
            Self::HandoffCard { handoff } => Some(format!("handoff:{handoff}")),
            _ => None,
        }
    }
}
