//! Nobody accepts: a reminder at 80 %, the manager at 100 %, in business hours.

use chrono::TimeDelta;

use crate::world::{World, utc};

/// A lead at the threshold, handed over: standard time to accept.
async fn handed_over(world: &World) {
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:pricing-asked").await;
    mia.runs("/lead touch lead:L-1 kind:free-trial").await;
    mia.runs("/handoff open lead:L-1").await;
    world.channel("sales").shows("Ada Lovelace").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn friday_half_past_four_and_one_hour_is_monday_half_past_nine() {
    let world = World::set_up_at(utc("2026-03-06 16:30")).await;
    let boss = world.manager();
    boss.runs("/settings set key:accept-minutes value:60").await;
    handed_over(&world).await;
    let card = world.channel("sales").shows("Ada Lovelace").await;
    assert!(
        card.text().contains("Mon 2026-03-09 09:30"),
        "due on Monday:\n{}",
        card.text()
    );

    // The weekend passes in silence.
    world.advance_to(utc("2026-03-09 09:17")).await;
    assert_eq!(
        world.channel("sales").messages().await.len(),
        1,
        "not yet 80 %"
    );

    world.advance_to(utc("2026-03-09 09:18")).await;
    let sales = world.channel("sales").messages().await;
    assert_eq!(
        sales.len(),
        2,
        "a reminder at 80 %:\n{}",
        world.channel("sales").text().await
    );
    assert_eq!(sales[1].pings(), ["Sales"]);

    world.advance_to(utc("2026-03-09 09:30")).await;
    let sales = world.channel("sales").messages().await;
    let pinging: Vec<_> = sales
        .iter()
        .filter(|message| message.pings() == ["Manager"])
        .collect();
    assert_eq!(
        pinging.len(),
        1,
        "the manager once:\n{}",
        world.channel("sales").text().await
    );
    let news = world.channel("marketing").shows("Late").await;
    assert!(news.text().contains("L-1"), "{}", news.text());

    // Late is not over: it can still be accepted, and the card says how long it took.
    let sam = world.salesperson();
    world.advance_to(utc("2026-03-09 10:00")).await;
    sam.presses("Accept", &sales[0]).await.succeeds(&["L-1"]);
    world.channel("marketing").shows("1 h 30 min").await;
    assert_eq!(world.lead(1).stage().await, "intent");
    world.advance(TimeDelta::days(2)).await;
    let text = world.channel("sales").text().await;
    assert_eq!(
        world.channel("sales").messages().await.len(),
        sales.len(),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_jump_of_the_clock_only_the_highest_step_is_posted() {
    let world = World::set_up().await;
    handed_over(&world).await;
    world.advance(TimeDelta::days(1)).await;
    let sales = world.channel("sales").messages().await;
    assert_eq!(
        sales.len(),
        2,
        "card and escalation:\n{}",
        world.channel("sales").text().await
    );
    assert_eq!(sales[1].pings(), ["Manager"]);
    let kinds = world.lead(1).timeline().await;
    assert!(
        kinds.contains(&"handoff-warned".to_owned()),
        "skipped, but recorded: {kinds:?}"
    );
    assert!(kinds.contains(&"handoff-escalated".to_owned()), "{kinds:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hot_lead_has_five_minutes() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/handoff open lead:L-1").await;
    let card = world.channel("sales").shows("Ada Lovelace").await;
    assert!(
        card.text().contains("Mon 2026-03-02 10:05"),
        "{}",
        card.text()
    );
    world.advance(TimeDelta::minutes(4)).await;
    assert_eq!(
        world.channel("sales").messages().await.len(),
        2,
        "80 % of 5 minutes"
    );
    world.advance(TimeDelta::minutes(1)).await;
    let sales = world.channel("sales").messages().await;
    assert_eq!(
        sales.last().map(|message| message.pings()),
        Some(vec!["Manager".to_owned()])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_assigns_somebody_which_accepts_for_them() {
    let world = World::set_up().await;
    handed_over(&world).await;
    let (boss, sam) = (world.manager(), world.salesperson());
    let before = world.fingerprint().await;
    let card = world.channel("sales").shows("[Accept]").await;
    boss.presses("Accept", &card)
        .await
        .privately_says(&["/lead assign"]);
    assert_eq!(
        world.fingerprint().await,
        before,
        "a manager accepts only by assigning"
    );
    boss.runs(&format!(
        "/lead assign lead:L-1 person:@{} team:sales",
        sam.name
    ))
    .await;
    assert_eq!(world.lead(1).stage().await, "intent");
    assert_eq!(world.lead(1).column("sales_owner").await, sam.id);
    world
        .channel("marketing")
        .shows(&format!("@{}", sam.name))
        .await;
}
