//! Answers that Discord takes late, twice or not at all, work that breaks or hangs, and commands in a
//! shape that this release does not know: whoever asked reads what is true.

use std::time::Duration;

use serde_json::{Value, json};
use tandem_sandbox::faults::{Effect, Fault};

use crate::world::{Outcome, Reply, World};

fn callback(effect: Effect) -> Fault {
    Fault::on("POST", "/callback", effect)
}

fn count(happened: &[String], kind: &str) -> usize {
    happened.iter().filter(|entry| *entry == kind).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_that_fails_is_tried_again_within_the_three_seconds() {
    let mut world = World::set_up().await;
    // The try after a lost answer is told that the interaction is answered: so it is.
    world.expects("/callback", 500);
    world.expects("/callback", 503);
    world.expects("/callback", 429);
    world.expects("/callback", 400);
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog").await;
    for (kind, effect) in [
        ("webinar", Effect::Status(500)),
        ("survey", Effect::LoseAnswer),
        ("course", Effect::LoseRequest),
        (
            "free-trial",
            Effect::RateLimited(Duration::from_millis(400)),
        ),
        (
            "social-reply",
            Effect::DelayAfter(Duration::from_millis(1400)),
        ),
    ] {
        world.sandbox.faults().add(callback(effect));
        mia.runs(&format!("/lead touch lead:L-1 kind:{kind}"))
            .await
            .succeeds(&["L-1"]);
    }
    let twice = Fault {
        count: Some(2),
        ..callback(Effect::Status(503))
    };
    world.sandbox.faults().add(twice);
    mia.runs("/lead note lead:L-1 text:Hello")
        .await
        .succeeds(&[]);
    assert_eq!(count(&world.lead(1).timeline().await, "touched"), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deferred_answer_comes_although_its_edit_fails_at_first() {
    let mut world = World::set_up().await;
    world.expects("/messages/@original", 503);
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog").await;
    let edits = Fault {
        count: Some(3),
        ..Fault::on("PATCH", "/messages/@original", Effect::Status(503))
    };
    world.sandbox.faults().add(edits);
    let answer = held(&world, 1900, mia.runs("/lead touch lead:L-1 kind:webinar")).await;
    assert!(answer.was_deferred());
    answer.succeeds(&["L-1", "20"]);
}

/// While somebody else holds the lead for so long.
async fn held(world: &World, millis: u64, asked: impl Future<Output = Reply>) -> Reply {
    let mut held = world.pool().begin().await.expect("a transaction");
    sqlx::query("select 1 from lead for update")
        .execute(&mut *held)
        .await
        .expect("the lead");
    let (answer, ()) = tokio::join!(asked, async {
        tokio::time::sleep(Duration::from_millis(millis)).await;
        held.rollback().await.expect("let go");
    });
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_longer_is_told_so_and_then_what_came_of_it() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog").await;
    let asked = tokio::time::Instant::now();
    let first = held(&world, 3000, async {
        let answer = mia.runs("/lead touch lead:L-1 kind:webinar").await;
        assert!(
            asked.elapsed() < Duration::from_millis(2900),
            "{:?}",
            asked.elapsed()
        );
        answer
    })
    .await;
    assert!(first.was_deferred());
    first.refuses(&["longer than usual"]);
    // What stands there in the end is what the timeline says.
    for _ in 0..100 {
        if count(&world.lead(1).timeline().await, "touched") == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let edits = || {
        let seen = world.sandbox.requests().into_iter();
        seen.filter(|seen| seen.method == "PATCH" && seen.path.ends_with("/messages/@original"))
            .count()
    };
    for _ in 0..100 {
        if edits() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(edits(), 2, "that it takes longer, and what came of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_gives_up_says_that_nothing_was_changed() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog").await;
    sqlx::query("create function tired() returns trigger language plpgsql as
                 $$ begin raise exception 'canceling statement due to lock timeout' using errcode = '55P03'; end $$")
        .execute(world.pool())
        .await
        .expect("a function");
    sqlx::query("create trigger tired before insert on touch execute function tired()")
        .execute(world.pool())
        .await
        .expect("a trigger");
    let before = world.fingerprint().await;
    mia.runs("/lead touch lead:L-1 kind:webinar")
        .await
        .refuses(&["Nothing was changed", "try again in a moment"]);
    assert_eq!(world.fingerprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_that_somebody_holds_for_ever_is_answered_in_time() {
    let mut world = World::set_up().await;
    world.stop_bot().await;
    let _proxy = world.bot_through_a_proxy().await;
    world.start_bot().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog").await;
    let mut held = world.pool().begin().await.expect("a transaction");
    sqlx::query("select 1 from lead for update")
        .execute(&mut *held)
        .await
        .expect("the lead");
    let asked = tokio::time::Instant::now();
    mia.runs("/lead touch lead:L-1 kind:webinar")
        .await
        .refuses(&["Nothing was changed", "try again in a moment"]);
    assert!(
        asked.elapsed() < Duration::from_millis(2500),
        "{:?}",
        asked.elapsed()
    );
    held.rollback().await.expect("let go");
    assert_eq!(count(&world.lead(1).timeline().await, "touched"), 0);
    mia.runs("/lead touch lead:L-1 kind:webinar")
        .await
        .succeeds(&["L-1", "20"]);
}

/// A time that Postgres knows and the code cannot hold, past what the database forbids: reading it panics.
async fn unreadable(world: &World) {
    world.caught_up().await;
    world.unchecks("lead").await;
    sqlx::query("update lead set created_at = '290000-01-01'")
        .execute(world.pool())
        .await
        .expect("the lead");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_panics_is_answered_and_stops_nothing_else() {
    let world = World::set_up().await;
    let mia = world.marketer();
    let shown = mia
        .runs("/lead add name:Ada Lovelace source:blog")
        .await
        .succeeds(&["L-1"]);
    let listed = mia.runs("/lead show lead:L-1").await.succeeds(&["Ada"]);
    unreadable(&world).await;
    mia.runs("/lead show lead:L-1").await.breaks(&["ref "]);
    mia.runs("/lead note lead:L-1 text:Hello")
        .await
        .breaks(&["ref "]);
    listed.presses("Share here").await.breaks(&["ref "]);
    drop(shown);
    assert_eq!(mia.types("/lead show lead:L-").await.len(), 1);
    mia.runs("/help").await.succeeds(&["Tandem"]);
}

/// Registers the commands as a newer or older release would have them.
async fn registers(world: &World, change: impl FnOnce(&mut Value)) {
    let application = world.sandbox.company();
    let application = serde_json::to_value(application).expect("a company");
    let id = application["application_id"].as_str().expect("an id");
    let url = format!(
        "http://{}/api/v10/applications/{id}/commands",
        world.sandbox.address()
    );
    let http = reqwest::Client::new();
    let token = format!("Bot {}", world.bot_token());
    let asked = http.get(&url).header("authorization", &token).send();
    let mut commands: Value = asked
        .await
        .expect("the sandbox")
        .json()
        .await
        .expect("commands");
    let commands = commands.as_array_mut().expect("a list");
    let wanted = ["name", "type", "description", "options"];
    for command in commands.iter_mut() {
        let fields = command.as_object_mut().expect("a command");
        fields.retain(|key, _| wanted.contains(&key.as_str()));
    }
    let lead = commands.iter_mut().find(|it| it["name"] == "lead");
    change(&mut lead.expect("/lead")["options"]);
    let put = http.put(&url).header("authorization", &token);
    let put = put.json(&commands).send().await.expect("the sandbox");
    assert!(put.status().is_success(), "{}", put.status());
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_of_another_release_are_answered() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog").await;
    registers(&world, |options| {
        let named = |options: &mut Value, name: &str| {
            let list = options.as_array_mut().expect("options");
            list.iter().position(|it| it["name"] == name).expect("one")
        };
        // A subcommand that is new, an option that is required here and not there, one of another type.
        let note = named(options, "note");
        options[note]["name"] = json!("remember");
        let touch = named(options, "touch");
        let kinds = options[touch]["options"].as_array_mut().expect("options");
        kinds.retain(|it| it["name"] != "kind");
        let show = named(options, "show");
        options[show]["options"][0]["type"] = json!(5);
        options[show]["options"][0]["autocomplete"] = json!(false);
        let find = named(options, "find");
        options[find]["options"][0]["autocomplete"] = json!(true);
    })
    .await;
    let before = world.fingerprint().await;
    for line in [
        "/lead remember lead:L-1 text:Hello",
        "/lead touch lead:L-1",
        "/lead show lead:true",
    ] {
        let told = mia.runs(line).await;
        assert!(matches!(told.outcome(), Outcome::Message(_)), "{line}");
        told.refuses(&["has changed", "Reload Discord"]);
    }
    // Suggestions for what has none, and for a command that is not known.
    assert!(mia.types("/lead find text:Ad").await.is_empty());
    assert!(mia.types("/lead remember lead:L-").await.is_empty());
    assert_eq!(world.fingerprint().await, before);
}
