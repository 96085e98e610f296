//! Sales sends a handoff back: with a reason, before acceptance, and the lead may come again.

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn sent_back_with_a_reason_and_handed_over_again() {
    let world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/handoff open lead:L-1").await;
    let card = world.channel("sales").shows("[Send back]").await;

    world.holds_edit("sales");
    let form = sam.presses("Send back", &card).await;
    let answer = form
        .fills(&[("reason", "She wants to buy next year")])
        .await;
    answer.succeeds(&["L-1"]);

    // Closed is closed, and the button that is still shown says how it stands.
    let before = world.fingerprint().await;
    let late = world.other_salesperson().presses("Accept", &card).await;
    late.privately_says(&["L-1", &format!("@{}", sam.name)]);
    sam.runs("/handoff accept lead:L-1").await.refuses(&["L-1"]);
    assert_eq!(world.fingerprint().await, before);

    let edited = world
        .channel("sales")
        .shows("She wants to buy next year")
        .await;
    assert_eq!(
        edited.json["id"], card.json["id"],
        "the card is edited in place"
    );
    assert!(!edited.text().contains("[Accept]"), "{}", edited.text());
    let news = world
        .channel("marketing")
        .shows("She wants to buy next year")
        .await;
    assert!(
        news.text().contains(&format!("@{}", sam.name)),
        "{}",
        news.text()
    );
    assert_eq!(world.lead(1).stage().await, "interest");

    // No rest: it may be handed over again at once.
    mia.runs("/handoff open lead:L-1 note:She has the money now")
        .await;
    let second = world.channel("sales").shows("She has the money now").await;
    assert_ne!(
        second.json["id"], card.json["id"],
        "a new handoff is a new card"
    );
    let back = sam
        .runs("/handoff send-back lead:L-1 reason:Still next year")
        .await;
    back.succeeds(&["L-1"]);
    world.channel("sales").shows("Still next year").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_lead_takes_its_handoff_along() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/handoff open lead:L-1").await;
    let card = world.channel("sales").shows("[Accept]").await;
    mia.runs("/lead lose lead:L-1 reason:competitor").await;
    world.caught_up().await;
    let edited = world.channel("sales").last().await;
    assert_eq!(edited.json["id"], card.json["id"]);
    assert!(!edited.text().contains("[Accept]"), "{}", edited.text());
    assert!(
        edited.text().to_lowercase().contains("withdrawn"),
        "{}",
        edited.text()
    );
    assert_eq!(world.lead(1).stage().await, "lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_listed_and_shared() {
    let world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    sam.runs("/handoff list").await.succeeds(&[]);
    for (number, name) in [(1, "Ada Lovelace"), (2, "Grace Hopper")] {
        mia.runs(&format!(
            "/lead add name:{name} source:blog stage:interest email:x{number}@y.example"
        ))
        .await;
        mia.runs(&format!("/lead touch lead:L-{number} kind:asked-for-sales"))
            .await;
        mia.runs(&format!("/handoff open lead:L-{number}")).await;
    }
    let list = sam
        .runs("/handoff list")
        .await
        .privately_says(&["Ada Lovelace", "Grace Hopper"]);
    let shared = list.presses("Share here").await;
    assert!(!shared.is_private());
    assert!(shared.text().contains("Grace Hopper"), "{}", shared.text());
    let pending = sam.types("/handoff accept lead:").await;
    assert_eq!(pending.len(), 2, "{pending:?}");
}
