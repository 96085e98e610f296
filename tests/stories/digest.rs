//! One digest each working day, at the company's local time, across changes of the clock.

use chrono::TimeDelta;

use crate::world::{World, utc};

/// Lets time run in half-hour steps and notes when a digest came: the UTC times of the digests.
async fn digests(world: &World, until: &str) -> Vec<String> {
    let until = utc(until);
    let mut came = Vec::new();
    let mut so_far = world.channel("digest").messages().await.len();
    while world.clock.now() < until {
        world.advance(TimeDelta::minutes(30)).await;
        let now = world.channel("digest").messages().await.len();
        assert!(now <= so_far + 1, "two digests at {}", world.clock.now());
        if now > so_far {
            came.push(world.clock.now().format("%a %d %H:%M").to_string());
        }
        so_far = now;
    }
    came
}

#[tokio::test(flavor = "multi_thread")]
async fn in_berlin_when_summer_begins() {
    let world = World::set_up_at(utc("2026-03-26 20:00")).await;
    world
        .manager()
        .runs("/settings set key:time-zone value:Europe/Berlin")
        .await;
    // 09:00 is 08:00 UTC in winter and 07:00 UTC in summer; the clocks change on Sunday the 29th.
    assert_eq!(
        digests(&world, "2026-03-31 12:00").await,
        ["Fri 27 08:00", "Mon 30 07:00", "Tue 31 07:00"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn in_berlin_when_winter_begins() {
    let world = World::set_up_at(utc("2026-10-22 20:00")).await;
    world
        .manager()
        .runs("/settings set key:time-zone value:Europe/Berlin")
        .await;
    assert_eq!(
        digests(&world, "2026-10-27 12:00").await,
        ["Fri 23 07:00", "Mon 26 08:00", "Tue 27 08:00"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_day_of_the_change_itself_at_an_hour_that_is_skipped_or_comes_twice() {
    for (start, end, came) in [
        ("2026-03-28 20:00", "2026-03-29 12:00", "Sun 29 01:00"),
        ("2026-10-24 20:00", "2026-10-25 12:00", "Sun 25 00:30"),
    ] {
        let world = World::set_up_at(utc(start)).await;
        let boss = world.manager();
        boss.runs("/settings set key:time-zone value:Europe/Berlin")
            .await;
        boss.runs("/settings set key:business-hours value:Mon-Sun 09:00-17:00")
            .await;
        // 02:30 does not exist in March: the first instant that does is 03:00, 01:00 UTC. In October
        // it comes twice: the first is 00:30 UTC.
        boss.runs("/settings set key:digest-time value:02:30").await;
        assert_eq!(digests(&world, end).await, [came]);
        world.ends().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_kolkata_where_clocks_never_change() {
    let world = World::set_up_at(utc("2026-03-26 20:00")).await;
    world
        .manager()
        .runs("/settings set key:time-zone value:Asia/Kolkata")
        .await;
    assert_eq!(
        digests(&world, "2026-03-31 12:00").await,
        ["Fri 27 03:30", "Mon 30 03:30", "Tue 31 03:30"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_time_down_only_todays_and_it_covers_everything() {
    let mut world = World::set_up_at(utc("2026-03-02 10:00")).await;
    let mia = world.marketer();
    world.advance_to(utc("2026-03-03 09:00")).await;
    assert_eq!(
        world.channel("digest").messages().await.len(),
        1,
        "a quiet day gets one too"
    );
    mia.runs("/lead add name:Ada Lovelace source:blog").await;
    world.caught_up().await;
    world.stop_bot().await;
    world.clock.advance(TimeDelta::days(3));
    world.start_bot().await;
    world.caught_up().await;
    let digests = world.channel("digest").messages().await;
    assert_eq!(digests.len(), 2, "{}", world.channel("digest").text().await);
    assert!(
        digests[1].text().contains("Ada Lovelace"),
        "{}",
        digests[1].text()
    );
    // A restart says nothing again.
    world.restart_bot().await;
    world.caught_up().await;
    assert_eq!(world.channel("digest").messages().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn none_on_days_without_business_hours() {
    let world = World::set_up_at(utc("2026-03-06 10:00")).await;
    world
        .manager()
        .runs("/settings set key:holiday value:2026-03-09")
        .await;
    assert_eq!(digests(&world, "2026-03-10 10:00").await, ["Tue 10 09:00"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_now_and_the_daily_one_all_the_same() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog").await;
    world.clock.advance(TimeDelta::seconds(1));
    mia.runs("/digest now")
        .await
        .privately_says(&["Ada Lovelace"]);
    assert!(world.channel("digest").messages().await.is_empty());
    world.advance_to(utc("2026-03-03 09:00")).await;
    world.channel("digest").shows("Ada Lovelace").await;
}
