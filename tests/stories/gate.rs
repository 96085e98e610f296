//! The gate to sales: a cold handoff is refused, repaired and made; a manager may override.

use chrono::TimeDelta;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_cold_handoff_is_refused_repaired_and_made() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog stage:consideration")
        .await;
    mia.runs("/lead touch lead:L-1 kind:webinar").await;

    let before = world.fingerprint().await;
    let refused = mia.runs("/handoff open lead:L-1").await;
    refused.privately_says(&["L-1", "20", "50", "email"]);
    let moved = mia.runs("/lead move lead:L-1 stage:intent").await;
    moved.privately_says(&["L-1", "20", "50", "email"]);
    assert_eq!(
        world.fingerprint().await,
        before,
        "a refusal changes nothing"
    );

    mia.runs("/lead edit lead:L-1 email:ada@analytical.example")
        .await;
    let warm = mia.runs("/lead touch lead:L-1 kind:free-trial").await;
    assert!(
        warm.text().contains("hands it over"),
        "it says what to do next:\n{}",
        warm.text()
    );

    mia.runs("/lead move lead:L-1 stage:intent").await;
    world.channel("sales").shows("Ada Lovelace").await;
    assert_eq!(
        world.lead(1).stage().await,
        "consideration",
        "it stays until sales accepts"
    );

    let again = mia.runs("/handoff open lead:L-1").await;
    again.refuses(&["L-1"]);
    assert_eq!(
        world.channel("sales").messages().await.len(),
        1,
        "one pending at a time"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn warmth_fades_below_the_threshold() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    world.advance(TimeDelta::days(30)).await;
    let refused = mia.runs("/handoff open lead:L-1").await;
    refused.privately_says(&["25", "50"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_overrides_with_a_reason() {
    let world = World::set_up().await;
    let (mia, boss) = (world.marketer(), world.manager());
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest")
        .await;

    let before = world.fingerprint().await;
    let refused = mia
        .runs("/handoff open lead:L-1 override:She called the CEO")
        .await;
    refused.privately_says(&["@&Manager"]);
    assert_eq!(
        world.fingerprint().await,
        before,
        "only a manager overrides"
    );

    boss.runs("/handoff open lead:L-1 override:She called the CEO")
        .await;
    let card = world.channel("sales").shows("Ada Lovelace").await;
    assert!(
        card.text().contains("She called the CEO"),
        "{}",
        card.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recycled_lead_rests_before_it_comes_back() {
    let world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    sam.runs("/lead add name:Ada Lovelace source:call stage:intent email:ada@analytical.example")
        .await;
    sam.runs("/lead move lead:L-1 stage:interest reason:No budget must-change:A new year")
        .await;
    assert_eq!(world.lead(1).stage().await, "interest");
    world.channel("marketing").shows("No budget").await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    let refused = mia.runs("/handoff open lead:L-1").await;
    refused.privately_says(&["2026-04-01"]);
    // The rest over, it is asked again and may go.
    world.advance(TimeDelta::days(30)).await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/handoff open lead:L-1").await;
    world.channel("sales").shows("A new year").await;
}
