//! Two people and the clock at one handoff.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use tandem::{
    actions::{
        Ask, Failure,
        handoff::{accept, late, open},
    },
    domain::{
        access::{Person, Rights},
        handoff::HandoffState,
        ids::{HandoffId, LeadNumber, UserId},
        refusal::{HandoffRefusal, Refusal},
    },
    jobs::{due::Due, tally::Tally},
    store,
};

use crate::{GUILD, company, count, monday};

async fn ask(pool: &PgPool, user: i64, rights: Rights, now: DateTime<Utc>) -> Ask {
    let mut conn = pool.acquire().await.expect("a connection");
    let company = store::company::find(&mut conn, GUILD)
        .await
        .expect("the company")
        .expect("it is there");
    Ask {
        company: company.into(),
        who: Person {
            id: UserId(user),
            rights,
        },
        event: None,
        now,
    }
}

/// A lead of that number that waits for sales since ten o'clock.
async fn handed_over(pool: &PgPool, number: i32) -> HandoffId {
    // In one statement: a lead has a primary contact.
    sqlx::query(
        "with added as (
             insert into lead (guild_id, number, stage, stage_since, source, created_at, created_by)
             values ($1, $2, 'interest', $3, 'blog', $3, 7)
         )
         insert into contact (guild_id, lead, is_primary, name) values ($1, $2, true, 'Ada')",
    )
    .bind(GUILD.0)
    .bind(number)
    .bind(monday())
    .execute(pool)
    .await
    .expect("a lead");
    let manager = Rights {
        manager: true,
        ..Rights::default()
    };
    let ask = ask(pool, 7, manager, monday()).await;
    let why = tandem::domain::field::Words::parse("she called").expect("words");
    let (handoff, _) = open::open(pool, &ask, LeadNumber(number), None, Some(why))
        .await
        .expect("a handoff");
    handoff.id
}

const SALES: Rights = Rights {
    marketing: false,
    sales: true,
    manager: false,
    admin: false,
};

#[tokio::test]
async fn of_many_who_accept_at_once_one_wins_and_the_others_are_told_who() {
    let company = company().await;
    let pool = &company.pool;
    let id = handed_over(pool, 1).await;
    let presses = (1..=6).map(|user| async move {
        let ask = ask(pool, user, SALES, monday() + TimeDelta::minutes(3)).await;
        (user, accept::accept(pool, &ask, id).await)
    });
    let pressed = futures::future::join_all(presses).await;
    let won: Vec<i64> = pressed
        .iter()
        .filter(|(_, outcome)| outcome.is_ok())
        .map(|(user, _)| *user)
        .collect();
    let [winner] = won[..] else {
        panic!("{won:?} won");
    };
    for (user, outcome) in &pressed {
        match outcome {
            Ok(accepted) => {
                let (handoff, lead) = (&accepted.brief.handoff, &accepted.brief.lead);
                assert_eq!(handoff.accepted_by, Some(UserId(*user)));
                assert_eq!(handoff.accepted_after, Some(TimeDelta::minutes(3)));
                assert_eq!(lead.sales_owner, Some(UserId(*user)));
            }
            Err(Failure::Refused(refusal)) => assert!(
                matches!(**refusal, Refusal::Handoff(HandoffRefusal::Closed { state: HandoffState::Accepted,
                                                             by: Some(UserId(by)), .. }) if by == winner),
                "{refusal:?}"
            ),
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn accepting_and_the_clock_do_not_stand_in_each_others_way() {
    let company = company().await;
    let pool = &company.pool;
    let due = monday() + TimeDelta::hours(6);
    for number in 1..=15 {
        let id = handed_over(pool, number).await;
        let accepts = async {
            let ask = ask(pool, 1, SALES, due).await;
            accept::accept(pool, &ask, id).await
        };
        let (accepted, lated) = tokio::join!(accepts, late::late(pool, GUILD, id, due));
        assert!(accepted.is_ok(), "{accepted:?}");
        assert!(lated.is_ok(), "{lated:?}");
    }
    assert_eq!(count(pool, "dead").await, 0);
}

#[tokio::test]
async fn a_step_is_acted_on_once_however_often_it_is_asked_for() {
    let company = company().await;
    let pool = &company.pool;
    handed_over(pool, 1).await;
    let due = monday() + TimeDelta::hours(6);
    let mut job = Due::new(pool.clone(), Tally::default());
    for _ in 0..3 {
        assert!(job.run_once(due).await, "all could be asked for");
    }
    let kinds: Vec<String> = sqlx::query_scalar(
        "select what->>'kind' from timeline where what->>'kind' like 'handoff-%' order by id",
    )
    .fetch_all(pool)
    .await
    .expect("the timeline");
    assert_eq!(
        kinds,
        ["handoff-opened", "handoff-warned", "handoff-escalated"]
    );
    let alerts: Vec<String> = sqlx::query_scalar("select alert->>'alert' from outbox order by id")
        .fetch_all(pool)
        .await
        .expect("the outbox");
    assert_eq!(
        alerts,
        [
            "handoff-card",
            "handoff-escalation",
            "handoff-news",
            "handoff-card"
        ],
        "the reminder was skipped"
    );
}

#[tokio::test]
async fn a_company_that_removed_the_bot_is_left_in_peace() {
    let company = company().await;
    let pool = &company.pool;
    handed_over(pool, 1).await;
    sqlx::query("update company set removed_at = $1")
        .bind(monday())
        .execute(pool)
        .await
        .expect("the company");
    let mut job = Due::new(pool.clone(), Tally::default());
    assert!(job.run_once(monday() + TimeDelta::days(3)).await);
    assert_eq!(count(pool, "ready").await, 1, "only the card of before");
}
