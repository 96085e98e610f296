//! What could not be said is seen, and said once it can be.

use std::time::{Duration, Instant};

use tandem_sandbox::faults::{Effect, Fault};
use twilight_model::guild::Permissions;

use crate::world::{Message, Office, Person, World};

async fn hot_lead(office: &Office, name: &str) {
    let mia = office.marketer();
    mia.runs(&format!(
        "/lead add name:{name} source:blog stage:interest email:{name}@x.example"
    ))
    .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
}

/// A bot that comes back looks at its channels beside its first commands.
async fn looked_at_its_channels(world: &World) {
    for _ in 0..200 {
        let known: i64 = sqlx::query_scalar("select count(*) from place_trouble where refuses")
            .fetch_one(world.pool())
            .await
            .expect("read");
        if known > 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the bot does not know that it is shut out");
}

/// What somebody is told in direct messages, once it is so much.
async fn told(office: &Office, person: &Person, count: usize) -> Vec<Message> {
    for _ in 0..200 {
        let told = office.told_alone(person).await;
        if told.len() >= count {
            return told;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} was not told {count} times", person.name);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_channel_is_told_to_the_admin_once_and_answered_truly() {
    let mut world = World::set_up().await;
    world.expects("/messages", 403);
    let (mia, boss) = (world.marketer(), world.manager());
    hot_lead(&world, "Ada").await;
    mia.runs("/lead add name:Grace source:blog stage:interest email:g@x.example")
        .await;
    mia.runs("/lead touch lead:L-2 kind:asked-for-sales").await;
    world.caught_up().await;
    world
        .sandbox
        .deny_bot(&world.guild, "sales", Permissions::SEND_MESSAGES);
    mia.runs("/handoff open lead:L-1").await;
    let said = told(&world, &boss, 1).await;
    let text = said[0].text();
    for part in [
        "Northwind",
        "#sales",
        "(403)",
        "/settings channel",
        "the card of a handoff",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // From now on it is known, and nobody is told again.
    mia.runs("/handoff open lead:L-2").await.privately_says(&[
        "L-2",
        "is opened",
        "I cannot post in #sales",
    ]);
    world.caught_up().await;
    assert_eq!(told(&world, &boss, 1).await.len(), 1, "once");

    // Another channel: everything that is still worth saying is said there, in its order.
    boss.runs("/settings channel place:sales channel:#general")
        .await;
    world.caught_up().await;
    let cards = world.channel("general").with("Reach").await;
    assert_eq!(cards.len(), 2, "{}", world.channel("general").text().await);
    assert!(cards[0].text().contains("Ada") && cards[1].text().contains("Grace"));
    let dead: i64 = sqlx::query_scalar("select count(*) from outbox where state = 'dead'")
        .fetch_one(world.pool())
        .await
        .expect("the outbox");
    assert_eq!(dead, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_open_again_gets_what_it_missed() {
    let mut world = World::set_up().await;
    world.expects("/messages", 403);
    world.stop_bot().await;
    world.deliver().try_again = Duration::from_secs(1);
    world.start_bot().await;
    hot_lead(&world, "Ada").await;
    world.caught_up().await;
    world
        .sandbox
        .deny_bot(&world.guild, "sales", Permissions::SEND_MESSAGES);
    world.marketer().runs("/handoff open lead:L-1").await;
    told(&world, &world.manager(), 1).await;
    world
        .sandbox
        .allow_bot(&world.guild, "sales", Permissions::SEND_MESSAGES);
    let card = world.channel("sales").shows("Ada").await;
    assert_eq!(card.pings(), ["Sales"]);
    world.caught_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_comes_back_without_the_right_to_post_says_so_at_the_first_handoff() {
    let mut world = World::set_up().await;
    world.expects("/messages", 403);
    world.stop_bot().await;
    world
        .sandbox
        .deny_bot(&world.guild, "sales", Permissions::SEND_MESSAGES);
    world.start_bot().await;
    looked_at_its_channels(&world).await;
    hot_lead(&world, "Ada").await;
    world
        .marketer()
        .runs("/handoff open lead:L-1")
        .await
        .privately_says(&["I cannot post in #sales", "Send Messages"]);
    // The admin hears of it now that something was not said.
    told(&world, &world.manager(), 1).await;
    world.expects_undeliverable(1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_post_of_unsure_outcome_did_not_say_is_said_by_an_edit() {
    let mut world = World::set_up().await;
    let mia = world.marketer();
    let marketing = world.channel_id("marketing");
    let slow = Effect::DelayAfter(Duration::from_secs(30));
    let posts = format!("/channels/{marketing}/messages");
    world.sandbox.faults().add(Fault::on("POST", posts, slow));
    mia.runs("/lead add name:Ada source:blog").await;
    world.channel("marketing").shows("Ada").await;
    world.kill_bot().await;
    // Its message is out of sight, and Discord still knows its nonce.
    for number in 0..110 {
        mia.says("marketing", &format!("chat {number}")).await;
    }
    let mut conn = world.pool().acquire().await.expect("a connection");
    let card: String = sqlx::query_scalar("select card from outbox")
        .fetch_one(&mut *conn)
        .await
        .expect("the row");
    drop(conn);
    // Three more of the same minute, written while the bot is away.
    world.start_bot().await;
    for name in ["Grace", "Mary", "Emmy"] {
        mia.runs(&format!("/lead add name:{name} source:blog"))
            .await;
    }
    world.caught_up().await;
    let cards: Vec<String> = sqlx::query_scalar("select distinct card from outbox")
        .fetch_all(world.pool())
        .await
        .expect("the rows");
    assert_eq!(cards, [card], "one message");
    let posted: Vec<i64> = sqlx::query_scalar("select distinct message_id from outbox")
        .fetch_all(world.pool())
        .await
        .expect("the rows");
    assert_eq!(posted.len(), 1);
    let message = world.channel("marketing").one(&posted[0].to_string()).await;
    let text = message.text();
    for name in ["Ada", "Grace", "Mary", "Emmy"] {
        assert!(text.contains(name), "{name}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_nobody_waits_for_the_dead_senders_lease() {
    let mut world = World::set_up().await;
    world.stop_bot().await;
    world.deliver().lease = Duration::from_secs(60);
    world.start_bot().await;
    hot_lead(&world, "Ada").await;
    world.caught_up().await;
    let sales = world.channel_id("sales");
    world.sandbox.faults().add(Fault::on(
        "POST",
        format!("/channels/{sales}/messages"),
        Effect::DelayBefore(Duration::from_secs(3)),
    ));
    world.marketer().runs("/handoff open lead:L-1").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    world.kill_bot().await;
    let begun = Instant::now();
    world.start_bot().await;
    world.channel("sales").shows("Ada").await;
    let late = begun.elapsed();
    assert!(late < Duration::from_secs(8), "{late:?}");
    world.caught_up().await;
    let cards = world.channel("sales").with("Ada").await;
    assert_eq!(cards.len(), 1, "{}", world.channel("sales").text().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_swallows_what_is_said_stops_neither_commands_nor_news_for_long() {
    let mut world = World::set_up().await;
    world.stop_bot().await;
    let proxy = world.bot_through_a_proxy().await;
    world.start_bot().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada source:blog").await;
    // Several connections are open, and some of them have just been used.
    for _ in 0..3 {
        let many = (0..6).map(|_| mia.runs("/lead show lead:L-1"));
        futures::future::join_all(many).await;
    }
    proxy.swallow();
    let begun = Instant::now();
    loop {
        let asked = Instant::now();
        let reply = mia.runs("/lead show lead:L-1").await;
        assert!(asked.elapsed() < Duration::from_secs(4), "somebody waits");
        if reply.text().contains("Ada") {
            break;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(15),
            "{}",
            reply.text()
        );
    }
    let commands = begun.elapsed();
    mia.runs("/lead add name:Grace source:blog").await;
    world.channel("marketing").shows("Grace").await;
    let news = begun.elapsed();
    eprintln!("commands after {commands:?}, news after {news:?}");
    assert!(commands < Duration::from_secs(10), "{commands:?}");
    assert!(news < Duration::from_secs(20), "{news:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_tells_how_much_others_say() {
    let world = World::set_up().await;
    let second = world.second().await;
    hot_lead(&world, "Ada").await;
    hot_lead(&second, "Grace").await;
    for office in [world.office(), &second] {
        office.marketer().runs("/handoff open lead:L-1").await;
    }
    world.caught_up().await;
    for office in [world.office(), &second] {
        for channel in ["marketing", "sales"] {
            for message in office.channel(channel).messages().await {
                let footer = &message.json["embeds"][0]["footer"]["text"];
                let text = footer.as_str().unwrap_or_default();
                assert!(!text.contains('#'), "{text}");
            }
        }
    }
    let nonces: Vec<i64> = sqlx::query_scalar("select nonce from outbox order by id")
        .fetch_all(world.pool())
        .await
        .expect("the outbox");
    assert!(
        nonces.windows(2).any(|two| two[0] > two[1]) && nonces.iter().all(|nonce| *nonce > 1000),
        "{nonces:?}"
    );
}
