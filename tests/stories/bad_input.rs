//! Bad input: each gets a private answer that says what to do, and nothing has changed.

use crate::world::{Outcome, World};

/// What is typed, and what the answer must hold: the field, and what helps.
const LINES: &[(&str, &[&str])] = &[
    // names
    ("/lead add name:@everyone source:blog", &["name"]),
    ("/lead add name:@here source:blog", &["name"]),
    (
        "/lead add name:<@1234567890123456789> source:blog",
        &["name"],
    ),
    ("/lead add name:**Ada** source:blog", &["name", "*"]),
    (
        "/lead add name:[Ada](https://x.example) source:blog",
        &["name", "["],
    ),
    ("/lead add name:`Ada` source:blog", &["name", "`"]),
    (
        "/lead add name:A\u{200b}da source:blog",
        &["name", "U+200B"],
    ),
    (
        "/lead add name:Ada\u{202e}ecalevoL source:blog",
        &["name", "U+202E"],
    ),
    ("/lead add name:🎉🎉 source:blog", &["name", "letter"]),
    ("/lead add name:\" \" source:blog", &["name"]),
    ("/lead edit lead:L-1 name:-", &["name"]),
    // other fields
    ("/lead add name:Ada source:\" \"", &["source"]),
    ("/lead edit lead:L-1 source:-", &["source"]),
    ("/lead add name:Ada source:blog email:ada", &["email", "@"]),
    (
        "/lead add name:Ada source:blog email:ada@localhost",
        &["email"],
    ),
    (
        "/lead add name:Ada source:blog email:a da@x.example",
        &["email"],
    ),
    (
        "/lead add name:Ada source:blog email:ada@x..example",
        &["email"],
    ),
    (
        "/lead add name:Ada source:blog email:🎉@x.example",
        &["email"],
    ),
    ("/lead add name:Ada source:blog phone:none", &["phone"]),
    ("/lead add name:Ada source:blog phone:12", &["phone"]),
    (
        "/lead add name:Ada source:blog value:a lot",
        &["value", "EUR"],
    ),
    ("/lead add name:Ada source:blog value:-5 EUR", &["value"]),
    ("/lead add name:Ada source:blog value:0 EUR", &["value"]),
    ("/lead edit lead:L-1 email:none", &["email"]),
    ("/lead edit lead:L-1", &["/lead edit"]),
    ("/lead note lead:L-1 text:\" \"", &["text"]),
    // numbers of leads
    ("/lead show lead:L-99", &["L-99"]),
    ("/lead show lead:L-0", &["L-0"]),
    ("/lead show lead:Nobody Known", &["Nobody Known"]),
    ("/lead show lead:L-99999999999999999999", &["L-"]),
    ("/lead touch lead:@everyone kind:webinar", &["L-42"]),
    // moves
    ("/lead move lead:L-1 stage:interest", &["Interest"]),
    ("/lead move lead:L-1 stage:purchase", &["Interest"]),
    ("/lead lose lead:L-1 reason:they smell", &["price"]),
    // dates
    (
        "/promo propose code:X1 name:Spring discount:20 % starts:2026-02-30 ends:2026-05-01",
        &["2026-02-30"],
    ),
    (
        "/promo propose code:X1 name:Spring discount:20 % starts:soon ends:2026-05-01",
        &["soon"],
    ),
    (
        "/promo propose code:X1 name:Spring discount:20 % starts:2026-05-01 ends:2026-04-01",
        &["end"],
    ),
    (
        "/promo propose code:X1 name:Spring discount:20 % starts:2025-05-01 ends:2025-06-01",
        &["over already"],
    ),
    (
        "/promo propose code:! name:Spring discount:20 % starts:2026-04-01 ends:2026-05-01",
        &["code"],
    ),
    ("/promo show code:NOPE", &["NOPE"]),
    ("/handoff open lead:L-99", &["L-99"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_changes_and_the_answer_says_what_to_do() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    world.caught_up().await;
    let long = "x".repeat(2000);
    let lines: Vec<(String, Vec<&str>)> = LINES
        .iter()
        .map(|(line, parts)| ((*line).to_owned(), parts.to_vec()))
        .chain(
            ["name", "organisation", "source", "email", "handle", "phone"]
                .map(|field| (format!("/lead edit lead:L-1 {field}:{long}"), vec![field])),
        )
        .chain([
            (format!("/lead note lead:L-1 text:{long}"), vec!["1000"]),
            (format!("/lead find text:{long}"), vec![]),
            (format!("/lead show lead:{long}"), vec![]),
        ])
        .collect();
    let before = world.fingerprint().await;
    let mut wrong = Vec::new();
    for (line, parts) in lines {
        let reply = mia.runs(&line).await;
        let shown: String = line.chars().take(120).collect();
        match reply.outcome() {
            // Discord's own client does not even send it.
            Outcome::Refused { status: 400, .. } => {}
            Outcome::Message(_) => {
                let text = reply.text();
                if !reply.is_private() {
                    wrong.push(format!("not private: {shown}\n{text}"));
                }
                for part in parts {
                    if !text.to_lowercase().contains(&part.to_lowercase()) {
                        wrong.push(format!("{part:?} is not in the answer to {shown}\n{text}"));
                    }
                }
            }
            other => wrong.push(format!("{shown}: {other:?}")),
        }
        if world.fingerprint().await != before {
            wrong.push(format!("something changed: {shown}"));
            break;
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn unusual_names_are_names() {
    let world = World::set_up().await;
    let mia = world.marketer();
    for (number, name) in [
        "José Ñandú-O'Brien",
        "李小龍",
        "محمد علي",
        "דוד בן־גוריון",
        "Ada 🎉 Lovelace",
        "क्षेत्रज्ञ शर्मा",
        "Mr. X (Acme)",
    ]
    .iter()
    .enumerate()
    {
        let added = mia
            .runs(&format!("/lead add name:{name} source:blog"))
            .await;
        added.privately_says(&[&format!("L-{}", number + 1)]);
        let shown = mia.runs(&format!("/lead show lead:L-{}", number + 1)).await;
        let first = name.split(' ').next().unwrap_or_default();
        assert!(shown.text().contains(first), "{name}:\n{}", shown.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_users_write_pings_nobody_and_breaks_nothing() {
    let world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    let nasty = format!(
        "@everyone <@{}> **bold** ||x|| [a](https://x.example) ```",
        sam.id
    );
    mia.runs(&format!(
        "/lead add name:Ada Lovelace source:blog stage:interest email:ada@x.example \
         organisation:{nasty}"
    ))
    .await;
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs(&format!("/lead note lead:L-1 text:{nasty}")).await;
    mia.runs(&format!("/handoff open lead:L-1 note:{nasty}"))
        .await;
    world.caught_up().await;
    let card = world.channel("sales").shows("[Accept]").await;
    let raw = card.json["embeds"].to_string();
    assert!(!raw.contains("@everyone"), "{raw}");
    assert!(!raw.contains(&format!("<@{}>", sam.id)), "{raw}");
    let shown = mia
        .runs("/lead show lead:L-1")
        .await
        .presses("Share here")
        .await;
    assert_eq!(shown.message().json["mention_everyone"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_email_phone_or_handle() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog email:ada@analytical.example phone:+44 20 7946 0958 handle:@ada")
        .await;
    world.caught_up().await;
    let before = world.fingerprint().await;
    let twin = mia
        .runs("/lead add name:A. Lovelace source:fair email:ADA@Analytical.Example organisation:Analytical Ltd")
        .await
        .privately_says(&["L-1", "Ada Lovelace", "[Add to L-1]"]);
    assert!(
        !twin.text().contains("Create anyway"),
        "one email, one lead:\n{}",
        twin.text()
    );
    let phone = mia
        .runs("/lead add name:Bob Lovelace source:fair phone:+44 (20) 79460958")
        .await
        .privately_says(&["L-1", "[Create anyway]", "[Add to L-1]"]);
    let handle = mia
        .runs("/lead add name:Cy Lovelace source:fair handle:ADA")
        .await
        .privately_says(&["L-1", "[Create anyway]"]);
    assert_eq!(
        world.fingerprint().await,
        before,
        "nothing was created silently"
    );

    twin.presses("Add to L-1").await.succeeds(&["L-1"]);
    mia.runs("/lead show lead:L-1")
        .await
        .privately_says(&["Analytical Ltd", "Ada Lovelace"]);
    phone.presses("Create anyway").await.succeeds(&["L-2"]);
    handle.presses("Create anyway").await.succeeds(&["L-3"]);
    // A draft that was used is gone.
    let before = world.fingerprint().await;
    let again = mia
        .presses_id(&first_button(&phone.message().json), &phone.message())
        .await;
    if let Outcome::Message(_) = again.outcome() {
        again.privately_says(&[]);
    }
    assert_eq!(world.fingerprint().await, before);
}

fn first_button(message: &serde_json::Value) -> String {
    message["components"][0]["components"][0]["custom_id"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_filled_with_nonsense() {
    let world = World::set_up().await;
    let mia = world.marketer();
    let said = mia.says("general", "somebody wants a demo").await;
    world.caught_up().await;
    let before = world.fingerprint().await;
    for (name, email) in [("@everyone", ""), ("Ada", "no email"), ("🎉", "")] {
        let form = mia.uses_menu("Capture lead", &said).await;
        form.fills(&[("name", name), ("email", email)])
            .await
            .refuses(&[]);
        assert_eq!(world.fingerprint().await, before, "{name} {email}");
    }
}
