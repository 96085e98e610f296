//! `/setup` by hand: page by page, left and taken up again, and checked at the end.

use twilight_model::guild::Permissions;

use crate::world::{Reply, World};

/// Goes through all pages as the manager; the last one.
async fn filled_in(world: &World) -> Reply {
    let mut page = world.manager().runs("/setup").await;
    assert!(page.is_private());
    for (place, channel) in [
        ("arketing", "marketing"),
        ("ales", "sales"),
        ("romotion", "promotions"),
        ("igest", "digest"),
    ] {
        page = page.chooses(place, &[channel]).await;
        assert!(
            page.text().contains(channel),
            "the choice stands there:\n{}",
            page.text()
        );
    }
    page = page.presses("Next").await;
    for (role, name) in [
        ("arketing", "Marketing"),
        ("ales", "Sales"),
        ("anager", "Manager"),
    ] {
        page = page.chooses(role, &[name]).await;
    }
    page = page.presses("Next").await;
    let form = page.presses("Change").await;
    page = form
        .fills(&[
            ("zone", "Europe/Berlin"),
            ("hours", "Mon-Fri 08:00-16:00"),
            ("digest", "08:30"),
        ])
        .await;
    assert!(page.text().contains("Europe/Berlin"), "{}", page.text());
    page = page.presses("Next").await;
    page.chooses("isten", &["leads-inbox"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn by_hand_from_the_first_page_to_the_greetings() {
    let world = World::new().await;
    let last = filled_in(&world).await;
    let done = last.presses("Check and finish").await;
    done.succeeds(&[]);
    world.caught_up().await;
    for channel in ["marketing", "sales", "promotions", "digest"] {
        let messages = world.channel(channel).messages().await;
        assert_eq!(messages.len(), 1, "a greeting in #{channel}");
    }
    let settings = world.manager().runs("/settings show").await;
    settings.privately_says(&[
        "Europe/Berlin",
        "08:00",
        "08:30",
        "#marketing",
        "#sales",
        "@&Marketing",
        "@&Sales",
        "@&Manager",
        "#leads-inbox",
    ]);
    world
        .marketer()
        .runs("/lead add name:Ada source:blog")
        .await
        .succeeds(&["L-1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn left_on_a_page_and_taken_up_there_again() {
    let mut world = World::new().await;
    let boss = world.manager();
    let page = boss.runs("/setup").await;
    let page = page.chooses("ales", &["sales"]).await;
    let roles = page.presses("Next").await;
    world.restart_bot().await;
    let again = boss.runs("/setup").await;
    assert_eq!(again.text(), roles.text(), "it comes back where it was");
    let back = again.presses("Back").await;
    assert!(
        back.text().contains("sales"),
        "what was chosen is kept:\n{}",
        back.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_named() {
    let mut world = World::new().await;
    // The bot looks at a channel that it cannot see.
    world.expects("/channels/", 403);
    let boss = world.manager();
    // Nothing chosen at all.
    let mut page = boss.runs("/setup").await;
    for _ in 0..3 {
        page = page.presses("Next").await;
    }
    let refused = page.presses("Check and finish").await;
    let refused = refused.privately_says(&["arketing", "ales"]);
    assert_eq!(set_up_at(&world).await, None);

    // The bot does not see one channel, sales does not see another.
    let mut page = first_page(refused).await;
    for (place, channel) in [
        ("arketing", "marketing"),
        ("ales", "board-room"),
        ("romotion", "marketing"),
        ("igest", "digest"),
    ] {
        page = page.chooses(place, &[channel]).await;
    }
    page = page.presses("Next").await;
    for (role, name) in [
        ("arketing", "Marketing"),
        ("ales", "Sales"),
        ("anager", "Manager"),
    ] {
        page = page.chooses(role, &[name]).await;
    }
    for _ in 0..2 {
        page = page.presses("Next").await;
    }
    let refused = page.presses("Check and finish").await.privately_says(&[
        "#board-room",
        "View Channel",
        "@&Sales",
        "#marketing",
    ]);
    assert_eq!(set_up_at(&world).await, None);

    // Repaired, it finishes.
    let mut page = first_page(refused).await;
    page = page.chooses("ales", &["sales"]).await;
    page = page.chooses("romotion", &["promotions"]).await;
    for _ in 0..3 {
        page = page.presses("Next").await;
    }
    page.presses("Check and finish").await.succeeds(&[]);
    assert!(set_up_at(&world).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_bot_may_not_do_in_a_channel_is_named() {
    let world = World::new().await;
    for (channel, denied) in [
        ("sales", Permissions::SEND_MESSAGES),
        ("promotions", Permissions::EMBED_LINKS),
    ] {
        world.sandbox.deny_bot(&world.guild, channel, denied);
    }
    let page = filled_in(&world).await.presses("Check and finish").await;
    let refused = page.privately_says(&[
        "Tandem lacks “Send Messages” in #sales.",
        "Tandem lacks “Embed Links” in #promotions.",
    ]);
    assert_eq!(set_up_at(&world).await, None);
    // Once it may, the same press finishes.
    for channel in ["sales", "promotions"] {
        world
            .sandbox
            .deny_bot(&world.guild, channel, Permissions::empty());
    }
    refused.presses("Check again").await.succeeds(&[]);
    assert!(set_up_at(&world).await.is_some());
}

/// Roles are closed to pings when they are made, so most companies come by this.
#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_would_not_be_pinged_is_named_and_holds_up_nothing() {
    let world = World::new().await;
    for role in ["Sales", "Manager"] {
        world.sandbox.set_mentionable(&world.guild, role, false);
    }
    let done = filled_in(&world).await.presses("Check and finish").await;
    done.privately_says(&[
        "Tandem is ready",
        "Worth a look",
        "@&Sales will not be notified in #sales",
        "@&Manager will not be notified in #sales",
        "Mention @everyone, @here and All Roles",
    ]);
    assert!(set_up_at(&world).await.is_some());

    // The bot may ping all roles: nothing to say.
    let allowed = Permissions::MENTION_EVERYONE;
    world.sandbox.allow_bot(&world.guild, "sales", allowed);
    let done = filled_in(&world).await.presses("Check and finish").await;
    assert!(!done.text().contains("Worth a look"), "{}", done.text());
    // Nor when everybody may ping them.
    world
        .sandbox
        .allow_bot(&world.guild, "sales", Permissions::empty());
    for role in ["Sales", "Manager"] {
        world.sandbox.set_mentionable(&world.guild, role, true);
    }
    let done = filled_in(&world).await.presses("Check and finish").await;
    assert!(!done.text().contains("Worth a look"), "{}", done.text());
}

/// Back to the first page.
async fn first_page(page: Reply) -> Reply {
    page.presses("Back to the pages").await
}

async fn set_up_at(world: &World) -> Option<chrono::DateTime<chrono::Utc>> {
    sqlx::query_scalar("select set_up_at from company where guild_id = $1")
        .bind(world.guild_id())
        .fetch_one(world.pool())
        .await
        .expect("the company")
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_admin_or_manager_sets_up() {
    let world = World::new().await;
    for person in [world.marketer(), world.salesperson(), world.nobody()] {
        let before = world.fingerprint().await;
        person
            .runs("/setup")
            .await
            .privately_says(&["Manage Server"]);
        assert_eq!(world.fingerprint().await, before, "{}", person.name);
    }
}
