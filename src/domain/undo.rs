//! What may be taken back, by whom, and for how long.
//!
//! One's own, a manager anybody's. Within ten minutes; a move, or a handoff that waits, at any time.
//! Never when something that came after builds on it, and not after sales accepted. What was done in one
//! go is taken back in one go: a win is two moves and a deal.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    access::Person,
    handoff::HandoffState,
    ids::{EntryId, HandoffId, LeadNumber, UserId},
    lead::Lead,
    stage::{Stage, Way, find_move},
    timeline::{Entry, What},
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
}

/// The deed that is to be taken back: its entries, the newest first. `newest` are the lead's entries, the
/// newest first; `wanted` is one of the deed's, or none for the last thing that they did.
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
        live.iter().filter(|entry| {
            entry.actor.is_some()
                && !matches!(
                    entry.what,
                    What::Heard { .. } | What::HandoffWithdrawn { .. }
                )
        })
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
            match (&entry.what, &after.what) {
                (
                    What::HandoffOpened { handoff, .. },
                    What::HandoffAccepted { handoff: other, .. },
                ) if handoff == other => {
                    return Some(UndoRefusal::Barred {
                        lead: lead.number,
                        why: UndoBar::Accepted,
                    });
                }
                (
                    What::HandoffOpened { handoff, .. },
                    What::HandoffSentBack { handoff: other }
                    | What::HandoffWithdrawn { handoff: other },
                ) if handoff == other => {
                    let sent_back = matches!(after.what, What::HandoffSentBack { .. });
                    return Some(UndoRefusal::HandoffEnded {
                        lead: lead.number,
                        state: if sent_back {
                            HandoffState::SentBack
                        } else {
                            HandoffState::Withdrawn
                        },
                        by: after.actor,
                    });
                }
                _ => {}
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

/// Whether a later entry builds on an earlier one: a change of the same thing, or a handoff that waits
/// on where the lead stands.
fn depends(entry: &Entry, after: &Entry, later: &[&Entry]) -> bool {
    match (&entry.what, &after.what) {
        (What::Edited { fields }, What::Edited { fields: others }) => {
            fields.iter().any(|field| others.contains(field))
        }
        (What::Edited { fields }, What::DealWon { .. } | What::DealLost { .. }) => {
            fields.contains(&super::lead::Field::Value)
        }
        (What::Assigned { team, .. }, What::Assigned { team: other, .. }) => team == other,
        (
            What::DealOpened { .. },
            What::DealWon { .. } | What::DealLost { .. } | What::Edited { .. },
        ) => !matches!(&after.what, What::Edited { fields }
            if !fields.contains(&super::lead::Field::Value)),
        (_, What::HandoffOpened { handoff, .. }) => {
            entry.step.is_some() && !has_ended(*handoff, later)
        }
        _ => false,
    }
}

fn has_ended(handoff: HandoffId, later: &[&Entry]) -> bool {
    later.iter().any(|entry| match entry.what {
        What::HandoffSentBack { handoff: other } | What::HandoffWithdrawn { handoff: other } => {
            other == handoff
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests;
