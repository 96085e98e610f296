//! News of leads, for all to read.

use super::{name, show};
use crate::{
    domain::{
        field::Money,
        ids::UserId,
        lead::Lead,
        stage::{Stage, Team},
    },
    wording::{
        card::{Card, Tone},
        first,
        naming::for_all,
        person, team,
    },
};

/// A new lead, in a line.
pub fn added_line(lead: &Lead, by: UserId, stage: Stage) -> String {
    let sourced = if lead.sales_sourced {
        ", sales-sourced"
    } else {
        ""
    };
    format!(
        "{} came in at {stage} from {}{sourced} · {}",
        name(lead),
        for_all(&lead.source, 100),
        person(by)
    )
}

/// A move, in a line.
pub fn moved_line(lead: &Lead, by: UserId, from: Stage, to: Stage, words: Option<&str>) -> String {
    let words = words.map(|words| format!(": {}", for_all(words, 150)));
    let words = words.unwrap_or_default();
    format!("{} {from} → {to} · {}{words}", name(lead), person(by))
}

/// News that was taken back since.
pub fn taken_back(line: &str) -> String {
    format!("~~{line}~~ · undone")
}

/// The news of a minute, gathered.
pub fn news(lines: &[String]) -> Card {
    Card::text(Tone::Plain, first(lines, 20))
}

/// A win, with what each team did.
pub fn won_news(lead: &Lead, value: &Money, by: UserId, deeds: &[(Team, String)]) -> Card {
    let deeds: Vec<String> = deeds
        .iter()
        .map(|(of, deed)| format!("**{}** {deed}", team(*of)))
        .collect();
    let body = format!(
        "{} is won for **{value}**. {} closed it.\n{}",
        name(lead),
        person(by),
        deeds.join("\n")
    );
    Card::text(Tone::Done, body)
        .titled("Won together")
        .buttons(vec![show(lead.number)])
}

/// A loss after sales had it.
pub fn lost_news(lead: &Lead, by: UserId, from: Stage, words: Option<&str>) -> Card {
    let words = words.map(|words| format!(": {}", for_all(words, 300)));
    let words = words.unwrap_or_default();
    let body = format!("{} was lost at {from}{words} · {}", name(lead), person(by));
    Card::text(Tone::Closed, body).buttons(vec![show(lead.number)])
}
