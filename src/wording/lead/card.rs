//! A lead with all that is known.

use crate::{
    actions::lead::view::View,
    domain::{
        company::Company,
        field::{mask_email, mask_phone},
        lead::Lead,
        scan::masked,
        text::{escape, plain},
    },
    wording::{
        card::{Button, Card, Look, Tone},
        naming::warmth,
        person,
        press::Press,
        relative, time, timeline,
    },
};

/// Characters of a field of a card, by Discord's count.
const FIELD: usize = 1024;

/// A lead with all that is known. In public, personal values are masked.
pub fn card(view: &View, company: &Company, public: bool) -> Card {
    let lead = &view.lead;
    let sourced = if lead.sales_sourced {
        " · sales-sourced"
    } else {
        ""
    };
    let body = format!(
        "**{}** since {}{sourced}",
        lead.stage,
        relative(lead.stage_since)
    );
    let warmth = warmth(view.warmth, view.hot, company.threshold, &view.shares);
    let free = |text: Option<&str>| match text {
        Some(text) if public => escape(&masked(text)),
        Some(text) => escape(text),
        None => String::new(),
    };
    let deal = lead.deal.as_ref().and_then(|deal| deal.value.as_ref());
    let waits = view.pending.as_ref();
    let card = Card::text(Tone::Plain, body)
        .titled(format!("{} · {}", lead.number, plain(&lead.name)))
        .field("Warmth", warmth, false)
        .field("Reach", reach(lead, public), true)
        .field("Organisation", free(lead.organisation.as_deref()), true)
        .field("Source", free(Some(&lead.source)), true)
        .field("Campaign", free(lead.campaign.as_deref()), true)
        .field("Looked after by", owners(lead), true)
        .field(
            "Open deal",
            deal.map(ToString::to_string).unwrap_or_default(),
            true,
        )
        .field("Lost", free(lead.lost_reason.as_deref()), true)
        .field("Rest", rest(lead, public), true)
        .field(
            "Handoff",
            waits
                .map(|handoff| format!("waits for sales, due {}", relative(handoff.due_at)))
                .unwrap_or_default(),
            true,
        );
    let lines: Vec<String> = view
        .timeline
        .iter()
        .map(|entry| {
            if public {
                timeline::line(entry)
            } else {
                timeline::whole_line(entry)
            }
        })
        .collect();
    let card = fields_of_lines("Timeline", &lines)
        .fold(card, |card, (name, value)| card.field(&name, value, false));
    if public {
        card
    } else {
        let share = Press::LeadShare { lead: lead.number };
        card.buttons(vec![Button::new("Share here", Look::Secondary, share)])
    }
}

/// How the person is reached, a line each.
fn reach(lead: &Lead, public: bool) -> String {
    let shown = |value: Option<&str>, mask: fn(&str) -> String| {
        let value = value?;
        Some(if public {
            mask(value)
        } else {
            value.to_owned()
        })
    };
    let ways = [
        shown(lead.email.as_deref(), mask_email),
        shown(lead.phone.as_deref(), mask_phone),
        shown(lead.handle.as_deref(), str::to_owned).map(|handle| format!("@{handle}")),
    ];
    let lines: Vec<String> = ways.iter().flatten().map(|way| escape(way)).collect();
    lines.join("\n")
}

fn owners(lead: &Lead) -> String {
    let named = [
        ("marketing", lead.marketing_owner),
        ("sales", lead.sales_owner),
    ];
    let lines: Vec<String> = named
        .iter()
        .filter_map(|(team, owner)| Some(format!("{team}: {}", person((*owner)?))))
        .collect();
    lines.join("\n")
}

fn rest(lead: &Lead, public: bool) -> String {
    let change = lead.must_change.as_deref().map(|change| {
        let change = if public {
            masked(change)
        } else {
            change.to_owned()
        };
        format!("must change first: {}", escape(&change))
    });
    let until = lead
        .rest_until
        .map(|until| format!("until {}", time(until)));
    let lines: Vec<String> = [until, change].into_iter().flatten().collect();
    lines.join("\n")
}

/// Lines as fields of a card: as many whole lines in each as fit, three fields at most.
fn fields_of_lines(name: &str, lines: &[String]) -> impl Iterator<Item = (String, String)> {
    let mut fields: Vec<String> = Vec::new();
    for line in lines {
        let length = |text: &str| text.encode_utf16().count();
        match fields.last_mut() {
            Some(last) if length(last) + length(line) < FIELD => {
                last.push('\n');
                last.push_str(line);
            }
            _ => fields.push(line.clone()),
        }
    }
    let name = name.to_owned();
    fields
        .into_iter()
        .take(3)
        .enumerate()
        .map(move |(at, value)| {
            let name = if at == 0 {
                name.clone()
            } else {
                "before that".to_owned()
            };
            (name, value)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fill_fields_whole() {
        let lines: Vec<String> = (0..10).map(|n| format!("{n}{}", "x".repeat(299))).collect();
        let fields: Vec<(String, String)> = fields_of_lines("Timeline", &lines).collect();
        let counts: Vec<usize> = fields
            .iter()
            .map(|(_, value)| value.lines().count())
            .collect();
        assert_eq!(counts, [3, 3, 3]);
        assert!(fields.iter().all(|(_, value)| value.len() <= FIELD));
        assert_eq!(fields[0].0, "Timeline");
    }
}
