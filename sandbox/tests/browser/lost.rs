//! Lost connections, without a bot: a session that is taken up again, and one that is not.

use crate::page::{
    browser::{Browser, Screen},
    room::Room,
};

#[tokio::test]
async fn a_sandbox_that_was_begun_anew_is_found_again() {
    let Some(mut browser) = Browser::start(Screen::Desk).await else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let journal = folder.path().join("journal");
    let room = Room::quiet_at(([127, 0, 0, 1], 0).into(), Some(journal.clone())).await;
    room.is_entered_in(&browser, "Noah").await;
    browser.goes_to("general").await;
    let gone = room.says("Mia", "general", "This goes.").await;
    let changed = room.says("Mia", "general", "This is changed.").await;
    browser.sees("This is changed.").await;
    browser.types("Half a sentence").await;

    // The page's session is unknown to the new one: it reads everything again.
    browser.expect_broken();
    let address = room.sandbox.address();
    room.end().await;
    browser.sees("Connection lost. Trying again…").await;
    let room = Room::quiet_at(address, Some(journal)).await;
    let path = |message: &serde_json::Value| {
        format!(
            "/channels/{}/messages/{}",
            room.company.channels["general"],
            message["id"].as_str().expect("an id")
        )
    };
    room.ask("Mia", "DELETE", &path(&gone), None).await;
    let words = serde_json::json!({ "content": "These are other words." });
    room.ask("Mia", "PATCH", &path(&changed), Some(words)).await;
    room.says("Mia", "general", "This is new.").await;

    browser.sees_no_more("Connection lost").await;
    browser.sees("This is new.").await;
    browser.sees("These are other words.").await;
    browser.sees("(edited)").await;
    browser.sees_no_more("This goes.").await;
    assert_eq!(browser.times("This is new.").await, 1);
    let kept = browser
        .script("return document.querySelector('#text').value", Vec::new())
        .await;
    assert_eq!(kept, "Half a sentence");
    browser.submits().await;
    room.says("Mia", "general", "And it is heard live.").await;
    browser.sees("And it is heard live.").await;
    assert_eq!(browser.times("Half a sentence").await, 1);
    browser.end().await;
    room.end().await;
}
