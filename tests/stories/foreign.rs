//! Channels and roles that are not the server's, named by somebody who speaks to Discord by hand, or whose
//! list is older than the server is: asked of Discord before they are kept.

use std::time::Duration;

use tandem_sandbox::faults::{Effect, Fault};

use crate::world::World;

/// The next time that the bot asks for the server's `what`, it waits so long that they can be gone.
fn slowly(world: &World, what: &str) {
    let wait = Effect::DelayBefore(Duration::from_millis(800));
    let asked = Fault::on("GET", format!("/guilds/*/{what}"), wait);
    world.sandbox.faults().add(asked);
}

async fn soon() {
    tokio::time::sleep(Duration::from_millis(300)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_or_role_that_the_server_has_not_is_not_taken() {
    let world = World::set_up().await;
    let page = world.manager().runs("/setup").await;
    let before = world.fingerprint().await;
    slowly(&world, "channels");
    let (told, ()) = tokio::join!(page.chooses("arketing", &["board-room"]), async {
        soon().await;
        world.sandbox.delete_channel(&world.guild, "board-room");
    });
    told.refuses(&["of this server", "Nothing was changed"]);
    assert_eq!(world.fingerprint().await, before);

    let roles = page.presses("Next").await;
    slowly(&world, "roles");
    let (told, ()) = tokio::join!(roles.chooses("anager", &["Sales"]), async {
        soon().await;
        world.sandbox.delete_role(&world.guild, "Sales");
    });
    told.refuses(&["of this server"]);
    let listening = roles.presses("Next").await.presses("Next").await;
    listening
        .chooses("isten", &["general"])
        .await
        .succeeds(&["general"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_checked_is_not_kept_and_says_which_request_failed() {
    let mut world = World::set_up().await;
    world.expects("/channels", 404);
    let listed = Fault::on("GET", "/guilds/*/channels", Effect::Status(404));
    world.sandbox.faults().add(listed);
    let before = world.fingerprint().await;
    let line = "/settings channel place:marketing channel:#general";
    world.manager().runs(line).await.refuses(&[
        "GET /guilds/{id}/channels",
        "404",
        "Nothing was changed",
    ]);
    assert_eq!(world.fingerprint().await, before);
    world.manager().runs(line).await.succeeds(&["#general"]);
}
