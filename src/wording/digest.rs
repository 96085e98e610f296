//! The digest: what moved, what waits and for whom, what is late, what starts and ends.

use super::{
    and,
    card::{Button, Card, Look, Tone},
    handoff, in_field,
    press::Press,
    promotion::{line, standing},
};
use crate::{
    actions::digest::Content,
    domain::{stage::Stage, text::escape},
};

/// Lines of each kind.
const LINES: usize = 6;

/// What somebody sees who does not wait for the digest; they can show it to others.
pub fn so_far(content: &Content, shared: bool) -> Card {
    let card = card(content, "Since the last digest");
    if shared {
        return card;
    }
    card.buttons(vec![Button::new(
        "Share here",
        Look::Secondary,
        Press::DigestShare {},
    )])
}

/// The digest's card.
pub fn card(content: &Content, title: &str) -> Card {
    let name = |number: crate::domain::ids::LeadNumber, name: &str| {
        format!("**{number}** {}", escape(name))
    };
    let new: Vec<_> = content
        .moves
        .iter()
        .filter(|moved| moved.from.is_none())
        .collect();
    let moved: Vec<String> = content
        .moves
        .iter()
        .filter_map(|moved| {
            moved
                .from
                .map(|from| format!("{} {from} → {}", name(moved.lead, &moved.name), moved.to))
        })
        .collect();
    let came: Vec<String> = new
        .iter()
        .map(|moved| format!("{} at {}", name(moved.lead, &moved.name), moved.to))
        .collect();
    let wins: Vec<String> = content
        .wins
        .iter()
        .map(|(lead, who, value)| format!("{} for **{value}**", name(*lead, who)))
        .collect();
    let state = |late: bool| -> Vec<String> {
        let those = content
            .waiting
            .iter()
            .filter(|(handoff, _)| (handoff.due_at <= content.now) == late);
        those
            .map(|(waits, who)| format!("{} · {}", name(waits.lead, who), handoff::standing(waits)))
            .collect()
    };
    let live: Vec<String> = content
        .live
        .iter()
        .map(|promotion| {
            let soon = if content.ends_soon(promotion) {
                " · **ends soon**"
            } else {
                ""
            };
            format!("{}{soon}", line(promotion))
        })
        .collect();
    let keys: Vec<String> = content
        .keys
        .iter()
        .map(|promotion| {
            format!(
                "`{}` {}",
                promotion.code,
                standing(promotion.standing(content.now))
            )
        })
        .collect();
    let starting: Vec<String> = content
        .starting
        .iter()
        .map(|promotion| {
            format!(
                "`{}` starts {}",
                promotion.code,
                super::relative(promotion.starts_at)
            )
        })
        .collect();
    let turned: Vec<String> = content
        .turned
        .iter()
        .map(|promotion| {
            format!(
                "`{}` is {}",
                promotion.code,
                standing(promotion.standing(content.now))
            )
        })
        .collect();
    let lost = content
        .moves
        .iter()
        .filter(|moved| moved.to == Stage::Lost)
        .count();
    let mut summary = Vec::new();
    for (count, one, many) in [
        (new.len(), "new lead", "new leads"),
        (moved.len(), "move", "moves"),
        (wins.len(), "win", "wins"),
        (lost, "lost", "lost"),
        (content.waiting.len(), "handoff waits", "handoffs wait"),
    ] {
        match count {
            0 => {}
            1 => summary.push(format!("1 {one}")),
            count => summary.push(format!("{count} {many}")),
        }
    }
    let body = if content.is_quiet() {
        "A quiet day: nothing moved, nothing waits.".to_owned()
    } else if summary.is_empty() {
        "Nothing moved.".to_owned()
    } else {
        format!("{}.", and(&summary))
    };
    Card::text(Tone::Plain, body)
        .titled(title)
        .field("Late", in_field(&state(true), LINES), false)
        .field("Waits for sales", in_field(&state(false), LINES), false)
        .field("Won", in_field(&wins, LINES), false)
        .field("New", in_field(&came, LINES), false)
        .field("Moved", in_field(&moved, LINES), false)
        .field("On offer now", in_field(&live, 4), false)
        .field("Waits for a key", in_field(&keys, LINES), false)
        .field("Starts soon", in_field(&starting, LINES), false)
        .field("Started and ended", in_field(&turned, LINES), false)
}
