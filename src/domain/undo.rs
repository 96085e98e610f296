//! What may be taken back, by whom, and for how long.
//!
//! One's own, a manager anybody's. Within ten minutes; a move, or a handoff that waits, at any time.
//! Never when something that came after builds on it, and not after sales accepted. What was done in one
//! go is taken back in one go: a win is two moves and a deal.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    access::Person,
    handoff::HandoffState,
    ids::{DealId, EntryId, HandoffId, LeadNumber, UserId},
    lead::{Field, Lead},
    stage::{Stage, Team, Way, find_move},
    timeline::{Entry, Kind, What},
};

/// How long anything of one's own can be taken back.
const UNDO_FOR: TimeDelta = TimeDelta::minutes(10);

/// Why nothing is taken back.
#[derive(Clone, Debug, PartialEq)]
pub enum UndoRefusal {
    /// There is nothing to undo, or it has been undone already.
    Nothing {
        /// On which lead.
        lead: LeadNumber,
    },
    /// It was somebody else's doing; a manager may undo it.
    NotYours {
        /// On which lead.
        lead: LeadNumber,
        /// Whose.
        by: Option<UserId>,
    },
    /// Too long ago, or something depends on it.
    Barred {
        /// On which lead.
        lead: LeadNumber,
        /// Why not.
        why: UndoBar,
    },
    /// What the button or form was for has changed since.
    MovedOn {
        /// Which lead.
        lead: LeadNumber,
        /// Where it stands now.
        stage: Stage,
    },
    /// The handoff that it opened has ended since.
    HandoffEnded {
        /// On which lead.
        lead: LeadNumber,
        /// How.
        state: HandoffState,
        /// Who ended it.
        by: Option<UserId>,
    },
}

/// Why an entry cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoBar {
    /// More than 10 minutes ago, and not the last move.
    TooLate,
    /// Something that came after depends on it.
    Dependent,
    /// Sales accepted the handoff.
    Accepted,
    /// This kind of entry cannot be taken back.
    Kind,
    /// What it was before is not kept any more.
    Forgotten,
}

/// Whether an entry of this kind is something that somebody did, so that it may be meant by "the last".
pub fn is_a_doing(kind: Kind) -> bool {
    match kind {
        Kind::Heard | Kind::HandoffWithdrawn | Kind::Undone => false,
        Kind::Added
        | Kind::Edited
        | Kind::Moved
        | Kind::Touched
        | Kind::Noted
        | Kind::CameAgain
        | Kind::Assigned
        | Kind::HandoffOpened
        | Kind::HandoffWarned
        | Kind::HandoffEscalated
        | Kind::HandoffAccepted
        | Kind::HandoffSentBack
        | Kind::DealOpened
        | Kind::DealWon
        | Kind::DealLost => true,
    }
}

/// Whether an entry of this kind can stand against taking back an earlier one: only these are asked for,
/// however much else was noted and heard in between.
pub fn can_build_upon(kind: Kind) -> bool {
    match kind {
        Kind::Edited
        | Kind::Moved
        | Kind::Assigned
        | Kind::HandoffOpened
        | Kind::HandoffAccepted
        | Kind::HandoffSentBack
        | Kind::HandoffWithdrawn
        | Kind::DealOpened
        | Kind::DealWon
        | Kind::DealLost => true,
        Kind::Added
        | Kind::Touched
        | Kind::Noted
        | Kind::CameAgain
        | Kind::HandoffWarned
        | Kind::HandoffEscalated
        | Kind::Heard
        | Kind::Undone => false,
    }
}

/// The deed that is to be taken back: its entries, the newest first. `newest` are the lead's entries, the
/// newest first: the deed's own and what [`can_build_upon`] it, at least. `wanted` is one of the deed's, or
/// none for the last thing that they did.
///
/// # Errors
/// Why it stands.
pub fn deed(
    lead: &Lead,
    newest: &[Entry],
    wanted: Option<EntryId>,
    who: Person,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, UndoRefusal> {
    let live: Vec<&Entry> = newest
        .iter()
        .filter(|entry| entry.reversed_by.is_none() && entry.reverses.is_none())
        .collect();
    let chosen = match wanted {
        Some(id) => live.iter().find(|entry| entry.id == id),
        None => last_done(&live, who),
    };
    let chosen = chosen.ok_or(UndoRefusal::Nothing { lead: lead.number })?;
    let deed: Vec<Entry> = live
        .iter()
        .filter(|entry| entry.deed() == chosen.deed())
        .map(|entry| (*entry).clone())
        .collect();
    if chosen.actor != Some(who.id) && !who.rights.manager {
        return Err(UndoRefusal::NotYours {
            lead: lead.number,
            by: chosen.actor,
        });
    }
    let barred = |why| {
        Err(UndoRefusal::Barred {
            lead: lead.number,
            why,
        })
    };
    if deed.iter().any(is_acceptance) {
        return barred(UndoBar::Accepted);
    }
    if !deed.iter().all(can_be_reversed) {
        return barred(UndoBar::Kind);
    }
    let later: Vec<&Entry> = live
        .iter()
        .copied()
        .filter(|entry| deed.iter().all(|own| own.id < entry.id))
        .collect();
    if let Some(reason) = built_upon(lead, &deed, &later) {
        return Err(reason);
    }
    let any_time =
        |entry: &Entry| entry.step.is_some() || matches!(entry.what, What::HandoffOpened { .. });
    if now - chosen.at > UNDO_FOR && !deed.iter().any(any_time) {
        return barred(UndoBar::TooLate);
    }
    Ok(deed)
}

/// The last thing that somebody did; when they did nothing, the last thing that anybody did, so that the
/// answer can say who may take it back. A manager: the last thing.
fn last_done<'a, 'e>(live: &'a [&'e Entry], who: Person) -> Option<&'a &'e Entry> {
    let done = || {
        live.iter()
            .filter(|entry| entry.actor.is_some() && is_a_doing(entry.what.kind()))
    };
    let own = done().find(|entry| entry.actor == Some(who.id));
    own.filter(|_| !who.rights.manager)
        .or_else(|| done().next())
}

/// Sales took the lead: the acceptance itself, or the move that it was.
fn is_acceptance(entry: &Entry) -> bool {
    let by_handoff = entry.step.is_some_and(|step| {
        step.from
            .and_then(|from| find_move(from, step.to))
            .is_some_and(|row| row.way == Way::Handoff)
    });
    by_handoff || matches!(entry.what, What::HandoffAccepted { .. })
}

fn can_be_reversed(entry: &Entry) -> bool {
    match entry.what {
        What::Edited { .. }
        | What::Moved
        | What::Touched { .. }
        | What::Noted
        | What::CameAgain
        | What::Assigned { .. }
        | What::HandoffOpened { .. }
        | What::DealOpened { .. }
        | What::DealWon { .. }
        | What::DealLost { .. } => true,
        What::Added { .. }
        | What::HandoffWarned { .. }
        | What::HandoffEscalated { .. }
        | What::HandoffAccepted { .. }
        | What::HandoffSentBack { .. }
        | What::HandoffWithdrawn { .. }
        | What::Heard { .. }
        | What::Undone => false,
    }
}

/// Why something that came after keeps a deed from being taken back.
fn built_upon(lead: &Lead, deed: &[Entry], later: &[&Entry]) -> Option<UndoRefusal> {
    for entry in deed {
        for after in later {
            if let What::HandoffOpened { handoff, .. } = entry.what
                && let Some(refusal) = answered(lead, handoff, after)
            {
                return Some(refusal);
            }
            if entry.step.is_some() && after.step.is_some() {
                return Some(UndoRefusal::MovedOn {
                    lead: lead.number,
                    stage: lead.stage,
                });
            }
            if depends(entry, after, later) {
                return Some(UndoRefusal::Barred {
                    lead: lead.number,
                    why: UndoBar::Dependent,
                });
            }
        }
    }
    None
}

/// How a handoff ended, when a later entry tells of it.
fn answered(lead: &Lead, handoff: HandoffId, after: &Entry) -> Option<UndoRefusal> {
    let (_, state) = handoff_of(&after.what).filter(|(other, _)| *other == handoff)?;
    match state {
        HandoffState::Pending => None,
        HandoffState::Accepted => Some(UndoRefusal::Barred {
            lead: lead.number,
            why: UndoBar::Accepted,
        }),
        HandoffState::SentBack | HandoffState::Withdrawn => Some(UndoRefusal::HandoffEnded {
            lead: lead.number,
            state,
            by: after.actor,
        }),
    }
}

/// The handoff that an entry tells of, and how it stood then.
fn handoff_of(what: &What) -> Option<(HandoffId, HandoffState)> {
    match what {
        What::HandoffOpened { handoff, .. }
        | What::HandoffWarned { handoff, .. }
        | What::HandoffEscalated { handoff } => Some((*handoff, HandoffState::Pending)),
        What::HandoffAccepted { handoff, .. } => Some((*handoff, HandoffState::Accepted)),
        What::HandoffSentBack { handoff } => Some((*handoff, HandoffState::SentBack)),
        What::HandoffWithdrawn { handoff, .. } => Some((*handoff, HandoffState::Withdrawn)),
        What::Added { .. }
        | What::Edited { .. }
        | What::Moved
        | What::Touched { .. }
        | What::Noted
        | What::CameAgain
        | What::Assigned { .. }
        | What::DealOpened { .. }
        | What::DealWon { .. }
        | What::DealLost { .. }
        | What::Heard { .. }
        | What::Undone => None,
    }
}

/// What an entry changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Thing {
    Field(Field),
    Owner(Team),
    Deal(DealId),
}

/// The things that an entry changes; a move changes where the lead stands, which is looked at apart. The
/// value stands in the deal, so what a deal comes to builds on what it was worth.
fn things(what: &What) -> Vec<Thing> {
    match what {
        What::Edited { fields } => fields.iter().copied().map(Thing::Field).collect(),
        What::Assigned { team, .. } => vec![Thing::Owner(*team)],
        What::DealOpened { deal } | What::DealWon { deal } | What::DealLost { deal } => {
            vec![Thing::Deal(*deal), Thing::Field(Field::Value)]
        }
        What::Added { .. }
        | What::Moved
        | What::Touched { .. }
        | What::Noted
        | What::CameAgain
        | What::HandoffOpened { .. }
        | What::HandoffWarned { .. }
        | What::HandoffEscalated { .. }
        | What::HandoffAccepted { .. }
        | What::HandoffSentBack { .. }
        | What::HandoffWithdrawn { .. }
        | What::Heard { .. }
        | What::Undone => Vec::new(),
    }
}

/// Whether a later entry builds on an earlier one: a change of the same thing, or a handoff that waits
/// on where the lead stands.
fn depends(entry: &Entry, after: &Entry, later: &[&Entry]) -> bool {
    if let What::HandoffOpened { handoff, .. } = after.what {
        let waits = later.iter().all(|other| still_waits(handoff, &other.what));
        return entry.step.is_some() && waits;
    }
    let theirs = things(&after.what);
    things(&entry.what)
        .iter()
        .any(|thing| theirs.contains(thing))
}

/// Whether an entry does not tell that sales gave the handoff back, or that it was withdrawn.
fn still_waits(handoff: HandoffId, what: &What) -> bool {
    !matches!(handoff_of(what), Some((other, HandoffState::SentBack | HandoffState::Withdrawn))
        if other == handoff)
}

#[cfg(test)]
mod tests;
