//! A day, from both teams' view: a lead is captured, warmed, handed over, accepted, and won.

use chrono::TimeDelta;

use crate::world::{World, utc};

#[tokio::test(flavor = "multi_thread")]
async fn from_a_first_touch_to_tomorrows_digest() {
    let world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());

    let added = mia
        .runs(
            "/lead add name:Ada Lovelace source:Trade show email:ada@analytical.example \
             organisation:Analytical Ltd campaign:Spring fair stage:interest",
        )
        .await;
    assert!(added.is_private());
    assert!(added.text().contains("L-1"), "{}", added.text());
    let news = world.channel("marketing").shows("Ada Lovelace").await;
    assert!(news.text().contains("L-1"), "{}", news.text());

    mia.runs("/lead touch lead:L-1 kind:trade-show note:Asked for a demo of the engine")
        .await;
    mia.runs("/lead touch lead:L-1 kind:webinar").await;
    let warm = mia.runs("/lead touch lead:L-1 kind:pricing-asked").await;
    assert!(
        warm.text().contains("60"),
        "15 + 20 + 25 points:\n{}",
        warm.text()
    );

    let moved = mia.runs("/lead move lead:L-1 stage:consideration").await;
    assert!(moved.text().contains("Consideration"), "{}", moved.text());

    let opened = mia
        .runs("/handoff open lead:L-1 note:She decides alone")
        .await;
    assert!(opened.is_private());
    let card = world.channel("sales").shows("Ada Lovelace").await;
    assert_eq!(
        card.pings(),
        ["Sales"],
        "a new handoff pings sales:\n{}",
        card.text()
    );
    for part in [
        "L-1",
        "Analytical Ltd",
        "Trade show",
        "She decides alone",
        "[Accept]",
    ] {
        assert!(
            card.text().contains(part),
            "{part} is not in:\n{}",
            card.text()
        );
    }
    assert!(
        !card.text().contains("ada@analytical.example"),
        "masked in public:\n{}",
        card.text()
    );

    world.advance(TimeDelta::minutes(12)).await;
    let accepted = sam.presses("Accept", &card).await;
    accepted
        .clone()
        .privately_says(&["L-1", "ada@analytical.example"]);
    let edited = world
        .channel("sales")
        .shows(&format!("@{}", sam.name))
        .await;
    assert_eq!(
        edited.json["id"], card.json["id"],
        "the card is edited in place"
    );
    assert!(!edited.text().contains("[Accept]"), "{}", edited.text());
    let told = world
        .channel("marketing")
        .shows(&format!("@{}", sam.name))
        .await;
    assert!(
        told.text().contains("12 min"),
        "marketing hears how fast:\n{}",
        told.text()
    );
    assert_eq!(world.lead(1).stage().await, "intent");

    sam.runs("/lead note lead:L-1 text:Wants it by June").await;
    sam.runs("/lead edit lead:L-1 value:12000 EUR").await;
    let bought = sam.runs("/lead move lead:L-1 stage:purchase").await;
    assert!(bought.text().contains("Purchase"), "{}", bought.text());
    let won = sam.runs("/lead win lead:L-1").await;
    assert!(won.is_private());
    for team in ["marketing", "sales"] {
        let news = world.channel(team).shows("12,000 EUR").await;
        assert!(news.text().contains("Ada Lovelace"), "{}", news.text());
    }
    assert_eq!(world.lead(1).stage().await, "post-purchase");

    let shown = mia.runs("/lead show lead:L-1").await;
    shown
        .clone()
        .privately_says(&["Ada Lovelace", "ada@analytical.example", "Wants it by June"]);
    let shared = shown.presses("Share here").await;
    assert!(!shared.is_private());
    assert!(
        !shared.text().contains("ada@analytical.example"),
        "{}",
        shared.text()
    );

    world.advance_to(utc("2026-03-03 09:00")).await;
    let digest = world.channel("digest").shows("L-1").await;
    assert!(digest.text().contains("12,000 EUR"), "{}", digest.text());
    assert_eq!(world.channel("digest").messages().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_of_sales_needs_no_handoff_and_marketing_is_told() {
    let world = World::set_up().await;
    let sam = world.salesperson();
    sam.runs("/lead add name:Grace Hopper source:Phone call stage:intent")
        .await;
    let news = world.channel("marketing").shows("Grace Hopper").await;
    assert!(news.text().contains("L-1"), "{}", news.text());
    assert_eq!(world.lead(1).stage().await, "intent");
    assert_eq!(world.lead(1).column("sales_sourced").await, "true");
    let shown = sam.runs("/lead show lead:L-1").await;
    assert!(
        shown.text().to_lowercase().contains("sales-sourced"),
        "{}",
        shown.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn leads_are_found_by_whatever_people_know_of_them() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog email:ada@analytical.example phone:+44 20 7946 0958 handle:@countess organisation:Analytical Ltd").await;
    mia.runs("/lead add name:Zoë Müller source:fair organisation:100% Wolle")
        .await;
    for words in [
        "ada",
        "LOVELACE",
        "analytical ltd",
        "ada@analytical.example",
        "7946 0958",
        "countess",
        "L-1",
    ] {
        let found = mia.runs(&format!("/lead find text:{words}")).await;
        assert!(
            found.text().contains("Ada Lovelace"),
            "{words}:\n{}",
            found.text()
        );
        assert!(!found.text().contains("Zoë"), "{words}:\n{}", found.text());
    }
    for words in ["zoë", "100%"] {
        let found = mia.runs(&format!("/lead find text:{words}")).await;
        assert!(
            found.text().contains("Zoë Müller"),
            "{words}:\n{}",
            found.text()
        );
        assert!(!found.text().contains("Ada"), "{words}:\n{}", found.text());
    }
    let suggested = mia.types("/lead show lead:lov").await;
    assert_eq!(suggested.len(), 1, "{suggested:?}");
    assert!(
        suggested[0].contains("L-1") && suggested[0].contains("Ada Lovelace"),
        "{suggested:?}"
    );
    assert_eq!(mia.types("/lead show lead:").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_is_turned_page_by_page() {
    let world = World::set_up().await;
    let mia = world.marketer();
    for number in 1..=12 {
        mia.runs(&format!("/lead add name:Person {number}a source:blog"))
            .await;
    }
    let first = mia.runs("/lead list").await;
    let lines = |text: &str| text.matches("L-").count();
    assert_eq!(lines(&first.text()), 10, "{}", first.text());
    let second = first.presses("Later").await;
    assert_eq!(lines(&second.text()), 2, "{}", second.text());
    assert!(second.is_private());
    assert_eq!(lines(&second.presses("Earlier").await.text()), 10);
    // Twelve new leads within a minute are one message, not twelve.
    world.caught_up().await;
    let news = world.channel("marketing").messages().await;
    assert_eq!(news.len(), 1, "{}", world.channel("marketing").text().await);
    assert!(news[0].text().contains("Person 12a"), "{}", news[0].text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_becomes_a_lead() {
    let world = World::set_up().await;
    let mia = world.marketer();
    let said = mia
        .says(
            "general",
            "Met Grace Hopper, grace@navy.example, +1 202 555 0143, wants a trial",
        )
        .await;
    let form = mia.uses_menu("Capture lead", &said).await;
    assert!(
        form.text().contains("grace@navy.example"),
        "{}",
        form.text()
    );
    assert!(form.text().contains("202"), "{}", form.text());
    let added = form.fills(&[("name", "Grace Hopper")]).await;
    added.privately_says(&["L-1", "Grace Hopper"]);
    let shown = mia.runs("/lead show lead:L-1").await;
    shown.privately_says(&["grace@navy.example", "wants a trial"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_all_can_read_is_masked() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest")
        .await;
    mia.runs("/lead edit lead:L-1 email:ada@analytical.example phone:+44 20 7946 0958")
        .await;
    mia.runs("/lead note lead:L-1 text:Write to ada@analytical.example or call +44 20 7946 0958")
        .await;
    mia.says("leads-inbox", "L-1 is ada@analytical.example by now")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales note:From ada@analytical.example")
        .await;
    mia.runs("/handoff open lead:L-1 note:Her mail is ada@analytical.example")
        .await;
    let shown = mia.runs("/lead show lead:L-1").await;
    shown
        .clone()
        .privately_says(&["ada@analytical.example", "+44 20 7946 0958"]);
    shown.presses("Share here").await;
    let list = mia.runs("/handoff list").await;
    list.presses("Share here").await;
    world.caught_up().await;
    for channel in world.channels() {
        for message in world.channel(&channel).messages().await {
            if message.is_by_a_bot() {
                let text = message.text();
                assert!(!text.contains("ada@analytical"), "#{channel}: {text}");
                assert!(!text.contains("7946"), "#{channel}: {text}");
            }
        }
    }
}
