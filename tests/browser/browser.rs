//! A person at a browser: Chromium, driven by chromedriver on a free port of this machine.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::process::{Child, Command};

/// How long somebody waits for something to appear.
const PATIENCE: Duration = Duration::from_secs(15);

/// A browser with one window.
pub struct Browser {
    client: Client,
    driver: Child,
    _profile: tempfile::TempDir,
}

/// A program in `PATH`.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

impl Browser {
    /// Starts one; `None`, and said aloud, when the machine has none and none is required.
    pub async fn start() -> Option<Self> {
        let (Some(driver), Some(chromium)) = (
            program("chromedriver"),
            program("chromium").or_else(|| program("google-chrome")),
        ) else {
            let required = std::env::var("TANDEM_BROWSER").is_ok_and(|value| value == "required");
            assert!(
                !required,
                "chromium and chromedriver are required, and are not installed"
            );
            eprintln!(
                "LEFT OUT: the browser test needs chromium and chromedriver (Debian: chromium, chromium-driver)"
            );
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|free| free.local_addr())
            .expect("a free port")
            .port();
        let profile = tempfile::tempdir().expect("a folder");
        let driver = Command::new(driver)
            .arg(format!("--port={port}"))
            .arg("--allowed-ips=127.0.0.1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver starts");
        let mut capabilities = serde_json::Map::new();
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-sync",
            "--disable-component-update",
            "--no-first-run",
            "--disable-dev-shm-usage",
            "--window-size=1280,900",
            "--lang=en-US",
        ];
        let mut arguments: Vec<String> = arguments.map(str::to_owned).to_vec();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        capabilities.insert(
            "goog:chromeOptions".to_owned(),
            json!({ "binary": chromium, "args": arguments }),
        );
        let began = Instant::now();
        let client = loop {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(capabilities.clone());
            match builder.connect(&format!("http://127.0.0.1:{port}")).await {
                Ok(client) => break client,
                Err(error) if began.elapsed() > Duration::from_secs(40) => {
                    panic!("no browser: {error}")
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        };
        Some(Self {
            client,
            driver,
            _profile: profile,
        })
    }

    /// Opens an address.
    pub async fn open(&self, address: &str) {
        self.client.goto(address).await.expect("the page opens");
    }

    /// Waits until the page shows a text.
    pub async fn sees(&self, text: &str) {
        let began = Instant::now();
        let mut shown = String::new();
        while began.elapsed() < PATIENCE {
            // innerText is what is laid out: hidden parts do not count.
            shown = self.script("return document.body.innerText").await;
            if shown
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .contains(text)
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{text:?} is not to be seen:\n{shown}");
    }

    async fn script(&self, script: &str) -> String {
        let value = self
            .client
            .execute(script, Vec::new())
            .await
            .expect("a script");
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Clicks what a selector finds.
    pub async fn clicks(&self, selector: &str) {
        self.client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(selector))
            .await
            .expect(selector)
            .click()
            .await
            .expect(selector);
    }

    /// Clicks the last button of a name that can be pressed.
    pub async fn presses(&self, name: &str) {
        let path = format!("(//button[normalize-space()='{name}' and not(@disabled)])[last()]");
        let found = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::XPath(&path))
            .await
            .expect(name);
        found.click().await.expect(name);
    }

    /// Chooses an entry of a list by what it reads.
    pub async fn chooses(&self, selector: &str, label: &str) {
        let list = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(selector))
            .await
            .expect(selector);
        list.select_by_label(label).await.expect(label);
    }

    /// Types into the message box.
    pub async fn types(&self, text: &str) {
        let field = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css("#text"))
            .await
            .expect("the box");
        field.click().await.expect("the box");
        field.send_keys(text).await.expect("typing");
    }

    /// Presses a key where the cursor is.
    pub async fn key(&self, key: &str) {
        let active = self.client.active_element().await.expect("a cursor");
        active.send_keys(key).await.expect("a key");
    }

    /// Fills in a command's field.
    pub async fn fills(&self, name: &str, value: &str) {
        let selector = format!("#command [name=\"{name}\"]");
        let field = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(&selector))
            .await
            .expect(name);
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

    /// Takes a picture of the window, into a file of the project.
    pub async fn screenshot(&self, file: &str) {
        let picture = self.client.screenshot().await.expect("a screenshot");
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(Path::new(file).file_name().expect("a name"));
        std::fs::write(&path, &picture).expect("the picture");
        // The picture in the README is renewed on demand only, so that a test run changes no file.
        if std::env::var_os("TANDEM_RENEW_PICTURES").is_some() {
            std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(file), &picture)
                .expect("the README's picture");
        }
    }

    /// Closes the browser and its driver.
    pub async fn end(mut self) {
        let _ = self.client.close().await;
        let _ = self.driver.kill().await;
    }
}
