//! Every cell of the table of rights: who may do what, and who is refused with the name of who can.

use chrono::TimeDelta;

use crate::world::{Outcome, World};

/// A row: what is prepared by the manager, what is tried, and who may: marketing, sales, manager.
/// `#` is the number of a new lead, which stands at the stage named first.
const ROWS: &[(&str, &str, [bool; 3])] = &[
    // see, add, note, touch, edit fields: everybody, also in the other team's stages
    (
        "interest",
        "/lead note lead:L-# text:Hello",
        [true, true, true],
    ),
    (
        "intent",
        "/lead note lead:L-# text:Hello",
        [true, true, true],
    ),
    (
        "interest",
        "/lead touch lead:L-# kind:webinar",
        [true, true, true],
    ),
    (
        "intent",
        "/lead touch lead:L-# kind:webinar",
        [true, true, true],
    ),
    (
        "interest",
        "/lead edit lead:L-# organisation:Acme",
        [true, true, true],
    ),
    (
        "intent",
        "/lead edit lead:L-# organisation:Acme",
        [true, true, true],
    ),
    (
        "-",
        "/lead add name:Somebody source:blog",
        [true, true, true],
    ),
    // move, lose, assign in stages led by marketing; open a handoff
    (
        "interest",
        "/lead move lead:L-# stage:consideration",
        [true, false, true],
    ),
    (
        "interest",
        "/lead lose lead:L-# reason:price",
        [true, false, true],
    ),
    (
        "interest",
        "/lead assign lead:L-# person:@MARKETER team:marketing",
        [true, false, true],
    ),
    ("warm", "/handoff open lead:L-#", [true, false, true]),
    // accept, send back: sales; a manager by assigning
    ("offered", "/handoff accept lead:L-#", [false, true, false]),
    (
        "offered",
        "/handoff send-back lead:L-# reason:Too early",
        [false, true, false],
    ),
    (
        "offered",
        "/lead assign lead:L-# person:@SALESPERSON team:sales",
        [false, false, true],
    ),
    // move, win, lose, recycle, assign in stages led by sales
    (
        "intent",
        "/lead move lead:L-# stage:purchase",
        [false, true, true],
    ),
    ("intent", "/lead win lead:L-#", [false, true, true]),
    (
        "intent",
        "/lead lose lead:L-# reason:price",
        [false, true, true],
    ),
    (
        "intent",
        "/lead move lead:L-# stage:interest reason:No must-change:Budget",
        [false, true, true],
    ),
    (
        "intent",
        "/lead assign lead:L-# person:@SALESPERSON team:sales",
        [false, true, true],
    ),
    // override a refusal
    (
        "interest",
        "/handoff open lead:L-# override:They called",
        [false, false, true],
    ),
    // propose a promotion: marketing's own role; a manager only with it
    (
        "-",
        "/promo propose code:P# name:Spring discount:20 % starts:2026-04-01 ends:2026-05-01",
        [true, false, false],
    ),
    // agree to it: sales' own role
    ("proposed", "/promo approve code:P#", [false, true, false]),
    // withdraw it: everybody
    (
        "proposed",
        "/promo withdraw code:P# reason:Sold out",
        [true, true, true],
    ),
    // settings: "Manage Server" or manager
    (
        "-",
        "/settings set key:threshold value:5#",
        [false, false, true],
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_of_the_table_of_rights() {
    let world = World::set_up().await;
    sqlx::query("update company set tell_moves = false")
        .execute(world.pool())
        .await
        .expect("the company");
    let people = [
        world.marketer(),
        world.salesperson(),
        world.manager(),
        world.nobody(),
    ];
    let mut wrong = Vec::new();
    let mut round = 10;
    for (stage, line, who) in ROWS {
        for (person, may) in people.iter().zip(who.iter().copied().chain([false])) {
            round += 1;
            let subject = match *stage {
                "-" => round,
                "proposed" => {
                    let line = format!(
                        "/promo propose code:P{round} name:Spring discount:20 % \
                         starts:2026-04-01 ends:2026-05-01"
                    );
                    world.other_marketer().runs(&line).await;
                    round
                }
                stage => prepared(&world, stage).await,
            };
            let line = line
                .replace('#', &subject.to_string())
                .replace("@MARKETER", &format!("@{}", world.other_marketer().name))
                .replace(
                    "@SALESPERSON",
                    &format!("@{}", world.other_salesperson().name),
                );
            let before = world.fingerprint().await;
            let reply = person.runs(&line).await;
            let changed = world.fingerprint().await != before;
            if let Outcome::Message(_) = reply.outcome() {
                let cell = format!("{line} by {}: {}", person.name, reply.text());
                if !reply.is_private() {
                    wrong.push(format!("not private: {cell}"));
                }
                if changed != may {
                    wrong.push(format!("allowed {changed}, should be {may}: {cell}"));
                }
                if person.roles.is_empty()
                    && !(reply.text().contains("@&Manager") || reply.text().contains("admin"))
                {
                    wrong.push(format!("does not name who can help: {cell}"));
                }
            } else {
                wrong.push(format!(
                    "no answer: {line} by {}: {:?}",
                    person.name,
                    reply.outcome()
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} cells:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}

/// A new lead that stands as named; its number.
async fn prepared(world: &World, stage: &str) -> i32 {
    let boss = world.manager();
    let number: i32 =
        sqlx::query_scalar("select coalesce(max(number), 0) + 1 from lead where guild_id = $1")
            .bind(world.guild_id())
            .fetch_one(world.pool())
            .await
            .expect("the company");
    let entry = if stage == "intent" {
        "intent"
    } else {
        "interest"
    };
    boss.runs(&format!(
        "/lead add name:Person source:blog email:p{number}@x.example value:900 EUR stage:{entry}"
    ))
    .await;
    if matches!(stage, "warm" | "offered") {
        boss.runs(&format!("/lead touch lead:L-{number} kind:asked-for-sales"))
            .await;
    }
    if stage == "offered" {
        boss.runs(&format!("/handoff open lead:L-{number}")).await;
    }
    number
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_with_a_role_sees_and_nobody_else() {
    let world = World::set_up().await;
    world
        .marketer()
        .runs("/lead add name:Ada Lovelace source:blog")
        .await;
    world.clock.advance(TimeDelta::seconds(1));
    for line in [
        "/lead show lead:L-1",
        "/lead find text:Ada",
        "/lead list",
        "/digest now",
    ] {
        for person in [world.marketer(), world.salesperson(), world.manager()] {
            person.runs(line).await.privately_says(&["Ada Lovelace"]);
        }
        let refused = world
            .nobody()
            .runs(line)
            .await
            .privately_says(&["@&Manager"]);
        assert!(!refused.text().contains("Ada"), "{}", refused.text());
    }
    for line in ["/handoff list", "/promo current"] {
        world.salesperson().runs(line).await.succeeds(&[]);
        world
            .nobody()
            .runs(line)
            .await
            .privately_says(&["@&Manager"]);
    }
    let suggested = world.nobody().types("/lead show lead:").await;
    assert!(suggested.is_empty(), "{suggested:?}");
    world
        .nobody()
        .runs("/help")
        .await
        .privately_says(&["Tandem"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_pressed_without_the_role() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/handoff open lead:L-1").await;
    let card = world.channel("sales").shows("[Accept]").await;
    let before = world.fingerprint().await;
    for button in ["Accept", "Send back"] {
        // A marketer is told whose it is. Who cannot see the channel cannot press there at all.
        let other = world.marketer().presses(button, &card).await;
        match other.outcome() {
            Outcome::Refused { status, .. } => assert_eq!(*status, 403),
            Outcome::Message(_) => {
                other.privately_says(&["@&Sales"]);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(world.fingerprint().await, before);

    // What somebody shared in a channel that all see.
    let shared = mia
        .runs("/lead show lead:L-1")
        .await
        .presses("Share here")
        .await;
    assert!(!shared.is_private());
}
