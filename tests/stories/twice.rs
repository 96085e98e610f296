//! What happens twice acts once: two people at one button, an event delivered twice; and what takes
//! long is still answered.

use std::time::Duration;

use crate::world::World;

/// A hot lead whose handoff waits; its card.
async fn waiting(world: &World) -> crate::world::Message {
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/handoff open lead:L-1").await;
    world.channel("sales").shows("[Accept]").await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_press_accept_at_once() {
    let world = World::set_up().await;
    let card = waiting(&world).await;
    let (sam, ben) = (world.salesperson(), world.other_salesperson());
    sam.connects().await;
    ben.connects().await;
    let (one, other) = tokio::join!(sam.presses("Accept", &card), ben.presses("Accept", &card));
    let owner = world.lead(1).column("sales_owner").await;
    let (winner, loser) = if owner == sam.id {
        ((&sam, one), (&ben, other))
    } else {
        ((&ben, other), (&sam, one))
    };
    assert_eq!(owner, winner.0.id);
    winner.1.privately_says(&["L-1", "ada@analytical.example"]);
    let told = loser
        .1
        .privately_says(&["L-1", &format!("@{}", winner.0.name)]);
    assert!(
        !told.text().contains("ada@analytical.example"),
        "{}",
        told.text()
    );
    let moves = world.lead(1).timeline().await;
    let accepted = moves
        .iter()
        .filter(|entry| *entry == "handoff-accepted")
        .count();
    assert_eq!(accepted, 1, "{moves:?}");
    world.caught_up().await;
    let news = world
        .channel("marketing")
        .with(&format!("@{}", winner.0.name))
        .await;
    assert_eq!(news.len(), 1, "{}", world.channel("marketing").text().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_accepts_while_another_sends_back() {
    let world = World::set_up().await;
    let card = waiting(&world).await;
    let (sam, ben) = (world.salesperson(), world.other_salesperson());
    sam.connects().await;
    ben.connects().await;
    let (accepted, sent_back) = tokio::join!(
        sam.presses("Accept", &card),
        ben.runs("/handoff send-back lead:L-1 reason:Too early")
    );
    let happened = world.lead(1).timeline().await;
    let ends = ["handoff-accepted", "handoff-sent-back"];
    let ended: Vec<_> = happened
        .iter()
        .filter(|entry| ends.contains(&entry.as_str()))
        .collect();
    assert_eq!(ended.len(), 1, "{happened:?}");
    let (winner, told) = if ended[0] == ends[0] {
        (&sam, sent_back)
    } else {
        (&ben, accepted)
    };
    told.privately_says(&["L-1", &format!("@{}", winner.name)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interaction_delivered_twice_acts_once() {
    let mut world = World::set_up().await;
    // Whichever of the two is answered second is told by Discord that it is too late.
    world.expects("/callback", 400);
    let mia = world.marketer();
    mia.connects().await;
    world.sandbox.double_next("INTERACTION_CREATE");
    mia.runs("/lead add name:Ada Lovelace source:blog")
        .await
        .succeeds(&["L-1"]);
    world.sandbox.double_next("INTERACTION_CREATE");
    mia.runs("/lead touch lead:L-1 kind:webinar")
        .await
        .privately_says(&["20"]);
    world.caught_up().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let found = mia.runs("/lead list").await;
    assert_eq!(found.text().matches("L-").count(), 1, "{}", found.text());
    let happened = world.lead(1).timeline().await;
    assert_eq!(
        happened.iter().filter(|entry| *entry == "touched").count(),
        1,
        "{happened:?}"
    );
    assert_eq!(
        world.channel("marketing").with("Ada Lovelace").await.len(),
        1
    );

    mia.runs("/lead edit lead:L-1 email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/lead move lead:L-1 stage:interest").await;
    world.sandbox.double_next("INTERACTION_CREATE");
    mia.runs("/handoff open lead:L-1").await.succeeds(&["L-1"]);
    let card = world.channel("sales").shows("[Accept]").await;
    world.sandbox.double_next("INTERACTION_CREATE");
    let accepted = world.salesperson().presses("Accept", &card).await;
    accepted.privately_says(&["ada@analytical.example"]);
    world.caught_up().await;
    assert_eq!(world.channel("sales").messages().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_delivered_twice_is_heard_once() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog").await;
    world.sandbox.double_next("MESSAGE_CREATE");
    mia.says("leads-inbox", "L-1 called again").await;
    heard(&world, 1).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    heard(&world, 1).await;
}

async fn heard(world: &World, times: usize) {
    let mut kinds = Vec::new();
    for _ in 0..100 {
        kinds = world.lead(1).timeline().await;
        if kinds.iter().filter(|entry| *entry == "heard").count() == times {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("not heard {times} times: {kinds:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_long_is_deferred_and_then_answered() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog").await;

    // Somebody else holds the lead for two and a half seconds.
    let mut held = world.pool().begin().await.expect("a transaction");
    sqlx::query("select 1 from lead for update")
        .execute(&mut *held)
        .await
        .expect("the lead");
    let (answer, ()) = tokio::join!(mia.runs("/lead touch lead:L-1 kind:webinar"), async {
        tokio::time::sleep(Duration::from_millis(1900)).await;
        held.rollback().await.expect("let go");
    });
    assert!(answer.was_deferred(), "1.5 s had gone by");
    answer.privately_says(&["L-1", "20"]);

    // A refusal after a deferral is private too.
    let mut held = world.pool().begin().await.expect("a transaction");
    sqlx::query("select 1 from lead for update")
        .execute(&mut *held)
        .await
        .expect("the lead");
    let (answer, ()) = tokio::join!(mia.runs("/lead move lead:L-1 stage:purchase"), async {
        tokio::time::sleep(Duration::from_millis(1900)).await;
        held.rollback().await.expect("let go");
    });
    assert!(answer.was_deferred());
    answer.privately_says(&["Awareness"]);
}
