//! One code is open once, whoever proposes it at the same moment.

use chrono::TimeDelta;
use tandem::{
    actions::promotion::{
        approve,
        propose::{Proposal, propose},
        view,
        withdraw::withdraw,
    },
    domain::{
        access::Person,
        field::PromoCode,
        ids::UserId,
        refusal::{PromotionRefusal, Refusal},
    },
};

use crate::office::{MIA, Office, SAM, line, refused, start, words};

const MAX: Person = Person {
    id: UserId(102),
    ..MIA
};

fn proposal(code: &str, from: i64, days: i64) -> Proposal {
    Proposal {
        code: PromoCode::parse(code).expect(code),
        name: line("Winter"),
        discount: line("20 % off"),
        starts_at: start() + TimeDelta::days(from),
        ends_at: start() + TimeDelta::days(from + days),
        terms: None,
        audience: None,
        product: None,
        wording: None,
        quantity: None,
    }
}

#[tokio::test]
async fn of_two_who_propose_one_code_at_once_the_second_is_told_of_the_first() {
    let office = Office::open().await;
    for round in 0..20 {
        let code = format!("WINTER{round}");
        let (mia, max) = (office.ask(MIA), office.ask(MAX));
        // One is to come later, so that it is the code that counts, not the window.
        let (one, other) = tokio::join!(
            propose(office.pool(), &mia, proposal(&code, 0, 5)),
            propose(office.pool(), &max, proposal(&code, 20, 5)),
        );
        let (kept, failed) = match (one, other) {
            (Ok(kept), failed @ Err(_)) | (failed @ Err(_), Ok(kept)) => (kept, failed),
            both => panic!("one of the two: {both:?}"),
        };
        let taken = PromotionRefusal::CodeTaken {
            until: kept.ends_at,
            code: kept.code,
        };
        assert_eq!(refused(failed), taken.into());
    }
}

#[tokio::test]
async fn a_code_is_free_again_after_its_end_or_its_withdrawal() {
    let once = PromoCode::parse("ONCE").expect("a code");
    let office = Office::open().await;
    let made = propose(office.pool(), &office.ask(MIA), proposal("ONCE", 0, 2)).await;
    made.expect("proposed");
    // Nobody turned the second key: after its end it bars nothing.
    office.passes(TimeDelta::days(2));
    let again = propose(office.pool(), &office.ask(MIA), proposal("ONCE", 0, 9)).await;
    again.expect("proposed again");
    approve::approve(office.pool(), &office.ask(SAM), &once)
        .await
        .expect("agreed");
    let taken = propose(office.pool(), &office.ask(MAX), proposal("ONCE", 30, 9)).await;
    assert!(matches!(
        refused(taken),
        Refusal::Promotion(PromotionRefusal::CodeTaken { .. })
    ));
    withdraw(office.pool(), &office.ask(SAM), &once, words("too much"))
        .await
        .expect("withdrawn");
    let third = propose(office.pool(), &office.ask(MAX), proposal("ONCE", 3, 9)).await;
    third.expect("proposed a third time");
    approve::approve(office.pool(), &office.ask(SAM), &once)
        .await
        .expect("agreed");
    office.passes(TimeDelta::days(2));
    let offers = view::current(office.pool(), &office.ask(SAM))
        .await
        .expect("seen");
    assert_eq!((offers.live.len(), offers.coming.len()), (1, 0));
}

#[tokio::test]
async fn the_database_itself_forbids_a_second() {
    let office = Office::open().await;
    propose(office.pool(), &office.ask(MIA), proposal("ONCE", 0, 5))
        .await
        .expect("proposed");
    let forced = sqlx::query(
        "insert into promotion (guild_id, code, name, discount, starts_at, ends_at, proposed_by, proposed_at)
         select guild_id, code, name, discount, starts_at + interval '1 year', ends_at + interval '1 year',
                proposed_by, proposed_at + interval '1 day'
         from promotion",
    )
    .execute(office.pool())
    .await;
    let error = forced.expect_err("forbidden").to_string();
    assert!(error.contains("promotion_code_open_once"), "{error}");
}
