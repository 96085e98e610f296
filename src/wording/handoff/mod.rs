//! What the bot says of handoffs.

mod answers;
mod brief;
mod news;
pub mod standing;

pub use answers::{list, opened, send_back_form, sent_back};
pub use brief::{accepted, card};
pub use news::{escalation, news, warning};
pub use standing::standing;

use super::{
    card::{Button, Look, Ping},
    press::Press,
};
use crate::domain::{
    company::Company,
    handoff::{Handoff, HandoffState},
};

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
