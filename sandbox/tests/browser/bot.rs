//! A bot by hand: it registers commands, and answers each interaction by what a closure says.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_tungstenite::{connect_async, tungstenite::Message};

use crate::page::room::Room;

/// A running bot; it ends with the test.
pub struct Bot(JoinHandle<()>);

impl Drop for Bot {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Bot {
    /// Starts one. `answer` gives how long it thinks and what it calls back; of an interaction without an
    /// answer nothing is heard.
    pub async fn start(
        room: &Room,
        commands: Value,
        answer: impl Fn(&Value) -> Option<(Duration, Value)> + Send + 'static,
    ) -> Self {
        let (address, token) = (room.sandbox.address(), room.company.bot_token.clone());
        let api = format!("http://{address}/api/v10");
        let http = reqwest::Client::new();
        let app = &room.company.application_id;
        let registered = http
            .put(format!("{api}/applications/{app}/commands"))
            .header("Authorization", format!("Bot {token}"))
            .json(&commands)
            .send()
            .await
            .expect("an answer");
        assert!(registered.status().is_success(), "{registered:?}");
        let url = format!("ws://{address}/gateway?v=10&encoding=json");
        let mut line = connect_async(url).await.expect("the gateway").0;
        let identify = json!({ "op": 2, "d": { "token": token, "intents": 1, "properties": { "os": "", "browser": "", "device": "" } } });
        let identify = Message::text(identify.to_string());
        line.send(identify).await.expect("identifies");
        let (ready, begun) = tokio::sync::oneshot::channel();
        let mut ready = Some(ready);
        let running = tokio::spawn(async move {
            while let Some(Ok(message)) = line.next().await {
                let Message::Text(text) = message else {
                    continue;
                };
                let payload: Value = serde_json::from_str(&text).expect("JSON");
                if payload["t"] == "READY" {
                    ready.take().map(|ready| ready.send(()));
                }
                if payload["t"] != "INTERACTION_CREATE" {
                    continue;
                }
                let event = &payload["d"];
                let Some((thinks, callback)) = answer(event) else {
                    continue;
                };
                let part = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
                let url = format!(
                    "{api}/interactions/{}/{}/callback",
                    part("id"),
                    part("token")
                );
                let http = http.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(thinks).await;
                    let sent = http.post(url).json(&callback).send().await;
                    assert!(sent.expect("an answer").status().is_success());
                });
            }
        });
        begun.await.expect("ready");
        Self(running)
    }
}
