//! Leads in lists.

use super::name;
use crate::{
    actions::lead::view::{Line, PAGE, Page},
    domain::{
        part::COUNTED,
        text::{clip, escape},
    },
    wording::{
        card::{Button, Card, Look, Tone},
        counted, points,
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

fn in_all(total: usize) -> String {
    let count = counted(total);
    if total > COUNTED {
        count
    } else {
        format!("{count} in all")
    }
}

/// A page of leads.
pub fn list(page: &Page, list: ListOf) -> Card {
    let title = match list {
        ListOf::Open => "Open leads".to_owned(),
        ListOf::Mine => "Your open leads".to_owned(),
        ListOf::Stage(stage) => format!("Leads at {stage}"),
        ListOf::MineAt(stage) => format!("Your leads at {stage}"),
    };
    let leads = &page.leads;
    if leads.first.is_empty() {
        let body =
            "No leads here. `/lead add` brings one in, `/lead list` shows all that are open.";
        return Card::text(Tone::Plain, body).titled(title);
    }
    let pages = i64::try_from(leads.total).map_or(i64::MAX, |total| (total + PAGE - 1) / PAGE);
    let (number, is_last, of_how_many) = if leads.total > COUNTED {
        // Nobody knows how many pages there are: the last one is not full.
        let is_full = i64::try_from(leads.first.len()) == Ok(PAGE);
        (page.page + 1, !is_full, String::new())
    } else {
        let number = page.page + 1;
        (number, number >= pages, format!(" of {pages}"))
    };
    let lines: Vec<String> = leads.first.iter().map(line).collect();
    let card = Card::text(Tone::Plain, lines.join("\n"))
        .titled(title)
        .footer(format!(
            "{} · page {number}{of_how_many} · those that have stood longest first",
            in_all(leads.total),
        ));
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
        turn("Later", page.page + 1, !is_last),
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
