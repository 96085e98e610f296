//! Somebody who left looks after nothing.

use chrono::TimeDelta;
use tandem::{
    actions::{lead::view, member},
    domain::{alert::Alert, stage::Stage, timeline::What},
    store,
};

use crate::office::{MIA, Office, SAM, named};

#[tokio::test]
async fn what_they_looked_after_is_given_back_and_told_once() {
    let office = Office::open().await;
    let (ada, bob) = (
        office.adds(MIA, named("Ada")).await,
        office.adds(MIA, named("Bob")).await,
    );
    let mut new = named("Cyd");
    new.stage = Stage::Intent;
    let theirs = office.adds(SAM, new).await;
    assert_eq!(ada.marketing_owner, Some(MIA.id));
    let ask = office.ask(SAM);
    let left = async || {
        member::left(office.pool(), ask.company.guild, MIA.id, ask.now)
            .await
            .expect("given back");
    };
    left().await;
    left().await;
    for lead in [&ada, &bob] {
        let now = office.lead(lead.number).await;
        assert_eq!(now.marketing_owner, None);
    }
    assert_eq!(office.lead(theirs.number).await.sales_owner, Some(SAM.id));
    let shown = view::show(office.pool(), &ask, ada.number)
        .await
        .expect("shown");
    let newest = &shown.timeline[0];
    assert!(
        matches!(newest.what, What::Assigned { to: None, before: Some(before), .. } if before == MIA.id)
    );
    assert_eq!(newest.actor, None, "by Tandem itself");
    let told: Vec<(String, Alert)> = office
        .said()
        .await
        .into_iter()
        .filter(|(_, alert)| matches!(alert, Alert::MemberLeft { .. }))
        .collect();
    let alert = Alert::MemberLeft {
        user: MIA.id,
        marketing: 2,
        sales: 0,
        handoffs: 0,
    };
    assert_eq!(
        told,
        [
            ("marketing".to_owned(), alert.clone()),
            ("sales".to_owned(), alert)
        ]
    );
}

#[tokio::test]
async fn each_is_asked_after_once_a_day() {
    let office = Office::open().await;
    office.adds(MIA, named("Ada")).await;
    office.adds(MIA, named("Bob")).await;
    let (ask, day) = (office.ask(MIA), TimeDelta::days(1));
    let mut conn = office.pool().acquire().await.expect("a connection");
    let due = store::member::to_look_for(&mut conn, ask.now - day, 10).await;
    assert_eq!(due.expect("read"), [(ask.company.guild, MIA.id)]);
    store::member::seen(&mut conn, ask.company.guild, MIA.id, ask.now)
        .await
        .expect("seen");
    let due = store::member::to_look_for(&mut conn, ask.now - day, 10).await;
    assert_eq!(due.expect("read"), []);
    let later = ask.now + TimeDelta::seconds(1);
    let due = store::member::to_look_for(&mut conn, later, 10).await;
    assert_eq!(due.expect("read").len(), 1);
}
