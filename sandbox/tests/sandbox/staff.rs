//! What the tests of a server's people need of a room.

use serde_json::{Value, json};
use tandem_sandbox::settings::Change;
use twilight_model::guild::Permissions;

use crate::client::{Answer, Room};

impl Room {
    /// A path in the company's server.
    pub fn guild(&self, rest: &str) -> String {
        format!("/guilds/{}{rest}", self.company.guild_id)
    }

    /// A member's id.
    pub fn id(&self, name: &str) -> &str {
        let member = self
            .company
            .members
            .iter()
            .find(|member| member.name == name);
        &member.expect(name).id
    }

    /// The bot's id.
    pub fn bot_id(&self) -> &str {
        &self.company.application_id
    }

    /// Asks as the bot.
    pub async fn as_bot(&self, method: &str, path: &str, body: Value) -> Answer {
        self.as_token(method, path, &self.bot(), body).await
    }

    /// Asks as a person.
    pub async fn as_person(&self, name: &str, method: &str, path: &str, body: Value) -> Answer {
        self.as_token(method, path, &self.person(name), body).await
    }

    async fn as_token(&self, method: &str, path: &str, token: &str, body: Value) -> Answer {
        let body = Some(body).filter(|body| !body.is_null());
        self.ask(method, path, Some(token), body).await
    }

    /// The bot's own role, as the owner sees it.
    pub async fn bot_role(&self) -> Value {
        let roles = self
            .as_person("Dana", "GET", &self.guild("/roles"), Value::Null)
            .await;
        let roles = roles.body.as_array().cloned().unwrap_or_default();
        let own = |role: &Value| role["tags"]["bot_id"] == self.bot_id();
        roles.into_iter().find(own).unwrap_or(Value::Null)
    }

    /// Lets the owner give the bot's role these permissions, beside what it has.
    pub async fn grant_bot(&self, more: Permissions) {
        let role = self.bot_role().await;
        self.grant(role["id"].as_str().expect("the bot's role"), more)
            .await;
    }

    /// Lets the owner give a role these permissions, beside what it has.
    pub async fn grant(&self, role: &str, more: Permissions) {
        let path = self.guild(&format!("/roles/{role}"));
        let role = self.as_person("Dana", "GET", &path, Value::Null).await.body;
        let held: u64 = role["permissions"]
            .as_str()
            .and_then(|bits| bits.parse().ok())
            .expect("permissions");
        let bits = (held | more.bits()).to_string();
        let answer = self
            .as_person("Dana", "PATCH", &path, json!({ "permissions": bits }))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// Grants the application the members intent.
    pub fn members_intent(&self) {
        let change = Change {
            members: Some(true),
            ..Change::default()
        };
        self.sandbox.set(change).expect("set");
    }

    /// Makes a role as the owner; gives its id.
    pub async fn new_role(&self, name: &str, permissions: Permissions) -> String {
        let body = json!({ "name": name, "permissions": permissions.bits().to_string() });
        let role = self
            .as_person("Dana", "POST", &self.guild("/roles"), body)
            .await;
        assert_eq!(role.status, 200, "{}", role.body);
        role.body["id"].as_str().expect("an id").to_owned()
    }
}

/// A refusal's status and code.
#[track_caller]
pub fn refused(answer: &Answer, status: u16, code: u64) {
    let found = (answer.status, answer.code);
    assert_eq!(found, (status, Some(code)), "{}", answer.body);
}

/// The names of events, in order.
pub fn names(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .filter_map(|event| event["t"].as_str())
        .collect()
}
