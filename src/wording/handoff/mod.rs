//! What the bot says of handoffs.

mod answers;
mod brief;
mod news;

pub use answers::{list, opened, send_back_form, sent_back};
pub use brief::{accepted, card};
pub use news::{escalation, news, warning};

use super::{
    card::{Button, Look, Ping},
    length, person,
    press::Press,
    relative, time,
};
use crate::domain::{
    company::Company,
    handoff::{Handoff, HandoffState, Withdrawn},
    scan::masked,
    stage::Stage,
    text::escape,
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
fn reason(handoff: &Handoff) -> String {
    let reason = handoff.reason.as_deref().map(masked);
    escape(&reason.unwrap_or_default())
}

/// Whoever it is offered to: one person, or the team.
fn offered_to(handoff: &Handoff, company: &Company) -> Option<Ping> {
    match handoff.offered_to {
        Some(user) => Some(Ping::User(user)),
        None => company.roles.sales.map(Ping::Role),
    }
}

/// What sales can answer, while it waits.
fn answers(handoff: &Handoff) -> Vec<Button> {
    if handoff.state != HandoffState::Pending {
        return Vec::new();
    }
    let accept = Press::HandoffAccept {
        handoff: handoff.id,
    };
    let send_back = Press::HandoffSendBack {
        handoff: handoff.id,
    };
    vec![
        Button::new("Accept", Look::Success, accept),
        Button::new("Send back", Look::Danger, send_back),
    ]
}
