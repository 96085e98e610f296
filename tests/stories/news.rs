//! What is news, and where: each team hears what concerns it, in its own channel, and no more.

use chrono::TimeDelta;

use crate::world::World;

/// How many messages of #marketing and #sales tell of `part`.
async fn told(world: &World, part: &str) -> (usize, usize) {
    world.caught_up().await;
    let count = async |channel| world.channel(channel).with(part).await.len();
    (count("marketing").await, count("sales").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_team_hears_what_concerns_it() {
    let world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());

    mia.runs("/lead add name:Ada Lovelace source:blog").await;
    assert_eq!(
        told(&world, "Ada Lovelace").await,
        (1, 0),
        "a new lead of marketing's"
    );
    mia.runs("/lead move lead:L-1 stage:consideration").await;
    assert_eq!(
        told(&world, "Awareness → Consideration").await,
        (1, 0),
        "a move of marketing's"
    );

    sam.runs("/lead add name:Grace Hopper source:call stage:intent value:900 EUR")
        .await;
    assert_eq!(
        told(&world, "Grace Hopper").await,
        (1, 1),
        "sales' own: marketing is told"
    );
    sam.runs("/lead move lead:L-2 stage:purchase").await;
    assert_eq!(
        told(&world, "Intent → Purchase").await,
        (0, 1),
        "a move of sales'"
    );
    sam.runs("/lead lose lead:L-2 reason:price words:Too dear for them")
        .await;
    assert_eq!(
        told(&world, "Too dear for them").await,
        (1, 1),
        "a loss after handoff"
    );

    sam.runs("/lead add name:Mary Shelley source:call stage:intent value:700 EUR")
        .await;
    sam.runs("/lead win lead:L-3").await;
    assert_eq!(told(&world, "700 EUR").await, (1, 1), "a win");
    assert!(world.channel("general").messages().await.is_empty());
    assert!(world.channel("promotions").messages().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_is_one_message_and_a_minute_later_a_new_one_begins() {
    let world = World::set_up().await;
    let mia = world.marketer();
    let news = world.channel("marketing");
    for name in ["Ada", "Grace", "Mary"] {
        mia.runs(&format!("/lead add name:{name} source:blog"))
            .await;
        world.clock.advance(TimeDelta::seconds(15));
    }
    world.caught_up().await;
    assert_eq!(news.messages().await.len(), 1, "{}", news.text().await);
    world.advance(TimeDelta::seconds(16)).await;
    mia.runs("/lead add name:Emmy source:blog").await;
    world.caught_up().await;
    let messages = news.messages().await;
    assert_eq!(messages.len(), 2, "{}", news.text().await);
    assert!(messages[0].text().contains("Mary") && messages[1].text().contains("Emmy"));
}

#[tokio::test(flavor = "multi_thread")]
async fn moves_are_not_told_where_they_are_turned_off() {
    let world = World::set_up().await;
    let mia = world.marketer();
    world
        .manager()
        .runs("/settings set key:tell-moves value:no")
        .await;
    mia.runs("/lead add name:Ada Lovelace source:blog").await;
    mia.runs("/lead move lead:L-1 stage:interest").await;
    assert_eq!(told(&world, "Ada Lovelace").await, (0, 0));
    // What needs somebody is said all the same.
    mia.runs("/lead edit lead:L-1 email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/handoff open lead:L-1").await;
    assert_eq!(told(&world, "Ada Lovelace").await, (0, 1));
}
