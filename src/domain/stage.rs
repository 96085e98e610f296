//! The funnel: its stages, who leads each, and which moves there are.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Where a lead stands, in the order of the funnel, lost last. The keys are stable; what people see is the
/// label.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Stage {
    /// Strangers who may be interested; nobody sells to them yet.
    Awareness,
    /// Touches make them warmer.
    Interest,
    /// Product information, specials, trials.
    Consideration,
    /// Demos and many questions; sales leads from here.
    Intent,
    /// A deal is being closed.
    Purchase,
    /// A customer.
    PostPurchase,
    /// Left, with a reason.
    Lost,
}

/// A side of the company, in the order of the funnel.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Team {
    /// Warms leads, writes promotions and wording.
    Marketing,
    /// Accepts leads, closes deals, agrees to promotions and wording.
    Sales,
}

keyed!(Team);

impl Team {
    /// The word people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Marketing => "marketing",
            Self::Sales => "sales",
        }
    }
}

keyed!(Stage);

impl Stage {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Awareness => "Awareness",
            Self::Interest => "Interest",
            Self::Consideration => "Consideration",
            Self::Intent => "Intent",
            Self::Purchase => "Purchase",
            Self::PostPurchase => "Post-purchase",
            Self::Lost => "Lost",
        }
    }

    /// The teams that lead the stage: one, both after the purchase, and both for a lost lead, which
    /// either may take up again.
    pub fn led_by(self) -> &'static [Team] {
        match self {
            Self::Awareness | Self::Interest | Self::Consideration => &[Team::Marketing],
            Self::Intent | Self::Purchase => &[Team::Sales],
            Self::PostPurchase | Self::Lost => &[Team::Marketing, Team::Sales],
        }
    }

    /// Whether `team` leads the stage.
    pub fn is_led_by(self, team: Team) -> bool {
        self.led_by().contains(&team)
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.label())
    }
}

/// What kind of move leads from one stage to another, and so what it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// Forward inside marketing's stages: needs nothing.
    Forward,
    /// Back inside one team's stages: needs a reason.
    Back,
    /// From marketing to sales: opens a handoff, and the lead stays until sales accepts.
    Handoff,
    /// To purchase: needs an open deal with a value.
    Close,
    /// To post-purchase: wins a deal.
    Win,
    /// Back to marketing: reason, rest, what must change; three times, then a manager.
    Recycle,
    /// Out: a reason from the company's list.
    Lose,
    /// In again: a reason.
    Reopen,
}

/// One row of the table of moves.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    /// The stages it starts from.
    pub from: &'static [Stage],
    /// The stages it leads to; for [`Way::Back`] only those earlier than where the lead stands.
    pub to: &'static [Stage],
    /// What it is.
    pub way: Way,
}

/// The table of moves of the rules, row by row. Each is made by a team that leads the stage it leaves, or
/// by a manager.
pub const MOVES: &[Move] = {
    use Stage::*;
    &[
        Move {
            from: &[Awareness],
            to: &[Interest, Consideration],
            way: Way::Forward,
        },
        Move {
            from: &[Interest],
            to: &[Consideration],
            way: Way::Forward,
        },
        Move {
            from: &[Consideration],
            to: &[Awareness, Interest],
            way: Way::Back,
        },
        Move {
            from: &[Interest],
            to: &[Awareness],
            way: Way::Back,
        },
        Move {
            from: &[Interest, Consideration],
            to: &[Intent],
            way: Way::Handoff,
        },
        Move {
            from: &[Intent],
            to: &[Purchase],
            way: Way::Close,
        },
        Move {
            from: &[Intent, Purchase],
            to: &[PostPurchase],
            way: Way::Win,
        },
        Move {
            from: &[Intent, Purchase],
            to: &[Interest],
            way: Way::Recycle,
        },
        Move {
            from: &[Purchase],
            to: &[Intent],
            way: Way::Back,
        },
        Move {
            from: &[Awareness, Interest, Consideration],
            to: &[Lost],
            way: Way::Lose,
        },
        Move {
            from: &[Intent, Purchase],
            to: &[Lost],
            way: Way::Lose,
        },
        Move {
            from: &[PostPurchase],
            to: &[Lost],
            way: Way::Lose,
        },
        Move {
            from: &[Lost],
            to: &[REOPENED],
            way: Way::Reopen,
        },
    ]
};

/// Where a lost lead stands when it is taken up again.
pub const REOPENED: Stage = Stage::Interest;

/// The move from one stage to another, if there is one.
pub fn find_move(from: Stage, to: Stage) -> Option<&'static Move> {
    MOVES
        .iter()
        .find(|row| row.from.contains(&from) && row.to.contains(&to))
}

/// What kind of move it is from one stage to another, if there is one.
pub fn way(from: Stage, to: Stage) -> Option<Way> {
    find_move(from, to).map(|row| row.way)
}

/// Whether marketing hands over leads that stand at `stage`.
pub fn is_handed_over_from(stage: Stage) -> bool {
    way(stage, Stage::Intent) == Some(Way::Handoff)
}

/// The stages that a winning lead enters, one after the other, from where it stands: whatever closing
/// leads to on the way is recorded too. None for a customer, whose further deals move nothing, and from
/// where nothing is won.
pub fn way_to_win(from: Stage) -> Vec<Stage> {
    let Some(Way::Win) = way(from, Stage::PostPurchase) else {
        return Vec::new();
    };
    let between = Stage::ALL
        .iter()
        .copied()
        .filter(|stage| way(from, *stage) == Some(Way::Close));
    between.chain([Stage::PostPurchase]).collect()
}

/// The stages that a lead can go to from `from`, in the order of the funnel.
pub fn ways_out(from: Stage) -> impl Iterator<Item = Stage> {
    Stage::ALL
        .iter()
        .copied()
        .filter(move |to| find_move(from, *to).is_some())
}

/// The last stage at which `team` may add a lead.
pub fn latest_entry(team: Team) -> Stage {
    match team {
        Team::Marketing => Stage::Consideration,
        Team::Sales => Stage::Intent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every cell of the table: rows are where a lead stands, columns where it goes.
    #[test]
    fn the_table_of_moves() {
        let letter = |from, to| match find_move(from, to).map(|row| row.way) {
            None => '.',
            Some(Way::Forward) => 'f',
            Some(Way::Back) => 'b',
            Some(Way::Handoff) => 'h',
            Some(Way::Close) => 'c',
            Some(Way::Win) => 'w',
            Some(Way::Recycle) => 'r',
            Some(Way::Lose) => 'l',
            Some(Way::Reopen) => 'o',
        };
        let table: Vec<String> = Stage::ALL
            .iter()
            .copied()
            .map(|from| {
                Stage::ALL
                    .iter()
                    .copied()
                    .map(|to| letter(from, to))
                    .collect()
            })
            .collect();
        assert_eq!(
            table,
            [
                ".ff...l", // awareness
                "b.fh..l", // interest
                "bb.h..l", // consideration
                ".r..cwl", // intent
                ".r.b.wl", // purchase
                "......l", // post-purchase
                ".o.....", // lost
            ]
        );
    }

    #[test]
    fn purchase_is_recorded_on_the_way_to_a_win() {
        use Stage::*;
        assert_eq!(way_to_win(Intent), [Purchase, PostPurchase]);
        assert_eq!(way_to_win(Purchase), [PostPurchase]);
        for stage in [Awareness, Interest, Consideration, PostPurchase, Lost] {
            assert_eq!(way_to_win(stage), [], "{stage}");
        }
        let handed: Vec<Stage> = Stage::ALL
            .iter()
            .copied()
            .filter(|s| is_handed_over_from(*s))
            .collect();
        assert_eq!(handed, [Interest, Consideration]);
    }

    #[test]
    fn keys_are_stable() {
        for &stage in Stage::ALL {
            assert_eq!(Stage::from_key(stage.key()), Some(stage));
            assert_eq!(serde_json::to_value(stage).unwrap(), stage.key());
        }
        assert_eq!(Stage::from_key("nowhere"), None);
    }
}
