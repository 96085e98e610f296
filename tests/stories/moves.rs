//! Every cell of the table of moves: from each stage to each, by each team and the manager, allowed
//! and refused.

use crate::world::World;

const STAGES: [&str; 7] = [
    "awareness",
    "interest",
    "consideration",
    "intent",
    "purchase",
    "post-purchase",
    "lost",
];

/// Who may: `m` marketing, `s` sales, `e` either team, `.` nobody. Rows are where a lead stands,
/// columns where it goes, both in the order of the funnel. A manager may what either team may.
const TABLE: [[char; 7]; 7] = [
    ['.', 'm', 'm', '.', '.', '.', 'm'], // awareness
    ['m', '.', 'm', 'm', '.', '.', 'm'], // interest
    ['m', 'm', '.', 'm', '.', '.', 'm'], // consideration
    ['.', 's', '.', '.', 's', 's', 's'], // intent
    ['.', 's', '.', 's', '.', 's', 's'], // purchase
    ['.', '.', '.', '.', '.', '.', 'e'], // post-purchase
    ['.', 'e', '.', '.', '.', '.', '.'], // lost
];

/// Adds a lead that stands at `stage`, ready for whatever may come next; its number.
async fn lead_at(world: &World, stage: &str) -> i32 {
    let boss = world.manager();
    let entry = match stage {
        "purchase" | "post-purchase" => "intent",
        "lost" => "awareness",
        other => other,
    };
    let number: i32 =
        sqlx::query_scalar("select coalesce(max(number), 0) + 1 from lead where guild_id = $1")
            .bind(world.guild_id())
            .fetch_one(world.pool())
            .await
            .expect("the company");
    boss.runs(&format!(
        "/lead add name:Person source:blog email:p{number}@x.example value:900 EUR stage:{entry}"
    ))
    .await;
    match stage {
        "interest" | "consideration" => {
            boss.runs(&format!("/lead touch lead:L-{number} kind:asked-for-sales"))
                .await;
        }
        "purchase" => {
            boss.runs(&format!("/lead move lead:L-{number} stage:purchase"))
                .await;
        }
        "post-purchase" => {
            boss.runs(&format!("/lead win lead:L-{number}")).await;
        }
        "lost" => {
            boss.runs(&format!("/lead lose lead:L-{number} reason:price"))
                .await;
        }
        _ => {}
    }
    assert_eq!(
        world.lead(number).stage().await,
        stage,
        "L-{number} could not be prepared"
    );
    number
}

/// What is typed for a move, with everything that any move could need.
fn line(number: i32, to: &str) -> String {
    match to {
        "post-purchase" => format!("/lead win lead:L-{number}"),
        "lost" => format!("/lead lose lead:L-{number} reason:price"),
        "interest" => format!(
            "/lead move lead:L-{number} stage:interest reason:No budget must-change:A new year"
        ),
        other => format!("/lead move lead:L-{number} stage:{other} reason:Because"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_of_the_table_of_moves() {
    let world = World::set_up().await;
    quiet(&world).await;
    let people = [
        ('m', world.marketer()),
        ('s', world.salesperson()),
        ('b', world.manager()),
    ];
    let mut wrong = Vec::new();
    for (from, row) in STAGES.iter().zip(TABLE) {
        let mut number = lead_at(&world, from).await;
        for (to, who) in STAGES.iter().zip(row) {
            for (letter, person) in &people {
                let may = who != '.' && (who == *letter || who == 'e' || *letter == 'b');
                let before = world.fingerprint().await;
                let reply = person.runs(&line(number, to)).await;
                let after = world.fingerprint().await;
                let stage = world.lead(number).stage().await;
                let cell = format!("{from} -> {to} by {}: {}", person.name, reply.text());
                if !reply.is_private() {
                    wrong.push(format!("not private: {cell}"));
                }
                if !may {
                    if after != before {
                        wrong.push(format!("should be refused: {cell}"));
                        number = lead_at(&world, from).await;
                    }
                    continue;
                }
                // A handoff leaves the lead where it is until sales accepts.
                let arrives = if matches!((*from, *to), ("interest" | "consideration", "intent")) {
                    from
                } else {
                    to
                };
                if after == before || stage != **arrives {
                    wrong.push(format!("should be allowed (is at {stage}): {cell}"));
                }
                number = lead_at(&world, from).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn what_a_move_needs_and_records() {
    let world = World::set_up().await;
    quiet(&world).await;
    let (mia, sam, boss) = (world.marketer(), world.salesperson(), world.manager());

    // Back: a reason.
    let number = lead_at(&world, "consideration").await;
    refused(
        &world,
        mia.runs(&format!("/lead move lead:L-{number} stage:awareness")),
        &["reason"],
    )
    .await;
    mia.runs(&format!(
        "/lead move lead:L-{number} stage:awareness reason:Wrong person"
    ))
    .await;
    let last = world.lead(number).timeline().await.pop();
    assert_eq!(last.as_deref(), Some("moved: consideration -> awareness"));

    // Purchase: an open deal with a value.
    sam.runs("/lead add name:No Value source:call stage:intent")
        .await;
    let number = number + 1;
    refused(
        &world,
        sam.runs(&format!("/lead move lead:L-{number} stage:purchase")),
        &["value"],
    )
    .await;
    refused(
        &world,
        sam.runs(&format!("/lead win lead:L-{number}")),
        &["value"],
    )
    .await;
    sam.runs(&format!(
        "/lead move lead:L-{number} stage:purchase value:500 EUR"
    ))
    .await;
    assert_eq!(world.lead(number).stage().await, "purchase");
    // Back from purchase: a reason.
    refused(
        &world,
        sam.runs(&format!("/lead move lead:L-{number} stage:intent")),
        &["reason"],
    )
    .await;
    sam.runs(&format!(
        "/lead move lead:L-{number} stage:intent reason:They hesitate"
    ))
    .await;
    // From intent, purchase is recorded on the way to a win.
    sam.runs(&format!("/lead win lead:L-{number}")).await;
    let all = world.lead(number).timeline().await;
    let moves: Vec<&str> = all
        .iter()
        .filter(|entry| entry.starts_with("moved"))
        .map(String::as_str)
        .collect();
    assert_eq!(
        moves,
        [
            "moved: intent -> purchase",
            "moved: purchase -> intent",
            "moved: intent -> purchase",
            "moved: purchase -> post-purchase"
        ]
    );

    // Recycle: reason and what must change; at most three times, then a manager.
    let number = lead_at(&world, "intent").await;
    refused(
        &world,
        sam.runs(&format!("/lead move lead:L-{number} stage:interest")),
        &["must-change"],
    )
    .await;
    for round in 1..=4 {
        let line =
            format!("/lead move lead:L-{number} stage:interest reason:No must-change:Budget");
        if round == 4 {
            refused(&world, sam.runs(&line), &["3", "@&Manager"]).await;
            boss.runs(&line).await;
        } else {
            sam.runs(&line).await;
        }
        assert_eq!(
            world.lead(number).stage().await,
            "interest",
            "round {round}"
        );
        assert_eq!(
            world.lead(number).column("recycled").await,
            round.to_string()
        );
        if round < 4 {
            boss.runs(&format!(
                "/handoff open lead:L-{number} override:They asked again"
            ))
            .await;
            sam.runs(&format!("/handoff accept lead:L-{number}")).await;
            assert_eq!(world.lead(number).stage().await, "intent", "round {round}");
        }
    }

    // Lost: a reason from the company's list.
    let number = lead_at(&world, "interest").await;
    refused(
        &world,
        mia.runs(&format!("/lead lose lead:L-{number} reason:bad mood")),
        &["price"],
    )
    .await;
    mia.runs(&format!(
        "/lead lose lead:L-{number} reason:timing words:Next year maybe"
    ))
    .await;
    assert_eq!(world.lead(number).column("lost_reason").await, "timing");
    // Reopened: a reason.
    refused(
        &world,
        mia.runs(&format!("/lead move lead:L-{number} stage:interest")),
        &["reason"],
    )
    .await;
    mia.runs(&format!(
        "/lead move lead:L-{number} stage:interest reason:They wrote"
    ))
    .await;
    assert_eq!(world.lead(number).stage().await, "interest");
    assert_eq!(world.lead(number).column("lost_reason").await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_each_team_may_add() {
    let world = World::set_up().await;
    quiet(&world).await;
    // Roles, stage, allowed. A manager may what either team may.
    let people = [world.marketer(), world.salesperson(), world.manager()];
    for (index, stage) in STAGES.iter().enumerate() {
        for (person, latest) in people.iter().zip([2, 3, 3]) {
            let line = format!("/lead add name:Person source:blog stage:{stage}");
            let before = world.fingerprint().await;
            let reply = person.runs(&line).await;
            let allowed = world.fingerprint().await != before;
            // Discord's own client offers no stage at which nobody may add.
            assert_eq!(allowed, index <= latest, "{} at {stage}", person.name);
            if let crate::world::Outcome::Message(_) = reply.outcome() {
                reply.privately_says(&[]);
            }
        }
    }
}

/// Runs a line that must be refused: private, with `parts` in it, and nothing changed.
async fn refused(world: &World, line: impl Future<Output = crate::world::Reply>, parts: &[&str]) {
    let before = world.fingerprint().await;
    line.await.privately_says(parts);
    assert_eq!(
        world.fingerprint().await,
        before,
        "a refusal changes nothing"
    );
}

/// Turns the news about each move off: here it would only be noise.
async fn quiet(world: &World) {
    sqlx::query("update company set tell_moves = false")
        .execute(world.pool())
        .await
        .expect("the company");
}
