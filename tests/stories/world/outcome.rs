//! What comes of an interaction: the answer, picked from what the gateway brings.

use serde_json::{Value, json};

use super::gateway::Event;

/// The flag of a message while the bot is still thinking.
const LOADING: u64 = 1 << 7;

/// What came of it.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A message, new or changed.
    Message(Value),
    /// A form opened.
    Form(Value),
    /// "The application did not respond."
    Failed(Value),
    /// Discord itself refused it: the client would not even have sent it.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Discord's error.
        body: Value,
    },
}

/// What came of the interaction `nonce` so far, once it is settled. A pressed private message can
/// only change as its answer; a public one also changes by itself, so there a new message is waited
/// for.
pub fn came_of(
    events: &[Event],
    nonce: &str,
    pressed: Option<&(Value, bool)>,
    deferred: &mut bool,
) -> Option<Outcome> {
    let ours = |event: &&Event| event.data["nonce"] == json!(nonce);
    let named = |name: &'static str| events.iter().filter(ours).find(move |e| e.name == name);
    if let Some(failure) = named("INTERACTION_FAILURE") {
        return Some(Outcome::Failed(failure.data.clone()));
    }
    if let Some(form) = named("INTERACTION_MODAL_CREATE") {
        return Some(Outcome::Form(form.data.clone()));
    }
    let id = named("INTERACTION_CREATE").map(|event| event.data["id"].clone())?;
    let mut settled = None;
    for event in events {
        if !matches!(event.name.as_str(), "MESSAGE_CREATE" | "MESSAGE_UPDATE") {
            continue;
        }
        let answers =
            event.data["interaction_metadata"]["id"] == id || event.data["interaction"]["id"] == id;
        let changed = event.name == "MESSAGE_UPDATE"
            && pressed.is_some_and(|(pressed, private)| *private && event.data["id"] == *pressed);
        if !(answers || changed) {
            continue;
        }
        if event.data["flags"].as_u64().unwrap_or(0) & LOADING == 0 {
            settled = Some(Outcome::Message(event.data.clone()));
        } else {
            *deferred = true;
        }
    }
    named("INTERACTION_SUCCESS").and(settled)
}

/// Whether only one member sees a message.
pub fn is_private(message: &Value) -> bool {
    message["flags"].as_u64().unwrap_or(0) & (1 << 6) != 0
}
