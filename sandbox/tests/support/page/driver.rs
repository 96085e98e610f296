//! Chromium and its driver, on a free port of this machine.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::process::{Child, Command};

/// A driver with one browser.
pub struct Driver {
    /// What drives it.
    pub client: Client,
    child: Child,
    session: String,
    http: reqwest::Client,
    _profile: tempfile::TempDir,
}

/// A program in `PATH`.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Says aloud that something is left out; a failure when it is required.
pub fn left_out(why: &str) {
    let required = std::env::var("TANDEM_BROWSER").is_ok_and(|value| value == "required");
    assert!(!required, "required, and not there: {why}");
    // The test's own output is not shown when it passes.
    let _ = writeln!(std::io::stderr(), "LEFT OUT: {why}");
}

impl Driver {
    /// Starts both, with a mouse or without one; `None` when the machine has none and none is required.
    pub async fn start(mouse: bool) -> Option<Self> {
        let (Some(driver), Some(chromium)) = (
            program("chromedriver"),
            program("chromium").or_else(|| program("google-chrome")),
        ) else {
            left_out(
                "the browser tests need chromium and chromedriver (Debian: chromium, chromium-driver)",
            );
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|free| free.local_addr())
            .expect("a free port")
            .port();
        let profile = tempfile::tempdir().expect("a folder");
        let child = Command::new(driver)
            .arg(format!("--port={port}"))
            .arg("--allowed-ips=127.0.0.1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver starts");
        let (hover, pointer) = if mouse { (2, 4) } else { (1, 2) };
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-sync".to_owned(),
            "--disable-component-update".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--lang=en-US".to_owned(),
            "--window-size=1280,900".to_owned(),
            // A browser without a window believes that it has no mouse.
            format!(
                "--blink-settings=primaryHoverType={hover},availableHoverTypes={hover},primaryPointerType={pointer},availablePointerTypes={pointer}"
            ),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        let mut capabilities = serde_json::Map::new();
        capabilities.insert(
            "goog:chromeOptions".to_owned(),
            json!({ "binary": chromium, "args": arguments }),
        );
        capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
        let address = format!("http://127.0.0.1:{port}");
        let began = Instant::now();
        let client = loop {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(capabilities.clone());
            match builder.connect(&address).await {
                Ok(client) => break client,
                Err(error) if began.elapsed() > Duration::from_secs(60) => {
                    panic!("no browser: {error}")
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        };
        let id = client.session_id().await.expect("a session");
        let session = format!("{address}/session/{}", id.expect("its id"));
        Some(Self {
            client,
            child,
            session,
            http: reqwest::Client::new(),
            _profile: profile,
        })
    }

    /// Something that only Chromium's driver has.
    async fn post(&self, path: &str, body: Value) -> Value {
        let request = self
            .http
            .post(format!("{}/{path}", self.session))
            .json(&body);
        let answer = request.send().await.expect("the driver answers");
        let mut answer: Value = answer.json().await.expect("JSON");
        assert!(answer["value"]["error"].is_null(), "{path}: {answer}");
        answer["value"].take()
    }

    /// The name of an element, as a screen reader says it.
    pub async fn name(&self, element: &str) -> String {
        let url = format!("{}/element/{element}/computedlabel", self.session);
        let answer = self.http.get(url).send().await.expect("the driver answers");
        let answer: Value = answer.json().await.expect("JSON");
        answer["value"].as_str().unwrap_or_default().to_owned()
    }

    /// A command of the developer tools.
    pub async fn tools(&self, command: &str, parameters: Value) -> Value {
        self.post(
            "goog/cdp/execute",
            json!({ "cmd": command, "params": parameters }),
        )
        .await
    }

    /// What the page has written to its console, and what the browser says of it there.
    pub async fn console(&self) -> Vec<Value> {
        let log = self.post("se/log", json!({ "type": "browser" })).await;
        log.as_array().cloned().unwrap_or_default()
    }

    /// Closes both.
    pub async fn end(mut self) {
        let _ = self.client.clone().close().await;
        let _ = self.child.kill().await;
    }
}

/// A test that fails closes its browser too: the driver alone leaves it running when it is killed.
impl Drop for Driver {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = close(&self.session);
        }
    }
}

/// Ends a session by hand, since nothing is awaited while a test fails.
fn close(session: &str) -> std::io::Result<()> {
    let (host, path) = session
        .trim_start_matches("http://")
        .split_once('/')
        .unwrap_or_default();
    let mut line = TcpStream::connect(host)?;
    line.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(
        line,
        "DELETE /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )?;
    line.read_to_string(&mut String::new()).map(drop)
}
