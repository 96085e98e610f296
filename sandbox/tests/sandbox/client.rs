//! A sandbox with a bot's and people's plain HTTP clients.

use serde_json::{Value, json};
use tandem_sandbox::{Company, CompanyPlan, Options, Sandbox, Tls, clock, limits::Strictness};

/// A sandbox, and who asks it.
pub struct Room {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// Its company.
    pub company: Company,
    http: reqwest::Client,
    open: Open,
}

/// Sees to it that a room is ended by [`Room::stop`], which holds what was said against Discord's
/// description.
struct Open(bool);

impl Drop for Open {
    fn drop(&mut self) {
        if self.0 && !std::thread::panicking() {
            panic!("a room ends with `room.stop().await`, not with the sandbox's own stop");
        }
    }
}

/// An answer: its status, Discord's code, and the body.
#[derive(Debug)]
pub struct Answer {
    /// HTTP's.
    pub status: u16,
    /// Discord's, when it is an error.
    pub code: Option<u64>,
    /// The whole.
    pub body: Value,
    /// Whose limit was exceeded.
    pub scope: Option<String>,
    headers: reqwest::header::HeaderMap,
}

impl Answer {
    async fn read(response: reqwest::Response) -> Result<Self, reqwest::Error> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body: Value = serde_json::from_slice(&response.bytes().await?).unwrap_or(Value::Null);
        let mut answer = Self {
            status,
            code: body["code"].as_u64(),
            body,
            scope: None,
            headers,
        };
        answer.scope = Some(answer.header("x-ratelimit-scope")).filter(|scope| !scope.is_empty());
        Ok(answer)
    }

    /// A header; empty when it is not there.
    pub fn header(&self, name: &str) -> String {
        let header = self.headers.get(name).and_then(|value| value.to_str().ok());
        header.unwrap_or_default().to_owned()
    }
}

impl Room {
    /// A new sandbox with wide limits.
    pub async fn new() -> Self {
        Self::with(Strictness::Wide).await
    }

    /// A new sandbox.
    pub async fn with(limits: Strictness) -> Self {
        Self::start(limits, None).await
    }

    /// A sandbox that writes down what happens, and goes on where an earlier one ended.
    pub async fn kept(journal: &std::path::Path) -> Self {
        Self::start(Strictness::Wide, Some(journal.to_owned())).await
    }

    async fn start(limits: Strictness, journal: Option<std::path::PathBuf>) -> Self {
        let sandbox = Sandbox::start(Options {
            listen: ([127, 0, 0, 1], 0).into(),
            clock: clock::system(),
            journal,
            plan: CompanyPlan::sample(),
            tls: Tls::default(),
            limits,
        })
        .await
        .expect("the sandbox starts");
        let company = sandbox.company();
        Self {
            sandbox,
            company,
            http: reqwest::Client::new(),
            open: Open(true),
        }
    }

    /// Ends the room. All that was answered in it must be as Discord describes it, and all that was
    /// asked and taken too; what was refused may have been wrong on purpose.
    pub async fn stop(self) {
        self.stop_as("the sandbox's tests").await;
    }

    /// The same, under another name in the report.
    pub async fn stop_as(mut self, by: &str) {
        self.open.0 = false;
        let log = self.sandbox.log();
        self.sandbox.stop().await;
        crate::description::hold(by, &log);
    }

    /// The bot's `Authorization`.
    pub fn bot(&self) -> String {
        format!("Bot {}", self.company.bot_token)
    }

    /// A member's.
    pub fn person(&self, name: &str) -> String {
        self.company
            .members
            .iter()
            .find(|member| member.name == name)
            .expect(name)
            .token
            .clone()
    }

    /// A member's id.
    pub fn id_of(&self, name: &str) -> &str {
        let mut members = self.company.members.iter();
        &members.find(|member| member.name == name).expect(name).id
    }

    /// Somebody asks the API; `bot` is the bot. A body of null is none.
    pub async fn does(&self, who: &str, how: &str, body: Value) -> Answer {
        let token = match who {
            "bot" => self.bot(),
            name => self.person(name),
        };
        let (method, path) = how.split_once(' ').expect("a method and a path");
        let body = Some(body).filter(|body| !body.is_null());
        self.ask(method, path, Some(&token), body).await
    }

    /// The same, and it is taken; gives the body.
    pub async fn gets(&self, who: &str, how: &str, body: Value) -> Value {
        let answer = self.does(who, how, body).await;
        assert!(
            answer.status < 300,
            "{who}: {how}: {} {}",
            answer.status,
            answer.body
        );
        answer.body
    }

    /// The same, and it is refused so: the status, and Discord's code.
    pub async fn refused(&self, who: &str, how: &str, body: Value, status: u16, code: u64) {
        let answer = self.does(who, how, body.clone()).await;
        let found = (answer.status, answer.code.unwrap_or_default());
        assert_eq!(
            found,
            (status, code),
            "{who}: {how}: {body}: {}",
            answer.body
        );
    }

    /// A channel's id.
    pub fn channel(&self, name: &str) -> &str {
        &self.company.channels[name]
    }

    /// Asks the API.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Answer {
        let url = format!("http://{}/api/v10{path}", self.sandbox.address());
        let mut request = self.http.request(method.parse().expect("a method"), url);
        if let Some(token) = token {
            request = request.header("Authorization", token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.expect("an answer");
        Answer::read(response).await.expect("a whole answer")
    }

    /// Asks the API for something that may break.
    pub async fn try_ask(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: Value,
    ) -> Result<Answer, reqwest::Error> {
        self.try_raw(method, path, token, body.to_string()).await
    }

    /// Asks the API with a body as it is.
    pub async fn try_raw(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: String,
    ) -> Result<Answer, reqwest::Error> {
        let url = format!("http://{}/api/v10{path}", self.sandbox.address());
        let request = self
            .http
            .request(method.parse().expect("a method"), url)
            .header("Authorization", token)
            .header("Content-Type", "application/json")
            .body(body);
        Answer::read(request.send().await?).await
    }

    /// Posts a form with files.
    pub async fn upload(
        &self,
        path: &str,
        token: &str,
        form: reqwest::multipart::Form,
    ) -> Result<Answer, reqwest::Error> {
        self.upload_by(reqwest::Method::POST, path, token, form)
            .await
    }

    /// Sends a form with files, by this method.
    pub async fn upload_by(
        &self,
        method: reqwest::Method,
        path: &str,
        token: &str,
        form: reqwest::multipart::Form,
    ) -> Result<Answer, reqwest::Error> {
        let url = format!("http://{}/api/v10{path}", self.sandbox.address());
        let request = self.http.request(method, url);
        let request = request.header("Authorization", token);
        Answer::read(request.multipart(form).send().await?).await
    }

    /// Pulls one of the sandbox's own levers: its status and body.
    pub async fn lever(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let url = format!("http://{}/sandbox{path}", self.sandbox.address());
        let mut request = self.http.request(method.parse().expect("a method"), url);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = Answer::read(request.send().await.expect("an answer")).await;
        let answer = answer.expect("a whole answer");
        (answer.status, answer.body)
    }

    /// A person posts a message.
    pub async fn says(&self, name: &str, channel: &str, text: &str) -> Answer {
        let path = format!("/channels/{}/messages", self.channel(channel));
        let body = json!({ "content": text });
        self.ask("POST", &path, Some(&self.person(name)), Some(body))
            .await
    }

    /// The messages of a channel, as the bot reads them.
    pub async fn messages(&self, channel: &str) -> Vec<Value> {
        let path = format!("/channels/{}/messages?limit=100", self.channel(channel));
        let answer = self.ask("GET", &path, Some(&self.bot()), None).await;
        answer.body.as_array().cloned().unwrap_or_default()
    }

    /// Lets the bot register a command with all that the tests need; gives its id.
    pub async fn register(&self) -> String {
        let command = json!({
            "name": "order", "description": "Order something", "options": [
                { "type": 3, "name": "what", "description": "What", "required": true, "max_length": 10 },
                { "type": 4, "name": "many", "description": "How many", "min_value": 1, "max_value": 9 },
                { "type": 3, "name": "size", "description": "Size", "choices": [{ "name": "small", "value": "s" }] },
                { "type": 6, "name": "whom", "description": "For whom" },
            ],
        });
        let path = format!("/applications/{}/commands", self.company.application_id);
        let answer = self
            .ask("POST", &path, Some(&self.bot()), Some(command))
            .await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.body["id"].as_str().expect("an id").to_owned()
    }

    /// The body of an interaction of a command.
    pub fn order(&self, command: &str, options: Value) -> Value {
        json!({
            "type": 2, "application_id": self.company.application_id, "guild_id": self.company.guild_id,
            "channel_id": self.channel("general"), "session_id": "s", "nonce": "1",
            "data": { "id": command, "name": "order", "type": 1, "options": options },
        })
    }
}
