//! A lost lead that something happens to: whoever does it learns that it is lost, and may take it up again.

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_to_a_lost_lead_says_so_and_offers_to_take_it_up_again() {
    let world = World::set_up().await;
    let mia = world.marketer();
    mia.runs("/lead add name:Ada source:blog").await;
    mia.runs("/lead lose lead:L-1 reason:price").await;
    let touched = mia.runs("/lead touch lead:L-1 kind:webinar").await;
    let touched = touched.privately_says(&["**It is lost**: price", "It can be taken up again"]);
    let form = touched.presses("Take it up again").await;
    form.fills(&[("reason", "They have a budget now")])
        .await
        .succeeds(&["L-1", "Lost → **Interest**"]);
    assert_eq!(world.lead(1).stage().await, "interest");
    // The button of before finds it taken up.
    touched
        .presses("Take it up again")
        .await
        .refuses(&["L-1", "stands at Interest now"]);
}
