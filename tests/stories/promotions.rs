//! Promotions: written by marketing, agreed by sales, live only inside their window.

use crate::world::{Person, World, utc};

const SPRING: &str = "/promo propose code:spring26 name:Spring sale discount:20 % off \
                      starts:2026-03-04 ends:2026-03-06 terms:New customers only \
                      wording:Twenty per cent off your first year";

#[tokio::test(flavor = "multi_thread")]
async fn two_keys_a_start_and_an_end() {
    let world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    mia.runs(SPRING).await.privately_says(&["SPRING26"]);
    let card = world.channel("sales").shows("SPRING26").await;
    assert!(card.pings().is_empty(), "nobody is pinged for it");
    assert!(!on_offer(&mia).await.contains("SPRING26"), "not agreed");

    // Two keys, of different people.
    let before = world.fingerprint().await;
    mia.runs("/promo approve code:SPRING26")
        .await
        .privately_says(&["@&Sales"]);
    assert_eq!(world.fingerprint().await, before);

    sam.presses("Approve", &card)
        .await
        .privately_says(&["SPRING26"]);
    assert!(!on_offer(&sam).await.contains("SPRING26"), "not started");
    world.advance_to(utc("2026-03-04 00:00")).await;
    let started = world.channel("promotions").shows("SPRING26").await;
    assert!(
        started.text().contains("Twenty per cent off"),
        "{}",
        started.text()
    );
    let current = sam
        .runs("/promo current")
        .await
        .privately_says(&["SPRING26", "20 % off"]);
    let shared = current.presses("Share here").await;
    assert!(!shared.is_private());

    world.advance_to(utc("2026-03-04 09:00")).await;
    world.channel("digest").shows("SPRING26").await;

    // Until the last moment of the day that was named.
    world.advance_to(utc("2026-03-06 23:59")).await;
    assert_eq!(world.channel("promotions").messages().await.len(), 1);
    sam.runs("/promo current")
        .await
        .privately_says(&["SPRING26"]);
    world.advance_to(utc("2026-03-07 00:00")).await;
    assert_eq!(
        world.channel("promotions").messages().await.len(),
        2,
        "it ended"
    );
    assert!(!on_offer(&sam).await.contains("SPRING26"));
    sam.runs("/promo show code:SPRING26")
        .await
        .privately_says(&["SPRING26"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawn_while_live() {
    let world = World::set_up_at(utc("2026-03-04 10:00")).await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    mia.runs(SPRING).await;
    let card = world.channel("sales").shows("SPRING26").await;
    sam.runs("/promo approve code:spring26")
        .await
        .privately_says(&["SPRING26"]);
    world.caught_up().await;
    world.channel("promotions").shows("SPRING26").await;

    sam.runs("/promo withdraw code:SPRING26 reason:Sold out")
        .await
        .privately_says(&["SPRING26"]);
    world.channel("promotions").shows("Sold out").await;
    assert!(!on_offer(&mia).await.contains("SPRING26"));

    let before = world.fingerprint().await;
    let stale = world.other_salesperson().presses("Approve", &card).await;
    stale.privately_says(&["SPRING26", "withdrawn"]);
    mia.runs("/promo withdraw code:SPRING26 reason:Again")
        .await
        .privately_says(&["SPRING26"]);
    assert_eq!(world.fingerprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_code_is_not_live_twice() {
    let world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    mia.runs(SPRING).await;
    sam.runs("/promo approve code:SPRING26").await;
    world.caught_up().await;
    let before = world.fingerprint().await;
    mia.runs(
        "/promo propose code:SPRING26 name:Another discount:10 % starts:2026-03-05 ends:2026-03-20",
    )
    .await
    .privately_says(&["SPRING26", "another code"]);
    assert_eq!(world.fingerprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_holds_both_roles_still_has_one_key() {
    let world = World::set_up().await;
    // The company gives both teams the same role: everybody in it is on both.
    let role: i64 = world.role_id("Marketing").parse().expect("a snowflake");
    sqlx::query("update company set sales_role = $1")
        .bind(role)
        .execute(world.pool())
        .await
        .expect("");
    let (mia, noah) = (world.marketer(), world.other_marketer());
    mia.runs(SPRING).await;
    world.caught_up().await;
    let before = world.fingerprint().await;
    mia.runs("/promo approve code:SPRING26")
        .await
        .privately_says(&["SPRING26"]);
    assert_eq!(world.fingerprint().await, before, "never one's own");
    noah.runs("/promo approve code:SPRING26").await;
    assert_ne!(world.fingerprint().await, before);
    world.caught_up().await;
}

/// What `/promo current` says may be offered now, without what is still to come.
async fn on_offer(person: &Person) -> String {
    let current = person.runs("/promo current").await;
    current
        .text()
        .split("Not yet")
        .next()
        .unwrap_or_default()
        .to_owned()
}
