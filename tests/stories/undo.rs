//! Undo: own doings within ten minutes, the last move at any time; it appends, removes nothing, and
//! really restores.

use chrono::TimeDelta;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_change_is_taken_back() {
    let world = World::set_up().await;
    sqlx::query("update company set tell_moves = false")
        .execute(world.pool())
        .await
        .expect("");
    let (mia, sam) = (world.marketer(), world.salesperson());
    mia.runs("/lead add name:Ada Lovelace source:blog email:ada@analytical.example organisation:Analytical")
        .await;
    sam.runs("/lead add name:Grace Hopper source:call stage:intent value:900 EUR")
        .await;

    for (person, number, line) in [
        (
            &mia,
            1,
            "/lead edit lead:L-1 name:Augusta King organisation:-",
        ),
        (&mia, 1, "/lead move lead:L-1 stage:consideration"),
        (&mia, 1, "/lead touch lead:L-1 kind:webinar"),
        (&mia, 1, "/lead lose lead:L-1 reason:price"),
        (&sam, 2, "/lead edit lead:L-2 value:1200 EUR"),
        (&sam, 2, "/lead move lead:L-2 stage:purchase"),
        (&sam, 2, "/lead win lead:L-2"),
        (&sam, 2, "/lead lose lead:L-2 reason:timing"),
        (
            &sam,
            2,
            "/lead move lead:L-2 stage:interest reason:No must-change:Budget",
        ),
    ] {
        // What one person does to a lead in one instant is one deed.
        world.clock.advance(TimeDelta::seconds(1));
        let before = state(&world, number).await;
        let entries = world.lead(number).timeline().await.len();
        let done = person.runs(line).await;
        assert_ne!(
            state(&world, number).await,
            before,
            "{line}:\n{}",
            done.text()
        );
        let undone = done.presses("Undo").await;
        undone.clone().privately_says(&[&format!("L-{number}")]);
        assert_eq!(
            state(&world, number).await,
            before,
            "{line} is taken back:\n{}",
            undone.text()
        );
        let kinds = world.lead(number).timeline().await;
        assert!(
            kinds.len() > entries + 1,
            "appended, not removed: {kinds:?}"
        );
        assert!(
            kinds.contains(&"undone".to_owned()) || kinds.iter().any(|k| k.starts_with("undone"))
        );
    }
}

/// What an undo must restore, as one text.
async fn state(world: &World, number: i32) -> String {
    sqlx::query_scalar(
        "select concat_ws('|', l.stage, l.stage_since, l.organisation, l.lost_reason, l.rest_until,
                l.must_change, l.recycled, l.marketing_owner, l.sales_owner, c.name, c.email,
                (select string_agg(concat_ws(',', d.value_cents, d.state, d.closed_at), ';'
                        order by d.id) from deal d where d.guild_id = l.guild_id and d.lead = l.number),
                (select count(*) from touch t
                 where t.guild_id = l.guild_id and t.lead = l.number and not t.undone),
                (select count(*) from handoff h
                 where h.guild_id = l.guild_id and h.lead = l.number and h.state = 'pending'))
         from lead l join contact c on c.guild_id = l.guild_id and c.lead = l.number and c.is_primary
         where l.guild_id = $1 and l.number = $2",
    )
    .bind(world.guild_id())
    .bind(number)
    .fetch_one(world.pool())
    .await
    .expect("the lead")
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_how_long_and_what_depends_on_it() {
    let world = World::set_up().await;
    let (mia, noah, boss) = (world.marketer(), world.other_marketer(), world.manager());
    mia.runs("/lead add name:Ada Lovelace source:blog email:ada@analytical.example")
        .await;

    let tick = || world.clock.advance(TimeDelta::seconds(1));
    // Somebody else's: a manager may.
    tick();
    mia.runs("/lead edit lead:L-1 organisation:Analytical")
        .await;
    let before = world.fingerprint().await;
    noah.runs("/lead undo lead:L-1")
        .await
        .privately_says(&[&format!("@{}", mia.name)]);
    assert_eq!(world.fingerprint().await, before);
    boss.runs("/lead undo lead:L-1").await;
    assert_eq!(world.lead(1).column("organisation").await, "");

    // Ten minutes, for what is no move.
    tick();
    mia.runs("/lead edit lead:L-1 organisation:Analytical")
        .await;
    world
        .advance(TimeDelta::minutes(10) + TimeDelta::seconds(1))
        .await;
    let before = world.fingerprint().await;
    mia.runs("/lead undo lead:L-1")
        .await
        .privately_says(&["10 minutes"]);
    assert_eq!(world.fingerprint().await, before);

    // The last move at any time.
    mia.runs("/lead move lead:L-1 stage:consideration").await;
    world.advance(TimeDelta::hours(5)).await;
    mia.runs("/lead undo lead:L-1")
        .await
        .privately_says(&["Awareness"]);
    assert_eq!(world.lead(1).stage().await, "awareness");

    // A handoff is withdrawn by undoing it, but not after sales accepted.
    mia.runs("/lead move lead:L-1 stage:interest").await;
    tick();
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    tick();
    mia.runs("/handoff open lead:L-1").await;
    let card = world.channel("sales").shows("[Accept]").await;
    mia.runs("/lead undo lead:L-1").await.succeeds(&["L-1"]);
    world.caught_up().await;
    let edited = world.channel("sales").last().await;
    assert_eq!(edited.json["id"], card.json["id"]);
    assert!(!edited.text().contains("[Accept]"), "{}", edited.text());
    tick();
    mia.runs("/handoff open lead:L-1").await;
    let card = world.channel("sales").shows("[Accept]").await;
    tick();
    world.salesperson().presses("Accept", &card).await;
    world.caught_up().await;
    let before = world.fingerprint().await;
    mia.runs("/lead undo lead:L-1")
        .await
        .privately_says(&["accepted"]);
    assert_eq!(
        world.fingerprint().await,
        before,
        "not after sales accepted"
    );
    assert_eq!(world.lead(1).stage().await, "intent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_whose_deed_was_taken_back_already() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog").await;
    world.clock.advance(TimeDelta::seconds(1));
    let moved = mia.runs("/lead move lead:L-1 stage:interest").await;
    world.clock.advance(TimeDelta::seconds(1));
    mia.runs("/lead undo lead:L-1")
        .await
        .privately_says(&["Awareness"]);
    world.clock.advance(TimeDelta::seconds(1));
    let before = world.fingerprint().await;
    moved.presses("Undo").await.privately_says(&["undo"]);
    assert_eq!(world.fingerprint().await, before);
    assert_eq!(world.lead(1).stage().await, "awareness");
}
