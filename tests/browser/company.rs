//! The companies that the page's tests play in.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use serde_json::{Value, json};
use tandem::{
    app::{App, DeliverSettings, Door, Parts},
    clock::Clock,
    sandbox::{Company, CompanyPlan, Options, Sandbox, Tls, limits::Strictness, log::What},
};

use crate::{
    browser::Browser,
    database::{TestDatabase, database},
};

/// A company, with Tandem in it or without any bot.
pub struct Room {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// Its company.
    pub company: Company,
    bot: Option<(TestDatabase, App)>,
    http: reqwest::Client,
}

async fn sandbox(clock: Clock, listen: SocketAddr, journal: Option<PathBuf>) -> Sandbox {
    Sandbox::start(Options {
        listen,
        clock,
        tls: Tls::default(),
        journal,
        plan: CompanyPlan::sample(),
        limits: Strictness::Wide,
    })
    .await
    .expect("the sandbox starts")
}

impl Room {
    /// A company without a bot.
    pub async fn quiet() -> Self {
        Self::quiet_at(([127, 0, 0, 1], 0).into(), None).await
    }

    /// The same, at this address, with a journal that outlives it.
    pub async fn quiet_at(listen: SocketAddr, journal: Option<PathBuf>) -> Self {
        let sandbox = sandbox(Clock::system(), listen, journal).await;
        Self {
            company: sandbox.company(),
            sandbox,
            bot: None,
            http: reqwest::Client::new(),
        }
    }

    /// A company with Tandem in it, set up as `/setup` does.
    pub async fn with_tandem() -> Self {
        let database = database().await;
        let clock = Clock::system();
        let sandbox = sandbox(clock.clone(), ([127, 0, 0, 1], 0).into(), None).await;
        let company = sandbox.company();
        let app = App::start(Parts {
            pool: database.pool.clone(),
            clock,
            token: company.bot_token.clone().into(),
            door: Door::Resolved {
                address: sandbox.api_address(),
                certificate_pem: sandbox.certificate_pem(),
            },
            deliver: DeliverSettings {
                poll: Duration::from_millis(100),
                ..DeliverSettings::default()
            },
        })
        .await
        .expect("the bot starts");
        set_up(&database, &company).await;
        Self {
            sandbox,
            company,
            bot: Some((database, app)),
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
        if let Some((_database, app)) = self.bot {
            app.stop().await;
        }
        let log = self.sandbox.log();
        self.sandbox.stop().await;
        crate::description::hold("the page", &log);
    }
}

/// Writes down what `/setup` would.
async fn set_up(database: &TestDatabase, company: &Company) {
    let id = |text: &String| text.parse::<i64>().expect("a snowflake");
    for _ in 0..100 {
        let written = sqlx::query(
            "update company
             set marketing_channel = $2, sales_channel = $3, promotions_channel = $4, digest_channel = $5,
                 marketing_role = $6, sales_role = $7, manager_role = $8, set_up_at = now()
             where guild_id = $1",
        )
        .bind(id(&company.guild_id))
        .bind(id(&company.channels["marketing"]))
        .bind(id(&company.channels["sales"]))
        .bind(id(&company.channels["promotions"]))
        .bind(id(&company.channels["digest"]))
        .bind(id(&company.roles["Marketing"]))
        .bind(id(&company.roles["Sales"]))
        .bind(id(&company.roles["Manager"]))
        .execute(&database.pool)
        .await
        .expect("the company");
        if written.rows_affected() == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the bot has not met the company");
}
