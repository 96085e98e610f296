//! `/settings`: single values, shown and changed, each checked.

use crate::world::{Outcome, World};

#[tokio::test(flavor = "multi_thread")]
async fn each_value_is_changed_and_shown() {
    let world = World::set_up().await;
    let boss = world.manager();
    for (key, value, shown) in [
        ("time-zone", "Asia/Kolkata", "Asia/Kolkata"),
        (
            "business-hours",
            "Mon-Thu 09:00-12:00, 13:00-17:00; Fri 09:00-13:00",
            "13:00",
        ),
        ("digest-time", "08:15", "08:15"),
        ("accept-hot-minutes", "10", "10"),
        ("accept-minutes", "90", "90"),
        ("threshold", "65", "65"),
        ("half-life-days", "14", "14"),
        ("required-fields", "email, phone", "phone"),
        ("loss-reasons", "price, moved away", "moved away"),
        ("holiday", "2026-12-25", "2026-12-25"),
    ] {
        let answer = boss
            .runs(&format!("/settings set key:{key} value:{value}"))
            .await;
        answer.privately_says(&[shown]);
        boss.runs("/settings show").await.privately_says(&[shown]);
    }
    let audited: i64 =
        sqlx::query_scalar("select count(*) from audit where what = 'setting.changed'")
            .fetch_one(world.pool())
            .await
            .expect("the audit log");
    assert_eq!(audited, 10, "every change is in the audit log");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused_with_what_can() {
    let world = World::set_up().await;
    let boss = world.manager();
    let before = world.fingerprint().await;
    for (key, value, helps) in [
        ("time-zone", "Europe/Berln", "Europe/Berlin"),
        ("time-zone", "Mars", "zone"),
        ("business-hours", "whenever", "Mon-Thu"),
        ("business-hours", "Mon 17:00-09:00", "Mon"),
        ("digest-time", "25:00", ":"),
        ("accept-hot-minutes", "0", "1"),
        ("accept-minutes", "many", "1"),
        ("threshold", "-1", "0"),
        ("half-life-days", "0", "1"),
        ("required-fields", "email, shoe size", "phone"),
        ("loss-reasons", "\" \"", "reason"),
        ("holiday", "2026-02-30", "2026-02-30"),
    ] {
        let answer = boss
            .runs(&format!("/settings set key:{key} value:{value}"))
            .await;
        if let Outcome::Message(_) = answer.outcome() {
            answer.privately_says(&[helps]);
        }
        assert_eq!(world.fingerprint().await, before, "{key} {value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_out_of_reach_is_told_to_the_admin_and_nothing_is_posted_elsewhere() {
    let mut world = World::set_up().await;
    world.expects("/channels/", 403);
    world.expects_undeliverable(1);
    let room: i64 = world.channel_id("board-room").parse().expect("a snowflake");
    sqlx::query("update company set sales_channel = $1")
        .bind(room)
        .execute(world.pool())
        .await
        .expect("the company");
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/handoff open lead:L-1").await;
    world.caught_up().await;
    for channel in world.channels() {
        let handoffs = world.channel(&channel).with("Hot handoff").await;
        assert!(handoffs.is_empty(), "#{channel}");
    }
    world
        .manager()
        .runs("/settings show")
        .await
        .privately_says(&["Could not be delivered"]);
    // What waits for sales can still be found and taken.
    world
        .salesperson()
        .runs("/handoff accept lead:L-1")
        .await
        .privately_says(&["Ada Lovelace"]);
    world.expects_undeliverable(2);
}
