//! A member's connection to the gateway, as Discord's own client holds it: everything that arrives
//! is kept in order, and a story waits for what it expects.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{sync::watch, task::JoinHandle};
use tokio_tungstenite::tungstenite::Message;

/// How long a story waits before it says that nothing came.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open connection.
#[derive(Debug)]
pub struct Gateway {
    events: Arc<Mutex<Vec<Event>>>,
    arrived: watch::Receiver<usize>,
    reads: JoinHandle<()>,
    /// The session's id, which every interaction names.
    pub session: String,
}

/// Something that the gateway dispatched.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name: `MESSAGE_CREATE`.
    pub name: String,
    /// What it carries.
    pub data: Value,
}

impl Gateway {
    /// Logs in with a member's token.
    pub async fn open(address: &str, token: &str) -> Self {
        let url = format!("ws://{address}/gateway?v=10&encoding=json");
        let (socket, _) = tokio_tungstenite::connect_async(url)
            .await
            .expect("the gateway");
        let (mut write, mut read) = socket.split();
        let identify = json!({"op": 2, "d": {
            "token": token,
            "properties": {"os": "linux", "browser": "story", "device": "story"},
        }});
        write
            .send(Message::text(identify.to_string()))
            .await
            .expect("identify");
        let events = Arc::new(Mutex::new(Vec::new()));
        let (tell, mut arrived) = watch::channel(0);
        let kept = Arc::clone(&events);
        let reads = tokio::spawn(async move {
            let mut beat = tokio::time::interval(Duration::from_secs(20));
            let mut last = Value::Null;
            loop {
                tokio::select! {
                    _ = beat.tick() => {
                        let heartbeat = json!({"op": 1, "d": last}).to_string();
                        if write.send(Message::text(heartbeat)).await.is_err() {
                            return;
                        }
                    }
                    message = read.next() => {
                        let Some(Ok(message)) = message else { return };
                        let Ok(text) = message.to_text() else { continue };
                        let Ok(payload) = serde_json::from_str::<Value>(text) else { continue };
                        if payload["op"] == 0 {
                            last = payload["s"].clone();
                            let name = payload["t"].as_str().unwrap_or_default().to_owned();
                            let mut events = kept.lock().expect("events");
                            events.push(Event { name, data: payload["d"].clone() });
                            tell.send_replace(events.len());
                        }
                    }
                }
            }
        });
        let ready = wait(&events, &mut arrived, 0, |events| {
            events.iter().find(|event| event.name == "READY").cloned()
        })
        .await
        .expect("READY");
        let session = ready.data["session_id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        Self {
            events,
            arrived,
            reads,
            session,
        }
    }

    /// How many events have come so far: where to look from.
    pub fn seen(&self) -> usize {
        self.events.lock().expect("events").len()
    }

    /// Waits until `found` finds what it looks for among the events from the `from`th on.
    pub async fn wait<T>(
        &self,
        from: usize,
        found: impl FnMut(&[Event]) -> Option<T>,
    ) -> Result<T, Vec<Event>> {
        let mut arrived = self.arrived.clone();
        wait(&self.events, &mut arrived, from, found)
            .await
            .ok_or_else(|| self.events.lock().expect("events")[from..].to_vec())
    }
}

async fn wait<T>(
    events: &Mutex<Vec<Event>>,
    arrived: &mut watch::Receiver<usize>,
    from: usize,
    mut found: impl FnMut(&[Event]) -> Option<T>,
) -> Option<T> {
    tokio::time::timeout(PATIENCE, async {
        loop {
            arrived.borrow_and_update();
            if let Some(found) = found(&events.lock().expect("events")[from..]) {
                return Some(found);
            }
            arrived.changed().await.ok()?;
        }
    })
    .await
    .ok()
    .flatten()
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.reads.abort();
    }
}
