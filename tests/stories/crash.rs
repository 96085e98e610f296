//! The bot is killed at the worst moments: each piece of news still comes exactly once.

use std::time::Duration;

use tandem_sandbox::faults::{Effect, Fault};

use crate::world::World;

/// A company whose bot gives up a lease quickly, with a lead that is ready for sales.
async fn ready_for_sales() -> World {
    let mut world = World::set_up().await;
    world.stop_bot().await;
    let deliver = world.deliver();
    deliver.lease = Duration::from_secs(2);
    deliver.send_timeout = Duration::from_secs(1);
    world.start_bot().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    world.caught_up().await;
    world
}

/// The next message that the bot posts into the sales channel meets `effect`.
fn next_post(world: &World, effect: Effect, count: u32) {
    let sales = world.channel_id("sales");
    world
        .sandbox
        .faults()
        .add(Fault::on("POST", format!("/channels/{sales}/messages"), effect).times(count));
}

/// The card stands in the sales channel exactly once, pinged once, and works.
async fn one_card(world: World) {
    world.caught_up().await;
    let sales = world.channel("sales");
    let card = sales.shows("Ada Lovelace").await;
    assert_eq!(sales.messages().await.len(), 1, "{}", sales.text().await);
    assert_eq!(card.pings(), ["Sales"]);
    world
        .salesperson()
        .presses("Accept", &card)
        .await
        .privately_says(&["L-1"]);
    world.caught_up().await;
    assert_eq!(sales.messages().await.len(), 1, "{}", sales.text().await);
    assert!(
        !sales.last().await.text().contains("[Accept]"),
        "the card is edited in place"
    );
    world.ends().await;
}

#[tokio::test]
async fn killed_after_the_commit_and_before_the_post() {
    let mut world = ready_for_sales().await;
    next_post(&world, Effect::DelayBefore(Duration::from_secs(30)), 1);
    world.marketer().runs("/handoff open lead:L-1").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    world.kill_bot().await;
    assert!(
        world.channel("sales").messages().await.is_empty(),
        "nothing was posted yet"
    );
    world.start_bot().await;
    one_card(world).await;
}

#[tokio::test]
async fn killed_after_the_post_and_before_it_is_marked() {
    let mut world = ready_for_sales().await;
    next_post(&world, Effect::DelayAfter(Duration::from_secs(30)), 1);
    world.marketer().runs("/handoff open lead:L-1").await;
    world.channel("sales").shows("Ada Lovelace").await;
    world.kill_bot().await;
    world.start_bot().await;
    one_card(world).await;
}

#[tokio::test]
async fn the_answer_to_a_post_is_lost() {
    let world = ready_for_sales().await;
    next_post(&world, Effect::LoseAnswer, 1);
    world.marketer().runs("/handoff open lead:L-1").await;
    one_card(world).await;
}

#[tokio::test]
async fn discord_is_down_for_a_while() {
    let mut world = ready_for_sales().await;
    world.expects("/messages", 500);
    next_post(&world, Effect::Status(500), 3);
    world.marketer().runs("/handoff open lead:L-1").await;
    one_card(world).await;
}

#[tokio::test]
async fn the_gateway_drops_and_comes_back() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog").await;
    world.sandbox.close_gateway(4000);
    tokio::time::sleep(Duration::from_millis(500)).await;
    // What is asked while the bot is away is answered when it has resumed, or fails visibly.
    for _ in 0..20 {
        let reply = mia.runs("/lead show lead:L-1").await;
        if !matches!(reply.outcome(), crate::world::Outcome::Failed(_)) {
            reply.privately_says(&["Ada Lovelace"]);
            world.ends().await;
            return;
        }
    }
    panic!("the bot did not come back");
}
