//! What people write into channels by hand, and take back.

use serde_json::json;

use super::{channel::Message, person::Person};

impl Person {
    /// Writes into a channel.
    pub async fn says(&self, channel: &str, words: &str) -> Message {
        let id = self.channel_id(channel);
        let answer = self
            .http
            .post(format!(
                "http://{}/api/v10/channels/{id}/messages",
                self.address
            ))
            .header("authorization", &self.token)
            .json(&json!({"content": words}))
            .send()
            .await
            .expect("the sandbox");
        assert!(
            answer.status().is_success(),
            "{} could not write: {}",
            self.name,
            answer.status()
        );
        Message {
            json: answer.json().await.expect("a message"),
            names: self.shared_names(),
        }
    }

    /// Writes a message of theirs anew.
    pub async fn edits(&self, message: &Message, words: &str) {
        let part = |key: &str| message.json[key].as_str().expect("an id").to_owned();
        let url = format!(
            "http://{}/api/v10/channels/{}/messages/{}",
            self.address,
            part("channel_id"),
            part("id")
        );
        let answer = self
            .http
            .patch(url)
            .header("authorization", &self.token)
            .json(&json!({"content": words}))
            .send()
            .await
            .expect("the sandbox");
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    /// Deletes a message.
    pub async fn deletes(&self, message: &Message) {
        let part = |key: &str| message.json[key].as_str().expect("an id").to_owned();
        let url = format!(
            "http://{}/api/v10/channels/{}/messages/{}",
            self.address,
            part("channel_id"),
            part("id")
        );
        let answer = self
            .http
            .delete(url)
            .header("authorization", &self.token)
            .send()
            .await
            .expect("the sandbox");
        assert!(answer.status().is_success(), "{}", answer.status());
    }
}
