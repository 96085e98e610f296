//! Refusals of what people do with handoffs.

use super::who::manager;
use crate::{
    domain::{
        company::Company,
        handoff::{HandoffState, Missing},
        ids::{LeadNumber, UserId},
        refusal::HandoffRefusal,
    },
    wording::{person, points, time},
};

/// The lead that a refusal speaks of.
pub(super) fn subject(refusal: &HandoffRefusal) -> Option<LeadNumber> {
    match refusal {
        HandoffRefusal::NotReady { lead, .. }
        | HandoffRefusal::Pending { lead }
        | HandoffRefusal::NoneWaits { lead }
        | HandoffRefusal::Closed { lead, .. } => Some(*lead),
        HandoffRefusal::NeverOpen => None,
    }
}

pub(super) fn words(refusal: &HandoffRefusal, company: Option<&Company>) -> String {
    match refusal {
        HandoffRefusal::NotReady { lead, missing } => not_ready(*lead, missing, company),
        HandoffRefusal::Pending { lead } => {
            format!("**{lead}** waits for sales already: `/handoff list` shows it.")
        }
        HandoffRefusal::NoneWaits { lead } => {
            format!("No handoff of **{lead}** waits. `/handoff list` shows those that do.")
        }
        HandoffRefusal::Closed { lead, state, by } => closed(*lead, *state, *by),
        HandoffRefusal::NeverOpen => never_open(company),
    }
}

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

fn never_open(company: Option<&Company>) -> String {
    format!(
        "The company has no business hours, so no time to accept can run. {} sets them: \
         `/settings set key:business-hours`.",
        manager(company)
    )
}

fn not_ready(lead: LeadNumber, missing: &[Missing], company: Option<&Company>) -> String {
    let lines: Vec<String> = missing
        .iter()
        .map(|missing| format!("- {}", lacks(missing, lead)))
        .collect();
    format!(
        "**{lead}** is not ready for sales:\n{}\nA manager can let it through with `override` and a \
         reason: {}.",
        lines.join("\n"),
        manager(company)
    )
}

fn lacks(missing: &Missing, lead: LeadNumber) -> String {
    match missing {
        Missing::Warmth { has, needs } => format!(
            "warmth: it has {} of {} points. Note what warms it: `/lead touch lead:{lead}`.",
            points(*has),
            points(*needs)
        ),
        Missing::Field(field) => format!("{field} is empty: `/lead edit lead:{lead} {field}:…`"),
        Missing::Rest { until } => format!("it rests until {}, as sales asked.", time(*until)),
    }
}
