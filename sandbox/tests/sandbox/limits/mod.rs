//! Every limit, at its edge and one beyond. A refusal is held whole against Discord's words: status, code,
//! and for a body that does not fit each fault with its path, its code and its message.

mod answers;
mod commands;
mod components;
mod files;
mod forms;
mod layouts;
mod messages;
mod options;
mod typed;

use serde_json::{Value, json};

use crate::{
    client::{Answer, Room},
    wire::{CONTENT, MESSAGES, Wire},
};

/// What comes of a body.
pub enum Comes {
    /// It is taken.
    Fine,
    /// It is refused, with this status and code.
    No(u16, u64),
    /// It does not fit: these are all its faults.
    Faults(Vec<String>),
}

/// What is tried, and what comes of it.
pub type Case = (&'static str, Value, Comes);

/// One fault: where, its code, its words.
pub fn fault(path: &str, code: &str, words: &str) -> Comes {
    Comes::Faults(vec![format!("{path} {code} {words}")])
}

/// Several faults.
pub fn all(list: Vec<Comes>) -> Comes {
    let inner = |comes| match comes {
        Comes::Faults(list) => list,
        Comes::Fine | Comes::No(..) => panic!("not a fault"),
    };
    Comes::Faults(list.into_iter().flat_map(inner).collect())
}

/// Too long.
pub fn most(path: &str, most: usize) -> Comes {
    let words = format!("Must be {most} or fewer in length.");
    fault(path, "BASE_TYPE_MAX_LENGTH", &words)
}

/// Too short or too long.
pub fn between(path: &str, least: usize, most: usize) -> Comes {
    let words = format!("Must be between {least} and {most} in length.");
    fault(path, "BASE_TYPE_BAD_LENGTH", &words)
}

/// Not there.
pub fn required(path: &str) -> Comes {
    fault(path, "BASE_TYPE_REQUIRED", "This field is required")
}

/// None of those that there are.
pub fn choice(path: &str, of: &str) -> Comes {
    let words = format!("Value must be one of {of}.");
    fault(path, "BASE_TYPE_CHOICES", &words)
}

/// A number that is too large.
pub fn high(path: &str, most: i64) -> Comes {
    let words = format!("int value should be less than or equal to {most}.");
    fault(path, "NUMBER_TYPE_MAX", &words)
}

/// A number that is too small.
pub fn low(path: &str, least: i64) -> Comes {
    let words = format!("int value should be greater than or equal to {least}.");
    fault(path, "NUMBER_TYPE_MIN", &words)
}

/// A component of a kind that is not meant there.
pub fn union(path: &str, of: &str) -> Comes {
    let words = format!("Value of field \"type\" must be one of {of}.");
    fault(path, "UNION_TYPE_CHOICES", &words)
}

/// A text of so many characters. They are no ASCII: characters are counted, not bytes.
pub fn text(length: usize) -> String {
    "é".repeat(length)
}

/// So many of the same.
pub fn many(count: usize, one: impl Fn(usize) -> Value) -> Vec<Value> {
    (0..count).map(one).collect()
}

/// All faults of a refusal, each as its path, its code and its words.
pub fn told(errors: &Value, path: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in errors.as_object().into_iter().flatten() {
        if key == "_errors" {
            for fault in value.as_array().into_iter().flatten() {
                let (code, words) = (fault["code"].as_str(), fault["message"].as_str());
                let (code, words) = (code.unwrap_or_default(), words.unwrap_or_default());
                found.push(format!("{path} {code} {words}"));
            }
        } else {
            let dot = if path.is_empty() { "" } else { "." };
            found.extend(told(value, &format!("{path}{dot}{key}")));
        }
    }
    found
}

/// Whether an answer is what was to come; if not, what is wrong with it.
pub fn differs(answer: &Answer, comes: Comes) -> Option<String> {
    let mut is = told(&answer.body["errors"], "");
    is.sort();
    let (status, code, mut faults) = match comes {
        Comes::Fine => {
            let fine = answer.status < 300;
            return (!fine)
                .then(|| format!("refused: {} {:?} {is:#?}", answer.status, answer.code));
        }
        Comes::No(status, code) => (status, code, Vec::new()),
        Comes::Faults(list) => (400, 50035, list),
    };
    faults.sort();
    let same = (answer.status, answer.code) == (status, Some(code)) && is == faults;
    (!same).then(|| {
        format!(
            "{} {:?} {is:#?}, not {status} {code} {faults:#?}",
            answer.status, answer.code
        )
    })
}

/// Tries a table of bodies on one path.
pub async fn holds(room: &Room, method: &str, path: &str, token: &str, table: Vec<Case>) {
    let mut wrong = Vec::new();
    for (name, body, comes) in table {
        let answer = room.ask(method, path, Some(token), Some(body)).await;
        if let Some(words) = differs(&answer, comes) {
            wrong.push(format!("{name}: {words}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The bot's session.
pub async fn bot(room: &Room) -> Wire {
    Wire::bot(room, MESSAGES | CONTENT).await
}

/// Somebody starts an interaction; gives where the bot answers it, and what it heard.
pub async fn asks(room: &Room, wire: &mut Wire, body: Value) -> (String, Value) {
    let answer = room
        .ask(
            "POST",
            "/interactions",
            Some(&room.person("Mia")),
            Some(body),
        )
        .await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    let event = wire.event("INTERACTION_CREATE").await["d"].clone();
    let part = |name: &str| event[name].as_str().expect("a text").to_owned();
    let path = format!("/interactions/{}/{}/callback", part("id"), part("token"));
    (path, event)
}

/// Tries a table of answers, each to an interaction of its own.
pub async fn answers(room: &Room, wire: &mut Wire, asked: &Value, table: Vec<Case>) {
    let mut wrong = Vec::new();
    for (name, body, comes) in table {
        let (path, _) = asks(room, wire, asked.clone()).await;
        let answer = room.ask("POST", &path, None, Some(body)).await;
        if let Some(words) = differs(&answer, comes) {
            wrong.push(format!("{name}: {words}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Registers a command for all servers; gives its id.
pub async fn registers(room: &Room, command: Value) -> String {
    let path = format!("/applications/{}/commands", room.company.application_id);
    let answer = room
        .ask("POST", &path, Some(&room.bot()), Some(command))
        .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.body["id"].as_str().expect("an id").to_owned()
}

/// The body of an interaction: its type, and what is particular to it.
pub fn interaction(room: &Room, kind: u8, data: Value) -> Value {
    json!({
        "type": kind, "application_id": room.company.application_id, "guild_id": room.company.guild_id,
        "channel_id": room.channel("general"), "session_id": "s", "nonce": "1", "data": data,
    })
}
