//! Channels and roles that the company named are deleted: the admin is told, once.

use std::time::Duration;

use serde_json::json;

use crate::world::{Message, Office, Person, World};

/// Waits until somebody was told so much in direct messages.
async fn told(office: &Office, person: &Person, count: usize) -> Vec<Message> {
    for _ in 0..200 {
        let told = office.told_alone(person).await;
        if told.len() >= count {
            assert_eq!(told.len(), count, "told too often");
            return told;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} was not told {count} times", person.name);
}

fn holds(message: &Message, parts: &[&str]) {
    for part in parts {
        assert!(
            message.text().contains(part),
            "{part:?} is not in:\n{}",
            message.text()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_channel_is_told_to_the_admin_once_and_nothing_is_posted_elsewhere() {
    let mut world = World::set_up().await;
    let boss = world.manager();
    world.sandbox.delete_channel(&world.guild, "sales");
    let said = told(&world, &boss, 1).await;
    holds(
        &said[0],
        &["Northwind", "the **sales channel** was deleted", "/setup"],
    );

    // What would have gone there goes nowhere else, and nobody is told again.
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/handoff open lead:L-1").await;
    world.caught_up().await;
    for channel in ["marketing", "general", "promotions", "digest"] {
        let handoffs = world.channel(channel).with("Hot handoff").await;
        assert!(handoffs.is_empty(), "#{channel}");
    }
    boss.runs("/settings show")
        .await
        .privately_says(&["sales not named", "Could not be delivered"]);
    world.expects_undeliverable(1);
    world.restart_bot().await;
    world.caught_up().await;
    told(&world, &boss, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_while_the_bot_was_away_is_told_when_it_is_back() {
    let mut world = World::set_up().await;
    let boss = world.manager();
    world.stop_bot().await;
    world.expects("/channels/", 404);
    world.sandbox.delete_channel(&world.guild, "leads-inbox");
    world.sandbox.delete_role(&world.guild, "Manager");
    world.start_bot().await;
    let said = told(&world, &boss, 1).await;
    holds(
        &said[0],
        &[
            "a channel that Tandem listens in",
            "the **manager role**",
            "were deleted",
        ],
    );
    // Rights went with the role; who owns the server can name another.
    boss.runs("/setup").await.privately_says(&["Channels"]);
    world.restart_bot().await;
    world.caught_up().await;
    told(&world, &boss, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_of_somebody_elses_and_a_channel_out_of_sight_are_no_loss() {
    let mut world = World::set_up().await;
    let boss = world.manager();
    world.sandbox.delete_channel(&world.guild, "board-room");
    // Closed to the bot is not gone.
    let view = twilight_model::guild::Permissions::VIEW_CHANNEL;
    world.sandbox.deny_bot(&world.guild, "sales", view);
    world.restart_bot().await;
    world.caught_up().await;
    let named: Option<i64> = sqlx::query_scalar("select sales_channel from company")
        .fetch_one(world.pool())
        .await
        .expect("the company");
    assert_eq!(
        json!(named.map(|id| id.to_string())),
        json!(world.channel_id("sales"))
    );
    assert_eq!(world.told_alone(&boss).await.len(), 0);
}
