//! A person at a browser: what they see, click and type.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use fantoccini::{
    Locator,
    actions::{InputSource, MouseActions, PointerAction},
    elements::Element,
    error::CmdError,
};
use serde_json::{Value, json};

use super::{driver::Driver, keyboard::ESCAPE};

/// How long somebody waits for something to appear.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What somebody sits at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// A desk with a mouse.
    Desk,
    /// A phone, 390×844, without a mouse.
    Phone,
}

/// Whether a name is this one, with or without something after it: a mark, a number of messages.
pub fn begins(name: &str, with: &str) -> bool {
    let rest = name.trim().strip_prefix(with);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// A browser with one window.
pub struct Browser {
    pub driver: Driver,
    screen: Screen,
    /// Whether connections were broken on purpose.
    broken: bool,
}

impl Browser {
    /// Starts one; `None`, and said aloud, when the machine has none and none is required.
    pub async fn start(screen: Screen) -> Option<Self> {
        let browser = Self {
            driver: Driver::start(screen == Screen::Desk).await?,
            screen,
            broken: false,
        };
        browser.becomes(screen).await;
        browser.lit(false).await;
        Some(browser)
    }

    /// Another screen.
    pub async fn becomes(&self, screen: Screen) {
        let phone = screen == Screen::Phone;
        let (width, height) = if phone { (390, 844) } else { (1280, 900) };
        self.driver
            .tools(
                "Emulation.setDeviceMetricsOverride",
                json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone }),
            )
            .await;
    }

    /// Light or dark.
    pub async fn lit(&self, dark: bool) {
        let scheme = if dark { "dark" } else { "light" };
        self.driver
            .tools(
                "Emulation.setEmulatedMedia",
                json!({ "features": [
                    { "name": "prefers-color-scheme", "value": scheme },
                    { "name": "prefers-reduced-motion", "value": "reduce" },
                ] }),
            )
            .await;
    }

    /// Opens an address.
    pub async fn open(&self, address: &str) {
        self.driver
            .client
            .goto(address)
            .await
            .expect("the page opens");
    }

    /// Runs a script in the page: the body of a function.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        let run = self.driver.client.execute(script, arguments).await;
        run.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until a script says yes.
    pub async fn until(&self, what: &str, script: &str) {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if self.script(script, Vec::new()).await == Value::Bool(true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let shown = self.shown().await;
        panic!("waited in vain for this: {what}\n{shown}");
    }

    /// What is laid out: hidden parts do not count, nor what only a screen reader says.
    async fn shown(&self) -> String {
        let text = self
            .script("return [...document.body.children].filter((it) => it.id !== 'news' && it.checkVisibility()).map((it) => it.innerText).join(' ')", Vec::new())
            .await;
        let words: Vec<&str> = text
            .as_str()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        words.join(" ")
    }

    /// Waits until the page shows a text.
    pub async fn sees(&self, text: &str) {
        self.looks(text, true).await;
    }

    /// Waits until the page shows a text no more.
    pub async fn sees_no_more(&self, text: &str) {
        self.looks(text, false).await;
    }

    async fn looks(&self, text: &str, wanted: bool) {
        let began = Instant::now();
        while self.shown().await.contains(text) != wanted {
            let shown = self.shown().await;
            assert!(
                began.elapsed() < PATIENCE,
                "{text:?} to be seen: expected {wanted}\n{shown}"
            );
            tokio::time::sleep(Duration::from_millis(80)).await;
        }
    }

    /// How often the page shows a text now.
    pub async fn times(&self, text: &str) -> usize {
        self.shown().await.matches(text).count()
    }

    /// What a selector finds, when it is there.
    pub async fn find(&self, selector: &str) -> Element {
        let wait = self.driver.client.wait().at_most(PATIENCE);
        let found = wait.for_element(Locator::Css(selector)).await;
        found.unwrap_or_else(|error| panic!("{selector}: {error}"))
    }

    /// Clicks what a selector finds.
    pub async fn clicks(&self, selector: &str) {
        let began = Instant::now();
        // What is drawn anew at this moment is clicked a moment later.
        while let Err(error) = self.click(&self.find(selector).await).await {
            assert!(began.elapsed() < PATIENCE, "{selector}: {error}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// A click, as a hand does it: the mouse is there first, and what shows itself only then is there.
    async fn click(&self, element: &Element) -> Result<(), CmdError> {
        if self.screen == Screen::Desk {
            let there = PointerAction::MoveToElement {
                element: element.clone(),
                duration: None,
                x: 0.0,
                y: 0.0,
            };
            let mouse = MouseActions::new("mouse".to_owned()).then(there);
            self.driver.client.perform_actions(mouse).await?;
        }
        element.clone().click().await
    }

    /// Clicks the last button of a name that can be pressed.
    pub async fn presses(&self, name: &str) {
        let path = format!(
            "(//button[(normalize-space()='{name}' or @aria-label='{name}') and not(@disabled)])[last()]"
        );
        let began = Instant::now();
        loop {
            let wait = self.driver.client.wait().at_most(PATIENCE);
            let found = wait.for_element(Locator::XPath(&path)).await;
            let found = found.unwrap_or_else(|error| panic!("{name}: {error}"));
            match self.click(&found).await {
                Ok(()) => return,
                Err(error) => assert!(began.elapsed() < PATIENCE, "{name}: {error}"),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Chooses an entry of a list by what it reads.
    pub async fn chooses(&self, selector: &str, label: &str) {
        let list = self.find(selector).await;
        list.select_by_label(label).await.expect(label);
    }

    /// Becomes another person.
    pub async fn is(&self, name: &str) {
        self.side(true).await;
        self.chooses("[data-testid=member-switch]", name).await;
        self.until(
            "what they see",
            "return document.querySelector('#messages').getAttribute('aria-busy') === 'false'",
        )
        .await;
        self.side(false).await;
    }

    /// Opens a channel.
    pub async fn goes_to(&self, channel: &str) {
        self.side(true).await;
        self.clicks(&format!("[data-testid=channel-{channel}]"))
            .await;
        self.until(
            "the channel",
            &format!("return document.querySelector('#channel').textContent.includes('{channel}')"),
        )
        .await;
    }

    /// On a phone the channels lie above the page.
    async fn side(&self, open: bool) {
        if self.screen == Screen::Phone && open {
            self.clicks("#menu").await;
        } else if self.screen == Screen::Phone {
            self.key(ESCAPE).await;
        }
    }

    /// Fills in a command's field.
    pub async fn fills(&self, name: &str, value: &str) {
        let selector = format!("#command [name=\"{name}\"]");
        let field = self.find(&selector).await;
        if field.tag_name().await.is_ok_and(|tag| tag == "select") {
            field.select_by_label(value).await.expect(value);
        } else {
            field.send_keys(value).await.expect(value);
        }
    }

    /// Sends what is in the message box or the command's fields.
    pub async fn submits(&self) {
        self.clicks("#send").await;
    }

    /// Nothing has to be scrolled sideways.
    pub async fn fits(&self) {
        let wide = self
            .script(
                "return [...document.querySelectorAll('html, body, main, #messages, #side, dialog[open], #composer')]
                    .filter((it) => it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 0).map((it) => it.id || it.localName)",
                Vec::new(),
            )
            .await;
        assert_eq!(wide, json!([]), "scrolls sideways");
    }

    /// Takes a picture of the window, a file of the run, named for what it shows.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        let picture = self.driver.client.screenshot().await.expect("a screenshot");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../report/screenshots");
        std::fs::create_dir_all(&folder).expect("the folder of pictures");
        let file = folder.join(format!("{name}.png"));
        std::fs::write(&file, &picture).expect("the picture");
        file
    }

    /// From now on connections may break: the browser will write so into the console.
    pub fn expect_broken(&mut self) {
        self.broken = true;
    }

    /// Closes the browser. Nothing went wrong in the page that its console would tell of.
    pub async fn end(self) {
        let network = |line: &Value| {
            line["source"] == "network"
                || line["message"]
                    .as_str()
                    .is_some_and(|it| it.contains("WebSocket"))
        };
        let wrong: Vec<Value> = self
            .driver
            .console()
            .await
            .into_iter()
            .filter(|line| line["level"] == "SEVERE" || line["level"] == "WARNING")
            .filter(|line| !self.broken || !network(line))
            .collect();
        assert!(wrong.is_empty(), "the page's console: {wrong:#?}");
        self.driver.end().await;
    }
}
