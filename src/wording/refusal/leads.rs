//! Refusals of what people do with leads.

use super::{shown, who::manager};
use crate::{
    domain::{
        company::Company,
        handoff::Missing,
        ids::{LeadNumber, UserId},
        lead::WonDeal,
        refusal::UndoBar,
        stage::Stage,
        text::escape,
    },
    wording::{lead::ways, or, person, points, relative, time},
};

pub(super) fn none(typed: &str) -> String {
    format!(
        "There is no lead “{}” here. Type a number like `L-42`, or look for it with `/lead find`.",
        shown(typed)
    )
}

pub(super) fn no_way(from: Stage, to: Stage) -> String {
    let ways = ways(from);
    if to == Stage::PostPurchase {
        let (one, other) = (Stage::Intent, Stage::Purchase);
        return format!(
            "A lead is won from {one} or {other}. This one stands at {from}, from where it can go to {ways}."
        );
    }
    format!("There is no way from {from} to {to}. From {from} it can go to {ways}.")
}

pub(super) fn not_ready(
    lead: LeadNumber,
    missing: &[Missing],
    company: Option<&Company>,
) -> String {
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

pub(super) fn won_already(lead: LeadNumber, won: &WonDeal, further: bool) -> String {
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

pub(super) fn recycle_incomplete() -> String {
    "Giving a lead back to marketing needs `reason` and `must-change`: what must be different before \
     it comes to sales again. `rest-until` is 30 days from now if not said."
        .to_owned()
}

pub(super) fn recycled_too_often(times: i16, company: Option<&Company>) -> String {
    format!(
        "It was given back {times} times. Once more takes a manager: {}. Or lose it: `/lead lose`.",
        manager(company)
    )
}

pub(super) fn not_a_loss_reason(reasons: &[String]) -> String {
    let reasons: Vec<String> = reasons
        .iter()
        .map(|reason| format!("“{}”", escape(reason)))
        .collect();
    format!(
        "`reason` must be one of {}. More goes into `words` of `/lead lose`.",
        or(&reasons)
    )
}

pub(super) fn nothing_to_undo(lead: LeadNumber) -> String {
    format!("There is nothing to undo on **{lead}**, or it has been undone already.")
}

pub(super) fn not_yours_to_undo(
    lead: LeadNumber,
    by: Option<UserId>,
    company: Option<&Company>,
) -> String {
    let by = by.map_or_else(|| "Tandem itself".to_owned(), person);
    format!(
        "{by} did that on **{lead}**. They can undo it, or a manager can: {}.",
        manager(company)
    )
}

pub(super) fn cannot_undo(lead: LeadNumber, why: UndoBar) -> String {
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
