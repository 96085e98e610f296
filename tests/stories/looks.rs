//! What people read, word for word.
//!
//! When words are changed on purpose, the failing test shows old and new; `cargo insta review` takes
//! the new ones over.

use chrono::TimeDelta;
use insta::assert_snapshot;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_handoff_from_refusal_to_win() {
    let world = World::set_up().await;
    let (mia, sam) = (world.marketer(), world.salesperson());
    let added = mia
        .runs(
            "/lead add name:Ada Lovelace source:Trade show email:ada@analytical.example \
             organisation:Analytical Ltd campaign:Spring fair stage:interest value:12000 EUR",
        )
        .await;
    assert_snapshot!(added.text(), @r#"
        **L-1** Ada Lovelace (Analytical Ltd) is added at **Interest**.
        Note what makes it warmer with `/lead touch lead:L-1`; at 50 points it may go to sales.
        [Show]
        "#);
    mia.runs("/lead edit lead:L-1 email:-").await;
    let cold = mia.runs("/lead move lead:L-1 stage:intent").await;
    assert_snapshot!(cold.text(), @r#"
        **L-1** is not ready for sales:
        - warmth: it has 0 of 50 points. Note what warms it: `/lead touch lead:L-1`.
        - email is empty: `/lead edit lead:L-1 email:…`
        A manager can let it through with `override` and a reason: @&Manager.
        [Show L-1]
        "#);

    world.clock.advance(TimeDelta::minutes(1));
    mia.runs("/lead edit lead:L-1 email:ada@analytical.example")
        .await;
    mia.runs("/lead touch lead:L-1 kind:webinar").await;
    mia.runs("/lead note lead:L-1 text:Does it compute Bernoulli numbers?")
        .await;
    let warm = mia
        .runs("/lead touch lead:L-1 kind:free-trial note:Started on Monday")
        .await;
    assert_snapshot!(warm.text(), @r#"
        **L-1** Ada Lovelace (Analytical Ltd): free trial. Warmth 20 → **50** of 50.
        That is warm enough for sales: `/handoff open lead:L-1` hands it over.
        [Undo] [Show]
        "#);
    let opened = mia
        .runs("/handoff open lead:L-1 note:She decides alone")
        .await;
    assert_snapshot!(opened.text(), @"**L-1** Ada Lovelace (Analytical Ltd) is offered to sales in #sales. It stays at Interest until somebody accepts, standard: due Mon 2026-03-02 14:01 (Mon 2026-03-02 14:01).");
    let card = world.channel("sales").shows("[Accept]").await;
    assert_snapshot!(card.text(), @r#"
        @&Sales
        # Handoff: L-1 Ada Lovelace
        **L-1** Ada Lovelace (Analytical Ltd) · at Interest since Mon 2026-03-02 10:00
        Waits for sales · due Mon 2026-03-02 14:01 (Mon 2026-03-02 14:01)
        Warmth: 50 of 50 points
        -# free trial: 30 · webinar: 20
        From: Trade show · Spring fair
        Reach: a…@analytical.example
        Handed over by: @Mia
        Marketing says: She decides alone
        Last touches: Mon 2026-03-02 10:01 @Mia noted a touch, free trial: Started on Monday
        Mon 2026-03-02 10:01 @Mia noted a touch, webinar
        Questions and notes: Mon 2026-03-02 10:01 @Mia noted: Does it compute Bernoulli numbers?
        [Accept] [Send back] [Show lead]
        "#);

    world.advance(TimeDelta::minutes(12)).await;
    let accepted = sam.presses("Accept", &card).await;
    assert_snapshot!(accepted.text(), @r#"
        # L-1 is yours
        **L-1** Ada Lovelace (Analytical Ltd) stands at **Intent** now. Get in touch; then `/lead note`, and `/lead win` or `/lead lose` in the end.
        Warmth: 50 of 50 points
        -# free trial: 30 · webinar: 20
        From: Trade show · Spring fair
        Reach: ada@analytical.example
        Handed over by: @Mia
        Marketing says: She decides alone
        Last touches: Mon 2026-03-02 10:01 @Mia noted a touch, free trial: Started on Monday
        Mon 2026-03-02 10:01 @Mia noted a touch, webinar
        Questions and notes: Mon 2026-03-02 10:01 @Mia noted: Does it compute Bernoulli numbers?
        "#);
    world.caught_up().await;
    assert_snapshot!(world.channel("sales").last().await.text(), @r#"
        @&Sales
        # Handoff: L-1 Ada Lovelace
        **L-1** Ada Lovelace (Analytical Ltd) · at Intent since Mon 2026-03-02 10:13
        **Accepted** by @Sam after 12 min of business time
        Warmth: 50 of 50 points
        -# free trial: 30 · webinar: 20
        From: Trade show · Spring fair
        Reach: a…@analytical.example
        Handed over by: @Mia
        Marketing says: She decides alone
        Last touches: Mon 2026-03-02 10:01 @Mia noted a touch, free trial: Started on Monday
        Mon 2026-03-02 10:01 @Mia noted a touch, webinar
        Questions and notes: Mon 2026-03-02 10:01 @Mia noted: Does it compute Bernoulli numbers?
        [Show lead]
        "#);
    assert_snapshot!(world.channel("marketing").last().await.text(), @"**L-1** Ada Lovelace (Analytical Ltd) · **Accepted** by @Sam after 12 min of business time");

    world.advance(TimeDelta::days(1)).await;
    let won = sam.runs("/lead win lead:L-1").await;
    assert_snapshot!(won.text(), @r#"
        Won: **L-1** Ada Lovelace (Analytical Ltd) for **12,000 EUR**. Both teams are told.
        [Undo] [Show]
        "#);
    world.caught_up().await;
    assert_snapshot!(world.channel("marketing").last().await.text(), @r#"
        # Won together
        **L-1** Ada Lovelace (Analytical Ltd) is won for **12,000 EUR**. @Sam closed it.
        **Marketing** brought it in from Trade show, 2 touches and @Mia handed it over
        **Sales** @Sam accepted after 12 min and won it 1 day after the first touch
        [Show]
        "#);
    let shown = mia.runs("/lead show lead:L-1").await;
    assert_snapshot!(shown.text(), @r#"
        # L-1 · Ada Lovelace
        **Post-purchase** since Tue 2026-03-03 10:13
        Warmth: 48.8 of 50 points
        -# free trial: 29.3 · webinar: 19.5
        Reach: ada@analytical.example
        Organisation: Analytical Ltd
        Source: Trade show
        Campaign: Spring fair
        Looked after by: marketing: @Mia
        sales: @Sam
        Timeline: Tue 2026-03-03 10:13 @Sam won the deal
        Tue 2026-03-03 10:13 @Sam moved it from Purchase to Post-purchase after less than a minute
        Tue 2026-03-03 10:13 @Sam moved it from Intent to Purchase after 1 day
        Mon 2026-03-02 10:13 @Sam moved it from Interest to Intent after 13 min
        Mon 2026-03-02 10:13 @Sam accepted it
        Mon 2026-03-02 10:01 @Mia handed it to sales: She decides alone
        Mon 2026-03-02 10:01 @Mia noted a touch, free trial: Started on Monday
        Mon 2026-03-02 10:01 @Mia noted: Does it compute Bernoulli numbers?
        Mon 2026-03-02 10:01 @Mia noted a touch, webinar
        Mon 2026-03-02 10:01 @Mia changed email to ada@analytical.example
        [Share here]
        "#);
    world.advance(TimeDelta::days(1)).await;
    assert_snapshot!(world.channel("digest").last().await.text(), @r#"
        # Digest of Wednesday, 4 March
        2 moves and 1 win.
        Won: **L-1** Ada Lovelace for **12,000 EUR**
        Moved: **L-1** Ada Lovelace Intent → Purchase
        **L-1** Ada Lovelace Purchase → Post-purchase
        "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_reads_first() {
    let world = World::new().await;
    assert_snapshot!(world.manager().runs("/setup").await.text(), @r#"
        # Setup 1 of 4: Channels
        Where does each team work, and where does shared news go? Channels may be the same.
        -- Every choice is kept at once; /setup comes back to this page.
        [Marketing's channel: ]
        [Sales' channel: ]
        [Promotions channel: ]
        [Digest channel: ]
        [Next]
        "#);
    let before = world.marketer().runs("/lead list").await;
    assert_snapshot!(before.text(), @"Tandem is not set up here yet. An admin runs `/setup`; it takes two minutes.");
    world.settle(world.office()).await;
    assert_snapshot!(world.nobody().runs("/lead list").await.text(), @"You have none of Tandem's roles yet, so this is not open to you. @&Manager can give you one. `/help` works for everybody.");
}
