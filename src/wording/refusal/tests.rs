use super::*;
use crate::domain::{
    field::Problem,
    handoff::{HandoffState, Missing},
    ids::UserId,
    lead::Field,
    local::WhenError,
    refusal::UndoBar,
    stage::{Stage, Team},
};

const LEAD: LeadNumber = LeadNumber(42);

fn said(refusal: &Refusal) -> String {
    card(refusal, None).body
}

#[test]
fn each_says_what_to_do() {
    let missing = vec![
        Missing::Warmth {
            has: 24.96,
            needs: 50.0,
        },
        Missing::Field(Field::Email),
    ];
    for (refusal, parts) in [
        (
            Problem::Invisible {
                code: 0x200B,
                after: 2,
            }
            .of("name")
            .into(),
            vec!["`name`", "U+200B", "Type it anew"],
        ),
        (
            Refusal::NoSuchLead {
                typed: "L-99".to_owned(),
            },
            vec!["L-99", "/lead find"],
        ),
        (
            Refusal::NotReady {
                lead: LEAD,
                missing,
            },
            vec!["25 of 50", "/lead touch lead:L-42", "email:…", "override"],
        ),
        (
            Refusal::AlreadyThere {
                stage: Stage::Interest,
            },
            vec!["Interest", "Consideration", "Intent"],
        ),
        (
            Refusal::BadWhen {
                option: "rest-until",
                error: WhenError::NoSuchDay("2026-02-30".to_owned()),
            },
            vec!["rest-until", "2026-02-30", "tomorrow"],
        ),
        (
            Refusal::HandoffClosed {
                lead: LEAD,
                state: HandoffState::Accepted,
                by: Some(UserId(7)),
            },
            vec!["L-42", "<@7>"],
        ),
        (
            Refusal::CannotUndo {
                lead: LEAD,
                why: UndoBar::TooLate,
            },
            vec!["10 minutes", "L-42"],
        ),
        (Refusal::NoRole, vec!["admin", "/help"]),
        (
            Refusal::WrongTeam {
                needed: Team::Sales,
            },
            vec!["sales", "/lead assign"],
        ),
    ] {
        let words = said(&refusal);
        for part in parts {
            assert!(words.contains(part), "{part} is not in: {words}");
        }
    }
}

#[test]
fn what_was_typed_pings_nobody_and_stays_short() {
    let nasty = format!("@everyone <@7> **bold** ```{}", "x".repeat(2000));
    for refusal in [
        Refusal::NoSuchLead {
            typed: nasty.clone(),
        },
        Refusal::NoSuchPromotion {
            typed: nasty.clone(),
        },
        Refusal::BadWhen {
            option: "starts",
            error: WhenError::Unreadable(nasty.clone()),
        },
        Refusal::UnknownChoice {
            option: "key",
            choices: vec![nasty.clone()],
        },
        Refusal::EmailTaken {
            lead: LEAD,
            name: "@everyone".to_owned(),
        },
    ] {
        let words = said(&refusal);
        assert!(
            !words.contains("<@7>") || words.contains("`@everyone <@7>"),
            "{words}"
        );
        assert!(words.chars().count() < 400, "{words}");
        assert!(
            !words.contains("**bold**") || words.contains('`'),
            "{words}"
        );
    }
}

#[test]
fn a_refusal_about_a_lead_shows_it() {
    let shown = card(&Refusal::HandoffPending { lead: LEAD }, None);
    assert_eq!(shown.rows.len(), 1);
    assert!(card(&Refusal::NoRole, None).rows.is_empty());
}
