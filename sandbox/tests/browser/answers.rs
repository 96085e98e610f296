//! A bot's answers in the page, and what a person gives it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    bot::Bot,
    page::{
        browser::{Browser, Screen},
        keyboard::ENTER,
        room::Room,
    },
};

/// What the newest message's end is from the bottom of what is in sight, in pixels.
const BELOW: &str = "const box = document.querySelector('#messages'); return box.scrollHeight - box.scrollTop - box.clientHeight < 2 && document.querySelector('.message:last-child').getBoundingClientRect().bottom <= box.getBoundingClientRect().bottom + 2";

fn option(kind: u8, name: &str, more: Value) -> Value {
    let mut option = json!({ "type": kind, "name": name, "description": name });
    let more = more.as_object().cloned().unwrap_or_default();
    option.as_object_mut().expect("an object").extend(more);
    option
}

/// As many fields as fill half of the page.
fn report() -> Value {
    let options: Vec<Value> = (0..12)
        .map(|n| option(3, &format!("field-{n}"), json!({})))
        .collect();
    json!([{ "name": "report", "description": "A long one", "options": options }])
}

#[tokio::test]
async fn an_answer_is_in_sight_with_enter_and_with_send() {
    let Some(browser) = Browser::start(Screen::Desk).await else {
        return;
    };
    let room = Room::quiet().await;
    let lines: Vec<String> = (0..14).map(|n| format!("Line {n} of it")).collect();
    let (lines, general) = (lines.join("\n"), room.company.channels["general"].clone());
    let bot = Bot::start(&room, report(), move |event| {
        let flags = if event["data"]["options"][0]["value"] == "alone" {
            64
        } else {
            0
        };
        let said = event["data"]["options"][0]["value"]
            .as_str()
            .unwrap_or_default();
        let content = format!("{lines}\nThe end of {said}");
        Some((
            Duration::ZERO,
            json!({ "type": 4, "data": { "content": content, "flags": flags } }),
        ))
    })
    .await;
    for n in 0..30 {
        let path = format!("/channels/{general}/messages");
        let body = json!({ "content": format!("Talk {n}\nof two lines") });
        room.ask("Sam", "POST", &path, Some(body)).await;
    }
    room.is_entered_in(&browser, "Mia").await;
    browser.goes_to("general").await;
    browser.sees("Talk 29").await;
    for (at, who) in ["alone", "for all", "alone", "for all"]
        .into_iter()
        .enumerate()
    {
        let said = format!("{who} {at}");
        browser.types("/report").await;
        browser.key(ENTER).await;
        browser.fills("field-0", &said).await;
        if at < 2 {
            browser.key(ENTER).await;
        } else {
            browser.presses("Send").await;
        }
        browser.sees(&format!("The end of {said}")).await;
        browser.until("the answer's end in sight", BELOW).await;
        // Nothing takes it out of sight again.
        tokio::time::sleep(Duration::from_millis(300)).await;
        browser.until("the answer's end in sight", BELOW).await;
    }

    // Somebody who has scrolled up is not moved by others, and is told.
    browser
        .script(
            "document.querySelector('#messages').scrollTop -= 900",
            Vec::new(),
        )
        .await;
    browser
        .until("not at the end", "return document.querySelector('#messages').scrollHeight - document.querySelector('#messages').scrollTop - document.querySelector('#messages').clientHeight > 500")
        .await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    room.says("Sam", "general", "Something new").await;
    browser.sees("1 new message").await;
    browser.presses("1 new message").await;
    browser.until("the newest in sight", BELOW).await;
    drop(bot);
    browser.end().await;
    room.end().await;
}

#[tokio::test]
async fn enter_takes_what_was_typed_and_not_what_was_offered_before() {
    let Some(browser) = Browser::start(Screen::Desk).await else {
        return;
    };
    let room = Room::quiet().await;
    let commands = json!([{ "name": "fruit", "description": "One", "options": [
        option(3, "name", json!({ "required": true, "autocomplete": true })),
    ] }]);
    let bot = Bot::start(&room, commands, |event| {
        let typed = event["data"]["options"][0]["value"].as_str()?.to_owned();
        if event["type"] == 2 {
            let content = format!("One {typed}");
            return Some((
                Duration::ZERO,
                json!({ "type": 4, "data": { "content": content } }),
            ));
        }
        let all = ["apple", "apricot", "banana", "cherry"];
        let fits = all.iter().filter(|name| name.starts_with(&typed));
        let choices: Vec<Value> = fits
            .map(|name| json!({ "name": name, "value": name }))
            .collect();
        Some((
            Duration::from_millis(200),
            json!({ "type": 8, "data": { "choices": choices } }),
        ))
    })
    .await;
    room.is_entered_in(&browser, "Mia").await;
    browser.goes_to("general").await;
    browser.types("/fruit").await;
    browser.key(ENTER).await;
    browser.sees("apricot").await;
    // At once, while the list is still of everything.
    browser.keys("ba\u{e007}").await;
    browser
        .until(
            "the fruit that was meant",
            "return document.querySelector('#command [name=name]').value === 'banana'",
        )
        .await;
    browser.key(ENTER).await;
    browser.sees("One banana").await;

    // What nothing is offered for is sent as it was typed.
    browser.types("/fruit").await;
    browser.key(ENTER).await;
    browser.sees("apricot").await;
    browser.keys("kiwi\u{e007}").await;
    browser.sees("One kiwi").await;
    drop(bot);
    browser.end().await;
    room.end().await;
}

#[tokio::test]
async fn a_file_is_chosen_for_a_command() {
    let Some(browser) = Browser::start(Screen::Desk).await else {
        return;
    };
    let room = Room::quiet().await;
    let commands = json!([{ "name": "import", "description": "A list", "options": [
        option(11, "list", json!({ "required": true })), option(3, "source", json!({})),
    ] }]);
    let bot = Bot::start(&room, commands, |event| {
        let data = &event["data"];
        let id = data["options"][0]["value"].as_str()?;
        let file = &data["resolved"]["attachments"][id];
        let content = format!(
            "Read {} of {} bytes from {}",
            file["filename"].as_str()?,
            file["size"],
            data["options"][1]["value"].as_str().unwrap_or("nowhere")
        );
        Some((
            Duration::ZERO,
            json!({ "type": 4, "data": { "content": content } }),
        ))
    })
    .await;
    room.is_entered_in(&browser, "Mia").await;
    browser.goes_to("general").await;
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("leads.csv");
    std::fs::write(&list, "name,source\nAda,blog\n").expect("a file");
    browser.types("/import").await;
    browser.key(ENTER).await;
    let chooser = browser.find("#command [name=list]").await;
    let path = list.display().to_string();
    chooser.send_keys(&path).await.expect("a file");
    browser.fills("source", "the fair").await;
    browser.screenshot("file-option").await;
    browser.submits().await;
    browser
        .sees("Read leads.csv of 21 bytes from the fair")
        .await;
    drop(bot);
    browser.end().await;
    room.end().await;
}
