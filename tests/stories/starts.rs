//! What keeps the bot from starting is named: which request, and how it failed.

use std::error::Error;

use tandem::clock::Clock;
use tandem_sandbox::faults::{Effect, Fault};

use crate::world::{World, utc};

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_not_answered_is_no_bad_token() {
    let mut world = World::without_bot(Clock::frozen(utc("2026-03-02 10:00"))).await;
    world.expects("/oauth2/applications/@me", 404);
    world.expects("/users/@me", 401);
    world.expects("/gateway", 400);
    for (path, effect, says) in [
        (
            "/oauth2/applications/@me",
            Effect::Status(404),
            "Discord answered GET /oauth2/applications/@me with 404",
        ),
        (
            "/users/@me",
            Effect::LoseRequest,
            "Discord does not answer GET /users/@me",
        ),
        (
            "/users/@me",
            Effect::Status(401),
            "Discord does not know this token",
        ),
        (
            "/gateway",
            Effect::Status(400),
            "Discord answered GET /gateway with 400",
        ),
    ] {
        world.sandbox.faults().add(Fault::on("GET", path, effect));
        let Err(error) = world.tries_to_start().await else {
            panic!("started although {path} failed");
        };
        let error: &dyn Error = &error;
        assert!(error.to_string().starts_with(says), "{error}");
    }
}
