//! Forms and buttons outlive the bot that showed them.

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_open_when_the_bot_restarted() {
    let mut world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/handoff open lead:L-1").await;
    let card = world.channel("sales").shows("[Send back]").await;
    let send_back = sam.presses("Send back", &card).await;
    let said = mia
        .says("general", "Grace Hopper, grace@navy.example")
        .await;
    let capture = mia.uses_menu("Capture lead", &said).await;

    world.restart_bot().await;

    send_back
        .fills(&[("reason", "Not this year")])
        .await
        .succeeds(&["L-1"]);
    world.channel("sales").shows("Not this year").await;
    capture
        .fills(&[("name", "Grace Hopper")])
        .await
        .succeeds(&["L-2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_work_after_a_restart_and_after_a_crash() {
    let mut world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    let twin = mia
        .runs("/lead add name:Ada L source:fair email:ADA@analytical.example")
        .await;
    mia.runs("/handoff open lead:L-1").await;
    let card = world.channel("sales").shows("[Accept]").await;

    world.restart_bot().await;
    twin.presses("Add to L-1").await.succeeds(&["L-1"]);
    world.caught_up().await;
    world.kill_bot().await;
    world.start_bot().await;
    sam.presses("Accept", &card)
        .await
        .privately_says(&["ada@analytical.example"]);
    assert_eq!(world.lead(1).stage().await, "intent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_whose_handoff_has_moved_on_says_how_it_stands() {
    let world = World::set_up().await;
    let (mia, sam, ben) = (
        world.marketer(),
        world.salesperson(),
        world.other_salesperson(),
    );
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/handoff open lead:L-1").await;
    let card = world.channel("sales").shows("[Send back]").await;
    let form = ben.presses("Send back", &card).await;
    sam.presses("Accept", &card).await;
    world.caught_up().await;
    let before = world.fingerprint().await;
    let told = form.fills(&[("reason", "Too early")]).await;
    told.privately_says(&["L-1", &format!("@{}", sam.name)]);
    assert_eq!(world.fingerprint().await, before);
}
