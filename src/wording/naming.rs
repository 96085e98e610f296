//! How a lead is named, where it can go, and why it is warm: what is said of leads in whatever context.

use super::{or, points};
use crate::domain::{
    ids::LeadNumber,
    lead::Lead,
    scan::masked,
    stage::{Stage, ways_out},
    text::{clip, escape, plain},
    warmth::Share,
};

/// Kinds of touch that are named as the reason of a lead's warmth.
const SHARES: usize = 5;

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
pub fn for_all(words: &str, most: usize) -> String {
    escape(&clip(&masked(words), most))
}

/// The ways on from where a lead stands, for a refusal.
pub fn ways(from: Stage) -> String {
    let ways: Vec<String> = ways_out(from)
        .map(|stage| stage.label().to_owned())
        .collect();
    if ways.is_empty() {
        "nowhere".to_owned()
    } else {
        or(&ways)
    }
}

/// Why a lead is as warm as it is.
pub fn warmth(points_now: f64, hot: bool, threshold: f64, shares: &[Share]) -> String {
    let heat = if hot { " · **hot**" } else { "" };
    let mut said = format!(
        "{} of {} points{heat}",
        points(points_now),
        points(threshold)
    );
    let why: Vec<String> = shares
        .iter()
        .take(SHARES)
        .map(|share| {
            let times = match share.times {
                1 => String::new(),
                times => format!(" × {times}"),
            };
            let label = share.kind.label();
            format!("{label}{times}: {}", points(share.points_now))
        })
        .collect();
    if !why.is_empty() {
        said.push_str(&format!("\n-# {}", why.join(" · ")));
    }
    said
}
