//! Reminders, and what marketing is told.

use super::{answers, offered_to, standing::standing};
use crate::{
    domain::{
        company::Company,
        handoff::{Handoff, HandoffState},
        lead::Lead,
    },
    wording::{
        card::{Card, Ping, Tone},
        naming::name,
        relative,
    },
};

/// 80 %: sales is reminded.
pub fn warning(handoff: &Handoff, of: &Lead, company: &Company) -> Card {
    let body = format!(
        "{} still waits; due {}.",
        name(of),
        relative(handoff.due_at)
    );
    Card::text(Tone::Attention, body)
        .titled("Accept soon")
        .pinging(offered_to(handoff, company))
        .buttons(answers(handoff))
}

/// 100 %: the manager is told.
pub fn escalation(handoff: &Handoff, of: &Lead, company: &Company) -> Card {
    let body = format!(
        "Nobody accepted {} in time; it was due {}. Assigning somebody accepts for them: `/lead assign lead:{} person:…`",
        name(of),
        relative(handoff.due_at),
        of.number
    );
    let ping = company.roles.manager.map(Ping::Role);
    Card::text(Tone::Alarm, body)
        .titled("Late handoff")
        .pinging(ping)
        .buttons(answers(handoff))
}

/// Marketing is told how it ended, or that it is late.
pub fn news(handoff: &Handoff, of: &Lead) -> Card {
    let tone = match handoff.state {
        HandoffState::Accepted => Tone::Done,
        HandoffState::Pending => Tone::Alarm,
        _ => Tone::Attention,
    };
    Card::text(tone, format!("{} · {}", name(of), standing(handoff)))
}
