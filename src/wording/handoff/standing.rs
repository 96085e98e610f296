//! How a handoff stands, in a line.

use crate::{
    domain::{
        handoff::{Handoff, HandoffState, Withdrawn},
        scan::masked,
        stage::Stage,
        text::escape,
    },
    wording::{length, person, relative, time},
};

/// How a handoff stands, in a line.
pub fn standing(handoff: &Handoff) -> String {
    match (handoff.state, handoff.accepted_by, handoff.closed_by) {
        (HandoffState::Pending, ..) if handoff.escalated_at.is_some() => {
            format!("**Late**: was due {}", relative(handoff.due_at))
        }
        (HandoffState::Pending, ..) => format!(
            "Waits for sales · due {} ({})",
            time(handoff.due_at),
            relative(handoff.due_at)
        ),
        (HandoffState::Accepted, Some(owner), by) => {
            let after = handoff.accepted_after.map(length).unwrap_or_default();
            let by = by
                .filter(|by| *by != owner)
                .map(|by| format!(", assigned by {}", person(by)))
                .unwrap_or_default();
            format!(
                "**Accepted** by {} after {after} of business time{by}",
                person(owner)
            )
        }
        (HandoffState::SentBack, _, by) => {
            let reason = reason(handoff);
            format!(
                "**Sent back** by {}: {reason}",
                by.map(person).unwrap_or_default()
            )
        }
        _ => match handoff.withdrawn {
            Some(because) => format!("**Withdrawn**: {}", withdrawn(because)),
            None => "**Withdrawn**".to_owned(),
        },
    }
}

/// Why it was withdrawn, in words.
pub fn withdrawn(because: Withdrawn) -> String {
    match because {
        Withdrawn::Lost => "the lead was lost".to_owned(),
        Withdrawn::BackToAwareness => format!("the lead went back to {}", Stage::Awareness),
        Withdrawn::Undone => "it was undone".to_owned(),
    }
}

/// Why it ended, for all to read: what reaches a person is masked.
pub(super) fn reason(handoff: &Handoff) -> String {
    let reason = handoff.reason.as_deref().map(masked);
    escape(&reason.unwrap_or_default())
}
