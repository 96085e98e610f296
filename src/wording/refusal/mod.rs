//! Every "no" in words: why, and what to do. Nothing has changed when one of these is read.

mod handoffs;
mod leads;
mod promotions;
mod typed;
mod undo;
mod who;

use super::{
    card::{Button, Card, Look, Tone},
    press::Press,
};
use crate::domain::{
    company::Company,
    ids::LeadNumber,
    refusal::{LeadRefusal, Refusal},
    text::{clip, escape, plain},
};

/// A refusal as a card. Where it speaks of a lead, a button shows how that stands; where one more press
/// can make it true, there is one for that.
pub fn card(refusal: &Refusal, company: Option<&Company>) -> Card {
    let card = Card::text(Tone::Attention, words(refusal, company));
    let Some(lead) = subject(refusal) else {
        return card;
    };
    let show = Press::LeadShow { lead };
    let show = Button::new(format!("Show {lead}"), Look::Secondary, show);
    card.buttons(further(refusal).into_iter().chain([show]).collect())
}

/// The press that makes a refusal's deed true after all, where there is one.
fn further(refusal: &Refusal) -> Option<Button> {
    let (label, press) = match refusal {
        Refusal::Lead(LeadRefusal::JustDone { lead, entry, .. }) => {
            let (lead, entry) = (*lead, *entry);
            ("Once more".to_owned(), Press::Again { lead, entry })
        }
        Refusal::Lead(LeadRefusal::WonAlready {
            lead,
            won,
            further: Some(value),
        }) => {
            let win = Press::WinFurther {
                lead: *lead,
                amount: value.into(),
                after: won.id,
            };
            (format!("Win a further deal of {value}"), win)
        }
        _ => return None,
    };
    Some(Button::new(label, Look::Primary, press))
}

/// Something broke on our side. Where it broke while the change was being written, it may stand.
pub fn broken(reference: &str, may_be_done: bool) -> Card {
    let known = if may_be_done {
        "It is not known whether it was done: please look before you try again, and tell your admin."
    } else {
        "Nothing was changed. Please try again, and tell your admin if it stays."
    };
    let body = format!("Something broke on our side (ref {reference}). {known}");
    Card::text(Tone::Alarm, body)
}

/// The database does not keep up, or is away.
pub fn busy() -> Card {
    let body = "The database is busy just now. Nothing was changed. Please try again in a moment.";
    Card::text(Tone::Attention, body)
}

/// The answer takes longer, and comes later.
pub fn slow() -> Card {
    let body = "This takes longer than usual. Whether it was done stands here in a moment; if it was \
                not, you are asked to try again.";
    Card::text(Tone::Attention, body)
}

/// What Discord sent does not fit the commands of this release.
pub fn outdated() -> Card {
    let body = "This command has changed since your Discord loaded it. Reload Discord (Ctrl+R; on a \
                phone close and open it), and type it again.";
    Card::text(Tone::Attention, body)
}

/// The private answer beside one that was shared.
pub fn shared() -> Card {
    Card::text(Tone::Done, "Shared here.")
}

/// A form cannot open any more.
pub fn too_slow_for_form() -> Card {
    let body = "That took too long for the form to open. Please press again.";
    Card::text(Tone::Attention, body)
}

/// The lead that a refusal speaks of.
fn subject(refusal: &Refusal) -> Option<LeadNumber> {
    match refusal {
        Refusal::Lead(refusal) => leads::subject(refusal),
        Refusal::Undo(refusal) => Some(undo::subject(refusal)),
        Refusal::Handoff(refusal) => handoffs::subject(refusal),
        Refusal::Access(_)
        | Refusal::Company(_)
        | Refusal::Typed(_)
        | Refusal::Promotion(_)
        | Refusal::Gone => None,
    }
}

fn words(refusal: &Refusal, company: Option<&Company>) -> String {
    match refusal {
        Refusal::Access(refusal) => who::words(refusal, company),
        Refusal::Company(refusal) => who::not_ready(refusal),
        Refusal::Typed(refusal) => typed::words(refusal),
        Refusal::Lead(refusal) => leads::words(refusal, company),
        Refusal::Undo(refusal) => undo::words(refusal, company),
        Refusal::Handoff(refusal) => handoffs::words(refusal, company),
        Refusal::Promotion(refusal) => promotions::words(refusal, company),
        Refusal::Gone => {
            "This button or form is no longer good: what it was for has been used, or is gone. \
             Please start again."
                .to_owned()
        }
    }
}

/// What somebody typed, short and safe.
fn shown(typed: &str) -> String {
    escape(&clip(typed, 60))
}

/// What somebody typed, short and safe, between backticks.
fn code(typed: &str) -> String {
    format!("`{}`", plain(&clip(typed, 60)).replace('`', "'"))
}

#[cfg(test)]
mod tests;
