//! A handoff from its first touch to its acceptance: by mouse, by keyboard alone, on a phone, and with a
//! lost connection in the middle.

use std::time::Duration;

use crate::{
    company::Staffed,
    page::{
        browser::{Browser, Screen},
        keyboard::ENTER,
    },
};

/// With the mouse, at any screen; pictures are named for it.
async fn by_mouse(screen: Screen, pictures: [&str; 3]) {
    let Some(browser) = Browser::start(screen).await else {
        return;
    };
    let room = Staffed::start().await;
    room.is_entered_in(&browser, "Mia").await;

    // A marketer captures a lead through the command's fields, chosen from the suggestions.
    browser.types("/lead add").await;
    browser.sees("Add a lead").await;
    browser.key(ENTER).await;
    browser.fills("name", "Ada Lovelace").await;
    browser.fills("source", "Trade show").await;
    browser.fills("email", "ada@analytical.example").await;
    browser.fills("stage", "Interest").await;
    browser.fits().await;
    browser.screenshot(pictures[0]).await;
    browser.submits().await;
    browser.sees("is added at Interest").await;
    browser.sees("Only you can see this").await;

    // She warms it, the whole command in one line, and hands it over.
    browser
        .types("/lead touch lead:L-1 kind:asked for sales note:Wants a demo")
        .await;
    browser.submits().await;
    browser.sees("warm enough for sales").await;
    browser
        .types("/lead move lead:L-1 stage:Intent reason:Ready for a call")
        .await;
    browser.submits().await;
    browser.sees("is offered to sales").await;

    // Sales finds the card, with its brief and its buttons.
    browser.is("Sam").await;
    browser.goes_to("sales").await;
    browser.sees("Hot handoff: L-1 Ada Lovelace").await;
    browser.sees("a…@analytical.example").await;
    browser.fits().await;
    let picture = browser.screenshot(pictures[1]).await;
    // The picture in the README is renewed on demand only, so that a test run changes no file.
    if screen == Screen::Desk && std::env::var_os("TANDEM_RENEW_PICTURES").is_some() {
        let shown = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/handoff.png");
        std::fs::copy(picture, shown).expect("the README's picture");
    }
    browser.presses("Accept").await;
    browser.sees("L-1 is yours").await;
    browser.sees("ada@analytical.example").await;
    browser.sees("Accepted by @Sam").await;
    browser.screenshot(pictures[2]).await;

    // Marketing reads who took it.
    browser.is("Mia").await;
    browser.goes_to("marketing").await;
    browser.sees("Accepted by @Sam").await;

    browser.end().await;
    room.end().await;
}

#[tokio::test]
async fn a_handoff_by_mouse() {
    by_mouse(
        Screen::Desk,
        ["handoff-fields", "handoff", "handoff-accepted"],
    )
    .await;
}

#[tokio::test]
async fn a_handoff_on_a_phone() {
    by_mouse(
        Screen::Phone,
        ["phone-fields", "phone-handoff", "phone-accepted"],
    )
    .await;
}

#[tokio::test]
async fn a_handoff_by_keyboard_alone() {
    let Some(browser) = Browser::start(Screen::Desk).await else {
        return;
    };
    let room = Staffed::start().await;
    room.is_opened_in(&browser).await;

    // The welcome is read, and the cursor is in the message box.
    browser.tabs_to("Got it", false).await;
    browser.key(ENTER).await;
    browser.is_at("Message").await;

    // A command from the suggestions; Tab goes from field to field.
    browser.keys("/lead add").await;
    browser.sees("Add a lead").await;
    browser.key(ENTER).await;
    browser.is_at("name").await;
    browser.keys("Ada Lovelace").await;
    browser.tabs_to("source", false).await;
    browser.keys("Trade show").await;
    browser.tabs_to("email", false).await;
    browser.keys("ada@analytical.example").await;
    browser.tabs_to("stage", false).await;
    browser.keys("Int").await;
    browser.screenshot("keyboard-fields").await;
    browser.key(ENTER).await;
    browser.sees("is added at").await;
    browser.is_at("Message").await;
    browser
        .keys("/lead touch lead:L-1 kind:asked for sales note:Wants a demo\u{e007}")
        .await;
    browser.sees("warm enough for sales").await;
    browser
        .keys("/lead move lead:L-1 stage:Intent reason:Ready for a call\u{e007}")
        .await;
    browser.sees("is offered to sales").await;

    // Sales: the list of people, the channel, the card, its button.
    browser.tabs_to("You are", false).await;
    browser.keys("Sam").await;
    browser.sees("Where sales works").await;
    browser.tabs_to("sales", true).await;
    browser.key(ENTER).await;
    browser.sees("Hot handoff: L-1 Ada Lovelace").await;
    browser.tabs_to("Accept", true).await;
    browser.screenshot("keyboard-card").await;
    browser.key(ENTER).await;
    browser.sees("L-1 is yours").await;
    browser.sees("Accepted by @Sam").await;

    // And back to writing.
    browser.tabs_to("Message", false).await;
    browser.end().await;
    room.end().await;
}

#[tokio::test]
async fn a_handoff_with_a_lost_connection() {
    let Some(mut browser) = Browser::start(Screen::Desk).await else {
        return;
    };
    let room = Staffed::start().await;
    room.is_entered_in(&browser, "Mia").await;
    browser
        .types("/lead add name:Ada Lovelace source:Trade show stage:Interest email:ada@analytical.example")
        .await;
    browser.submits().await;
    browser.sees("is added at Interest").await;
    browser
        .types("/lead touch lead:L-1 kind:asked for sales")
        .await;
    browser.submits().await;
    browser.sees("warm enough for sales").await;

    // Nothing answers. What was typed is kept, and the page says why it was not sent.
    browser.expect_broken();
    let line = "/lead move lead:L-1 stage:Intent reason:Ready for a call";
    let before = room.sandbox.log().len();
    room.sandbox.go_down(Duration::from_secs(3));
    browser.sees("Connection lost. Trying again…").await;
    browser.types(line).await;
    browser.submits().await;
    browser
        .sees("Not sent: no connection. Your words are still here.")
        .await;
    let kept = browser
        .script("return document.querySelector('#text').value", Vec::new())
        .await;
    assert_eq!(kept, line);
    browser.screenshot("connection-lost").await;

    // It is there again: what was missed is shown, once, and the words can be sent.
    room.answers().await;
    room.says("Noah", "marketing", "You have missed this.")
        .await;
    browser.sees_no_more("Connection lost").await;
    browser.sees("You have missed this.").await;
    room.bot_is_back(before).await;
    browser.submits().await;
    browser.sees("is offered to sales").await;
    assert_eq!(browser.times("You have missed this.").await, 1);
    assert_eq!(browser.times("is offered to sales").await, 1);
    browser.is("Sam").await;
    browser.goes_to("sales").await;
    browser.sees("Hot handoff: L-1 Ada Lovelace").await;
    browser.presses("Accept").await;
    browser.sees("Accepted by @Sam").await;
    browser.end().await;
    room.end().await;
}
