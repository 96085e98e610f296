//! How news reaches its channel when the channel is slow, limited, or tampered with.

use std::time::Duration;

use chrono::TimeDelta;
use tandem_sandbox::faults::{Effect, Fault};

use crate::world::World;

/// Leads of those names, each warm enough for sales.
async fn ready_for_sales(world: &World, names: &[&str]) {
    let mia = world.marketer();
    for (number, name) in (1..).zip(names) {
        mia.runs(&format!(
            "/lead add name:{name} source:blog stage:interest email:{number}@x.example"
        ))
        .await;
        mia.runs(&format!("/lead touch lead:L-{number} kind:asked-for-sales"))
            .await;
    }
    world.caught_up().await;
}

#[tokio::test]
async fn a_deleted_card_is_posted_anew_when_something_happens_and_pings_nobody_again() {
    let mut world = World::set_up().await;
    world.expects("/messages", 404);
    ready_for_sales(&world, &["Ada Lovelace"]).await;
    world.marketer().runs("/handoff open lead:L-1").await;
    let card = world.channel("sales").shows("Ada Lovelace").await;
    assert_eq!(card.pings(), ["Sales"]);
    world.manager().deletes(&card).await;
    assert!(world.channel("sales").messages().await.is_empty());

    // At 80 % the reminder comes, and the card again, with its buttons.
    world.advance(TimeDelta::minutes(4)).await;
    let cards = world.channel("sales").with("Reach").await;
    let [again] = &cards[..] else {
        panic!("{}", world.channel("sales").text().await);
    };
    assert!(again.pings().is_empty(), "once is enough");
    world
        .salesperson()
        .presses("Accept", again)
        .await
        .privately_says(&["L-1"]);
    world.caught_up().await;
    let cards = world.channel("sales").with("Reach").await;
    assert_eq!(cards.len(), 1, "{}", world.channel("sales").text().await);
    assert!(cards[0].text().contains("Accepted"));
    world.ends().await;
}

#[tokio::test]
async fn what_happens_while_a_message_is_on_its_way_becomes_one_edit() {
    let world = World::set_up().await;
    let mia = world.marketer();
    world.sandbox.faults().add(Fault::on(
        "POST",
        format!("/channels/{}/messages", world.channel_id("marketing")),
        Effect::DelayBefore(Duration::from_secs(2)),
    ));
    for name in ["Ada", "Grace", "Mary", "Emmy", "Lise", "Rosa"] {
        mia.runs(&format!("/lead add name:{name} source:blog"))
            .await;
    }
    world.caught_up().await;
    let news = world.channel("marketing");
    let messages = news.messages().await;
    assert_eq!(messages.len(), 1, "{}", news.text().await);
    let text = messages[0].text();
    let at = |name: &str| text.find(name).unwrap_or_else(|| panic!("{name}: {text}"));
    assert!(at("Ada") < at("Grace") && at("Lise") < at("Rosa"), "{text}");
    let edits = world
        .sandbox
        .requests()
        .into_iter()
        .filter(|seen| seen.method == "PATCH" && seen.path.contains("/messages/"))
        .count();
    assert!(edits <= 2, "five lines came in {edits} edits");
    world.ends().await;
}

#[tokio::test]
async fn more_than_discord_lets_through_at_once_comes_in_its_order() {
    let world = World::as_strict_as_discord().await;
    let names = [
        "Ada", "Grace", "Mary", "Emmy", "Lise", "Rosa", "Hedy", "Joan",
    ];
    ready_for_sales(&world, &names).await;
    let mia = world.marketer();
    for number in 1..=names.len() {
        mia.runs(&format!("/handoff open lead:L-{number}")).await;
    }
    world.caught_up().await;
    let cards: Vec<String> = world
        .channel("sales")
        .messages()
        .await
        .iter()
        .map(|card| card.text())
        .collect();
    assert_eq!(cards.len(), names.len(), "{cards:#?}");
    for (card, name) in cards.iter().zip(names) {
        assert!(card.contains(name), "{name} should be next:\n{card}");
    }
    world.ends().await;
}
