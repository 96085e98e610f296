//! Refusals of those who may not: each names who can help.

use crate::{
    domain::{
        company::Company,
        ids::{RoleId, UserId},
        refusal::{AccessRefusal, CompanyRefusal},
        stage::{Stage, Team},
    },
    wording::{person, role},
};

pub(super) fn words(refusal: &AccessRefusal, company: Option<&Company>) -> String {
    match refusal {
        AccessRefusal::NoRole => no_role(company),
        AccessRefusal::NotAdmin => not_admin(company),
        AccessRefusal::NotManager => not_manager(company),
        AccessRefusal::WrongTeam { needed } => wrong_team(*needed, company),
        AccessRefusal::LedByOthers { stage } => led_by_others(*stage, company),
        AccessRefusal::NotOnTeam { user, team } => not_on_team(*user, *team, company),
    }
}

pub(super) fn not_ready(refusal: &CompanyRefusal) -> String {
    match refusal {
        CompanyRefusal::NotSetUp => {
            "Tandem is not set up here yet. An admin runs `/setup`; it takes two minutes."
                .to_owned()
        }
        CompanyRefusal::NotInAServer => {
            "Tandem works in a server, not in direct messages.".to_owned()
        }
    }
}

/// The manager, or who else can help where the company has named none.
pub(super) fn manager(company: Option<&Company>) -> String {
    let named = company.and_then(|company| company.roles.manager);
    named.map_or_else(|| "your server's admin".to_owned(), role)
}

/// A team by its role, where the company has named it.
fn team(of: Team, company: Option<&Company>) -> String {
    let named = |company: &Company| -> Option<RoleId> {
        match of {
            Team::Marketing => company.roles.marketing,
            Team::Sales => company.roles.sales,
        }
    };
    company
        .and_then(named)
        .map_or_else(|| of.label().to_owned(), role)
}

fn no_role(company: Option<&Company>) -> String {
    format!(
        "You have none of Tandem's roles yet, so this is not open to you. {} can give you one. \
         `/help` works for everybody.",
        manager(company)
    )
}

fn not_admin(company: Option<&Company>) -> String {
    format!(
        "This takes Discord's “Manage Server” permission or the manager role. {} can do it.",
        manager(company)
    )
}

fn not_manager(company: Option<&Company>) -> String {
    format!("This takes a manager: {} can do it.", manager(company))
}

fn wrong_team(needed: Team, company: Option<&Company>) -> String {
    let assigning = match needed {
        Team::Sales => " A manager takes part by assigning somebody: `/lead assign`.",
        Team::Marketing => "",
    };
    let label = needed.label();
    format!(
        "This is for {label} to do: {}.{assigning}",
        team(needed, company)
    )
}

fn led_by_others(stage: Stage, company: Option<&Company>) -> String {
    let leading: Vec<String> = stage.led_by().iter().map(|of| team(*of, company)).collect();
    let leading = leading.join(" or ");
    format!(
        "At {stage} {leading} leads. You can see, touch, note and edit it; ask {leading} to move it, \
         or a manager: {}.",
        manager(company)
    )
}

fn not_on_team(user: UserId, of: Team, company: Option<&Company>) -> String {
    format!(
        "{} does not have the {} role, so the lead cannot be theirs. Choose somebody of {}.",
        person(user),
        of.label(),
        team(of, company)
    )
}
