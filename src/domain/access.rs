//! Who may do what: Discord roles, read as rights.

use serde::{Deserialize, Serialize};
use strum::VariantArray;

use super::{
    ids::UserId,
    stage::{Stage, Team},
};

/// A role that a company names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, VariantArray)]
pub enum Role {
    /// Marketing's.
    Marketing,
    /// Sales'.
    Sales,
    /// The manager's.
    Manager,
}

impl Role {
    /// Every role, in the order in which `/setup` asks for them.
    pub const ALL: &[Self] = <Self as VariantArray>::VARIANTS;

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Marketing => "marketing",
            Self::Sales => "sales",
            Self::Manager => "manager",
        }
    }
}

/// What a member's roles amount to. Several roles: all of their rights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rights {
    /// Has the marketing role.
    pub marketing: bool,
    /// Has the sales role.
    pub sales: bool,
    /// Has the manager role: may what either team may, but holds neither key of a promotion.
    pub manager: bool,
    /// Has Discord's "Manage Server".
    pub admin: bool,
}

/// Somebody who asks for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their Discord id.
    pub id: UserId,
    /// What they may do.
    pub rights: Rights,
}

/// Why somebody may not.
#[derive(Clone, Debug, PartialEq)]
pub enum AccessRefusal {
    /// They have none of Tandem's roles.
    NoRole,
    /// It takes "Manage Server" or the manager role.
    NotAdmin,
    /// It takes the manager role.
    NotManager,
    /// It takes the other team's role.
    WrongTeam {
        /// Whose.
        needed: Team,
    },
    /// The stage is led by another team; this one can see, note, touch and edit, not move.
    LedByOthers {
        /// The stage that was asked for.
        stage: Stage,
    },
    /// The person is not on the team that the lead is to be assigned to.
    NotOnTeam {
        /// Who.
        user: UserId,
        /// Which team.
        team: Team,
    },
}

impl Rights {
    /// Whether they hold any of Tandem's roles.
    pub fn any_role(self) -> bool {
        self.marketing || self.sales || self.manager
    }

    /// Whether they are on `team`, or manage both.
    pub fn acts_for(self, team: Team) -> bool {
        self.manager || self.holds_key_of(team)
    }

    /// Whether they have the team's own role: what a promotion's key asks for.
    pub fn holds_key_of(self, team: Team) -> bool {
        match team {
            Team::Marketing => self.marketing,
            Team::Sales => self.sales,
        }
    }

    /// The team for which they act on a lead that stands at `stage`, for whose credit it is: their own. Of
    /// both teams, or of neither as a manager, it is the one that leads the stage; where both lead,
    /// marketing.
    pub fn team_at(self, stage: Stage) -> Team {
        match (self.marketing, self.sales) {
            (true, false) => Team::Marketing,
            (false, true) => Team::Sales,
            _ if stage.is_led_by(Team::Marketing) => Team::Marketing,
            _ => Team::Sales,
        }
    }

    /// The team on which they are given a lead that stands at `stage`, when none is named: sales when a
    /// manager answers a handoff with it, else the one that leads the stage; where both do, the one that
    /// they are on.
    pub fn assigned_to(self, stage: Stage, answers_handoff: bool) -> Team {
        match stage.led_by() {
            _ if answers_handoff && self.sales => Team::Sales,
            [team] => *team,
            _ if self.sales => Team::Sales,
            _ => Team::Marketing,
        }
    }

    /// Everybody with a role may see, add, note, touch, ask, answer and edit fields.
    pub fn take_part(self) -> Result<(), AccessRefusal> {
        if self.any_role() {
            Ok(())
        } else {
            Err(AccessRefusal::NoRole)
        }
    }

    /// Those who lead a stage may move, lose and assign in it.
    pub fn lead_stage(self, stage: Stage) -> Result<(), AccessRefusal> {
        self.take_part()?;
        if stage.led_by().iter().any(|team| self.acts_for(*team)) {
            Ok(())
        } else {
            Err(AccessRefusal::LedByOthers { stage })
        }
    }

    /// `/setup` and `/settings`: "Manage Server" or the manager role.
    pub fn configure(self) -> Result<(), AccessRefusal> {
        if self.admin || self.manager {
            Ok(())
        } else {
            Err(AccessRefusal::NotAdmin)
        }
    }

    /// What only a manager may: override a refusal, undo what others did.
    pub fn manage(self) -> Result<(), AccessRefusal> {
        self.take_part()?;
        if self.manager {
            Ok(())
        } else {
            Err(AccessRefusal::NotManager)
        }
    }

    /// What one team does, or a manager: opening a handoff, accepting one.
    pub fn act_for(self, team: Team) -> Result<(), AccessRefusal> {
        self.take_part()?;
        if self.acts_for(team) {
            Ok(())
        } else {
            Err(AccessRefusal::WrongTeam { needed: team })
        }
    }

    /// What takes the team's own role, a manager's not being enough: a promotion's key.
    pub fn turn_key_of(self, team: Team) -> Result<(), AccessRefusal> {
        self.take_part()?;
        if self.holds_key_of(team) {
            Ok(())
        } else {
            Err(AccessRefusal::WrongTeam { needed: team })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: Rights = Rights {
        marketing: false,
        sales: false,
        manager: false,
        admin: false,
    };
    const MARKETING: Rights = Rights {
        marketing: true,
        ..NOBODY
    };
    const SALES: Rights = Rights {
        sales: true,
        ..NOBODY
    };
    const MANAGER: Rights = Rights {
        manager: true,
        ..NOBODY
    };
    const ADMIN: Rights = Rights {
        admin: true,
        ..NOBODY
    };

    /// One asked-for right, by its name and its test.
    type Asked = (&'static str, fn(Rights) -> bool);

    #[test]
    fn the_table_of_rights() {
        let asked: [Asked; 8] = [
            ("take part", |r| r.take_part().is_ok()),
            ("lead consideration", |r| {
                r.lead_stage(Stage::Consideration).is_ok()
            }),
            ("lead intent", |r| r.lead_stage(Stage::Intent).is_ok()),
            ("lead post-purchase", |r| {
                r.lead_stage(Stage::PostPurchase).is_ok()
            }),
            ("open a handoff", |r| r.act_for(Team::Marketing).is_ok()),
            ("marketing's key", |r| {
                r.turn_key_of(Team::Marketing).is_ok()
            }),
            ("override", |r| r.manage().is_ok()),
            ("configure", |r| r.configure().is_ok()),
        ];
        //                      marketing, sales, manager, admin only, nobody
        let expected = [
            ("take part", [true, true, true, false, false]),
            ("lead consideration", [true, false, true, false, false]),
            ("lead intent", [false, true, true, false, false]),
            ("lead post-purchase", [true, true, true, false, false]),
            ("open a handoff", [true, false, true, false, false]),
            ("marketing's key", [true, false, false, false, false]),
            ("override", [false, false, true, false, false]),
            ("configure", [false, false, true, true, false]),
        ];
        for ((name, may), (expected_name, cells)) in asked.into_iter().zip(expected) {
            assert_eq!(name, expected_name);
            let found = [MARKETING, SALES, MANAGER, ADMIN, NOBODY].map(may);
            assert_eq!(found, cells, "{name}");
        }
    }

    #[test]
    fn several_roles_give_all_of_their_rights() {
        let both = Rights {
            marketing: true,
            sales: true,
            ..NOBODY
        };
        assert!(both.lead_stage(Stage::Interest).is_ok() && both.lead_stage(Stage::Intent).is_ok());
        assert!(both.turn_key_of(Team::Sales).is_ok() && both.turn_key_of(Team::Marketing).is_ok());
    }

    #[test]
    fn somebody_without_a_role_is_told_that_first() {
        assert_eq!(ADMIN.lead_stage(Stage::Intent), Err(AccessRefusal::NoRole));
    }
}
