//! Refusals of what people do with handoffs.

use super::who::manager;
use crate::{
    domain::{
        company::Company,
        handoff::HandoffState,
        ids::{LeadNumber, UserId},
    },
    wording::person,
};

pub(super) fn closed(lead: LeadNumber, state: HandoffState, by: Option<UserId>) -> String {
    let by = by.map_or_else(|| "somebody".to_owned(), person);
    match state {
        HandoffState::Accepted => format!("**{lead}** is taken: {by} accepted it."),
        HandoffState::SentBack => {
            format!("**{lead}** is back with marketing: {by} sent it back.")
        }
        HandoffState::Pending | HandoffState::Withdrawn => {
            format!("The handoff of **{lead}** was withdrawn by {by}.")
        }
    }
}

pub(super) fn never_open(company: Option<&Company>) -> String {
    format!(
        "The company has no business hours, so no time to accept can run. {} sets them: \
         `/settings set key:business-hours`.",
        manager(company)
    )
}
