use super::*;
use crate::domain::{
    field::Problem,
    handoff::{HandoffState, Missing},
    ids::UserId,
    lead::Field,
    local::WhenError,
    refusal::{
        AccessRefusal, HandoffRefusal, LeadRefusal, PromotionRefusal, TypedRefusal, UndoBar,
        UndoRefusal,
    },
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
            LeadRefusal::NoSuch {
                typed: "L-99".to_owned(),
            }
            .into(),
            vec!["L-99", "/lead find"],
        ),
        (
            HandoffRefusal::NotReady {
                lead: LEAD,
                missing,
            }
            .into(),
            vec!["25 of 50", "/lead touch lead:L-42", "email:…", "override"],
        ),
        (
            LeadRefusal::AlreadyThere {
                stage: Stage::Interest,
            }
            .into(),
            vec!["Interest", "Consideration", "Intent"],
        ),
        (
            TypedRefusal::When {
                option: "rest-until",
                error: WhenError::NoSuchDay("2026-02-30".to_owned()),
            }
            .into(),
            vec!["rest-until", "2026-02-30", "tomorrow"],
        ),
        (
            HandoffRefusal::Closed {
                lead: LEAD,
                state: HandoffState::Accepted,
                by: Some(UserId(7)),
            }
            .into(),
            vec!["L-42", "<@7>"],
        ),
        (
            UndoRefusal::Barred {
                lead: LEAD,
                why: UndoBar::TooLate,
            }
            .into(),
            vec!["10 minutes", "L-42"],
        ),
        (AccessRefusal::NoRole.into(), vec!["admin", "/help"]),
        (
            AccessRefusal::WrongTeam {
                needed: Team::Sales,
            }
            .into(),
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
        LeadRefusal::NoSuch {
            typed: nasty.clone(),
        }
        .into(),
        PromotionRefusal::NoSuch {
            typed: nasty.clone(),
        }
        .into(),
        TypedRefusal::When {
            option: "starts",
            error: WhenError::Unreadable(nasty.clone()),
        }
        .into(),
        TypedRefusal::UnknownChoice {
            option: "key",
            choices: vec![nasty.clone()],
        }
        .into(),
        LeadRefusal::EmailTaken {
            lead: LEAD,
            name: "@everyone".to_owned(),
        }
        .into(),
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
    let shown = card(&HandoffRefusal::Pending { lead: LEAD }.into(), None);
    assert_eq!(shown.rows.len(), 1);
    assert!(card(&AccessRefusal::NoRole.into(), None).rows.is_empty());
}
