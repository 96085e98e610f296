//! A channel, and the messages in it.

use std::{sync::Arc, time::Duration};

use serde_json::Value;

use super::{office::Names, plain};

/// A message that somebody can see.
#[derive(Clone, Debug)]
pub struct Message {
    /// As Discord has it.
    pub json: Value,
    /// What its ids are called.
    pub names: Arc<Names>,
}

impl Message {
    /// As people read it.
    pub fn text(&self) -> String {
        plain::message(&self.json, &self.names)
    }

    /// The roles that it pinged when it was posted.
    pub fn pings(&self) -> Vec<String> {
        let roles = plain::list(&self.json, "mention_roles")
            .iter()
            .filter_map(Value::as_str);
        roles
            .map(|id| {
                self.names
                    .roles
                    .get(id)
                    .cloned()
                    .unwrap_or_else(|| id.to_owned())
            })
            .collect()
    }

    /// Whether a bot wrote it.
    pub fn is_by_a_bot(&self) -> bool {
        self.json["author"]["bot"].as_bool().unwrap_or(false)
    }
}

/// A channel of a company.
pub struct Channel {
    id: String,
    name: String,
    token: String,
    address: String,
    http: reqwest::Client,
    names: Arc<Names>,
}

impl Channel {
    /// A channel read with the token of somebody who sees it.
    pub fn new(
        id: String,
        name: String,
        token: String,
        address: String,
        http: reqwest::Client,
        names: Arc<Names>,
    ) -> Self {
        Self {
            id,
            name,
            token,
            address,
            http,
            names,
        }
    }

    /// Its messages, oldest first, at most the last hundred.
    pub async fn messages(&self) -> Vec<Message> {
        let answer = self
            .http
            .get(format!(
                "http://{}/api/v10/channels/{}/messages?limit=100",
                self.address, self.id
            ))
            .header("authorization", &self.token)
            .send()
            .await
            .expect("the sandbox");
        let status = answer.status();
        let json: Value = answer.json().await.expect("messages");
        let Value::Array(mut messages) = json else {
            panic!("{}: {status} {json}", self.name)
        };
        messages.reverse();
        messages
            .into_iter()
            .map(|json| Message {
                json,
                names: Arc::clone(&self.names),
            })
            .collect()
    }

    /// A message by its id, however many came after it.
    pub async fn one(&self, id: &str) -> Message {
        let answer = self
            .http
            .get(format!(
                "http://{}/api/v10/channels/{}/messages/{id}",
                self.address, self.id
            ))
            .header("authorization", &self.token)
            .send()
            .await
            .expect("the sandbox");
        Message {
            json: answer.json().await.expect("a message"),
            names: Arc::clone(&self.names),
        }
    }

    /// The last message.
    pub async fn last(&self) -> Message {
        self.messages()
            .await
            .pop()
            .unwrap_or_else(|| panic!("#{} is empty", self.name))
    }

    /// The messages that hold `part`.
    pub async fn with(&self, part: &str) -> Vec<Message> {
        let mut messages = self.messages().await;
        messages.retain(|message| message.text().contains(part));
        messages
    }

    /// Waits until a message holds `part`; that message.
    pub async fn shows(&self, part: &str) -> Message {
        for _ in 0..200 {
            if let Some(found) = self.with(part).await.pop() {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let all: Vec<String> = self.messages().await.iter().map(Message::text).collect();
        panic!(
            "{part:?} does not show in #{}:\n{}",
            self.name,
            all.join("\n----\n")
        )
    }

    /// Everything in it, as people read it.
    pub async fn text(&self) -> String {
        let all: Vec<String> = self.messages().await.iter().map(Message::text).collect();
        all.join("\n----\n")
    }
}
