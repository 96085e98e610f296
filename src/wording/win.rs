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
    marketing.extend(touches(credit.by_marketing));
    let mut sales: Vec<String> = touches(credit.by_sales).into_iter().collect();
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
    let took = length(credit.won.at - of.created_at);
    sales.push(format!("won it {took} after the first touch"));
    let mut deeds = vec![(Team::Sales, and(&sales))];
    if !of.sales_sourced {
        deeds.insert(0, (Team::Marketing, and(&marketing)));
    }
    lead::won_news(of, &credit.won.value, credit.by, &deeds)
}

fn touches(count: i64) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 touch".to_owned()),
        many => Some(format!("{many} touches")),
    }
}
