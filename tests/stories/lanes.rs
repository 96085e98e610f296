//! A channel that is slow, limited or broken holds up no other, nor another company.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use tandem::{
    domain::{
        alert::{Alert, Place},
        ids::GuildId,
    },
    sandbox::faults::{Effect, Fault},
    store,
};

use crate::world::{Office, World, utc};

/// A lead that is hot and belongs to nobody yet.
async fn hot_lead(office: &Office, name: &str) {
    let mia = office.marketer();
    mia.runs(&format!(
        "/lead add name:{name} source:blog stage:interest email:{name}@x.example"
    ))
    .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
}

/// A handoff is opened; gives how long its card took to stand in #sales.
async fn hand_over(office: &Office, name: &str) -> Duration {
    office.marketer().runs("/handoff open lead:L-1").await;
    let begun = Instant::now();
    office.channel("sales").shows(name).await;
    begun.elapsed()
}

fn posts_into(office: &Office, channel: &str, effect: Effect) -> Fault {
    let id = office.channel_id(channel);
    Fault::on("POST", format!("/channels/{id}/messages"), effect)
}

/// A promotion whose start is news now.
async fn promotion_starts(world: &World) {
    let (mia, sam) = (world.marketer(), world.salesperson());
    mia.runs(
        "/promo propose code:SPRING name:Spring sale discount:20 % starts:2026-03-02 ends:2026-03-06",
    )
    .await;
    sam.runs("/promo approve code:SPRING").await;
}

#[tokio::test]
async fn a_slow_channel_holds_up_neither_another_nor_another_company() {
    let world = World::set_up().await;
    let second = world.second().await;
    hot_lead(&world, "Ada").await;
    hot_lead(&second, "Grace").await;
    world.caught_up().await;
    let slow = Effect::DelayBefore(Duration::from_secs(3));
    world
        .sandbox
        .faults()
        .add(posts_into(&world, "promotions", slow));
    promotion_starts(&world).await;
    // Now the slow post is on its way.
    tokio::time::sleep(Duration::from_millis(1300)).await;
    assert!(world.channel("promotions").messages().await.is_empty());
    let (own, other) = (
        hand_over(&world, "Ada").await,
        hand_over(&second, "Grace").await,
    );
    let late = own.max(other);
    assert!(late < Duration::from_millis(1500), "{late:?}");
    assert!(world.channel("promotions").messages().await.is_empty());
    world.channel("promotions").shows("SPRING").await;
    world.ends().await;
}

#[tokio::test]
async fn a_limited_channel_holds_up_no_other_company() {
    let mut world = World::set_up().await;
    world.expects("/messages", 429);
    let second = world.second().await;
    hot_lead(&world, "Ada").await;
    hot_lead(&second, "Grace").await;
    world.caught_up().await;
    let limited = Effect::RateLimited(Duration::from_secs(40));
    world
        .sandbox
        .faults()
        .add(posts_into(&world, "sales", limited));
    world.marketer().runs("/handoff open lead:L-1").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let other = hand_over(&second, "Grace").await;
    assert!(other < Duration::from_millis(1500), "{other:?}");
    // Nor another channel of its own.
    world
        .marketer()
        .runs("/lead add name:Emmy source:blog")
        .await;
    let begun = Instant::now();
    world.channel("marketing").shows("Emmy").await;
    assert!(begun.elapsed() < Duration::from_millis(1500));
}

#[tokio::test]
async fn a_burst_after_a_jump_of_the_clock_does_not_hold_up_the_digest() {
    let world = World::as_strict_as_discord().await;
    let mut conn = world.pool().acquire().await.expect("a connection");
    let guild = GuildId(world.guild_id());
    for _ in 0..65 {
        for place in [Place::Sales, Place::Marketing] {
            store::outbox::enqueue(&mut conn, guild, place, &Alert::Greeting, world.clock.now())
                .await
                .expect("a row");
        }
    }
    let begun = Instant::now();
    let tomorrow = utc("2026-03-03 09:00") - world.clock.now();
    world.clock.advance(tomorrow);
    world.channel("digest").shows("Digest").await;
    let late = begun.elapsed();
    assert!(late < Duration::from_secs(5), "{late:?}");
    let waiting = store::outbox::waiting(&mut conn).await.expect("a count");
    assert!(waiting > 50, "the burst is not over: {waiting}");
}

#[tokio::test]
async fn what_was_withdrawn_while_its_news_waited_is_not_on_offer() {
    let mut world = World::set_up().await;
    world.expects("/messages", 500);
    world
        .sandbox
        .faults()
        .add(posts_into(&world, "promotions", Effect::Status(500)).times(2));
    promotion_starts(&world).await;
    tokio::time::sleep(Duration::from_millis(1200)).await;
    world
        .salesperson()
        .runs("/promo withdraw code:SPRING reason:Sold out")
        .await;
    world.caught_up().await;
    let told = world.channel("promotions").messages().await;
    let text = world.channel("promotions").text().await;
    assert_eq!(told.len(), 1, "{text}");
    assert!(told[0].text().contains("Sold out"), "{text}");
    world.ends().await;
}

#[tokio::test]
async fn a_row_that_panics_is_dead_and_silences_nobody() {
    let mut world = World::set_up().await;
    let second = world.second().await;
    hot_lead(&world, "Ada").await;
    hot_lead(&second, "Grace").await;
    hand_over(&world, "Ada").await;
    world.caught_up().await;
    // A time that the database takes and the code cannot, and a row that tells of it.
    world.unchecks("handoff").await;
    sqlx::query("update handoff set due_at = 'infinity', warn_at = 'infinity'")
        .execute(world.pool())
        .await
        .expect("the handoff");
    sqlx::query(
        r#"insert into outbox (guild_id, alert, place, happened_at)
           select guild_id, '{"alert": "handoff-news", "handoff": 1, "news": "late"}', 'marketing', $1
           from handoff"#,
    )
    .bind(world.clock.now())
    .execute(world.pool())
    .await
    .expect("a row");
    sqlx::query("update outbox set alert = jsonb_set(alert, '{handoff}', (select to_jsonb(id) from handoff limit 1)) where alert->>'alert' = 'handoff-news'")
        .execute(world.pool())
        .await
        .expect("a row");
    world.caught_up().await;
    let troubles = world.troubles();
    assert!(troubles.panics >= 1 && troubles.dead == 1, "{troubles:?}");
    assert_eq!(troubles.restarts, 0, "{troubles:?}");

    // The same company's news goes on, and another's handoff.
    world
        .marketer()
        .runs("/lead add name:Emmy source:blog")
        .await;
    world.channel("marketing").shows("Emmy").await;
    hand_over(&second, "Grace").await;
    world.caught_up().await;
    world.expects_undeliverable(1);
    world.ends().await;
}

#[tokio::test]
async fn a_company_that_cannot_be_read_stops_no_other_and_can_be_mended() {
    let world = World::set_up().await;
    let second = world.second().await;
    world.caught_up().await;
    world.unchecks("company").await;
    sqlx::query(
        r#"update company set time_zone = 'Nowhere/Land', business_hours = '[]',
                  required_fields = '{email,shoe-size}'
           where guild_id = $1"#,
    )
    .bind(world.guild_id())
    .execute(world.pool())
    .await
    .expect("the company");
    world.advance_to(utc("2026-03-03 09:00")).await;
    second.channel("digest").shows("Digest").await;
    // By the defaults it works itself, and says what is to be set anew.
    world.channel("digest").shows("Digest").await;
    let boss = world.manager();
    boss.runs("/settings show")
        .await
        .privately_says(&["Cannot be read", "`time-zone` `business-hours`"]);
    boss.runs("/settings set key:time-zone value:Europe/Berlin")
        .await
        .privately_says(&["Europe/Berlin"]);
    let zone: String = sqlx::query_scalar("select time_zone from company where guild_id = $1")
        .bind(world.guild_id())
        .fetch_one(world.pool())
        .await
        .expect("the company");
    assert_eq!(zone, "Europe/Berlin");
    world.advance(TimeDelta::minutes(1)).await;
    world.ends().await;
}
