//! A win, as both teams hear of it.

use super::{and, card::Card, lead, length, person};
use crate::{
    actions::lead::credit::Credit,
    domain::{stage::Team, text::escape},
};

/// News: a win, with what each team did.
pub fn news(credit: &Credit) -> Card {
    let of = &credit.lead;
    let mut marketing = vec![format!("brought it in from {}", escape(&of.source))];
    match credit.touches {
        0 => {}
        1 => marketing.push("1 touch".to_owned()),
        touches => marketing.push(format!("{touches} touches")),
    }
    let mut sales = Vec::new();
    if let Some(handoff) = &credit.handoff {
        marketing.push(format!("{} handed it over", person(handoff.opened_by)));
        if let (Some(owner), Some(after)) = (handoff.accepted_by, handoff.accepted_after) {
            sales.push(format!(
                "{} accepted after {}",
                person(owner),
                length(after)
            ));
        }
    }
    let took = length(credit.won_at - of.created_at);
    sales.push(format!("won it {took} after the first touch"));
    let mut deeds = vec![(Team::Sales, and(&sales))];
    if !of.sales_sourced {
        deeds.insert(0, (Team::Marketing, and(&marketing)));
    }
    let value = credit.value.as_ref().map(ToString::to_string);
    lead::won_news(of, value, credit.by, &deeds)
}
