//! Direct messages in the page: the bot's to a person, and between people.

use crate::{
    company::Staffed,
    page::{
        axe,
        browser::{Browser, Screen},
        keyboard::ENTER,
    },
};

#[tokio::test]
async fn the_bot_tells_somebody_alone_and_people_write_to_each_other() {
    let Some(browser) = Browser::start(Screen::Desk).await else {
        return;
    };
    let room = Staffed::start().await;
    room.is_entered_in(&browser, "Dana").await;
    browser.goes_to("general").await;
    browser.sees_no_more("Direct messages").await;

    // Tandem tells whoever runs the place that a channel was deleted.
    room.sandbox.delete_channel(&room.company.guild_id, "sales");
    browser.sees("Direct messages").await;
    browser.sees("1 new, you are named").await;
    browser.goes_to("Tandem").await;
    browser
        .sees("Something that Tandem needs was deleted")
        .await;
    browser
        .sees("The beginning of your direct messages with Tandem")
        .await;
    browser.sees("Only the two of you read this.").await;
    browser.fits().await;
    axe::holds(&browser, "talk").await;
    browser.screenshot("talk").await;
    // Tandem's commands are for servers: none is offered here. What is written is plain text.
    browser.types("/lead").await;
    browser.sees_no_more("/lead add").await;
    browser
        .script(
            "const it = document.querySelector('#text'); it.value = ''; it.dispatchEvent(new Event('input'))",
            Vec::new(),
        )
        .await;
    browser.types("Thank you").await;
    browser.key(ENTER).await;
    browser
        .until(
            "what she wrote",
            "return [...document.querySelectorAll('.message .text')].some((it) => it.textContent === 'Thank you')",
        )
        .await;

    // She writes to somebody, from the menu of their name.
    room.says("Mia", "general", "Is sales gone?").await;
    browser.goes_to("general").await;
    browser.sees("Is sales gone?").await;
    browser.clicks(".message:last-child .author").await;
    browser.presses("Message").await;
    browser
        .sees("The beginning of your direct messages with Mia")
        .await;
    browser.types("Yes, by mistake").await;
    browser.key(ENTER).await;
    browser.sees("Yes, by mistake").await;
    browser.is("Mia").await;
    browser.goes_to("Dana").await;
    browser.sees("Yes, by mistake").await;
    // Nobody else's talks are in her list.
    browser
        .until(
            "her one talk",
            "return document.querySelectorAll('#talks button').length === 1",
        )
        .await;
    browser.end().await;
    room.end().await;
}
