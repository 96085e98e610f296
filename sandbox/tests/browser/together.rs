//! What people do with each other in the page.

use serde_json::json;

use crate::page::{
    browser::{Browser, Screen},
    keyboard::{DOWN, ENTER, ESCAPE, SPACE, UP},
    room::Room,
};

/// A browser and a company without a bot, with somebody in #general.
async fn in_general(name: &str) -> Option<(Browser, Room)> {
    let browser = Browser::start(Screen::Desk).await?;
    let room = Room::quiet().await;
    room.is_entered_in(&browser, name).await;
    browser.goes_to("general").await;
    Some((browser, room))
}

#[tokio::test]
async fn pictures_and_files_are_sent() {
    let Some((browser, room)) = in_general("Mia").await else {
        return;
    };
    let picture = browser.screenshot("before-upload").await;
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("leads.csv");
    std::fs::write(&list, "name,source\nAda,blog\n").expect("a file");
    let chooser = browser.find("#file").await;
    for file in [&picture, &list] {
        let path = file.canonicalize().expect("its path");
        chooser
            .send_keys(&path.display().to_string())
            .await
            .expect("a file");
    }
    browser.sees("before-upload.png").await;
    browser.types("Look at this").await;
    browser.screenshot("upload-waits").await;
    browser.key(ENTER).await;
    browser
        .until(
            "the picture, loaded",
            "const it = document.querySelector('.message .picture img'); return it?.complete === true && it.naturalWidth > 0 && it.alt === 'before-upload.png'",
        )
        .await;
    browser.sees("leads.csv 21 bytes").await;
    browser.sees("Look at this").await;
    browser
        .until(
            "nothing waits to be sent",
            "return document.querySelector('#tray').hidden",
        )
        .await;
    browser.screenshot("upload-shown").await;

    // Pasted, and left out again.
    browser
        .script(
            "const data = new DataTransfer(); data.items.add(new File(['x'], 'pasted.txt', { type: 'text/plain' }));
             document.querySelector('#text').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))",
            Vec::new(),
        )
        .await;
    browser.sees("pasted.txt").await;
    browser.presses("Leave out pasted.txt").await;
    browser.sees_no_more("pasted.txt").await;

    // Dropped.
    browser
        .script(
            "const dataTransfer = new DataTransfer(); dataTransfer.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }));
             for (const kind of ['dragover', 'drop']) document.querySelector('#messages').dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }))",
            Vec::new(),
        )
        .await;
    browser.sees("dropped.txt").await;
    browser.submits().await;
    browser.sees("dropped.txt 7 bytes").await;
    browser.end().await;
    room.end().await;
}

#[tokio::test]
async fn messages_are_answered_changed_and_deleted() {
    let Some((browser, room)) = in_general("Mia").await else {
        return;
    };
    room.says("Sam", "general", "Who calls **Ada**?").await;
    browser.sees("Who calls Ada?").await;

    // The menu, by keyboard: the message, Enter, Reply.
    browser.types("").await;
    browser.tabs_to("Menu of the message by Sam", true).await;
    browser.key(ENTER).await;
    browser.sees("Add a reaction").await;
    browser.screenshot("message-menu").await;
    browser.key(DOWN).await;
    browser.is_at("Reply").await;
    browser.key(ENTER).await;
    browser.sees("Replying to Sam Who calls Ada?").await;
    browser.keys("I do.\u{e007}").await;
    browser
        .until(
            "the answer, with what it answers",
            "return document.querySelector('.message:last-child .reply')?.textContent === 'SamWho calls Ada?'",
        )
        .await;
    browser.sees_no_more("Replying to").await;
    browser.screenshot("reply").await;

    // Her last message, by the arrow up.
    browser.key(UP).await;
    browser.sees("Edit message").await;
    browser.keys(" Tomorrow.\u{e007}").await;
    browser.sees("I do. Tomorrow.").await;
    browser.sees("(edited)").await;

    // A name is suggested, and mentioned.
    browser.types("Ask @Sa").await;
    browser.sees("@Sam").await;
    browser.key(ENTER).await;
    browser.keys("please\u{e007}").await;
    browser
        .until(
            "a mention",
            "return document.querySelector('.message:last-child .mention')?.textContent === '@Sam'",
        )
        .await;

    // Deleted, after a question.
    browser.clicks(".message:last-child .more").await;
    browser.presses("Delete").await;
    browser.sees("Delete message?").await;
    browser.clicks("#dialog .style-4").await;
    browser.sees_no_more("Ask @Sam please").await;

    // Somebody types.
    let path = format!("/channels/{}/typing", room.company.channels["general"]);
    room.ask("Sam", "POST", &path, None).await;
    browser.sees("Sam is typing…").await;
    room.says("Sam", "general", "Good.").await;
    browser.sees_no_more("Sam is typing…").await;
    browser.end().await;
    room.end().await;
}

#[tokio::test]
async fn reactions_are_given_and_taken_back() {
    let Some((browser, room)) = in_general("Mia").await else {
        return;
    };
    let message = room.says("Sam", "general", "Ada signed!").await;
    browser.sees("Ada signed!").await;
    browser.clicks(".message:last-child .more").await;
    browser.presses("Add a reaction").await;
    browser.screenshot("palette").await;
    browser.clicks("#menu-box [aria-label=party]").await;
    browser
        .until(
            "her reaction",
            "return document.querySelector('.reactions [data-emoji=\"🎉\"][aria-pressed=true]')?.textContent === '🎉 1'",
        )
        .await;
    let path = |emoji: &str| {
        format!(
            "/channels/{}/messages/{}/reactions/{emoji}/@me",
            room.company.channels["general"],
            message["id"].as_str().expect("an id")
        )
    };
    room.ask("Noah", "PUT", &path("%F0%9F%8E%89"), None).await;
    room.ask("Noah", "PUT", &path("%F0%9F%91%8D"), None).await;
    browser.sees("🎉 2").await;
    browser.sees("👍 1").await;
    browser.screenshot("reactions").await;
    browser.clicks(".reactions [data-emoji=\"🎉\"]").await;
    browser
        .until(
            "hers is taken back",
            "return document.querySelector('.reactions [data-emoji=\"🎉\"][aria-pressed=false]')?.textContent === '🎉 1'",
        )
        .await;
    room.ask("Noah", "DELETE", &path("%F0%9F%8E%89"), None)
        .await;
    browser.sees_no_more("🎉").await;
    browser.end().await;
    room.end().await;
}

#[tokio::test]
async fn messages_are_pinned() {
    let Some((browser, room)) = in_general("Dana").await else {
        return;
    };
    room.says("Sam", "general", "Prices rise in May.").await;
    browser.sees("Prices rise in May.").await;
    browser.clicks(".message:last-child .more").await;
    browser.presses("Pin").await;
    browser.sees("Dana pinned a message to this channel.").await;
    browser.clicks("#pins").await;
    browser.sees("Jump to it").await;
    browser.screenshot("pins").await;
    browser.presses("Unpin").await;
    browser.sees("Nothing is pinned here.").await;
    browser.key(ESCAPE).await;
    browser.end().await;
    room.end().await;
}

#[tokio::test]
async fn a_thread_is_started_and_written_in() {
    let Some((browser, room)) = in_general("Mia").await else {
        return;
    };
    room.says("Sam", "general", "What do we do for the fair?")
        .await;
    browser.sees("What do we do for the fair?").await;
    browser.clicks(".message:last-child .more").await;
    browser.presses("Start a thread").await;
    browser.sees("Name of the thread").await;
    browser.keys("Spring fair").await;
    browser.presses("Start").await;
    browser.sees("A thread of #general").await;
    browser.sees("What do we do for the fair?").await;
    browser.types("A stand and coffee.\u{e007}").await;
    browser.sees("A stand and coffee.").await;
    browser.screenshot("thread").await;
    browser.goes_to("general").await;
    browser
        .until(
            "the thread below its message",
            "return document.querySelector('.message .thread b')?.textContent === 'Spring fair'",
        )
        .await;
    browser.screenshot("thread-below-its-message").await;

    // Somebody else finds it in the list.
    browser.is("Sam").await;
    browser.clicks("[data-testid='channel-Spring fair']").await;
    browser.sees("A stand and coffee.").await;
    browser.end().await;
    room.end().await;
}

#[tokio::test]
async fn the_server_is_managed() {
    let Some((mut browser, room)) = in_general("Dana").await else {
        return;
    };
    // A role, by keyboard.
    browser.types("").await;
    browser.tabs_to("Manage the server", false).await;
    browser.key(ENTER).await;
    browser.sees("owns the server").await;
    browser.screenshot("manage-members").await;
    browser.tabs_to("Noah is Sales", false).await;
    browser.key(SPACE).await;
    let noah = room
        .company
        .members
        .iter()
        .find(|it| it.name == "Noah")
        .expect("Noah");
    let member = format!("/guilds/{}/members/{}", room.company.guild_id, noah.id);
    let sales = json!(room.company.roles["Sales"]);
    for _ in 0..100 {
        let roles = room.ask("Dana", "GET", &member, None).await["roles"].take();
        if roles.as_array().is_some_and(|all| all.contains(&sales)) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    browser.is_at("Noah is Sales").await;

    // A role no longer sees a channel.
    browser.presses("Channels").await;
    browser.screenshot("manage-channels").await;
    browser
        .chooses("[aria-label='Whether @Marketing sees #digest']", "does not")
        .await;
    // A channel is deleted, after a question.
    browser.presses("Delete #leads-inbox").await;
    browser.sees("are gone for good").await;
    browser.presses("Delete the channel").await;
    browser
        .until(
            "the channel is gone",
            "return document.querySelector('[data-testid=channel-leads-inbox]') === null",
        )
        .await;

    // The bot goes, and comes again.
    browser.presses("Bot").await;
    browser.presses("Remove the bot").await;
    browser.sees("The bot is not in this server.").await;
    browser.screenshot("manage-bot").await;
    browser.presses("Add the bot again").await;
    browser.sees("is in this server.").await;

    // Somebody has to go.
    browser.presses("Members").await;
    browser.presses("Remove Viktor from the server").await;
    browser.sees("Remove Viktor?").await;
    browser.presses("Remove").await;
    browser
        .until("they are gone", "return ![...document.querySelectorAll('#member option')].some((it) => it.text === 'Viktor')")
        .await;
    browser.key(ESCAPE).await;

    // What Mia sees of it.
    browser.is("Mia").await;
    browser
        .until("no digest", "return document.querySelector('[data-testid=channel-digest]') === null && document.querySelector('[data-testid=channel-general]') !== null")
        .await;
    browser.is("Noah").await;
    browser.find("[data-testid=channel-sales]").await;

    // And what somebody sees who has to go while they look. What they asked just then is refused, which
    // the browser writes into its console.
    browser.expect_broken();
    room.ask("Dana", "DELETE", &member, None).await;
    browser
        .sees("Noah is not in Northwind Tools any more.")
        .await;
    browser.end().await;
    room.end().await;
}
