//! What the bot says of the members of a server.

use super::{
    and,
    card::{Card, Tone},
    person,
};
use crate::domain::{ids::UserId, stage::Team};

/// Somebody left; what they looked after needs somebody else.
pub fn left(user: UserId, marketing: i64, sales: i64, handoffs: i64) -> Card {
    let leads = |count: i64, team: Team| {
        let word = if count == 1 { "lead" } else { "leads" };
        (count > 0).then(|| format!("{count} {word} of {}", team.label()))
    };
    let offered = match handoffs {
        0 => None,
        1 => Some("1 handoff that waited for them".to_owned()),
        many => Some(format!("{many} handoffs that waited for them")),
    };
    let parts: Vec<String> = [
        leads(marketing, Team::Marketing),
        leads(sales, Team::Sales),
        offered,
    ]
    .into_iter()
    .flatten()
    .collect();
    let body = format!(
        "{} has left the server. Nobody looks after {} now: `/lead list` shows them, `/lead assign` gives them to somebody.",
        person(user),
        and(&parts)
    );
    Card::text(Tone::Attention, body).titled("Given back to the team")
}
