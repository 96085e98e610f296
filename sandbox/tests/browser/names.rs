//! Who and what the page names, and what it says is new.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use serde_json::json;
use tandem_sandbox::clock::Moment;

use crate::page::{
    browser::{Browser, Screen},
    room::Room,
};

#[tokio::test]
async fn names_are_known_from_the_first_moment_and_hidden_channels_have_none() {
    let Some(browser) = Browser::start(Screen::Desk).await else {
        return;
    };
    let room = Room::quiet().await;
    let (role, hidden) = (
        &room.company.roles["Sales"],
        &room.company.channels["sales"],
    );
    let words = format!("For <@&{role}> in <#{hidden}> and <#1>");
    room.says("Dana", "general", &words).await;
    room.is_entered_in(&browser, "Mia").await;
    browser.goes_to("general").await;
    // Whatever is shown at any moment of a load, or while somebody else begins to look, is kept.
    let watch = "window.shown = []; new MutationObserver(() => window.shown.push(document.querySelector('#list').innerText)).observe(document.querySelector('#list'), { childList: true, subtree: true, characterData: true })";
    browser.script(watch, Vec::new()).await;
    browser.is("Noah").await;
    browser
        .sees("For @Sales in #no access and #unknown-channel")
        .await;
    browser.is("Sam").await;
    browser
        .sees("For @Sales in #sales and #unknown-channel")
        .await;
    let unknown = browser
        .script(
            "return window.shown.filter((it) => it.includes('unknown-role')).length",
            Vec::new(),
        )
        .await;
    assert_eq!(unknown, json!(0));

    // A name that changes, changes in what was written.
    let path = format!("/guilds/{}/roles/{role}", room.company.guild_id);
    let renamed = Some(json!({ "name": "Sellers" }));
    room.ask("Dana", "PATCH", &path, renamed).await;
    browser.sees("For @Sellers in #sales").await;
    browser.end().await;
    room.end().await;
}

#[tokio::test]
async fn who_one_changes_to_finds_what_came_meanwhile() {
    let Some(browser) = Browser::start(Screen::Desk).await else {
        return;
    };
    let room = Room::quiet().await;
    room.says("Dana", "general", "Before the page was opened")
        .await;
    room.is_entered_in(&browser, "Mia").await;
    browser.goes_to("general").await;
    let sam = &room
        .company
        .members
        .iter()
        .find(|it| it.name == "Sam")
        .expect("Sam")
        .id;
    room.says("Dana", "sales", "One for sales").await;
    room.says("Dana", "sales", &format!("And one for <@{sam}>"))
        .await;
    room.says("Sam", "promotions", "What Sam has written himself")
        .await;
    room.says("Dana", "digest", "For everybody").await;
    browser.is("Sam").await;
    let unread = "return JSON.stringify([...document.querySelectorAll('#channels button.unread')].map((it) => [it.querySelector('.channel-name').textContent, it.querySelector('.badge').textContent]))";
    let marks = json!([["sales", "2 new, you are named"], ["digest", "1 new"]]).to_string();
    browser
        .until(
            "Sam's marks",
            &unread.replace("return ", &format!("return {marks:?} === ")),
        )
        .await;
    browser.goes_to("sales").await;
    browser.sees("And one for @Sam").await;
    browser.is("Mia").await;
    browser.is("Sam").await;
    let marks = json!([["digest", "1 new"]]).to_string();
    browser
        .until(
            "what is left",
            &unread.replace("return ", &format!("return {marks:?} === ")),
        )
        .await;
    browser.end().await;
    room.end().await;
}

#[tokio::test]
async fn the_bots_own_role_is_let_into_a_channel() {
    let Some(browser) = Browser::start(Screen::Desk).await else {
        return;
    };
    let room = Room::quiet().await;
    let (guild, app) = (&room.company.guild_id, &room.company.application_id);
    room.is_entered_in(&browser, "Dana").await;
    browser.presses("Manage the server").await;
    // The bot goes and comes again: its new role sees #sales no more.
    browser.presses("Bot").await;
    browser.presses("Remove the bot").await;
    browser.presses("Add the bot again").await;
    browser.sees("is in this server.").await;
    browser.presses("Channels").await;
    browser
        .chooses("[aria-label='Whether @Tandem sees #sales']", "sees it")
        .await;
    let path = format!("/channels/{}", room.company.channels["sales"]);
    let roles = room
        .ask("Dana", "GET", &format!("/guilds/{guild}/roles"), None)
        .await;
    let own = roles
        .as_array()
        .and_then(|all| all.iter().find(|it| it["tags"]["bot_id"] == json!(app)));
    let own = own.expect("the bot's role")["id"].clone();
    for _ in 0..100 {
        let channel = room.ask("Dana", "GET", &path, None).await;
        let overwrites = channel["permission_overwrites"].as_array().expect("a list");
        if overwrites
            .iter()
            .any(|it| it["id"] == own && it["allow"] == "1024")
        {
            browser.end().await;
            return room.end().await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the bot still does not see #sales");
}

#[tokio::test]
async fn the_clock_goes_to_a_moment_that_the_host_has_named() {
    let Some(browser) = Browser::start(Screen::Desk).await else {
        return;
    };
    let room = Room::quiet().await;
    let (begun, days) = (room.company.now, Arc::new(AtomicI64::new(3)));
    let next = Arc::clone(&days);
    room.sandbox.name_moments(Box::new(move || {
        let day = next.load(Ordering::SeqCst);
        let label = format!("Next digest, in {day} days");
        let at = begun + chrono::TimeDelta::days(day);
        Box::pin(async move { vec![Moment { label, at }] })
    }));
    room.is_entered_in(&browser, "Mia").await;
    browser.sees("Next digest, in 3 days").await;
    browser.sees_no_more("Next working morning").await;
    let welcome =
        "return document.getElementById('hint-morning').textContent === 'Next digest, in 3 days'";
    browser
        .until("the welcome names that button", welcome)
        .await;
    days.store(4, Ordering::SeqCst);
    browser.presses("Next digest, in 3 days").await;
    browser.sees("Next digest, in 4 days").await;
    let ahead = room.sandbox.company().now - begun;
    assert!(
        (ahead - chrono::TimeDelta::days(4)).num_minutes() < 5,
        "{ahead}"
    );
    assert!(ahead >= chrono::TimeDelta::days(4), "{ahead}");
    browser.end().await;
    room.end().await;
}

#[tokio::test]
async fn the_welcome_speaks_of_what_a_hand_has() {
    for (screen, key) in [(Screen::Desk, true), (Screen::Phone, false)] {
        let Some(browser) = Browser::start(screen).await else {
            return;
        };
        let room = Room::quiet().await;
        room.is_opened_in(&browser).await;
        // The demo's words, which a bot with /lead brings.
        browser
            .script(
                "document.querySelector('#hint-demo').hidden = false",
                Vec::new(),
            )
            .await;
        browser.sees("a lead comes in").await;
        assert_eq!(browser.times("press Tab").await, usize::from(key));
        assert_eq!(
            browser.times("choose it from the list").await,
            usize::from(!key)
        );
        browser.end().await;
        room.end().await;
    }
}
