//! The digest: what moved, what waits and for whom, what is late, what starts and ends.

use super::{
    and,
    card::{Button, Card, Look, Tone},
    counted, handoff, in_field, in_field_of,
    press::Press,
    promotion::{line, standing},
};
use crate::{
    actions::digest::{Content, LINES},
    domain::{
        handoff::Handoff,
        part::{COUNTED, Part},
        text::escape,
    },
    store::digest::Moved,
};

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
    let moves = &content.moves;
    let moved = |moved: &Moved| match moved.from {
        Some(from) => format!("{} {from} → {}", name(moved.lead, &moved.name), moved.to),
        None => format!("{} at {}", name(moved.lead, &moved.name), moved.to),
    };
    let wins: Vec<String> = content
        .wins
        .iter()
        .map(|(lead, who, value)| format!("{} for **{value}**", name(*lead, who)))
        .collect();
    let waits = |(waits, who): &(Handoff, String)| {
        format!("{} · {}", name(waits.lead, who), handoff::standing(waits))
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
    let waiting = content.late.total + content.waiting.total;
    let mut summary = Vec::new();
    // Lost ones are counted among the moves, and so no further than those.
    let lost = if moves.moved.total > COUNTED {
        ["lost or more", "lost or more"]
    } else {
        ["lost", "lost"]
    };
    for (count, [one, many]) in [
        (moves.new.total, ["new lead", "new leads"]),
        (moves.moved.total, ["move", "moves"]),
        (wins.len(), ["win", "wins"]),
        (moves.lost, lost),
    ] {
        match count {
            0 => {}
            1 => summary.push(format!("1 {one}")),
            count => summary.push(format!("{} {many}", counted(count))),
        }
    }
    let body = if content.is_quiet() {
        "A quiet day: nothing moved, nothing waits.".to_owned()
    } else {
        let happened = if summary.is_empty() {
            "Nothing moved".to_owned()
        } else {
            and(&summary)
        };
        // A sentence of its own: new leads do not wait.
        let waits = match waiting {
            0 => String::new(),
            1 => " 1 handoff waits.".to_owned(),
            many => format!(" {} handoffs wait.", counted(many)),
        };
        format!("{happened}.{waits}")
    };
    Card::text(Tone::Plain, body)
        .titled(title)
        .field("Late", part(&content.late, waits), false)
        .field("Waits for sales", part(&content.waiting, waits), false)
        .field("Won", in_field(&wins, LINES), false)
        .field("New", part(&moves.new, moved), false)
        .field("Moved", part(&moves.moved, moved), false)
        .field("On offer now", in_field(&live, 4), false)
        .field("Waits for a key", in_field(&keys, LINES), false)
        .field("Starts soon", in_field(&starting, LINES), false)
        .field("Started and ended", in_field(&turned, LINES), false)
}

/// A field of a list of which only the first were looked up.
fn part<T>(part: &Part<T>, line: impl Fn(&T) -> String) -> String {
    let lines: Vec<String> = part.first.iter().map(line).collect();
    in_field_of(&lines, part.total)
}
