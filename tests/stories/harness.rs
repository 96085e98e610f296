//! The end of a story fails when something was left undone, refused, or pinged wrongly.

use tandem_sandbox::faults::{Effect, Fault};

use crate::world::World;

#[tokio::test]
#[should_panic(expected = "Discord refused")]
async fn a_refused_request_fails_the_story() {
    let world = World::set_up().await;
    world.sandbox.faults().add(Fault::on(
        "POST",
        format!("/channels/{}/messages", world.channel_id("marketing")),
        Effect::Status(500),
    ));
    world
        .marketer()
        .runs("/lead add name:Ada source:blog")
        .await;
    world.ends().await;
}

#[tokio::test]
#[should_panic(expected = "the outbox still holds")]
async fn something_unsaid_fails_the_story() {
    let mut world = World::set_up().await;
    world.expects("/channels/", 403);
    let room: i64 = world.channel_id("board-room").parse().expect("an id");
    sqlx::query("update company set marketing_channel = $1")
        .bind(room)
        .execute(world.pool())
        .await
        .expect("the company");
    world
        .marketer()
        .runs("/lead add name:Ada source:blog")
        .await;
    world.ends().await;
}

#[tokio::test]
#[should_panic(expected = "should not be pinged")]
async fn a_ping_out_of_place_fails_the_story() {
    let world = World::set_up().await;
    // Sales is told to be the manager: a handoff then pings a role that it must not.
    let manager: i64 = world.role_id("Manager").parse().expect("an id");
    let marketing: i64 = world.role_id("Marketing").parse().expect("an id");
    sqlx::query("update company set sales_role = $1, manager_role = $2")
        .bind(marketing)
        .bind(manager)
        .execute(world.pool())
        .await
        .expect("the company");
    let boss = world.manager();
    boss.runs("/lead add name:Ada source:blog stage:interest")
        .await;
    boss.runs("/handoff open lead:L-1 override:They called")
        .await;
    world.ends().await;
}
