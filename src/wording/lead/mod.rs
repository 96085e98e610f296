//! What the bot says of leads.

mod answers;
mod card;
mod form;
mod lists;
mod news;

pub use answers::{
    added, assigned, edited, lost, merged, moved, noted, touched, undone, ways, won,
};
pub use card::{card, warmth};
pub use form::{Filled, capture_form, reopen_form};
pub use lists::{found, list};
pub use news::{added_line, lost_news, moved_line, news, taken_back, won_news};

use super::{
    card::{Button, Look},
    press::Press,
};
use crate::domain::{
    ids::LeadNumber,
    lead::Lead,
    scan::masked,
    text::{clip, escape, plain},
};

/// `L-42 Ada Lovelace (Analytical)`, in bold and escaped.
pub fn name(lead: &Lead) -> String {
    let firm = lead.organisation.as_deref();
    let firm = firm.map(|firm| format!(" ({})", escape(firm)));
    let firm = firm.unwrap_or_default();
    format!("**{}** {}{firm}", lead.number, escape(&lead.name))
}

/// A label for autocomplete: plain text, at most 100 characters.
pub fn label(number: LeadNumber, name: &str, firm: Option<&str>) -> String {
    let firm = firm.map(|firm| format!(" ({})", plain(firm)));
    let firm = firm.unwrap_or_default();
    clip(&format!("{number} · {}{firm}", plain(name)), 100)
}

/// What a user wrote, for all to read: what reaches a person is masked, at most `most` characters.
pub(super) fn for_all(words: &str, most: usize) -> String {
    escape(&clip(&masked(words), most))
}

fn show(lead: LeadNumber) -> Button {
    Button::new("Show", Look::Secondary, Press::LeadShow { lead })
}
