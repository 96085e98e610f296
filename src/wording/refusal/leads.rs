//! Refusals of what people do with leads.

use super::{shown, who::manager};
use crate::{
    domain::{
        company::Company, ids::LeadNumber, lead::WonDeal, refusal::LeadRefusal, stage::Stage,
        text::escape,
    },
    wording::{length, naming::ways, or, person, relative, time},
};

/// The lead that a refusal speaks of.
pub(super) fn subject(refusal: &LeadRefusal) -> Option<LeadNumber> {
    match refusal {
        LeadRefusal::EmailTaken { lead, .. }
        | LeadRefusal::SeenBefore { lead, .. }
        | LeadRefusal::JustDone { lead, .. }
        | LeadRefusal::NoDealValue { lead }
        | LeadRefusal::WonAlready { lead, .. }
        | LeadRefusal::MovedOn { lead, .. } => Some(*lead),
        LeadRefusal::NoSuch { .. }
        | LeadRefusal::TooFarToAdd { .. }
        | LeadRefusal::AlreadyThere { .. }
        | LeadRefusal::NoSuchMove { .. }
        | LeadRefusal::RecycleIncomplete
        | LeadRefusal::RecycledTooOften { .. }
        | LeadRefusal::RestOver { .. }
        | LeadRefusal::NotALossReason { .. } => None,
    }
}

pub(super) fn words(refusal: &LeadRefusal, company: Option<&Company>) -> String {
    match refusal {
        LeadRefusal::NoSuch { typed } => none(typed),
        LeadRefusal::EmailTaken { lead, name } => format!(
            "**{lead}** {} has this email already. One email is one lead: add to that one.",
            escape(name)
        ),
        LeadRefusal::SeenBefore { field, lead, name } => format!(
            "**{lead}** {} has the same {field}. Is it the same person?",
            escape(name)
        ),
        LeadRefusal::JustDone { lead, ago, .. } => format!(
            "You did this {} ago: **{lead}** has it already, and nothing was added. Do you mean it once more?",
            length(*ago)
        ),
        LeadRefusal::TooFarToAdd { stage, latest } => format!(
            "A new lead cannot start at {stage}. You can add up to {latest}, and move it on from there."
        ),
        LeadRefusal::AlreadyThere { stage } => {
            let ways = ways(*stage);
            format!("It stands at {stage} already. From there it can go to {ways}.")
        }
        LeadRefusal::NoSuchMove { from, to } => no_way(*from, *to),
        LeadRefusal::NoDealValue { lead } => format!(
            "**{lead}** has no open deal with a value. Say what it is worth: `value:1200 EUR`."
        ),
        LeadRefusal::WonAlready { lead, won, further } => {
            won_already(*lead, won, further.is_some())
        }
        LeadRefusal::MovedOn { lead, stage } => {
            format!("**{lead}** has moved on since: it stands at {stage} now.")
        }
        LeadRefusal::RecycleIncomplete => recycle_incomplete(),
        LeadRefusal::RecycledTooOften { times } => recycled_too_often(*times, company),
        LeadRefusal::RestOver { until } => format!(
            "`rest-until` would be over already: {}. Choose a later day, or leave it out for 30 days.",
            time(*until)
        ),
        LeadRefusal::NotALossReason { reasons } => not_a_loss_reason(reasons),
    }
}

fn none(typed: &str) -> String {
    format!(
        "There is no lead “{}” here. Type a number like `L-42`, or look for it with `/lead find`.",
        shown(typed)
    )
}

fn no_way(from: Stage, to: Stage) -> String {
    let ways = ways(from);
    if to == Stage::PostPurchase {
        let (one, other) = (Stage::Intent, Stage::Purchase);
        return format!(
            "A lead is won from {one} or {other}. This one stands at {from}, from where it can go to {ways}."
        );
    }
    format!("There is no way from {from} to {to}. From {from} it can go to {ways}.")
}

fn won_already(lead: LeadNumber, won: &WonDeal, further: bool) -> String {
    let by = won.by.map(|by| format!(" by {}", person(by)));
    let won = format!(
        "**{lead}** is won already: {}{}, {}. Nothing was changed.",
        won.value,
        by.unwrap_or_default(),
        relative(won.at)
    );
    if further {
        format!("{won} Is this a further deal?")
    } else {
        format!("{won} For a further deal say what it is worth: `value:1200 EUR`.")
    }
}

fn recycle_incomplete() -> String {
    "Giving a lead back to marketing needs `reason` and `must-change`: what must be different before \
     it comes to sales again. `rest-until` is 30 days from now if not said."
        .to_owned()
}

fn recycled_too_often(times: i16, company: Option<&Company>) -> String {
    format!(
        "It was given back {times} times. Once more takes a manager: {}. Or lose it: `/lead lose`.",
        manager(company)
    )
}

fn not_a_loss_reason(reasons: &[String]) -> String {
    let reasons: Vec<String> = reasons
        .iter()
        .map(|reason| format!("“{}”", escape(reason)))
        .collect();
    format!(
        "`reason` must be one of {}. More goes into `words` of `/lead lose`.",
        or(&reasons)
    )
}
