//! The same deed twice by the same person: after a lost answer people act again.

use chrono::TimeDelta;
use tandem_sandbox::faults::{Effect, Fault};

use crate::world::{Outcome, World};

#[tokio::test(flavor = "multi_thread")]
async fn a_like_touch_or_note_within_minutes_is_asked_about() {
    let world = World::set_up().await;
    let (mia, max) = (world.marketer(), world.other_marketer());
    mia.runs("/lead add name:Ada Lovelace source:blog").await;
    for line in [
        "/lead touch lead:L-1 kind:webinar",
        "/lead touch lead:L-1 kind:webinar note:The second day",
        "/lead note lead:L-1 text:Wants a call",
    ] {
        mia.runs(line).await.succeeds(&["L-1"]);
        world.clock.advance(TimeDelta::minutes(1));
        let before = world.fingerprint().await;
        mia.runs(line)
            .await
            .refuses(&["You did this 1 min ago", "[Once more]"]);
        assert_eq!(world.fingerprint().await, before, "{line}");
        // Somebody else's is another one.
        max.runs(line).await.succeeds(&["L-1"]);
    }
    world.clock.advance(TimeDelta::minutes(5));
    mia.runs("/lead note lead:L-1 text:Wants a call")
        .await
        .succeeds(&["L-1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn once_more_is_done_once() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog").await;
    let touch = "/lead touch lead:L-1 kind:webinar";
    mia.runs(touch).await.succeeds(&["L-1", "20"]);
    let asked = mia.runs(touch).await.refuses(&["[Once more]"]);
    // The answer to the press is lost, so it is pressed again: that it was done is said.
    let lost = Fault {
        count: None,
        ..Fault::on("POST", "/callback", Effect::LoseRequest)
    };
    world.sandbox.faults().add(lost);
    let failed = asked.presses("Once more").await;
    assert!(matches!(failed.outcome(), Outcome::Failed(_)));
    world.sandbox.faults().clear();
    asked
        .presses("Once more")
        .await
        .refuses(&["You did this less than a minute ago"]);
    let touched = world.lead(1).timeline().await;
    let touched = touched.iter().filter(|entry| *entry == "touched");
    assert_eq!(touched.count(), 2);
    // What was taken back may be done again.
    mia.runs("/lead undo lead:L-1").await.succeeds(&["L-1"]);
    mia.runs("/lead undo lead:L-1").await.succeeds(&["L-1"]);
    mia.runs(touch).await.succeeds(&["L-1", "20"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn accepting_again_gives_the_brief_again() {
    let world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/handoff open lead:L-1").await.succeeds(&["L-1"]);
    let card = world.channel("sales").shows("[Accept]").await;
    world.holds_edit("sales");
    sam.presses("Accept", &card)
        .await
        .succeeds(&["L-1 is yours", "ada@analytical.example"]);
    let before = world.fingerprint().await;
    let already = ["You have L-1 already", "ada@analytical.example"];
    sam.presses("Accept", &card).await.succeeds(&already);
    sam.runs("/handoff accept lead:L-1")
        .await
        .succeeds(&already);
    assert_eq!(world.fingerprint().await, before);
    world
        .other_salesperson()
        .runs("/handoff accept lead:L-1")
        .await
        .refuses(&[&format!("@{}", sam.name)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brief_that_cannot_be_read_leaves_the_handoff_waiting() {
    let world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/lead edit lead:L-1 email:ada@analytical.example")
        .await;
    mia.runs("/handoff open lead:L-1").await.succeeds(&["L-1"]);
    world.caught_up().await;
    // What may be offered now is part of the brief, and of nothing else that accepting reads.
    sqlx::query("alter table promotion rename to elsewhere")
        .execute(world.pool())
        .await
        .expect("renamed");
    sam.runs("/handoff accept lead:L-1")
        .await
        .breaks(&["Nothing was changed"]);
    sqlx::query("alter table elsewhere rename to promotion")
        .execute(world.pool())
        .await
        .expect("renamed back");
    let happened = world.lead(1).timeline().await;
    assert!(
        !happened.contains(&"handoff-accepted".to_owned()),
        "{happened:?}"
    );
    sam.runs("/handoff accept lead:L-1")
        .await
        .succeeds(&["L-1 is yours"]);
}
