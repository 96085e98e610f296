//! Refusals to take something back.

use super::{handoffs, who::manager};
use crate::{
    domain::{
        company::Company,
        ids::{LeadNumber, UserId},
        refusal::{UndoBar, UndoRefusal},
    },
    wording::person,
};

/// The lead that a refusal speaks of.
pub(super) fn subject(refusal: &UndoRefusal) -> LeadNumber {
    match refusal {
        UndoRefusal::Nothing { lead }
        | UndoRefusal::NotYours { lead, .. }
        | UndoRefusal::Barred { lead, .. }
        | UndoRefusal::MovedOn { lead, .. }
        | UndoRefusal::HandoffEnded { lead, .. } => *lead,
    }
}

pub(super) fn words(refusal: &UndoRefusal, company: Option<&Company>) -> String {
    match refusal {
        UndoRefusal::Nothing { lead } => nothing_to_undo(*lead),
        UndoRefusal::NotYours { lead, by } => not_yours_to_undo(*lead, *by, company),
        UndoRefusal::Barred { lead, why } => cannot_undo(*lead, *why),
        UndoRefusal::MovedOn { lead, stage } => format!(
            "**{lead}** has moved on since: it stands at {stage} now. Only the last move can be undone."
        ),
        UndoRefusal::HandoffEnded { lead, state, by } => handoffs::closed(*lead, *state, *by),
    }
}

fn nothing_to_undo(lead: LeadNumber) -> String {
    format!("There is nothing to undo on **{lead}**, or it has been undone already.")
}

fn not_yours_to_undo(lead: LeadNumber, by: Option<UserId>, company: Option<&Company>) -> String {
    let by = by.map_or_else(|| "Tandem itself".to_owned(), person);
    format!(
        "{by} did that on **{lead}**. They can undo it, or a manager can: {}.",
        manager(company)
    )
}

fn cannot_undo(lead: LeadNumber, why: UndoBar) -> String {
    match why {
        UndoBar::TooLate => format!(
            "That is more than 10 minutes ago. Put **{lead}** right with a new change; the history \
             stays whole."
        ),
        UndoBar::Dependent => {
            format!("Something that came after on **{lead}** builds on it. Undo that first.")
        }
        UndoBar::Accepted => format!(
            "Sales has accepted **{lead}**, so the handoff stands. Sales can give it back: \
             `/lead move lead:{lead} stage:Interest`."
        ),
        UndoBar::Forgotten => format!(
            "What it was before is not kept any more. Put **{lead}** right with a new change."
        ),
        UndoBar::Kind => format!(
            "That cannot be taken back: others have read it. Write a note that puts it right: \
             `/lead note lead:{lead}`, or lose the lead: `/lead lose`."
        ),
    }
}
