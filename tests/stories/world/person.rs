//! A member, and what they do in Discord: run commands, press buttons, fill in forms, write.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::{
    channel::Message,
    gateway::Gateway,
    line,
    office::Names,
    outcome::{Outcome, came_of, is_private},
    plain::{list, text},
    reply::Reply,
};

/// Numbers every interaction of this process, since a nonce must not repeat.
static NONCE: AtomicU64 = AtomicU64::new(1);

/// A member of a company.
#[derive(Clone)]
pub struct Person {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// The names of their roles.
    pub roles: Vec<String>,
    /// Their own token.
    pub token: String,
    channel: String,
    pub(super) address: String,
    pub(super) http: reqwest::Client,
    names: Arc<Names>,
    gateway: Arc<OnceCell<Gateway>>,
}

impl Person {
    /// A member, not yet connected.
    pub fn new(
        id: String,
        name: String,
        roles: Vec<String>,
        token: String,
        address: String,
        http: reqwest::Client,
        names: Arc<Names>,
    ) -> Self {
        let channel = "general".to_owned();
        Self {
            id,
            name,
            roles,
            token,
            channel,
            address,
            http,
            names,
            gateway: Arc::default(),
        }
    }

    /// The same person in another channel.
    pub fn at(mut self, channel: &str) -> Self {
        channel.clone_into(&mut self.channel);
        self
    }

    /// The names that ids have in this company.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The same names, to keep.
    pub fn shared_names(&self) -> Arc<Names> {
        Arc::clone(&self.names)
    }

    /// Types a command and sends it.
    pub async fn runs(&self, typed: &str) -> Reply {
        let data = line::read(typed, &self.commands().await, &self.names);
        self.interacts(2, data, None, typed).await
    }

    /// What is suggested for the last option while it is typed: the labels.
    pub async fn types(&self, typed: &str) -> Vec<String> {
        let data = line::read_half_typed(typed, &self.commands().await, &self.names);
        let gateway = self.gateway().await;
        let (from, nonce) = (gateway.seen(), nonce());
        let (status, body) = self.posts(4, &data, None, &nonce).await;
        assert!(status < 300, "{typed}: {status} {body}");
        let answer = gateway
            .wait(from, |events| {
                events
                    .iter()
                    .find(|event| {
                        event.name == "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE"
                            && event.data["nonce"] == json!(nonce)
                    })
                    .map(|event| event.data.clone())
            })
            .await
            .unwrap_or_else(|events| panic!("{typed}: no suggestions came, only {events:?}"));
        list(&answer, "choices")
            .iter()
            .map(|choice| text(choice, "name").to_owned())
            .collect()
    }

    /// Uses a command of the menu on a message.
    pub async fn uses_menu(&self, command: &str, message: &Message) -> Reply {
        let commands = self.commands().await;
        let known = commands
            .iter()
            .find(|known| text(known, "name") == command && known["type"] == 3)
            .unwrap_or_else(|| panic!("no {command:?} in the menu of messages"));
        let data = json!({
            "id": known["id"], "version": known["version"], "name": command, "type": 3,
            "target_id": message.json["id"], "options": [], "attachments": [],
        });
        let here = Self {
            channel: self.channel_name(&message.json),
            ..self.clone()
        };
        here.interacts(2, data, None, command).await
    }

    /// Presses a button of a message, by its words.
    pub async fn presses(&self, label: &str, message: &Message) -> Reply {
        let button = pressable(&message.json, |it| {
            it["type"] == 2 && text(it, "label") == label
        })
        .unwrap_or_else(|| panic!("no button {label:?} in:\n{}", message.text()));
        let data = json!({"component_type": 2, "custom_id": button["custom_id"]});
        self.on(message)
            .interacts(3, data, Some(&message.json), label)
            .await
    }

    /// Presses a button by its id, also one that is no longer shown.
    pub async fn presses_id(&self, custom_id: &str, message: &Message) -> Reply {
        let data = json!({"component_type": 2, "custom_id": custom_id});
        self.on(message)
            .interacts(3, data, Some(&message.json), custom_id)
            .await
    }

    /// Chooses channels or roles by name from a list that a message shows.
    pub async fn chooses(&self, placeholder: &str, names: &[&str], message: &Message) -> Reply {
        let select = list_of(message, placeholder);
        let known = if select["type"] == 6 {
            &self.names.roles
        } else {
            &self.names.channels
        };
        let values: Vec<String> = names
            .iter()
            .map(|name| {
                let found = known.iter().find(|(_, own)| own == name);
                let (id, _) = found.unwrap_or_else(|| panic!("{name} is not among {known:?}"));
                id.clone()
            })
            .collect();
        let data = json!({
            "component_type": select["type"], "custom_id": select["custom_id"],
            "type": select["type"], "values": values,
        });
        self.on(message)
            .interacts(3, data, Some(&message.json), placeholder)
            .await
    }

    /// Sends a form that was opened for them.
    pub async fn fills(&self, form: &Value, values: &[(&str, &str)]) -> Reply {
        for (key, _) in values {
            let known = list(form, "components")
                .iter()
                .flat_map(|row| list(row, "components"));
            assert!(
                known.clone().any(|it| text(it, "custom_id") == *key),
                "no {key} in {form}"
            );
        }
        let rows: Vec<Value> = list(form, "components")
            .iter()
            .map(|row| {
                let inputs: Vec<Value> = list(row, "components")
                    .iter()
                    .map(|input| {
                        let key = text(input, "custom_id");
                        let typed = values.iter().find(|(name, _)| *name == key);
                        let value = typed.map_or_else(|| text(input, "value"), |(_, typed)| typed);
                        json!({"type": 4, "custom_id": key, "value": value})
                    })
                    .collect();
                json!({"type": 1, "components": inputs})
            })
            .collect();
        let data = json!({
            "id": form["id"], "custom_id": form["custom_id"], "components": rows,
        });
        // The message whose button opened the form may change as its answer.
        let opened_by = form.get("opened_by").cloned();
        self.answered(5, data, None, opened_by.as_ref(), "a form")
            .await
    }

    /// The commands that the server offers them.
    pub async fn commands(&self) -> Vec<Value> {
        let url = format!(
            "http://{}/api/v10/guilds/{}/application-command-index",
            self.address, self.names.guild
        );
        // Like Discord's client, people wait when they are told to.
        let index: Value = loop {
            let asked = self.http.get(&url).header("authorization", &self.token);
            let answer = asked.send().await.expect("the sandbox");
            let limited = answer.status().as_u16() == 429;
            let body: Value = answer.json().await.expect("an index");
            if !limited {
                break body;
            }
            let wait = body["retry_after"].as_f64().unwrap_or(1.0);
            tokio::time::sleep(std::time::Duration::from_secs_f64(wait)).await;
        };
        list(&index, "application_commands").to_vec()
    }

    /// Connects, unless they are connected already.
    pub async fn connects(&self) {
        self.gateway().await;
    }

    async fn gateway(&self) -> &Gateway {
        self.gateway
            .get_or_init(|| Gateway::open(&self.address, &self.token))
            .await
    }

    fn on(&self, message: &Message) -> Self {
        Self {
            channel: self.channel_name(&message.json),
            ..self.clone()
        }
    }

    fn channel_name(&self, message: &Value) -> String {
        self.names
            .channels
            .get(text(message, "channel_id"))
            .expect("a channel")
            .clone()
    }

    pub(super) fn channel_id(&self, name: &str) -> &str {
        let found = self
            .names
            .channels
            .iter()
            .find(|(_, own)| own.as_str() == name);
        found.unwrap_or_else(|| panic!("no channel {name}")).0
    }

    /// Sends an interaction and waits for what comes of it.
    async fn interacts(&self, kind: u8, data: Value, on: Option<&Value>, what: &str) -> Reply {
        self.answered(kind, data, on, on, what).await
    }

    /// The same, where the answer may also be a change of the message `changes`.
    async fn answered(
        &self,
        kind: u8,
        data: Value,
        on: Option<&Value>,
        changes: Option<&Value>,
        what: &str,
    ) -> Reply {
        let gateway = self.gateway().await;
        let (from, nonce) = (gateway.seen(), nonce());
        let (status, body) = self.posts(kind, &data, on, &nonce).await;
        if status >= 300 {
            return Reply::new(self, Outcome::Refused { status, body }, false);
        }
        let pressed = changes.map(|message| (message["id"].clone(), is_private(message)));
        let mut deferred = false;
        let outcome = gateway
            .wait(from, |events| {
                came_of(events, &nonce, pressed.as_ref(), &mut deferred)
            })
            .await
            .unwrap_or_else(|events| panic!("{what}: no answer came, only {events:#?}"));
        let outcome = match (outcome, on) {
            (Outcome::Form(mut form), Some(message)) => {
                form["opened_by"] = message.clone();
                Outcome::Form(form)
            }
            (outcome, _) => outcome,
        };
        Reply::new(self, outcome, deferred)
    }

    async fn posts(&self, kind: u8, data: &Value, on: Option<&Value>, nonce: &str) -> (u16, Value) {
        let gateway = self.gateway().await;
        let mut body = json!({
            "type": kind,
            "application_id": self.names.application,
            "guild_id": self.names.guild,
            "channel_id": self.channel_id(&self.channel),
            "session_id": gateway.session,
            "data": data,
            "nonce": nonce,
        });
        if let Some(message) = on {
            body["message_id"] = message["id"].clone();
            body["message_flags"] = message["flags"].clone();
        }
        let answer = self
            .http
            .post(format!("http://{}/api/v10/interactions", self.address))
            .header("authorization", &self.token)
            .json(&body)
            .send()
            .await
            .expect("the sandbox");
        (
            answer.status().as_u16(),
            answer.json().await.unwrap_or(Value::Null),
        )
    }
}

/// The list of a message whose placeholder holds this.
fn list_of(message: &Message, placeholder: &str) -> Value {
    pressable(&message.json, |it| {
        it["type"] != 2 && text(it, "placeholder").contains(placeholder)
    })
    .unwrap_or_else(|| panic!("no list {placeholder:?} in:\n{}", message.text()))
}

fn pressable(message: &Value, fits: impl Fn(&Value) -> bool) -> Option<Value> {
    list(message, "components")
        .iter()
        .flat_map(|row| list(row, "components"))
        .find(|component| fits(component))
        .cloned()
}

fn nonce() -> String {
    format!("story-{}", NONCE.fetch_add(1, Ordering::Relaxed))
}
