//! Who hears what happens to a lead: the table of the rules, as functions. Where each team hears it, and
//! that a channel which both share hears it once, says [`Company::places`].

use super::{
    company::Company,
    stage::{Stage, Team, Way, way},
};

/// Both teams.
pub const BOTH: [Team; 2] = [Team::Marketing, Team::Sales];

/// Who hears of a new lead: the team that leads the stage, if the company wants that. What sales brought in
/// passed marketing by: marketing hears of it in any case.
pub fn of_new_lead(company: &Company, stage: Stage, sales_sourced: bool) -> Vec<Team> {
    BOTH.into_iter()
        .filter(|team| {
            (company.tell_moves && stage.is_led_by(*team))
                || (sales_sourced && *team == Team::Marketing)
        })
        .collect()
}

/// Who hears of a move: of a win, and of a loss after sales had it, both; that a lead comes back from sales,
/// marketing in any case; anything else, the team that leads the stage it went to, if the company wants
/// that. A lost lead that sales never had concerns marketing alone.
pub fn of_move(company: &Company, from: Stage, to: Stage) -> Vec<Team> {
    if is_for_both(from, to) {
        return BOTH.to_vec();
    }
    let wanted = company.tell_moves || way(from, to) == Some(Way::Recycle);
    let hears = |team: &Team| match to {
        Stage::Lost => *team == Team::Marketing,
        _ => to.is_led_by(*team),
    };
    BOTH.into_iter()
        .filter(|team| wanted && hears(team))
        .collect()
}

/// Who hears that moves were taken back, the lead standing at `now`: whoever was told of them, both of what
/// went to the other team; and the team that leads the stage.
pub fn of_taken_back(company: &Company, moves: &[(Stage, Stage)], now: Stage) -> Vec<Team> {
    let concerns_both = moves
        .iter()
        .any(|(from, to)| is_for_both(*from, *to) || way(*from, *to) == Some(Way::Recycle));
    if concerns_both {
        return BOTH.to_vec();
    }
    let hears = |team: &Team| match now {
        Stage::Lost => *team == Team::Marketing,
        _ => now.is_led_by(*team),
    };
    BOTH.into_iter()
        .filter(|team| company.tell_moves && !moves.is_empty() && hears(team))
        .collect()
}

/// Wins, and losses of what sales had.
pub fn is_for_both(from: Stage, to: Stage) -> bool {
    match way(from, to) {
        Some(Way::Win) => true,
        Some(Way::Lose) => from.is_led_by(Team::Sales),
        _ => false,
    }
}
