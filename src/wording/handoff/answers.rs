//! Answers to those who hand over, send back, or ask what waits.

use super::standing::standing;
use crate::{
    domain::{company::Company, handoff::Handoff, lead::Lead, part::Part, text::escape},
    wording::{
        card::{Button, Card, Form, Input, Look, Tone},
        channel, first_of,
        naming::name,
        press::{FormKind, Press},
        relative, time,
    },
};

/// The answer to the one who opened it. `unread`: why sales will not read of it in their channel.
pub fn opened(handoff: &Handoff, of: &Lead, company: &Company, unread: Option<&str>) -> Card {
    let kind = if handoff.hot { "hot" } else { "standard" };
    let trouble = match (company.channels.sales, unread) {
        (None, _) => Some("sales has no channel here. Tell them yourself, and an admin to name one with `/settings channel`".to_owned()),
        (Some(sales), Some(why)) => Some(format!(
            "I cannot post in {}: {}. Tell sales yourself; an admin was told, and I post it once I can",
            channel(sales),
            escape(why)
        )),
        (Some(_), None) => None,
    };
    if let Some(trouble) = trouble {
        let body = format!(
            "{} is opened for sales, {kind}: due {} ({}). But {trouble}.",
            name(of),
            time(handoff.due_at),
            relative(handoff.due_at)
        );
        return Card::text(Tone::Attention, body);
    }
    let where_to = company
        .channels
        .sales
        .map_or_else(|| "sales' channel".to_owned(), channel);
    let body = format!(
        "{} is offered to sales in {where_to}. It stays at {} until somebody accepts, {kind}: due {} ({}).",
        name(of),
        of.stage,
        time(handoff.due_at),
        relative(handoff.due_at)
    );
    Card::text(Tone::Done, body)
}

/// The answer to the one who sent it back.
pub fn sent_back(handoff: &Handoff) -> Card {
    Card::text(
        Tone::Done,
        format!(
            "**{}** goes back to marketing, who read your reason.",
            handoff.lead
        ),
    )
}

/// The form that asks why it goes back.
pub fn send_back_form(handoff: &Handoff) -> Form {
    Form {
        kind: FormKind::SendBack {
            handoff: handoff.id,
        },
        title: format!("Send {} back", handoff.lead),
        inputs: vec![Input {
            key: "reason",
            label: "Why? Marketing reads this".to_owned(),
            value: None,
            placeholder: Some("What was missing, what they said".to_owned()),
            required: true,
            long: true,
            most: 1000,
        }],
    }
}

/// What waits for sales.
pub fn list(waiting: &Part<(Handoff, Lead)>, shared: bool) -> Card {
    let lines: Vec<String> = waiting
        .first
        .iter()
        .map(|(handoff, of)| format!("{} · {}", name(of), standing(handoff)))
        .collect();
    let body = if lines.is_empty() {
        "Nothing waits for sales.".to_owned()
    } else {
        first_of(&lines, waiting.total)
    };
    let card = Card::text(Tone::Plain, body).titled("Waiting handoffs");
    if shared {
        card
    } else {
        card.buttons(vec![Button::new(
            "Share here",
            Look::Secondary,
            Press::HandoffListShare {},
        )])
    }
}
