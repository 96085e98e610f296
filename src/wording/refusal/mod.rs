//! Every "no" in words: why, and what to do. Nothing has changed when one of these is read.

mod handoffs;
mod leads;
mod promotions;
mod typed;
mod who;

use super::{
    card::{Button, Card, Look, Tone},
    press::Press,
    time,
};
use crate::domain::{
    company::Company,
    ids::LeadNumber,
    refusal::Refusal,
    text::{clip, escape, plain},
};

/// A refusal as a card. Where it speaks of a lead, a button shows how that stands; where one more press
/// can make it true, there is one for that.
pub fn card(refusal: &Refusal, company: Option<&Company>) -> Card {
    let card = Card::text(Tone::Attention, words(refusal, company));
    let mut buttons = Vec::new();
    if let Refusal::WonAlready {
        lead,
        won,
        further: Some(value),
    } = refusal
    {
        let win = Press::WinFurther {
            lead: *lead,
            amount: value.into(),
            after: won.id,
        };
        buttons.push(Button::new(
            format!("Win a further deal of {value}"),
            Look::Primary,
            win,
        ));
    }
    if let Some(lead) = subject(refusal) {
        let show = Press::LeadShow { lead };
        buttons.push(Button::new(format!("Show {lead}"), Look::Secondary, show));
    }
    if buttons.is_empty() {
        card
    } else {
        card.buttons(buttons)
    }
}

/// Something broke on our side.
pub fn broken(reference: &str) -> Card {
    let body = format!(
        "Something broke on our side (ref {reference}). Nothing was changed. Please try again, \
         and tell your admin if it stays."
    );
    Card::text(Tone::Alarm, body)
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
        Refusal::NotReady { lead, .. }
        | Refusal::HandoffClosed { lead, .. }
        | Refusal::HandoffPending { lead }
        | Refusal::NoHandoff { lead }
        | Refusal::LeadMovedOn { lead, .. }
        | Refusal::NoDealValue { lead }
        | Refusal::EmailTaken { lead, .. }
        | Refusal::SeenBefore { lead, .. }
        | Refusal::NothingToUndo { lead }
        | Refusal::NotYoursToUndo { lead, .. }
        | Refusal::WonAlready { lead, .. }
        | Refusal::CannotUndo { lead, .. } => Some(*lead),
        Refusal::NoRole
        | Refusal::NotAdmin
        | Refusal::NotManager
        | Refusal::WrongTeam { .. }
        | Refusal::StageLedByOthers { .. }
        | Refusal::NotSetUp
        | Refusal::NotInAServer
        | Refusal::BadField(_)
        | Refusal::BadWhen { .. }
        | Refusal::BadHours(_)
        | Refusal::BadZone { .. }
        | Refusal::OutOfRange { .. }
        | Refusal::UnknownChoice { .. }
        | Refusal::NothingToDo { .. }
        | Refusal::ReasonNeeded
        | Refusal::NoSuchLead { .. }
        | Refusal::TooFarToAdd { .. }
        | Refusal::AlreadyThere { .. }
        | Refusal::NoSuchMove { .. }
        | Refusal::RecycleIncomplete
        | Refusal::RecycledTooOften { .. }
        | Refusal::NotALossReason { .. }
        | Refusal::NotOnTeam { .. }
        | Refusal::DraftGone
        | Refusal::RestOver { .. }
        | Refusal::NeverOpen
        | Refusal::NoSuchPromotion { .. }
        | Refusal::BadWindow { .. }
        | Refusal::PromotionChanged { .. }
        | Refusal::PromotionNotWaiting { .. }
        | Refusal::OwnPromotion { .. }
        | Refusal::CodeTaken { .. }
        | Refusal::PromotionOver { .. } => None,
    }
}

fn words(refusal: &Refusal, company: Option<&Company>) -> String {
    match refusal {
        Refusal::NoRole => who::no_role(company),
        Refusal::NotAdmin => who::not_admin(company),
        Refusal::NotManager => who::not_manager(company),
        Refusal::WrongTeam { needed } => who::wrong_team(*needed, company),
        Refusal::StageLedByOthers { stage } => who::led_by_others(*stage, company),
        Refusal::NotSetUp => {
            "Tandem is not set up here yet. An admin runs `/setup`; it takes two minutes."
                .to_owned()
        }
        Refusal::NotInAServer => "Tandem works in a server, not in direct messages.".to_owned(),

        Refusal::BadField(error) => typed::field(error),
        Refusal::BadWhen { option, error } => typed::when(option, error),
        Refusal::BadHours(error) => typed::hours(error),
        Refusal::BadZone { typed, near } => typed::zone(typed, near),
        Refusal::OutOfRange {
            option,
            least,
            most,
        } => format!("`{option}` must be from {least} to {most}."),
        Refusal::UnknownChoice { option, choices } => typed::choice(option, choices),
        Refusal::NothingToDo { example } => {
            format!("That would change nothing. Try `{example}`.")
        }
        Refusal::ReasonNeeded => {
            "This needs a reason, so that the other team understands it: fill in `reason`."
                .to_owned()
        }

        Refusal::NoSuchLead { typed } => leads::none(typed),
        Refusal::EmailTaken { lead, name } => format!(
            "**{lead}** {} has this email already. One email is one lead: add to that one.",
            escape(name)
        ),
        Refusal::SeenBefore { field, lead, name } => format!(
            "**{lead}** {} has the same {field}. Is it the same person?",
            escape(name)
        ),
        Refusal::TooFarToAdd { stage, latest } => format!(
            "A new lead cannot start at {stage}. You can add up to {latest}, and move it on from there."
        ),
        Refusal::AlreadyThere { stage } => {
            let ways = super::lead::ways(*stage);
            format!("It stands at {stage} already. From there it can go to {ways}.")
        }
        Refusal::NoSuchMove { from, to } => leads::no_way(*from, *to),
        Refusal::NotReady { lead, missing } => leads::not_ready(*lead, missing, company),
        Refusal::NoDealValue { lead } => format!(
            "**{lead}** has no open deal with a value. Say what it is worth: `value:1200 EUR`."
        ),
        Refusal::WonAlready { lead, won, further } => {
            leads::won_already(*lead, won, further.is_some())
        }
        Refusal::RecycleIncomplete => leads::recycle_incomplete(),
        Refusal::RecycledTooOften { times } => leads::recycled_too_often(*times, company),
        Refusal::RestOver { until } => format!(
            "`rest-until` would be over already: {}. Choose a later day, or leave it out for 30 days.",
            time(*until)
        ),
        Refusal::NotALossReason { reasons } => leads::not_a_loss_reason(reasons),
        Refusal::NotOnTeam { user, team } => who::not_on_team(*user, *team, company),
        Refusal::NothingToUndo { lead } => leads::nothing_to_undo(*lead),
        Refusal::NotYoursToUndo { lead, by } => leads::not_yours_to_undo(*lead, *by, company),
        Refusal::CannotUndo { lead, why } => leads::cannot_undo(*lead, *why),
        Refusal::LeadMovedOn { lead, stage } => format!(
            "**{lead}** has moved on since: it stands at {stage} now. Only the last move can be undone."
        ),
        Refusal::DraftGone => {
            "This button or form is no longer good: what it was for has been used, or is gone. \
             Please start again."
                .to_owned()
        }

        Refusal::HandoffPending { lead } => {
            format!("**{lead}** waits for sales already: `/handoff list` shows it.")
        }
        Refusal::NoHandoff { lead } => {
            format!("No handoff of **{lead}** waits. `/handoff list` shows those that do.")
        }
        Refusal::HandoffClosed { lead, state, by } => handoffs::closed(*lead, *state, *by),
        Refusal::NeverOpen => handoffs::never_open(company),

        Refusal::NoSuchPromotion { typed } => promotions::none(typed),
        Refusal::BadWindow {
            starts_at,
            ends_at,
            past,
        } => promotions::bad_window(*starts_at, *ends_at, *past),
        Refusal::PromotionChanged { code } => promotions::changed(code),
        Refusal::PromotionNotWaiting { code, standing } => promotions::not_waiting(code, *standing),
        Refusal::OwnPromotion { code } => promotions::own(code),
        Refusal::CodeTaken { code, until } => promotions::taken(code, *until),
        Refusal::PromotionOver { code, standing } => promotions::over(code, *standing),
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
