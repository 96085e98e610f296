//! How much the sandbox carries on its own, so that a load test of a bot knows what it measures.
//!
//! `cargo bench --bench sandbox`. Client and server share the machine and one process; the first figure,
//! a request that does nothing, tells what the client alone costs. Compare figures of one run only.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Error};
use futures::{SinkExt, StreamExt, future::join_all};
use serde_json::{Value, json};
use tandem_sandbox::{Company, CompanyPlan, Options, Sandbox, Tls, clock, limits::Strictness};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

/// How long each figure is measured.
const TIME: Duration = Duration::from_secs(3);

/// Requests under way at the same time.
const AT_ONCE: usize = 32;

/// Clients that listen.
const LISTENERS: usize = 50;

type Wire = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

/// A sandbox, and who asks it.
struct Bench {
    sandbox: Sandbox,
    company: Company,
    http: reqwest::Client,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    // `cargo test --benches` runs this too, and wants to know only that it runs.
    let time = if std::env::args().any(|arg| arg == "--bench") {
        TIME
    } else {
        Duration::from_millis(50)
    };
    let sandbox = Sandbox::start(Options {
        listen: ([127, 0, 0, 1], 0).into(),
        clock: clock::system(),
        journal: None,
        plan: CompanyPlan::sample(),
        tls: Tls::default(),
        limits: Strictness::Off,
    })
    .await?;
    let company = sandbox.company();
    let bench = Bench {
        sandbox,
        company,
        http: reqwest::Client::new(),
    };
    println!(
        "{AT_ONCE} requests at once, {LISTENERS} listeners where there are any, for {time:?} each"
    );
    let line = |name: &str, count: u64, took: Duration| {
        println!(
            "{name:<58} {:>8.0} a second",
            count as f64 / took.as_secs_f64()
        );
    };

    let (count, took) = bench
        .rate(time, |_| bench.ask("GET", "/gateway", None))
        .await?;
    line("GET /gateway: does nothing", count, took);
    let (count, took) = bench
        .rate(time, |_| bench.ask("GET", "/users/@me", None))
        .await?;
    line("GET /users/@me", count, took);
    let post = |_| {
        let path = format!("/channels/{}/messages", bench.company.channels["general"]);
        bench.ask("POST", path, Some(json!({ "content": "hello" })))
    };
    let (count, took) = bench.rate(time, post).await?;
    line("POST a message, nobody listens", count, took);
    let list = |_| {
        let path = format!("/channels/{}/messages", bench.company.channels["general"]);
        bench.ask("GET", path, None)
    };
    let (count, took) = bench.rate(time, list).await?;
    line("GET 50 messages", count, took);

    let heard = Arc::new(AtomicU64::new(0));
    let mut listeners = Vec::new();
    for _ in 0..LISTENERS {
        let mut wire = bench.bot().await?;
        let heard = Arc::clone(&heard);
        listeners.push(tokio::spawn(async move {
            while let Some(Ok(message)) = wire.next().await {
                if message.is_text() {
                    heard.fetch_add(1, Ordering::Relaxed);
                }
            }
        }));
    }
    let before = heard.load(Ordering::Relaxed);
    let (count, took) = bench.rate(time, post).await?;
    // What is still on its way counts: it was carried.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let events = heard.load(Ordering::Relaxed) - before;
    line("POST a message, all listen", count, took);
    line("… events that the listeners got", events, took);
    println!("… in all {events} of {}", count * LISTENERS as u64);
    for listener in listeners {
        listener.abort();
    }

    let (count, took) = bench.interactions(time).await?;
    line("A command used, heard by the bot and answered", count, took);
    bench.sandbox.stop().await;
    Ok(())
}

impl Bench {
    /// How many times `ask` is done in a time, so many at once.
    async fn rate<F, A>(&self, time: Duration, ask: F) -> Result<(u64, Duration), Error>
    where
        F: Fn(usize) -> A,
        A: Future<Output = Result<Value, Error>>,
    {
        let began = Instant::now();
        let counts = join_all((0..AT_ONCE).map(|worker| {
            let ask = &ask;
            async move {
                let mut count = 0_u64;
                while began.elapsed() < time {
                    ask(worker).await?;
                    count += 1;
                }
                Ok::<u64, Error>(count)
            }
        }))
        .await;
        let mut sum = 0;
        for count in counts {
            sum += count?;
        }
        Ok((sum, began.elapsed()))
    }

    async fn ask(
        &self,
        method: &str,
        path: impl Into<String>,
        body: Option<Value>,
    ) -> Result<Value, Error> {
        let bot = format!("Bot {}", self.company.bot_token);
        self.ask_as(&bot, method, &path.into(), body).await
    }

    async fn ask_as(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, Error> {
        let url = format!("http://{}/api/v10{path}", self.sandbox.address());
        let mut request = self
            .http
            .request(method.parse()?, url)
            .header("Authorization", token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await?.error_for_status()?;
        let bytes = response.bytes().await?;
        Ok(serde_json::from_slice(&bytes).unwrap_or_default())
    }

    /// A bot's connection, after its READY.
    async fn bot(&self) -> Result<Wire, Error> {
        let url = format!("ws://{}/gateway?v=10&encoding=json", self.sandbox.address());
        let (mut wire, _) = connect_async(url).await?;
        let identify = json!({ "op": 2, "d": {
            "token": self.company.bot_token, "intents": 1 | 1 << 9 | 1 << 15, "properties": {} } });
        wire.send(Message::text(identify.to_string())).await?;
        loop {
            let message = wire.next().await.context("the gateway ended")??;
            if message.to_text()?.contains("\"GUILD_CREATE\"") {
                return Ok(wire);
            }
        }
    }

    /// Commands from their use to their answer: the bot hears of each over its gateway connection.
    async fn interactions(&self, time: Duration) -> Result<(u64, Duration), Error> {
        let command = json!({ "name": "ping", "description": "Ping" });
        let path = format!("/applications/{}/commands", self.company.application_id);
        let command = self.ask("POST", path, Some(command)).await?;
        let mut wire = self.bot().await?;
        let (answered, over) = (AtomicU64::new(0), AtomicBool::new(false));
        let person = &self.company.members[1].token;
        let body = json!({
            "type": 2, "application_id": self.company.application_id, "guild_id": self.company.guild_id,
            "channel_id": self.company.channels["general"], "session_id": "s", "nonce": "1",
            "data": { "id": command["id"], "name": "ping", "type": 1, "options": [] },
        });
        let answer = async {
            let mut under_way = futures::stream::FuturesUnordered::new();
            while !over.load(Ordering::Relaxed) {
                tokio::select! {
                    message = wire.next() => {
                        let text = message.context("the gateway ended")??.into_text()?;
                        let payload: Value = serde_json::from_str(&text)?;
                        if payload["t"] == "INTERACTION_CREATE" {
                            let id = payload["d"]["id"].as_str().unwrap_or_default();
                            let token = payload["d"]["token"].as_str().unwrap_or_default();
                            let path = format!("/interactions/{id}/{token}/callback");
                            let body = json!({ "type": 4, "data": { "content": "pong" } });
                            under_way.push(self.ask("POST", path, Some(body)));
                        }
                    }
                    Some(done) = under_way.next() => {
                        done?;
                        answered.fetch_add(1, Ordering::Relaxed);
                    }
                    () = tokio::time::sleep(Duration::from_millis(100)) => {}
                }
            }
            Ok::<(), Error>(())
        };
        let ask = async {
            let used = self
                .rate(time, |_| {
                    self.ask_as(person, "POST", "/interactions", Some(body.clone()))
                })
                .await;
            over.store(true, Ordering::Relaxed);
            used
        };
        let (answers, used) = tokio::join!(answer, ask);
        answers?;
        let (_, took) = used?;
        Ok((answered.load(Ordering::Relaxed), took))
    }
}
