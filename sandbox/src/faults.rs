//! Trouble on demand: what a network and a busy Discord do to a bot. In the harness and over HTTP,
//! `POST /sandbox/faults`.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use serde_with::{DurationMilliSeconds, serde_as};

/// Trouble that somebody orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Trouble {
    /// With requests, from now on.
    Request(Fault),
    /// With events to bots, from now on.
    Event(Slip),
    /// With the bot's gateway connections, now.
    Gateway(Blow),
    /// With everything, for a while: connections break, and nothing is answered.
    Down(Outage),
}

/// Something that shall go wrong with the next requests that it fits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Only requests of this method; `None`: any.
    #[serde(default)]
    pub method: Option<String>,
    /// Only paths that hold this; `*` stands for anything: `/channels/*/messages`.
    #[serde(default)]
    pub path: String,
    /// What happens.
    pub effect: Effect,
    /// How likely it is, for each request that fits: 0 to 1.
    #[serde(default = "always")]
    pub probability: f64,
    /// How often; `None`: until it is taken back.
    #[serde(default = "once")]
    pub count: Option<u32>,
}

/// What goes wrong with a request.
#[serde_as]
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// This status, and nothing is done.
    Status(u16),
    /// 429, and nothing is done: try again after so long. `shared`: others have used the limit up,
    /// which does not count as this bot's fault.
    #[serde(rename = "rate_limited_ms")]
    RateLimited(#[serde_as(as = "DurationMilliSeconds<u64>")] Duration),
    /// The request waits before it is done.
    #[serde(rename = "delay_before_ms")]
    DelayBefore(#[serde_as(as = "DurationMilliSeconds<u64>")] Duration),
    /// It is done at once, the answer waits.
    #[serde(rename = "delay_after_ms")]
    DelayAfter(#[serde_as(as = "DurationMilliSeconds<u64>")] Duration),
    /// It is done, and the connection breaks before the answer.
    LoseAnswer,
    /// It is not done, and the connection breaks.
    LoseRequest,
}

/// Something that shall happen to the next events of a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slip {
    /// The event's name, `MESSAGE_CREATE`; `None`: any.
    #[serde(default)]
    pub name: Option<String>,
    /// What happens.
    pub effect: Loss,
    /// How likely it is, for each event that fits: 0 to 1.
    #[serde(default = "always")]
    pub probability: f64,
    /// How often; `None`: until it is taken back.
    #[serde(default = "once")]
    pub count: Option<u32>,
}

/// What happens to an event.
#[serde_as]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// It comes twice.
    Double,
    /// It never comes.
    Drop,
    /// It comes so much later.
    #[serde(rename = "delay_ms")]
    Delay(#[serde_as(as = "DurationMilliSeconds<u64>")] Duration),
    /// It comes after the next one.
    Swap,
}

/// What befalls the bot's gateway connections at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blow {
    /// They are closed with this code.
    Close(u16),
    /// They break, without a close.
    Drop,
    /// They are asked to reconnect and resume: op 7.
    Reconnect,
    /// Their sessions are called invalid: op 9. `true`: they may be resumed.
    InvalidSession(bool),
    /// They are asked for a heartbeat: op 1.
    Heartbeat,
}

/// A time in which nothing answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outage {
    /// How long, in milliseconds.
    pub ms: u64,
}

fn always() -> f64 {
    1.0
}

#[expect(clippy::unnecessary_wraps, reason = "serde's default for an Option")]
fn once() -> Option<u32> {
    Some(1)
}

impl Fault {
    /// A fault that happens once, to a request of this method whose path holds `path`.
    pub fn on(method: &str, path: impl Into<String>, effect: Effect) -> Self {
        Self {
            method: Some(method.to_owned()),
            path: path.into(),
            effect,
            probability: always(),
            count: once(),
        }
    }

    /// A fault that happens once, to any request whose path holds `path`.
    pub fn on_any(path: impl Into<String>, effect: Effect) -> Self {
        Self {
            method: None,
            ..Self::on("", path, effect)
        }
    }

    /// The same, so many times.
    #[must_use]
    pub fn times(mut self, count: u32) -> Self {
        self.count = Some(count);
        self
    }

    /// The same, until it is taken back.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.count = None;
        self
    }

    /// The same, this likely: 0 to 1.
    #[must_use]
    pub fn likely(mut self, probability: f64) -> Self {
        self.probability = probability;
        self
    }
}

impl Slip {
    /// What happens once, to the next event of this name.
    pub fn next(event: &str, effect: Loss) -> Self {
        Self {
            name: Some(event.to_owned()),
            effect,
            probability: always(),
            count: once(),
        }
    }
}

/// The trouble that waits.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    requests: Vec<Fault>,
    events: Vec<Slip>,
    down: Option<Instant>,
}

impl Faults {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets something go wrong with requests.
    pub fn add(&self, fault: Fault) {
        self.waiting().requests.push(fault);
    }

    /// Lets something happen to events.
    pub fn slip(&self, slip: Slip) {
        self.waiting().events.push(slip);
    }

    /// What waits still.
    pub fn all(&self) -> Vec<Trouble> {
        let waiting = self.waiting();
        let requests = waiting.requests.iter().cloned().map(Trouble::Request);
        requests
            .chain(waiting.events.iter().cloned().map(Trouble::Event))
            .collect()
    }

    /// Takes everything back.
    pub fn clear(&self) {
        *self.waiting() = Waiting::default();
    }

    /// Nothing answers for so long.
    pub(super) fn go_down(&self, time: Duration) {
        self.waiting().down = Some(Instant::now() + time);
    }

    /// Whether nothing answers now.
    pub(super) fn is_down(&self) -> bool {
        self.waiting()
            .down
            .is_some_and(|until| Instant::now() < until)
    }

    /// What shall go wrong with this request.
    pub(super) fn take(&self, method: &str, path: &str) -> Option<Effect> {
        let mut waiting = self.waiting();
        let all = &mut waiting.requests;
        let at = all.iter().position(|fault| {
            fault.method.as_ref().is_none_or(|wanted| wanted == method)
                && holds(path, &fault.path)
                && happens(fault.probability)
        })?;
        let effect = all[at].effect;
        if spend(&mut all[at].count) {
            all.remove(at);
        }
        Some(effect)
    }

    /// What shall happen to this event.
    pub(super) fn take_event(&self, event: &str) -> Option<Loss> {
        let mut waiting = self.waiting();
        let all = &mut waiting.events;
        let at = all.iter().position(|slip| {
            slip.name.as_ref().is_none_or(|name| name == event) && happens(slip.probability)
        })?;
        let effect = all[at].effect;
        if spend(&mut all[at].count) {
            all.remove(at);
        }
        Some(effect)
    }
}

fn happens(probability: f64) -> bool {
    probability >= 1.0 || rand::random::<f64>() < probability
}

/// Takes one of a count; gives whether it was the last.
fn spend(count: &mut Option<u32>) -> bool {
    let Some(left) = count else { return false };
    *left = left.saturating_sub(1);
    *left == 0
}

/// Whether the pieces of `pattern` between its stars stand in `path`, in order.
fn holds(path: &str, pattern: &str) -> bool {
    let mut rest = path;
    pattern.split('*').all(|piece| match rest.find(piece) {
        Some(at) => {
            rest = &rest[at + piece.len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        let path = "/api/v10/channels/7/messages/9/reactions";
        for (pattern, fits) in [
            ("", true),
            ("/channels/*/messages", true),
            ("/channels/7/messages", true),
            ("/channels/8/messages", false),
            ("/messages*/channels", false),
            ("*", true),
        ] {
            assert_eq!(holds(path, pattern), fits, "{pattern}");
        }
    }

    #[test]
    fn a_fault_happens_as_often_as_it_was_ordered() {
        let faults = Faults::default();
        faults.add(Fault::on("POST", "/messages", Effect::Status(500)).times(2));
        assert_eq!(faults.take("GET", "/messages"), None);
        assert_eq!(faults.take("POST", "/messages"), Some(Effect::Status(500)));
        assert_eq!(faults.take("POST", "/messages"), Some(Effect::Status(500)));
        assert_eq!(faults.take("POST", "/messages"), None);
        faults.add(Fault::on_any("", Effect::LoseAnswer).always().likely(0.0));
        assert_eq!(faults.take("POST", "/messages"), None, "never means never");
        assert_eq!(faults.all().len(), 1);
    }

    #[test]
    fn an_order_is_read_as_it_is_documented() {
        for (text, trouble) in [
            (
                r#"{"request":{"method":"POST","path":"/channels/*/messages","effect":{"status":503},"count":3}}"#,
                Trouble::Request(
                    Fault::on("POST", "/channels/*/messages", Effect::Status(503)).times(3),
                ),
            ),
            (
                r#"{"request":{"effect":"lose_answer","probability":0.25,"count":null}}"#,
                Trouble::Request(Fault::on_any("", Effect::LoseAnswer).always().likely(0.25)),
            ),
            (
                r#"{"request":{"effect":{"delay_after_ms":250}}}"#,
                Trouble::Request(Fault::on_any(
                    "",
                    Effect::DelayAfter(Duration::from_millis(250)),
                )),
            ),
            (
                r#"{"event":{"name":"MESSAGE_CREATE","effect":"double"}}"#,
                Trouble::Event(Slip::next("MESSAGE_CREATE", Loss::Double)),
            ),
            (
                r#"{"gateway":{"close":4000}}"#,
                Trouble::Gateway(Blow::Close(4000)),
            ),
            (
                r#"{"gateway":"reconnect"}"#,
                Trouble::Gateway(Blow::Reconnect),
            ),
            (
                r#"{"down":{"ms":3000}}"#,
                Trouble::Down(Outage { ms: 3000 }),
            ),
        ] {
            let read: Trouble = serde_json::from_str(text).expect(text);
            assert_eq!(read, trouble, "{text}");
        }
        for wrong in [
            r#"{"request":{"effect":"explode"}}"#,
            r#"{"request":{"path":"/x"}}"#,
            r#"{"event":{"name":"X","effect":"double","often":3}}"#,
            r#"{"weather":"rain"}"#,
        ] {
            serde_json::from_str::<Trouble>(wrong).expect_err(wrong);
        }
    }
}
