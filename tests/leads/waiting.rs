//! What waits for sales follows its lead and the company's hours.

use chrono::{DateTime, TimeDelta, Utc};
use tandem::{
    actions::{
        handoff,
        lead::{edit, lose, note, touch, undo},
        settings::{self, Setting},
    },
    domain::{
        alert::Alert,
        handoff::{Handoff, Withdrawn, late_step},
        ids::LeadNumber,
        lead::Edit,
        refusal::{HandoffRefusal, Refusal},
        stage::Stage,
        warmth::TouchKind,
    },
    store,
};

use crate::office::{BOSS, MIA, Office, email, named, something_new, start, words};

/// A lead of 60 points at interest, handed over with the longer time.
async fn handed_over(office: &Office) -> LeadNumber {
    let mut new = named("Ada");
    (new.stage, new.email) = (Stage::Interest, email("ada@x.example"));
    let lead = office.adds(MIA, new).await.number;
    for _ in 0..3 {
        touches(office, lead, TouchKind::Webinar).await;
    }
    let typed = lead;
    handoff::open::open(office.pool(), &office.ask(MIA), typed, None, None)
        .await
        .expect("opened");
    lead
}

async fn touches(office: &Office, lead: LeadNumber, kind: TouchKind) {
    let said = Some(something_new());
    touch::touch(office.pool(), &office.ask(MIA), lead, kind, said)
        .await
        .expect("touched");
}

async fn handoff_of(office: &Office, lead: LeadNumber) -> Handoff {
    let mut conn = office.pool().acquire().await.expect("a connection");
    let guild = office.ask(MIA).company.guild;
    let found = store::handoff::newest(&mut conn, guild, lead).await;
    found.expect("read").expect("there")
}

async fn cards(office: &Office) -> usize {
    let said = office.said().await.into_iter();
    said.filter(|(_, alert)| matches!(alert, Alert::HandoffCard { .. }))
        .count()
}

fn at(time: &str) -> DateTime<Utc> {
    format!("2026-03-{time}:00Z").parse().expect(time)
}

#[tokio::test]
async fn asked_for_sales_makes_it_hot_and_its_time_shorter_from_then() {
    let office = Office::open().await;
    let lead = handed_over(&office).await;
    let opened = handoff_of(&office, lead).await;
    assert_eq!((opened.hot, opened.due_at), (false, at("02T14:00")));
    office.passes(TimeDelta::minutes(30));
    touches(&office, lead, TouchKind::AskedForSales).await;
    let hot = handoff_of(&office, lead).await;
    assert_eq!(
        (hot.hot, hot.warn_at, hot.due_at),
        (true, at("02T10:34"), at("02T10:35"))
    );
    // Asked again, nothing starts anew.
    office.passes(TimeDelta::minutes(2));
    touches(&office, lead, TouchKind::AskedForSales).await;
    assert_eq!(handoff_of(&office, lead).await.due_at, hot.due_at);
    // Taken back, both of them, it has the time that it had.
    for _ in 0..2 {
        undo::undo(office.pool(), &office.ask(MIA), lead, None)
            .await
            .expect("undone");
    }
    let cooled = handoff_of(&office, lead).await;
    assert_eq!((cooled.hot, cooled.due_at), (false, opened.due_at));
}

#[tokio::test]
async fn never_later_than_it_was_due() {
    let office = Office::open().await;
    let lead = handed_over(&office).await;
    office.passes(TimeDelta::minutes(238));
    touches(&office, lead, TouchKind::AskedForSales).await;
    let hot = handoff_of(&office, lead).await;
    assert_eq!((hot.hot, hot.due_at), (true, at("02T14:00")));
}

#[tokio::test]
async fn its_card_follows_what_is_done_to_the_lead() {
    let office = Office::open().await;
    let lead = handed_over(&office).await;
    let typed = lead;
    let mut shown = cards(&office).await;
    touches(&office, lead, TouchKind::Course).await;
    let ask = office.ask(MIA);
    let edits = [Edit::Email(email("ada@y.example"))];
    edit::edit(office.pool(), &ask, typed, &edits)
        .await
        .expect("edited");
    note::note(office.pool(), &ask, typed, words("call her"))
        .await
        .expect("noted");
    undo::undo(office.pool(), &ask, typed, None)
        .await
        .expect("undone");
    shown += 4;
    assert_eq!(cards(&office).await, shown);
    lose::lose(office.pool(), &ask, typed, "price", None)
        .await
        .expect("lost");
    assert_eq!(cards(&office).await, shown + 1);
    let closed = handoff_of(&office, lead).await;
    assert_eq!(
        (closed.withdrawn, closed.reason),
        (Some(Withdrawn::Lost), None)
    );
    // What was answered is not edited again.
    note::note(office.pool(), &ask, typed, words("too late"))
        .await
        .expect("noted");
    assert_eq!(cards(&office).await, shown + 1);
}

#[tokio::test]
async fn a_holiday_moves_what_waits_and_lateness_agrees_with_the_figures() {
    let office = Office::open().await;
    let lead = handed_over(&office).await;
    // A Monday, ten o'clock: four hours are over at two.
    assert_eq!(handoff_of(&office, lead).await.due_at, at("02T14:00"));
    office.passes(TimeDelta::minutes(60));
    let today = Setting::Holiday(start().date_naive(), true);
    settings::change(
        office.pool(),
        &office.ask(BOSS),
        std::slice::from_ref(&today),
        None,
    )
    .await
    .expect("a day off");
    let moved = handoff_of(&office, lead).await;
    assert_eq!(
        (moved.warn_at, moved.due_at),
        (at("03T12:12"), at("03T13:00")),
        "four hours of Tuesday"
    );
    office.passes(TimeDelta::hours(6));
    assert_eq!(
        late_step(&moved, office.ask(BOSS).now),
        None,
        "nobody is late on a day off"
    );
    // It was late already when the office closed for the day after all.
    let back = Setting::Holiday(start().date_naive(), false);
    settings::change(office.pool(), &office.ask(BOSS), &[back], None)
        .await
        .expect("no day off");
    let late = office.ask(BOSS).now;
    handoff::late::late(office.pool(), moved.guild, moved.id, late)
        .await
        .expect("told");
    assert!(handoff_of(&office, lead).await.escalated_at.is_some());
    settings::change(office.pool(), &office.ask(BOSS), &[today], None)
        .await
        .expect("a day off");
    let again = handoff_of(&office, lead).await;
    assert_eq!((again.escalated_at, again.warned_at), (None, None));
}

#[tokio::test]
async fn nothing_is_opened_by_hours_that_have_changed_meanwhile() {
    let office = Office::open().await;
    for round in 0..5 {
        let mut new = named("Ada");
        (new.stage, new.email) = (Stage::Interest, email(&format!("ada{round}@x.example")));
        let lead = office.adds(MIA, new).await.number;
        touches(&office, lead, TouchKind::FreeTrial).await;
        touches(&office, lead, TouchKind::FreeTrial).await;
        let (mia, boss, typed) = (office.ask(MIA), office.ask(BOSS), lead);
        let hours = Setting::Standard(60 + round);
        let settled = [hours];
        let (opened, changed) = tokio::join!(
            handoff::open::open(office.pool(), &mia, typed, None, None),
            settings::change(office.pool(), &boss, &settled, None),
        );
        opened.expect("opened");
        changed.expect("changed");
        let due = handoff_of(&office, lead).await.due_at;
        assert_eq!(due, start() + TimeDelta::minutes(60 + round));
    }
}

#[tokio::test]
async fn a_handoff_that_was_withdrawn_says_why_by_its_key() {
    let office = Office::open().await;
    let lead = handed_over(&office).await;
    undo::undo(office.pool(), &office.ask(MIA), lead, None)
        .await
        .expect("undone");
    let closed = handoff_of(&office, lead).await;
    assert_eq!(closed.withdrawn, Some(Withdrawn::Undone));
    let gone =
        handoff::accept::accept(office.pool(), &office.ask(crate::office::SAM), closed.id).await;
    assert!(matches!(
        crate::office::refused(gone),
        Refusal::Handoff(HandoffRefusal::Closed { .. })
    ));
}
