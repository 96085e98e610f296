//! Leads in lists.

use super::name;
use crate::{
    actions::lead::view::{COUNTED, Line, PAGE, Page},
    domain::text::{clip, escape},
    wording::{
        card::{Button, Card, Look, Tone},
        points,
        press::{ListOf, Press},
        relative,
    },
};

/// Leads that a search shows a button for; a row holds five.
const BUTTONS: usize = 5;

fn line(line: &Line) -> String {
    let lead = &line.lead;
    format!(
        "{} · {} · {} points · since {}",
        name(lead),
        lead.stage,
        points(line.warmth),
        relative(lead.stage_since)
    )
}

/// A page of leads.
pub fn list(page: &Page, list: ListOf) -> Card {
    let title = match list {
        ListOf::Open => "Open leads".to_owned(),
        ListOf::Mine => "Your open leads".to_owned(),
        ListOf::Stage(stage) => format!("Leads at {stage}"),
        ListOf::MineAt(stage) => format!("Your leads at {stage}"),
    };
    if page.lines.is_empty() {
        let body =
            "No leads here. `/lead add` brings one in, `/lead list` shows all that are open.";
        return Card::text(Tone::Plain, body).titled(title);
    }
    let pages = ((page.total + PAGE - 1) / PAGE).max(1);
    let lines: Vec<String> = page.lines.iter().map(line).collect();
    let card = Card::text(Tone::Plain, lines.join("\n"))
        .titled(title)
        .footer(if page.total > COUNTED {
            format!(
                "more than {COUNTED} · page {} · those that have stood longest first",
                page.page + 1
            )
        } else {
            format!(
                "{} in all · page {} of {pages} · those that have stood longest first",
                page.total,
                page.page + 1
            )
        });
    if pages == 1 {
        return card;
    }
    // Each names the page it turns to, also at the edges: Discord refuses the same custom id twice.
    let turn = |label: &str, to: i64, enabled: bool| {
        let page = i32::try_from(to).unwrap_or(0);
        let press = Press::LeadList { list, page };
        Button {
            enabled,
            ..Button::new(label, Look::Secondary, press)
        }
    };
    card.buttons(vec![
        turn("Earlier", page.page - 1, page.page > 0),
        turn("Later", page.page + 1, page.page + 1 < pages),
    ])
}

/// What a search found.
pub fn found(text: &str, lines: &[Line]) -> Card {
    let sought = escape(&clip(text, 60));
    if lines.is_empty() {
        let body = format!(
            "No lead has a word that begins with “{sought}” in its name, organisation, email, phone or \
             handle. Try a shorter beginning, or `/lead add` it."
        );
        return Card::text(Tone::Attention, body);
    }
    let shown: Vec<String> = lines.iter().map(line).collect();
    let buttons = lines.iter().take(BUTTONS).map(|line| {
        let lead = line.lead.number;
        Button::new(
            format!("Show {lead}"),
            Look::Secondary,
            Press::LeadShow { lead },
        )
    });
    Card::text(Tone::Plain, shown.join("\n"))
        .titled(format!("Found for “{}”", clip(text, 60)))
        .buttons(buttons.collect())
}
