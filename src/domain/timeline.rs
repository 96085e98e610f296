//! What happened to a lead: append-only entries, each with who, when and what.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumString, IntoStaticStr, VariantArray};

use super::{
    changes::Changes,
    handoff::Withdrawn,
    ids::{ChannelId, DealId, EntryId, HandoffId, LeadNumber, MessageId, UserId},
    lead::Field,
    stage::{Stage, Team},
    warmth::TouchKind,
};

/// What happened. Holds ids and field names only; words and values stand beside it, where an erasure
/// can empty them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[strum_discriminants(
    name(Kind),
    doc = "What kind of thing happened: what [`What`] is without its ids. The stable key is what is stored.",
    derive(Hash, EnumString, IntoStaticStr, VariantArray),
    strum(serialize_all = "kebab-case")
)]
pub enum What {
    /// The lead was added at a stage.
    Added {
        /// Where it started.
        stage: Stage,
        /// By sales, past marketing.
        sales_sourced: bool,
    },
    /// Fields were changed.
    Edited {
        /// The fields whose values changed. The values stand in the entry's changes, which an erasure empties.
        fields: Vec<Field>,
    },
    /// It moved; from, to and how long it had stood are the entry's own.
    Moved,
    /// It was touched.
    Touched {
        /// How.
        touch: TouchKind,
    },
    /// Somebody wrote a note.
    Noted,
    /// Somebody was about to add it again: what differed from what was known is among the changes, and
    /// has changed nothing.
    CameAgain,
    /// It got an owner, or lost one.
    Assigned {
        /// On which team.
        team: Team,
        /// Who has it now.
        to: Option<UserId>,
        /// Who had it before.
        before: Option<UserId>,
    },
    /// A handoff was opened.
    HandoffOpened {
        /// The handoff that it tells of; its row holds people and times.
        handoff: HandoffId,
        /// A manager let it through.
        overridden: bool,
    },
    /// The one it was offered to, or the team, was reminded.
    HandoffWarned {
        /// The handoff that it tells of; its row holds people and times.
        handoff: HandoffId,
        /// The clock had jumped past it: recorded, not posted.
        skipped: bool,
    },
    /// The manager was told.
    HandoffEscalated {
        /// The handoff that it tells of; its row holds people and times.
        handoff: HandoffId,
    },
    /// Sales accepted.
    HandoffAccepted {
        /// The handoff that it tells of; its row holds people and times.
        handoff: HandoffId,
        /// Who has it now.
        by: UserId,
    },
    /// Sales sent it back, with a reason.
    HandoffSentBack {
        /// The handoff that it tells of; its row holds people and times.
        handoff: HandoffId,
    },
    /// It was lost or undone while pending.
    HandoffWithdrawn {
        /// The handoff that it tells of; its row holds people and times.
        handoff: HandoffId,
        /// Why; entries of the first days say it in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<Withdrawn>,
    },
    /// A deal was opened.
    DealOpened {
        /// The deal that it tells of; its row holds the money.
        deal: DealId,
    },
    /// A deal was won; the move stands in an entry of its own.
    DealWon {
        /// The deal that it tells of; its row holds the money.
        deal: DealId,
    },
    /// A deal was lost with its lead.
    DealLost {
        /// The deal that it tells of; its row holds the money.
        deal: DealId,
    },
    /// A message in a channel that the bot listens to named the lead.
    Heard {
        /// Where.
        channel: ChannelId,
        /// Which message.
        message: MessageId,
    },
    /// An earlier entry was taken back; which one is the entry's own.
    Undone,
}

keyed!(Kind);

impl What {
    /// What kind of thing it is.
    pub fn kind(&self) -> Kind {
        self.into()
    }
}

/// An entry of the timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id.
    pub id: EntryId,
    /// Whose.
    pub lead: LeadNumber,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom; `None`: by the bot itself.
    pub actor: Option<UserId>,
    /// What.
    pub what: What,
    /// For moves.
    pub step: Option<Step>,
    /// A note's text, a reason, a heard message.
    pub words: Option<String>,
    /// Values before and after, by field.
    pub changes: Option<Changes>,
    /// The entry that this one takes back.
    pub reverses: Option<EntryId>,
    /// The entry that took this one back.
    pub reversed_by: Option<EntryId>,
    /// The first entry of the deed that it is part of; `None` when it is the first, or stands alone.
    pub deed: Option<EntryId>,
}

impl Entry {
    /// By what the entries of one deed are the same.
    pub fn deed(&self) -> EntryId {
        self.deed.unwrap_or(self.id)
    }
}

/// From what, to what, and for how long it had stood there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where it stood; `None` when it was added.
    pub from: Option<Stage>,
    /// Where it stands now.
    pub to: Stage,
    /// For how long it had stood; `None` when it was added.
    pub stood: Option<TimeDelta>,
}

/// An entry to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// Whose.
    pub lead: LeadNumber,
    /// By whom; `None`: by the bot itself.
    pub actor: Option<UserId>,
    /// What.
    pub what: What,
    /// For moves.
    pub step: Option<Step>,
    /// A note's text, a reason, a heard message.
    pub words: Option<String>,
    /// Values before and after, by field.
    pub changes: Option<Changes>,
    /// The entry that this one takes back.
    pub reverses: Option<EntryId>,
    /// The first entry of the deed that it is part of; `None` when it is the first, or stands alone.
    pub deed: Option<EntryId>,
}

impl NewEntry {
    /// An entry that tells `what` of `lead`, with nothing beside it.
    pub fn new(lead: LeadNumber, actor: Option<UserId>, what: What) -> Self {
        Self {
            lead,
            actor,
            what,
            step: None,
            words: None,
            changes: None,
            reverses: None,
            deed: None,
        }
    }

    /// With the words that belong to it.
    pub fn saying(self, words: Option<String>) -> Self {
        Self { words, ..self }
    }

    /// With the move that it is.
    pub fn stepping(self, step: Step) -> Self {
        Self {
            step: Some(step),
            ..self
        }
    }

    /// With values before and after, by field.
    pub fn changing(self, changes: Changes) -> Self {
        Self {
            changes: Some(changes),
            ..self
        }
    }

    /// Taking an earlier entry back.
    pub fn reversing(self, entry: EntryId) -> Self {
        Self {
            reverses: Some(entry),
            ..self
        }
    }
}
