//! Before `/setup` was finished every command says what to do, and nothing changes.

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn commands_before_setup() {
    let world = World::new().await;
    let mia = world.marketer();
    let before = world.fingerprint().await;
    for line in [
        "/lead add name:Ada source:blog",
        "/lead show lead:L-1",
        "/lead find text:Ada",
        "/lead list",
        "/lead edit lead:L-1 name:Ada",
        "/lead move lead:L-1 stage:interest",
        "/lead touch lead:L-1 kind:webinar",
        "/lead note lead:L-1 text:Hello",
        "/lead win lead:L-1",
        "/lead lose lead:L-1 reason:price",
        "/lead undo lead:L-1",
        "/handoff open lead:L-1",
        "/handoff accept lead:L-1",
        "/handoff list",
        "/promo current",
        "/promo show code:SPRING",
        "/digest now",
    ] {
        mia.runs(line).await.privately_says(&["/setup"]);
        assert_eq!(world.fingerprint().await, before, "{line}");
    }
    assert!(mia.types("/lead show lead:").await.is_empty());
    let said = mia.says("leads-inbox", "L-1 grace@navy.example").await;
    mia.uses_menu("Capture lead", &said)
        .await
        .privately_says(&["/setup"]);
    assert_eq!(
        world.fingerprint().await,
        before,
        "nothing is listened to either"
    );
    mia.runs("/help")
        .await
        .privately_says(&["Tandem", "/setup"]);
}
