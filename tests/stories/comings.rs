//! People and the bot come and go: nothing of the company's is lost.

use std::time::Duration;

use twilight_model::guild::Permissions;

use crate::world::{World, utc};

/// Waits until the bot has taken note that it is out of the server, or in it again.
async fn noticed(world: &World, gone: bool) {
    for _ in 0..200 {
        let noted: bool =
            sqlx::query_scalar("select removed_at is not null from company where guild_id = $1")
                .bind(world.guild_id())
                .fetch_one(world.pool())
                .await
                .expect("the company");
        if noted == gone {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the bot has not noticed, gone: {gone}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_is_removed_and_added_again() {
    let mut world = World::set_up().await;
    // It may be asking after somebody at that very moment.
    world.expects("/members/", 403);
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest")
        .await
        .succeeds(&["L-1"]);
    world.caught_up().await;
    world.sandbox.remove_bot(&world.guild);
    noticed(&world, true).await;
    // While it is out, a morning goes by; nobody is told anything, and nothing is tried.
    let before = world.sandbox.requests().len();
    world.advance_to(utc("2026-03-03 12:00")).await;
    let tried: Vec<String> = world.sandbox.requests()[before..]
        .iter()
        .map(|request| format!("{} {}", request.method, request.path))
        .collect();
    assert!(tried.is_empty(), "tried while out: {tried:?}");

    let asked = Permissions::VIEW_CHANNEL
        | Permissions::SEND_MESSAGES
        | Permissions::EMBED_LINKS
        | Permissions::READ_MESSAGE_HISTORY;
    world.sandbox.add_bot(&world.guild, asked);
    // Its new role is nowhere in the channels of the teams: somebody has to let it in, as at Discord.
    for channel in ["marketing", "sales"] {
        world
            .sandbox
            .allow_bot(&world.guild, channel, Permissions::VIEW_CHANNEL);
    }
    noticed(&world, false).await;
    mia.runs("/lead show lead:L-1")
        .await
        .privately_says(&["Ada Lovelace"]);
    mia.runs("/lead add name:Grace Hopper source:blog")
        .await
        .succeeds(&["L-2"]);
    // This morning's digest comes now that it is back, and the next one on the next morning.
    for (at, digests) in [("2026-03-03 12:05", 1), ("2026-03-04 12:00", 2)] {
        world.advance_to(utc(at)).await;
        let came = world.channel("digest").messages().await.len();
        assert_eq!(came, digests, "{at}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_with_an_open_handoff_leaves() {
    let world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    let id = |name: &str| {
        let members = &mia.names().members;
        let found = members.iter().find(|(_, known)| known.as_str() == name);
        found.expect("a member").0.clone()
    };
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/handoff open lead:L-1").await;
    let card = world.channel("sales").shows("[Accept]").await;
    world.sandbox.leave(&world.guild, &id(&mia.name));
    // The one who opened it is gone; the handoff is not.
    sam.presses("Accept", &card)
        .await
        .privately_says(&["Ada Lovelace"]);
    world.caught_up().await;
    assert_eq!(world.lead(1).stage().await, "intent");
    sam.runs("/lead show lead:L-1")
        .await
        .privately_says(&["Ada Lovelace", &format!("@{}", mia.name)]);

    // Then the one who accepted it goes too, and the manager finds another.
    world.sandbox.leave(&world.guild, &id(&sam.name));
    let tess = world.other_salesperson();
    let line = format!("/lead assign lead:L-1 person:@{} team:sales", tess.name);
    world.manager().runs(&line).await.succeeds(&["L-1"]);
    tess.runs("/lead move lead:L-1 stage:purchase")
        .await
        .refuses(&["L-1"]);
}
