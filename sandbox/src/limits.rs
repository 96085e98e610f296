//! Rate limits: buckets by route and its major id, told in headers; a global limit beside them; and,
//! when it is asked for, the ban of an address that is refused too often.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use axum::http::{HeaderMap, HeaderValue, Method};
use serde::{Deserialize, Serialize};

/// Requests a second of one bot over all routes.
const GLOBAL: u32 = 50;

/// The time in which refusals count towards a ban, and how long one lasts.
const BAN_WINDOW: Duration = Duration::from_secs(600);

/// How strict the limits are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strictness {
    /// As Discord's.
    #[default]
    Discord,
    /// Wide buckets with the same headers, for tests that are about something else.
    Wide,
    /// The same headers, and nobody is ever held back: for measuring.
    Off,
}

/// The buckets.
#[derive(Debug, Default)]
pub struct Limits(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    strictness: Strictness,
    buckets: HashMap<String, (u32, Instant)>,
    /// Requests counted, so that old buckets are thrown away now and then.
    counted: u32,
    ban_after: Option<u32>,
    /// By address: refusals, and until when they count.
    refused: HashMap<IpAddr, (u32, Instant)>,
}

/// The state of a bucket after a request.
#[derive(Clone, Debug)]
pub struct Tally {
    bucket: String,
    limit: u32,
    remaining: u32,
    reset_after: Duration,
    /// Whether the request is one too many, and by which limit.
    pub exceeded: Option<Scope>,
}

/// Whose limit it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The route's.
    User,
    /// All requests of the bot.
    Global,
    /// That of a thing which others use too; it does not count as this bot's fault.
    Shared,
}

impl Scope {
    /// As the header says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Global => "global",
            Self::Shared => "shared",
        }
    }
}

/// A bucket's rule.
struct Rule {
    /// The route, the same for all its major ids: what the header's hash is made of.
    route: String,
    /// The major id.
    major: String,
    limit: u32,
    window: Duration,
}

impl Limits {
    /// Empty buckets.
    pub fn new(strictness: Strictness) -> Self {
        Self(Mutex::new(State {
            strictness,
            ..State::default()
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes how strict they are, and after how many refusals an address is shut out.
    pub fn set(&self, strictness: Strictness, ban_after: Option<u32>) {
        let mut state = self.state();
        state.strictness = strictness;
        if state.ban_after != ban_after {
            state.refused.clear();
        }
        state.ban_after = ban_after;
    }

    /// Counts a request. Answers to interactions are exempt from the global limit; the first of each,
    /// which is the only one, from any.
    pub fn count(&self, who: u64, method: &Method, path: &str) -> Tally {
        let mut state = self.state();
        let strictness = state.strictness;
        let Some(rule) = rule(method, path) else {
            return Tally::free();
        };
        state.counted = state.counted.wrapping_add(1);
        if state.counted.is_multiple_of(1_000) {
            let now = Instant::now();
            state.buckets.retain(|_, (_, until)| *until > now);
        }
        let widened = |limit: u32| match strictness {
            Strictness::Discord => limit,
            Strictness::Wide => limit * 1_000,
            Strictness::Off => u32::MAX,
        };
        if rule.route != "interaction-webhook" {
            let key = format!("global:{who}");
            let second = Duration::from_secs(1);
            let global = take(
                &mut state.buckets,
                key,
                &key_hash("global"),
                widened(GLOBAL),
                second,
            );
            if global.exceeded.is_some() {
                return Tally {
                    exceeded: Some(Scope::Global),
                    ..global
                };
            }
        }
        let key = format!("{who}:{}:{}", rule.route, rule.major);
        take(
            &mut state.buckets,
            key,
            &key_hash(&rule.route),
            widened(rule.limit),
            rule.window,
        )
    }

    /// Takes note of an answer to an address. 401, 403 and 429 count towards its ban, but for a 429 of
    /// a shared limit.
    pub fn answered(&self, address: IpAddr, status: u16, shared: bool) {
        let mut state = self.state();
        if state.ban_after.is_none() || shared || !matches!(status, 401 | 403 | 429) {
            return;
        }
        let now = Instant::now();
        let counted = state
            .refused
            .entry(address)
            .or_insert((0, now + BAN_WINDOW));
        if counted.1 < now {
            *counted = (0, now + BAN_WINDOW);
        }
        counted.0 += 1;
    }

    /// How long an address is still shut out.
    pub fn banned(&self, address: IpAddr) -> Option<Duration> {
        let state = self.state();
        let after = state.ban_after?;
        let (count, until) = state.refused.get(&address)?;
        let left = until.saturating_duration_since(Instant::now());
        (*count >= after && !left.is_zero()).then_some(left)
    }
}

/// The bucket of a request, if it has one. Figures as seen at Discord in 2026; it promises none of them.
fn rule(method: &Method, path: &str) -> Option<Rule> {
    let parts: Vec<&str> = path
        .trim_start_matches("/api/v10")
        .split('/')
        .skip(1)
        .collect();
    let (route, major, limit, millis): (String, &&str, u32, u64) = match parts.as_slice() {
        ["channels", id, "messages", _, "reactions", ..] if method != Method::GET => {
            ("reactions".into(), id, 1, 250)
        }
        ["channels", id, "messages", ..] if method == Method::GET => {
            ("messages-get".into(), id, 20, 1_000)
        }
        ["channels", id, "messages"] => ("messages-post".into(), id, 5, 5_000),
        ["channels", id, "messages", "bulk-delete"] => ("bulk-delete".into(), id, 1, 1_000),
        ["channels", id, "messages", ..] | ["channels", id, "pins", ..] => {
            (format!("messages-{method}"), id, 5, 5_000)
        }
        ["channels", id, rest @ ..] => (
            format!(
                "channels-{}-{method}",
                rest.first().copied().unwrap_or_default()
            ),
            id,
            5,
            5_000,
        ),
        ["interactions", _, _, "callback"] => return None,
        ["webhooks", _, token, ..] => ("interaction-webhook".into(), token, 5, 2_000),
        ["guilds", id, rest @ ..] => (
            format!(
                "guilds-{}-{method}",
                rest.first().copied().unwrap_or_default()
            ),
            id,
            20,
            1_000,
        ),
        ["applications", ..] => (format!("applications-{method}"), &"", 20, 5_000),
        _ => (format!("{}-{method}", parts.join("-")), &"", 50, 1_000),
    };
    Some(Rule {
        route,
        major: (*major).to_owned(),
        limit,
        window: Duration::from_millis(millis),
    })
}

fn take(
    buckets: &mut HashMap<String, (u32, Instant)>,
    key: String,
    bucket: &str,
    limit: u32,
    window: Duration,
) -> Tally {
    let now = Instant::now();
    let (used, until) = buckets.entry(key).or_insert((0, now + window));
    if *until <= now {
        (*used, *until) = (0, now + window);
    }
    *used = used.saturating_add(1);
    Tally {
        bucket: bucket.to_owned(),
        limit,
        remaining: limit.saturating_sub(*used),
        reset_after: until.saturating_duration_since(now),
        exceeded: (*used > limit).then_some(Scope::User),
    }
}

/// Discord names a bucket by a hash, the same for all its major ids.
fn key_hash(text: &str) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

impl Tally {
    /// What has no limit, and tells of none: hikari, for one, waits when it is told of a bucket here.
    fn free() -> Self {
        Self {
            bucket: String::new(),
            limit: u32::MAX,
            remaining: u32::MAX,
            reset_after: Duration::ZERO,
            exceeded: None,
        }
    }

    /// A limit of something shared, that others have used up.
    pub fn shared(time: Duration) -> Self {
        Self {
            bucket: key_hash("shared"),
            limit: 5,
            remaining: 0,
            reset_after: time,
            exceeded: Some(Scope::Shared),
        }
    }

    /// Seconds until the bucket is full again.
    pub fn retry_after(&self) -> f64 {
        // To a thousandth, as Discord tells it; upwards, so that whoever waits has waited long enough.
        (self.reset_after.as_secs_f64() * 1_000.0).ceil() / 1_000.0
    }

    /// Writes the headers that clients go by.
    pub fn write(&self, headers: &mut HeaderMap) {
        if self.bucket.is_empty() {
            return;
        }
        let reset_at =
            crate::clock::real_now().timestamp_millis() as f64 / 1_000.0 + self.retry_after();
        let mut set = |name: &'static str, value: String| {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        };
        if self.exceeded != Some(Scope::Global) {
            set("x-ratelimit-limit", self.limit.to_string());
            set("x-ratelimit-remaining", self.remaining.to_string());
            set("x-ratelimit-reset", format!("{reset_at:.3}"));
            set(
                "x-ratelimit-reset-after",
                format!("{:.3}", self.retry_after()),
            );
            set("x-ratelimit-bucket", self.bucket.clone());
        }
        if let Some(scope) = self.exceeded {
            set(
                "retry-after",
                format!("{}", self.retry_after().ceil().max(1.0)),
            );
            set("x-ratelimit-scope", scope.name().to_owned());
            if scope == Scope::Global {
                set("x-ratelimit-global", "true".to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests;
