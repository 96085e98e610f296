//! `/help`: made from the command list.

use super::{
    card::{Button, Card, Look, Tone},
    press::Press,
};
use crate::domain::{access::Rights, text::clip};

/// A command as `/help` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `/lead add`, or the name of a menu entry.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Who may use it; `None`: everybody with one of Tandem's roles.
    pub who: Option<String>,
    /// Its options; required ones first.
    pub options: Vec<(String, bool)>,
}

/// Commands on a page.
const PAGE: usize = 8;

/// What to do first, for this person.
fn first_step(rights: Rights, set_up: bool) -> &'static str {
    if !set_up && rights.configure().is_ok() {
        "Tandem is not set up here yet: run `/setup`, it takes two minutes."
    } else if !set_up {
        "Tandem is not set up here yet: an admin runs `/setup`."
    } else if rights.marketing {
        "You are in marketing: bring a lead in with `/lead add`, warm it with `/lead touch`, hand it over with `/lead move`."
    } else if rights.sales {
        "You are in sales: `/handoff list` shows what waits for you, `/promo current` what you may offer."
    } else if rights.manager {
        "You are a manager: you may what either team may. `/lead assign` gives a waiting lead to somebody of sales."
    } else {
        "You have none of Tandem's roles yet; your admin or manager can give you one."
    }
}

/// A page of the commands.
pub fn page(entries: &[Entry], page: usize, rights: Rights, set_up: bool) -> Card {
    let pages = entries.len().div_ceil(PAGE).max(1);
    let page = page.min(pages - 1);
    let lines: Vec<String> = entries
        .iter()
        .skip(page * PAGE)
        .take(PAGE)
        .map(|entry| {
            let options: Vec<String> = entry
                .options
                .iter()
                .map(|(name, required)| {
                    if *required {
                        format!("`{name}`")
                    } else {
                        format!("[{name}]")
                    }
                })
                .collect();
            let small = match (&entry.who, options.is_empty()) {
                (None, true) => String::new(),
                (None, false) => format!("\n-# {}", options.join(" ")),
                (Some(who), true) => format!("\n-# *{who}*"),
                (Some(who), false) => format!("\n-# *{who}:* {}", options.join(" ")),
            };
            format!("**{}** {}{small}", entry.name, entry.description)
        })
        .collect();
    let intro = if page == 0 {
        format!(
            "Tandem keeps one record of every lead, from a first touch to the sale, and tells both teams the same news at the same time. \
             Marketing warms leads and hands them over; sales accepts or sends back.\n{}\n\n",
            first_step(rights, set_up)
        )
    } else {
        String::new()
    };
    let turn = |label: &str, to: usize, enabled: bool| Button {
        enabled,
        ..Button::new(
            label,
            Look::Secondary,
            Press::HelpPage {
                page: i32::try_from(to).unwrap_or(0),
            },
        )
    };
    let card = Card::text(
        Tone::Plain,
        clip(&format!("{intro}{}", lines.join("\n")), 4000),
    )
    .titled("Tandem's commands")
    .footer(format!(
        "Page {} of {pages} · in [brackets]: may be left out · in italics: who may, if not everybody with a role",
        page + 1
    ));
    if pages == 1 {
        return card;
    }
    let mut buttons = Vec::new();
    if page > 0 {
        buttons.push(turn("Back", page - 1, true));
    }
    if page + 1 < pages {
        buttons.push(turn("More", page + 1, true));
    }
    card.buttons(buttons)
}
