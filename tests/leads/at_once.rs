//! Several people at once, and one event twice.

use std::collections::BTreeSet;

use futures::future::join_all;
use tandem::{
    actions::{
        Failure,
        lead::{
            add::{self, Added},
            edit, touch, undo,
        },
    },
    domain::{lead::Edit, refusal::Refusal, warmth::TouchKind},
};

use crate::office::{BOSS, MIA, Office, SAM, email, named, refused};

#[tokio::test]
async fn numbers_are_given_once() {
    let office = Office::open().await;
    let adds = (0..30).map(|n| office.adds(MIA, named(&format!("Person {n}"))));
    let numbers: BTreeSet<i32> = join_all(adds)
        .await
        .iter()
        .map(|lead| lead.number.0)
        .collect();
    assert_eq!(numbers, (1..=30).collect());
}

#[tokio::test]
async fn of_two_with_one_email_the_second_sees_the_first() {
    let office = Office::open().await;
    for round in 0..10 {
        let new = || {
            let mut new = named("Ada");
            new.email = email(&format!("ada{round}@x.example"));
            new
        };
        let (mia, sam) = (office.ask(MIA), office.ask(SAM));
        let (one, other) = tokio::join!(
            add::add(office.pool(), &mia, new()),
            add::add(office.pool(), &sam, new()),
        );
        match (one.expect("answered"), other.expect("answered")) {
            (Added::Lead(first), Added::Like { lead, .. })
            | (Added::Like { lead, .. }, Added::Lead(first)) => {
                assert_eq!(lead, first.lead.number);
            }
            both => panic!("one of the two: {both:?}"),
        }
    }
}

#[tokio::test]
async fn of_two_edits_to_one_email_one_is_told_of_the_other() {
    let office = Office::open().await;
    for round in 0..10 {
        let (ada, bob) = (
            office.adds(MIA, named("Ada")).await,
            office.adds(MIA, named("Bob")).await,
        );
        let edits = [Edit::Email(email(&format!("a{round}@x.example")))];
        let (mia, sam) = (office.ask(MIA), office.ask(SAM));
        let (first, second) = (ada.number.to_string(), bob.number.to_string());
        let (one, other) = tokio::join!(
            edit::edit(office.pool(), &mia, &first, &edits),
            edit::edit(office.pool(), &sam, &second, &edits),
        );
        let (kept, failed) = match (one, other) {
            (Ok(kept), failed @ Err(_)) | (failed @ Err(_), Ok(kept)) => (kept.lead, failed),
            both => panic!("one of the two: {both:?}"),
        };
        let refusal = refused(failed);
        let taken = Refusal::EmailTaken {
            lead: kept.number,
            name: kept.name.to_string(),
        };
        assert_eq!(refusal, taken);
    }
}

#[tokio::test]
async fn two_undo_one_deed_once() {
    let office = Office::open().await;
    let lead = office.adds(MIA, named("Ada")).await.number.to_string();
    let (mia, boss) = (office.ask(MIA), office.ask(BOSS));
    let kind = TouchKind::Webinar;
    let touched = touch::touch(office.pool(), &mia, &lead, kind, None)
        .await
        .expect("touched");
    let entry = Some(touched.changed.entry);
    let (one, other) = tokio::join!(
        undo::undo(office.pool(), &mia, &lead, entry),
        undo::undo(office.pool(), &boss, &lead, entry),
    );
    let failed = match (one, other) {
        (Ok(_), failed @ Err(_)) | (failed @ Err(_), Ok(_)) => failed,
        both => panic!("one of the two: {both:?}"),
    };
    assert!(matches!(refused(failed), Refusal::NothingToUndo { .. }));
}

#[tokio::test]
async fn an_event_acts_once_and_a_refused_one_leaves_no_trace() {
    let office = Office::open().await;
    let ask = office.ask_by(MIA, 77);
    let nothing = touch::touch(office.pool(), &ask, "L-1", TouchKind::Webinar, None).await;
    assert!(matches!(refused(nothing), Refusal::NoSuchLead { .. }));
    let added = add::add(office.pool(), &ask, named("Ada")).await;
    assert!(matches!(added, Ok(Added::Lead(_))), "{added:?}");
    let again = add::add(office.pool(), &ask, named("Ada")).await;
    assert!(matches!(again, Err(Failure::Repeated)), "{again:?}");
}
