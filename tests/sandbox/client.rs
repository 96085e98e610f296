//! A sandbox with a bot's and people's plain HTTP clients.

use serde_json::{Value, json};
use tandem::{
    clock::Clock,
    sandbox::{Company, CompanyPlan, Options, Sandbox, limits::Strictness},
};

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
}

impl Room {
    /// A new sandbox with wide limits.
    pub async fn new() -> Self {
        Self::with(Strictness::Wide).await
    }

    /// A new sandbox.
    pub async fn with(limits: Strictness) -> Self {
        let sandbox = Sandbox::start(Options {
            listen: ([127, 0, 0, 1], 0).into(),
            clock: Clock::system(),
            journal: None,
            plan: CompanyPlan::sample(),
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
        let status = response.status().as_u16();
        let body: Value = response.json().await.unwrap_or(Value::Null);
        Answer {
            status,
            code: body["code"].as_u64(),
            body,
        }
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
