//! Two companies, one bot: neither ever sees anything of the other.

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn no_company_sees_another() {
    let world = World::set_up().await;
    let other = world.second().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    let (eve, ned) = (other.marketer(), other.salesperson());

    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await
        .succeeds(&["L-1"]);
    mia.runs("/lead add name:Grace Hopper source:blog")
        .await
        .succeeds(&["L-2"]);
    // Numbers begin anew, and the same email is no duplicate there.
    eve.runs(
        "/lead add name:Lady Lovelace source:fair stage:interest email:ada@analytical.example",
    )
    .await
    .succeeds(&["L-1"]);

    // By number, by words, by suggestion: only one's own.
    let shown = eve
        .runs("/lead show lead:L-1")
        .await
        .privately_says(&["Lady Lovelace"]);
    assert!(!shown.text().contains("Ada"), "{}", shown.text());
    let foreign = world.fingerprint().await;
    for line in [
        "/lead show lead:L-2",
        "/lead touch lead:L-2 kind:webinar",
        "/lead note lead:L-2 text:Hello",
        "/lead edit lead:L-2 name:Mallory",
        "/lead move lead:L-2 stage:interest",
        "/lead lose lead:L-2 reason:price",
        "/lead undo lead:L-2",
        "/handoff open lead:L-2",
    ] {
        eve.runs(line).await.refuses(&["L-2"]);
        assert_eq!(world.fingerprint().await, foreign, "{line}");
    }
    let found = eve.runs("/lead find text:lovelace").await;
    assert!(!found.text().contains("Ada"), "{}", found.text());
    assert_eq!(eve.types("/lead show lead:").await.len(), 1);
    assert_eq!(mia.types("/lead show lead:").await.len(), 2);
    assert_eq!(eve.runs("/lead list").await.text().matches("L-").count(), 1);

    // A button of one company, pressed in the other by its id.
    mia.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    mia.runs("/handoff open lead:L-1").await;
    let card = world.channel("sales").shows("[Accept]").await;
    assert!(other.channel("sales").messages().await.is_empty());
    eve.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    eve.runs("/handoff open lead:L-1").await;
    let theirs = other.channel("sales").shows("[Accept]").await;
    assert_ne!(
        card.json["components"][0]["components"][0]["custom_id"],
        theirs.json["components"][0]["components"][0]["custom_id"],
    );
    ned.presses("Accept", &theirs)
        .await
        .privately_says(&["Lady Lovelace"]);
    assert_eq!(world.lead(1).stage().await, "interest", "ours still waits");
    sam.presses("Accept", &card)
        .await
        .privately_says(&["Ada Lovelace"]);

    // Promotions and digests.
    mia.runs(
        "/promo propose code:SPRING name:Spring discount:20 % starts:2026-03-01 ends:2026-03-31",
    )
    .await;
    world.channel("sales").shows("SPRING").await;
    other
        .salesperson()
        .runs("/promo approve code:SPRING")
        .await
        .privately_says(&["SPRING"]);
    assert!(!ned.runs("/promo current").await.text().contains("SPRING"));
    world.caught_up().await;
    assert!(other.channel("sales").with("SPRING").await.is_empty());
    let digest = eve.runs("/digest now").await;
    assert!(!digest.text().contains("Ada"), "{}", digest.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_with_the_id_of_another_company_does_nothing() {
    let world = World::set_up().await;
    let other = world.second().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example")
        .await;
    let eve = other.marketer();
    eve.runs("/lead add name:Lady Lovelace source:fair stage:interest email:a@b.example")
        .await;
    eve.runs("/lead touch lead:L-1 kind:asked-for-sales").await;
    eve.runs("/handoff open lead:L-1").await;
    let theirs = other.channel("sales").shows("[Accept]").await;

    // The handoff that the button means becomes the first company's.
    sqlx::query("update handoff set guild_id = $1 where guild_id = $2")
        .bind(world.guild_id())
        .bind(other.guild_id())
        .execute(world.pool())
        .await
        .expect("the handoff");
    world.caught_up().await;
    let before = world.fingerprint().await;
    let refused = other.salesperson().presses("Accept", &theirs).await;
    assert!(!refused.text().contains("Ada"), "{}", refused.text());
    refused.privately_says(&["no longer good"]);
    let form = other.salesperson().presses("Send back", &theirs).await;
    form.privately_says(&["no longer good"]);
    assert_eq!(world.fingerprint().await, before);
    assert_eq!(world.lead(1).stage().await, "interest");
}
