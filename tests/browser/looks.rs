//! The page's states, light and dark, at a desk and on a phone: held by axe-core, and kept as pictures.

use crate::{
    company::Staffed,
    page::{
        axe,
        browser::{Browser, Screen},
        keyboard::{ENTER, ESCAPE},
    },
};

async fn state(browser: &Browser, name: &str) {
    browser.fits().await;
    big_enough(browser, name).await;
    axe::holds(browser, name).await;
    browser.screenshot(name).await;
}

/// What is pressed is at least 24 pixels wide and high, as WCAG 2.2 asks; links in a text are not.
async fn big_enough(browser: &Browser, name: &str) {
    let small = browser
        .script(
            "return [...document.querySelectorAll('button, select, input, textarea, [role=button], [role=menuitem], [role=option]')]
                .filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.closest('.text') && !it.closest('.chip') && !it.closest('.unseen') && !it.closest('.joined .meta'))
                .map((it) => [it.getAttribute('aria-label') ?? it.innerText ?? it.name, it.getBoundingClientRect()])
                .filter(([, { width, height }]) => width > 0 && (width < 24 || height < 24))
                .map(([name, { width, height }]) => `${name} ${width}×${height}`)",
            Vec::new(),
        )
        .await;
    assert_eq!(small, serde_json::json!([]), "{name}: too small to be hit");
}

async fn states(browser: &Browser, prefix: &str, phone: bool) {
    let name = |what: &str| format!("{prefix}-{what}");
    state(browser, &name("channel")).await;
    browser.clicks(".message:last-child .more").await;
    browser.sees("Capture lead").await;
    state(browser, &name("message-menu")).await;
    browser.presses("Capture lead").await;
    browser.sees("Submit").await;
    state(browser, &name("form")).await;
    browser.key(ESCAPE).await;
    browser.sees_no_more("Submit").await;
    browser.clicks(".message:nth-last-child(2) .author").await;
    browser.sees("Mention").await;
    browser.sees_no_more("Capture lead").await;
    state(browser, &name("user-menu")).await;
    browser.key(ESCAPE).await;
    browser.types("/lead").await;
    browser.sees("/lead add").await;
    state(browser, &name("suggestions")).await;
    browser.key(ENTER).await;
    browser.find("#command [name=name]").await;
    state(browser, &name("fields")).await;
    browser.key(ESCAPE).await;
    browser.types("/lead touch").await;
    browser.key(ENTER).await;
    browser.find("#command [name=lead]").await;
    browser.sees("L-1").await;
    state(browser, &name("autocomplete")).await;
    browser.key(ESCAPE).await;
    browser.key(ESCAPE).await;
    browser.clicks("#help").await;
    state(browser, &name("help")).await;
    browser.key(ESCAPE).await;
    if phone {
        browser.clicks("#menu").await;
        state(browser, &name("side")).await;
    }
    browser.clicks("#manage").await;
    state(browser, &name("manage-members")).await;
    browser.presses("Channels").await;
    state(browser, &name("manage-channels")).await;
    browser.presses("Bot").await;
    state(browser, &name("manage-bot")).await;
    browser.key(ESCAPE).await;
    if phone {
        browser.key(ESCAPE).await;
    }
}

async fn held(screen: Screen, prefix: &str) {
    let Some(browser) = Browser::start(screen).await else {
        return;
    };
    let room = Staffed::start().await;
    room.is_opened_in(&browser).await;
    state(&browser, &format!("{prefix}-welcome")).await;
    browser.presses("Got it").await;
    browser.is("Dana").await;
    browser.goes_to("sales").await;
    for line in [
        "/lead add name:Ada Lovelace source:Trade show stage:Interest email:ada@analytical.example",
        "/lead touch lead:L-1 kind:asked for sales",
        "/lead move lead:L-1 stage:Intent reason:Ready for a call",
    ] {
        browser.types(line).await;
        browser.submits().await;
        browser
            .until(
                "it was sent",
                "return document.querySelector('#text').value === ''",
            )
            .await;
    }
    browser.sees("Hot handoff").await;
    room.says("Sam", "sales", "# Plan\n1. call **Ada**\n2. `demo` ||soon||\n> she said\n-# small words, <@1> and https://analytical.example").await;
    room.says("Sam", "sales", "I take it.").await;
    room.says("Mia", "general", "Hello").await;
    browser.sees("I take it.").await;
    states(
        &browser,
        &format!("{prefix}-light"),
        screen == Screen::Phone,
    )
    .await;
    browser.lit(true).await;
    states(&browser, &format!("{prefix}-dark"), screen == Screen::Phone).await;
    browser.end().await;
    room.end().await;
}

#[tokio::test]
async fn the_page_at_a_desk_is_held_by_axe() {
    held(Screen::Desk, "desk").await;
}

#[tokio::test]
async fn the_page_on_a_phone_is_held_by_axe() {
    held(Screen::Phone, "phone").await;
}
