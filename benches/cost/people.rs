//! The local Discord as a process of its own, and the people in it, who do what Discord's client does.

use std::{
    collections::HashMap,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Error, bail};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{process::Child, sync::oneshot};
use tokio_tungstenite::{connect_async, tungstenite::Message};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(20);

static NONCE: AtomicU64 = AtomicU64::new(1);

/// The local Discord and its company.
pub struct Office {
    dir: PathBuf,
    address: String,
    tls: String,
    company: Value,
    http: reqwest::Client,
    _sandbox: Child,
}

impl Office {
    /// Starts one without rate limits.
    pub async fn open() -> Result<Self, Error> {
        let dir =
            std::env::temp_dir().join(format!("tandem-cost-office-{:08x}", rand::random::<u32>()));
        let (address, tls) = (free_address()?, free_address()?);
        let sandbox = tokio::process::Command::new(env!("CARGO_BIN_EXE_tandem"))
            .args([
                "sandbox",
                "--listen",
                &address,
                "--tls-listen",
                &tls,
                "--data-dir",
            ])
            .arg(&dir)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let http = reqwest::Client::new();
        let began = Instant::now();
        let company = loop {
            let asked = http
                .get(format!("http://{address}/sandbox/company"))
                .send()
                .await;
            match asked {
                Ok(answer) => break answer.json::<Value>().await?,
                Err(error) if began.elapsed() > PATIENCE => return Err(error.into()),
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        };
        http.patch(format!("http://{address}/sandbox/settings"))
            .json(&json!({ "limits": "off" }))
            .send()
            .await?
            .error_for_status()?;
        Ok(Self {
            dir,
            address,
            tls,
            company,
            http,
            _sandbox: sandbox,
        })
    }

    /// Where it keeps its things.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The bot's token.
    pub fn token(&self) -> &str {
        self.company["bot_token"].as_str().unwrap_or_default()
    }

    /// Where bots find it over TLS, as discord.com.
    pub fn tls_address(&self) -> &str {
        &self.tls
    }

    /// What they have to trust for that.
    pub fn certificate(&self) -> PathBuf {
        self.dir.join("certificate.pem")
    }

    /// Where other bots find its API.
    pub fn api_url(&self) -> String {
        format!("http://{}/api/v10", self.address)
    }

    /// Where they find its gateway.
    pub fn gateway_url(&self) -> String {
        format!("ws://{}/gateway", self.address)
    }

    /// A channel's id.
    pub fn channel(&self, name: &str) -> &str {
        self.company["channels"][name].as_str().unwrap_or_default()
    }

    /// The same as a number.
    pub fn channel_id(&self, name: &str) -> Result<i64, Error> {
        Ok(self.channel(name).parse()?)
    }

    /// A role's id.
    pub fn role_id(&self, name: &str) -> Result<i64, Error> {
        Ok(self.company["roles"][name]
            .as_str()
            .unwrap_or_default()
            .parse()?)
    }

    /// The people of a team, connected.
    pub async fn people(&self, role: &str) -> Result<Vec<Person>, Error> {
        let members = self.company["members"].as_array().context("members")?;
        let of_team = members.iter().filter(|member| {
            let roles = member["roles"].as_array();
            roles.is_some_and(|roles| roles.iter().any(|own| own == role))
        });
        let mut people = Vec::new();
        for member in of_team {
            people.push(Person::connect(self, member).await?);
        }
        if people.is_empty() {
            bail!("nobody has the role {role}");
        }
        Ok(people)
    }

    /// Waits until the bot has registered its commands: the one of this name.
    pub async fn command(&self, name: &str) -> Result<Value, Error> {
        let guild = self.company["guild_id"].as_str().unwrap_or_default();
        let url = format!(
            "{}/guilds/{guild}/application-command-index",
            self.api_url()
        );
        let token = self.company["members"][0]["token"]
            .as_str()
            .unwrap_or_default();
        let began = Instant::now();
        while began.elapsed() < PATIENCE * 2 {
            let index: Value = self
                .http
                .get(&url)
                .header("authorization", token)
                .send()
                .await?
                .json()
                .await?;
            let commands = index["application_commands"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            if let Some(found) = commands.into_iter().find(|command| command["name"] == name) {
                return Ok(found);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!(
            "the bot did not register /{name}; its log is {}",
            self.dir.join("bot.log").display()
        )
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

fn free_address() -> Result<String, Error> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

/// Interactions that wait for their answer, by nonce and by id.
#[derive(Default)]
struct Waiting {
    asked: HashMap<String, oneshot::Sender<Value>>,
    nonces: HashMap<String, String>,
}

/// A member with a connection.
#[derive(Clone)]
pub struct Person {
    http: reqwest::Client,
    url: String,
    token: String,
    body: Value,
    waiting: Arc<Mutex<Waiting>>,
}

impl Person {
    async fn connect(office: &Office, member: &Value) -> Result<Self, Error> {
        let token = member["token"].as_str().context("a token")?.to_owned();
        let url = format!("{}/?v=10&encoding=json", office.gateway_url());
        let (mut wire, _) = connect_async(url).await?;
        let identify = json!({ "op": 2, "d": { "token": token, "properties": {} } });
        wire.send(Message::text(identify.to_string())).await?;
        let session = loop {
            let message = wire.next().await.context("the gateway ended")??;
            let event: Value = serde_json::from_str(message.to_text()?)?;
            if event["t"] == "READY" {
                break event["d"]["session_id"].clone();
            }
        };
        let waiting = Arc::new(Mutex::new(Waiting::default()));
        let told = Arc::clone(&waiting);
        tokio::spawn(async move {
            let mut beat = tokio::time::interval(Duration::from_secs(20));
            loop {
                tokio::select! {
                    _ = beat.tick() => {
                        let beat = json!({ "op": 1, "d": null }).to_string();
                        if wire.send(Message::text(beat)).await.is_err() {
                            return;
                        }
                    }
                    message = wire.next() => {
                        let Some(Ok(message)) = message else { return };
                        let read = message.to_text().ok().and_then(|text| serde_json::from_str(text).ok());
                        if let Some(event) = read {
                            told.lock().unwrap_or_else(PoisonError::into_inner).hears(&event);
                        }
                    }
                }
            }
        });
        Ok(Self {
            http: office.http.clone(),
            url: format!("{}/interactions", office.api_url()),
            token,
            body: json!({
                "application_id": office.company["application_id"],
                "guild_id": office.company["guild_id"],
                "channel_id": office.channel("general"),
                "session_id": session,
            }),
            waiting,
        })
    }

    /// Runs a command: its answer, and how long they waited.
    pub async fn runs(
        &self,
        top: &Value,
        sub: &str,
        options: &[(&str, &str)],
    ) -> Result<(Value, Duration), Error> {
        self.interacts(2, top, sub, options, false).await
    }

    /// Types the last option: what is suggested.
    pub async fn types(
        &self,
        top: &Value,
        sub: &str,
        options: &[(&str, &str)],
    ) -> Result<(Value, Duration), Error> {
        self.interacts(4, top, sub, options, true).await
    }

    async fn interacts(
        &self,
        kind: u8,
        top: &Value,
        sub: &str,
        options: &[(&str, &str)],
        focused: bool,
    ) -> Result<(Value, Duration), Error> {
        let nonce = NONCE.fetch_add(1, Ordering::Relaxed).to_string();
        let mut given: Vec<Value> = options
            .iter()
            .map(|(name, value)| option(top, sub, name, value))
            .collect();
        if focused && let Some(last) = given.last_mut() {
            last["focused"] = true.into();
        }
        let mut body = self.body.clone();
        body["type"] = kind.into();
        body["nonce"] = nonce.clone().into();
        body["data"] = json!({
            "id": top["id"], "version": top["version"], "name": top["name"], "type": 1,
            "options": [{ "type": 1, "name": sub, "options": given }],
        });
        let (answer, answered) = oneshot::channel();
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .asked
            .insert(nonce, answer);
        let began = Instant::now();
        let response = self
            .http
            .post(&self.url)
            .header("authorization", &self.token)
            .json(&body)
            .send()
            .await?;
        if !response.status().is_success() {
            bail!("{}: {}", response.status(), response.text().await?);
        }
        let answer = tokio::time::timeout(PATIENCE, answered)
            .await
            .context("no answer")??;
        let took = began.elapsed();
        if answer["failed"] == true {
            bail!("the application did not respond");
        }
        Ok((answer, took))
    }
}

/// An option as Discord's client sends it: of its own type, a choice by its value.
fn option(top: &Value, sub: &str, name: &str, typed: &str) -> Value {
    let named = |list: &Value, name: &str| {
        let list = list.as_array().cloned().unwrap_or_default();
        list.into_iter()
            .find(|it| it["name"] == name)
            .unwrap_or_default()
    };
    let known = named(&named(&top["options"], sub)["options"], name);
    let choices = known["choices"].as_array().cloned().unwrap_or_default();
    let chosen = choices.iter().find(|choice| {
        choice["name"]
            .as_str()
            .is_some_and(|name| name.starts_with(typed))
    });
    let value = chosen.map_or_else(|| json!(typed), |choice| choice["value"].clone());
    json!({ "type": known["type"], "name": name, "value": value })
}

impl Waiting {
    /// An event: the interaction's own id comes first, then its answer, which names that.
    fn hears(&mut self, event: &Value) {
        let data = &event["d"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match event["t"].as_str().unwrap_or_default() {
            "INTERACTION_CREATE" => {
                self.nonces.insert(text(&data["id"]), text(&data["nonce"]));
            }
            "MESSAGE_CREATE" => {
                let id = text(&data["interaction_metadata"]["id"]);
                if let Some(nonce) = self.nonces.remove(&id) {
                    self.answer(&nonce, data.clone());
                }
            }
            "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE" => {
                self.answer(&text(&data["nonce"]), data.clone());
            }
            "INTERACTION_FAILURE" => self.answer(&text(&data["nonce"]), json!({ "failed": true })),
            _ => {}
        }
    }

    fn answer(&mut self, nonce: &str, what: Value) {
        if let Some(asked) = self.asked.remove(nonce) {
            // Whoever asked may have given up.
            let _ = asked.send(what);
        }
    }
}
