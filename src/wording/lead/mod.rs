//! What the bot says of leads.

mod answers;
mod card;
mod form;
mod lists;
mod news;

pub use answers::{added, assigned, edited, lost, merged, moved, noted, touched, undone, won};
pub use card::card;
pub use form::{Filled, capture_form, reopen_form};
pub use lists::{found, list};
pub use news::{added_line, lost_news, moved_line, news, taken_back, won_news};

pub use super::naming::{label, name};
use super::{
    card::{Button, Look},
    press::Press,
};
use crate::domain::ids::LeadNumber;

fn show(lead: LeadNumber) -> Button {
    Button::new("Show", Look::Secondary, Press::LeadShow { lead })
}
