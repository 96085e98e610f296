//! Listening: in the named channels, and nowhere else, what names a lead goes onto its timeline.

use std::time::Duration;

use crate::world::World;

/// Waits until lead `number` was heard of `times` times.
async fn heard(world: &World, number: i32, times: usize) {
    let mut kinds = Vec::new();
    for _ in 0..100 {
        kinds = world.lead(number).timeline().await;
        if kinds.iter().filter(|kind| *kind == "heard").count() == times {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("L-{number} was not heard of {times} times: {kinds:?}");
}

#[tokio::test]
async fn numbers_and_emails_in_the_named_channels() {
    let world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    mia.runs("/lead add name:Ada Lovelace source:blog email:ada@analytical.example")
        .await;
    mia.runs("/lead add name:Grace Hopper source:blog").await;
    world.caught_up().await;

    sam.says("leads-inbox", "Just had l-1 on the phone: she wants a demo")
        .await;
    heard(&world, 1, 1).await;
    sam.says(
        "leads-inbox",
        "Mail from ADA@analytical.example, and L-2 called too",
    )
    .await;
    heard(&world, 1, 2).await;
    heard(&world, 2, 1).await;

    // Elsewhere, other numbers, other emails: not heard.
    sam.says("sales", "L-1 in a channel that was not named")
        .await;
    sam.says("leads-inbox", "L-77, XL-1, someone@else.example")
        .await;
    // What was heard last comes after all of these.
    sam.says("leads-inbox", "L-2 again").await;
    heard(&world, 2, 2).await;
    heard(&world, 1, 2).await;
    mia.runs("/lead show lead:L-1")
        .await
        .privately_says(&["she wants a demo"]);

    // What the bot itself posts is never heard.
    let shared = mia
        .at("leads-inbox")
        .runs("/lead show lead:L-1")
        .await
        .presses("Share here")
        .await;
    assert!(!shared.is_private());
    tokio::time::sleep(Duration::from_millis(300)).await;
    heard(&world, 1, 2).await;
    let answered = world.channel("leads-inbox").messages().await;
    let bots = answered
        .iter()
        .filter(|message| message.is_by_a_bot())
        .count();
    assert_eq!(
        bots,
        1,
        "nothing is answered to what is heard:\n{}",
        world.channel("leads-inbox").text().await
    );
    world.ends().await;
}

#[tokio::test]
async fn without_message_content_everything_else_works() {
    let mut world = World::set_up().await;
    world.stop_bot().await;
    world.sandbox.grant_content(false);
    world.start_bot().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog")
        .await
        .privately_says(&["L-1"]);
    let said = mia
        .says("leads-inbox", "L-1 called, ada@analytical.example")
        .await;
    // A message's menu brings its content along.
    let form = mia.uses_menu("Capture lead", &said).await;
    assert!(
        form.text().contains("ada@analytical.example"),
        "{}",
        form.text()
    );
    heard(&world, 1, 0).await;
    world.ends().await;
}

/// What a lead's timeline holds of messages, oldest first: their words, none where they are gone.
async fn words(world: &World, number: i32) -> Vec<Option<String>> {
    sqlx::query_scalar(
        "select words from timeline where lead = $1 and what->>'kind' = 'heard' order by id",
    )
    .bind(number)
    .fetch_all(world.pool())
    .await
    .expect("the timeline")
}

async fn until(world: &World, number: i32, wanted: &[Option<&str>]) {
    let mut last = Vec::new();
    for _ in 0..100 {
        last = words(world, number).await;
        if last.iter().map(Option::as_deref).eq(wanted.iter().copied()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("L-{number}: {last:?} instead of {wanted:?}");
}

#[tokio::test]
async fn an_edit_replaces_what_was_heard() {
    let world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    mia.runs("/lead add name:Ada source:blog").await;
    mia.runs("/lead add name:Grace source:blog").await;
    let said = sam.says("leads-inbox", "L-1 wants a demo").await;
    until(&world, 1, &[Some("L-1 wants a demo")]).await;
    sam.edits(&said, "L-2 wants a demo").await;
    until(&world, 2, &[Some("L-2 wants a demo")]).await;
    until(&world, 1, &[None]).await;
    sam.edits(&said, "L-1 wants two demos").await;
    until(&world, 1, &[Some("L-1 wants two demos")]).await;
    until(&world, 2, &[None]).await;
    // A late edit is no second entry, and one that names nobody leaves no words.
    sqlx::query("update inbox set received_at = received_at - interval '2 days'")
        .execute(world.pool())
        .await
        .expect("the inbox");
    sam.edits(&said, "nobody wants a demo").await;
    until(&world, 1, &[None]).await;
    world.ends().await;
}

#[tokio::test]
async fn a_message_deleted_before_it_was_heard_is_not_heard() {
    use tandem::sandbox::faults::{Loss, Slip};
    let world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    mia.runs("/lead add name:Ada source:blog").await;
    let late = Loss::Delay(Duration::from_millis(800));
    world
        .sandbox
        .faults()
        .slip(Slip::next("MESSAGE_CREATE", late));
    let said = sam
        .says("leads-inbox", "L-1 is none of your business")
        .await;
    sam.deletes(&said).await;
    tokio::time::sleep(Duration::from_millis(1200)).await;
    sam.says("leads-inbox", "L-1 called").await;
    until(&world, 1, &[Some("L-1 called")]).await;
    world.ends().await;
}
