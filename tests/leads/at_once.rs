//! Several people at once, and one event twice.

use std::collections::BTreeSet;

use futures::future::join_all;
use tandem::{
    actions::{
        Failure,
        lead::{
            add::{self, Added},
            draft, edit, touch, undo,
        },
    },
    domain::{
        field::{Handle, Phone},
        ids::LeadNumber,
        lead::Edit,
        refusal::{LeadRefusal, Refusal, UndoRefusal},
        warmth::TouchKind,
    },
    store,
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
async fn whoever_holds_a_lead_holds_up_no_entry_that_names_it() {
    let office = Office::open().await;
    let lead = office.adds(MIA, named("Ada")).await;
    let mut held = office.pool().begin().await.expect("a transaction");
    store::lead::lock(&mut held, lead.guild, lead.number)
        .await
        .expect("locked");
    let mut tx = office.pool().begin().await.expect("a transaction");
    for statement in [
        "set local lock_timeout = '200ms'",
        "insert into timeline (guild_id, lead, at, what) values (1, 1, '2026-03-02', '{\"kind\": \"noted\"}')",
    ] {
        sqlx::query(statement)
            .execute(&mut *tx)
            .await
            .expect("it does not wait");
    }
    tx.commit().await.expect("written");
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
async fn of_four_with_one_phone_or_handle_three_are_asked() {
    let office = Office::open().await;
    for round in 0..10 {
        let new = |nth: i32| {
            let mut new = named(&format!("Ada {nth}"));
            if round % 2 == 0 {
                new.phone = Phone::parse(&format!("+49 30 77700{round:02}")).ok();
            } else {
                new.handle = Handle::parse(&format!("@ada{round}")).ok();
            }
            new
        };
        let asks: Vec<_> = [MIA, SAM, MIA, SAM].map(|who| office.ask(who)).into();
        let adds = asks
            .iter()
            .zip(0..)
            .map(|(ask, nth)| add::add(office.pool(), ask, new(nth)));
        let added: Vec<Added> = join_all(adds)
            .await
            .into_iter()
            .map(|added| added.expect("answered"))
            .collect();
        let there: Vec<_> = added
            .iter()
            .filter_map(|added| match added {
                Added::Lead(changed) => Some(changed.lead.number),
                Added::Like { .. } => None,
            })
            .collect();
        assert_eq!(there.len(), 1, "{added:?}");
        let mut drafts = Vec::new();
        for (added, ask) in added.iter().zip(&asks) {
            if let Added::Like {
                lead,
                draft,
                create_anyway: true,
                ..
            } = added
            {
                assert_eq!(*lead, there[0]);
                drafts.push((*draft, ask.who));
            }
        }
        assert_eq!(drafts.len(), 3, "{added:?}");
        // Whoever knows better adds them all the same, several at once.
        let asks: Vec<_> = drafts.iter().map(|(_, who)| office.ask(*who)).collect();
        let anyway = asks
            .iter()
            .zip(&drafts)
            .map(|(ask, (draft, _))| draft::create_anyway(office.pool(), ask, *draft));
        for created in join_all(anyway).await {
            created.expect("added all the same");
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
        let (first, second) = (ada.number, bob.number);
        let (one, other) = tokio::join!(
            edit::edit(office.pool(), &mia, first, &edits),
            edit::edit(office.pool(), &sam, second, &edits),
        );
        let (kept, failed) = match (one, other) {
            (Ok(kept), failed @ Err(_)) | (failed @ Err(_), Ok(kept)) => (kept.lead, failed),
            both => panic!("one of the two: {both:?}"),
        };
        let refusal = refused(failed);
        let taken = LeadRefusal::EmailTaken {
            lead: kept.number,
            name: kept.name.to_string(),
        };
        assert_eq!(refusal, taken.into());
    }
}

#[tokio::test]
async fn two_undo_one_deed_once() {
    let office = Office::open().await;
    let lead = office.adds(MIA, named("Ada")).await.number;
    let (mia, boss) = (office.ask(MIA), office.ask(BOSS));
    let kind = TouchKind::Webinar;
    let touched = touch::touch(office.pool(), &mia, lead, kind, None)
        .await
        .expect("touched");
    let entry = Some(touched.changed.entry);
    let (one, other) = tokio::join!(
        undo::undo(office.pool(), &mia, lead, entry),
        undo::undo(office.pool(), &boss, lead, entry),
    );
    let failed = match (one, other) {
        (Ok(_), failed @ Err(_)) | (failed @ Err(_), Ok(_)) => failed,
        both => panic!("one of the two: {both:?}"),
    };
    assert!(matches!(
        refused(failed),
        Refusal::Undo(UndoRefusal::Nothing { .. })
    ));
}

#[tokio::test]
async fn an_event_acts_once_and_a_refused_one_leaves_no_trace() {
    let office = Office::open().await;
    let ask = office.ask_by(MIA, 77);
    let nothing = touch::touch(office.pool(), &ask, LeadNumber(1), TouchKind::Webinar, None).await;
    assert!(matches!(
        refused(nothing),
        Refusal::Lead(LeadRefusal::NoSuch { .. })
    ));
    let added = add::add(office.pool(), &ask, named("Ada")).await;
    assert!(matches!(added, Ok(Added::Lead(_))), "{added:?}");
    let again = add::add(office.pool(), &ask, named("Ada")).await;
    assert!(matches!(again, Err(Failure::Repeated)), "{again:?}");
}
