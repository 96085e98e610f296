//! The company that the page's tests play in.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use serde_json::{Value, json};
use tandem_sandbox::{
    Company, CompanyPlan, Options, Sandbox, Tls,
    clock::{self, Clock},
    limits::Strictness,
    log::What,
};

use super::browser::Browser;

/// A company, and who asks it.
pub struct Room {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// Its company.
    pub company: Company,
    http: reqwest::Client,
}

impl Room {
    /// A company without a bot.
    pub async fn quiet() -> Self {
        Self::quiet_at(([127, 0, 0, 1], 0).into(), None).await
    }

    /// The same, at this address, with a journal that outlives it.
    pub async fn quiet_at(listen: SocketAddr, journal: Option<PathBuf>) -> Self {
        Self::start(listen, clock::system(), journal).await
    }

    /// The same, with this clock.
    pub async fn start(
        listen: SocketAddr,
        clock: Arc<dyn Clock>,
        journal: Option<PathBuf>,
    ) -> Self {
        let sandbox = Sandbox::start(Options {
            listen,
            clock,
            tls: Tls::default(),
            journal,
            plan: CompanyPlan::sample(),
            limits: Strictness::Wide,
        })
        .await
        .expect("the sandbox starts");
        Self {
            company: sandbox.company(),
            sandbox,
            http: reqwest::Client::new(),
        }
    }

    /// Somebody opens the page.
    pub async fn is_opened_in(&self, browser: &Browser) {
        browser
            .open(&format!("http://{}/", self.sandbox.address()))
            .await;
        browser.sees("Welcome.").await;
    }

    /// The same, and the welcome is read.
    pub async fn is_entered_in(&self, browser: &Browser, name: &str) {
        self.is_opened_in(browser).await;
        browser.presses("Got it").await;
        browser.is(name).await;
    }

    /// Asks the API as a member.
    pub async fn ask(&self, name: &str, method: &str, path: &str, body: Option<Value>) -> Value {
        let member = self.company.members.iter().find(|it| it.name == name);
        let mut request = self
            .http
            .request(
                method.parse().expect("a method"),
                format!("http://{}/api/v10{path}", self.sandbox.address()),
            )
            .header("Authorization", &member.expect(name).token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("an answer");
        assert!(
            answer.status().is_success(),
            "{method} {path}: {}",
            answer.text().await.unwrap_or_default()
        );
        answer.json().await.unwrap_or(Value::Null)
    }

    /// Orders trouble.
    pub async fn orders(&self, trouble: Value) {
        let url = format!("http://{}/sandbox/faults", self.sandbox.address());
        let answer = self.http.post(url).json(&trouble).send().await;
        assert!(answer.expect("an answer").status().is_success());
    }

    /// Somebody writes into a channel; gives the message.
    pub async fn says(&self, name: &str, channel: &str, text: &str) -> Value {
        let path = format!("/channels/{}/messages", self.company.channels[channel]);
        self.ask(name, "POST", &path, Some(json!({ "content": text })))
            .await
    }

    /// Waits until the bot has taken up its session again, or begun another, after this line of the log.
    pub async fn bot_is_back(&self, since: usize) {
        for _ in 0..600 {
            let log = self.sandbox.log();
            let mut own = Vec::new();
            for (at, entry) in log.iter().enumerate() {
                let What::Gateway(signal) = &entry.what else {
                    continue;
                };
                let begins =
                    signal.what.starts_with("identified") && !signal.what.contains("intents null");
                if begins {
                    own.push(signal.session.clone());
                }
                let back =
                    begins || (signal.what.starts_with("resumed") && own.contains(&signal.session));
                if at >= since && back {
                    return;
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the bot does not come back");
    }

    /// Waits until the sandbox answers again.
    pub async fn answers(&self) {
        let address = format!("http://{}/", self.sandbox.address());
        for _ in 0..400 {
            if self.http.get(&address).send().await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the sandbox does not come back");
    }

    /// Ends it. All that the page asked was as Discord describes it.
    pub async fn end(self) {
        let log = self.sandbox.log();
        self.sandbox.stop().await;
        crate::description::hold("the page", &log);
    }
}
