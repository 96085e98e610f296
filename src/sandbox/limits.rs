//! Rate limits: buckets by route and its major id, told in headers; a global limit beside them.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::http::{HeaderMap, HeaderValue, Method};

/// How strict the limits are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// As Discord's.
    #[default]
    Discord,
    /// Wide buckets with the same headers, for tests that are about something else.
    Wide,
}

/// The buckets.
#[derive(Debug, Default)]
pub struct Limits {
    strictness: Strictness,
    buckets: Mutex<HashMap<String, (u32, Instant)>>,
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
}

impl Limits {
    /// Empty buckets.
    pub fn new(strictness: Strictness) -> Self {
        Self {
            strictness,
            buckets: Mutex::default(),
        }
    }

    /// Counts a request. Answers to interactions are exempt from the global limit.
    pub fn count(&self, who: u64, method: &Method, path: &str) -> Tally {
        let (route, limit, window) = self.route(method, path);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.retain(|_, (_, until)| *until > Instant::now());
        if !route.starts_with("interaction") {
            let most = if self.strictness == Strictness::Wide {
                5_000
            } else {
                50
            };
            let global = take(
                &mut buckets,
                &format!("global:{who}"),
                most,
                Duration::from_secs(1),
            );
            if global.exceeded.is_some() {
                return Tally {
                    exceeded: Some(Scope::Global),
                    ..global
                };
            }
        }
        take(&mut buckets, &format!("{who}:{route}"), limit, window)
    }

    /// The bucket of a request: its name, limit and window. Figures as seen at Discord in 2026.
    fn route(&self, method: &Method, path: &str) -> (String, u32, Duration) {
        let parts: Vec<&str> = path
            .trim_start_matches("/api/v10")
            .split('/')
            .skip(1)
            .collect();
        let (name, limit, seconds) = match parts[..] {
            ["channels", id, "messages", ..] if method == Method::GET => {
                (format!("messages-get:{id}"), 20, 1)
            }
            ["channels", id, "messages"] => (format!("messages-post:{id}"), 5, 5),
            ["channels", id, "messages", ..] => (format!("messages-{method}:{id}"), 5, 5),
            ["interactions", id, ..] => (format!("interaction:{id}"), 5, 5),
            ["webhooks", _, token, ..] => (format!("interaction-webhook:{token}"), 5, 2),
            ["guilds", id, rest, ..] => (format!("guild:{id}:{rest}:{method}"), 20, 1),
            ["guilds", id] => (format!("guild:{id}:{method}"), 20, 1),
            ["applications", ..] => (format!("applications:{method}"), 20, 5),
            _ => (format!("{}:{method}", parts.join("/")), 50, 1),
        };
        let limit = if self.strictness == Strictness::Wide {
            limit * 1_000
        } else {
            limit
        };
        (name, limit, Duration::from_secs(seconds))
    }
}

fn take(
    buckets: &mut HashMap<String, (u32, Instant)>,
    key: &str,
    limit: u32,
    window: Duration,
) -> Tally {
    let now = Instant::now();
    let (used, until) = buckets.entry(key.to_owned()).or_insert((0, now + window));
    *used += 1;
    Tally {
        bucket: format!("{:016x}", hash(key)),
        limit,
        remaining: limit.saturating_sub(*used),
        reset_after: until.saturating_duration_since(now),
        exceeded: (*used > limit).then_some(Scope::User),
    }
}

/// Discord names a bucket by a hash.
fn hash(text: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

impl Tally {
    /// Seconds until the bucket is full again.
    pub fn retry_after(&self) -> f64 {
        self.reset_after.as_secs_f64()
    }

    /// Writes the headers that clients go by.
    pub fn write(&self, headers: &mut HeaderMap) {
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
            set(
                "x-ratelimit-scope",
                if scope == Scope::Global {
                    "global"
                } else {
                    "user"
                }
                .to_owned(),
            );
            if scope == Scope::Global {
                set("x-ratelimit-global", "true".to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_message_in_five_seconds_is_too_many() {
        let limits = Limits::new(Strictness::Discord);
        let post = |channel: u64| {
            limits.count(
                1,
                &Method::POST,
                &format!("/api/v10/channels/{channel}/messages"),
            )
        };
        let tallies: Vec<bool> = (0..6).map(|_| post(7).exceeded.is_some()).collect();
        assert_eq!(tallies, [false, false, false, false, false, true]);
        assert!(
            post(8).exceeded.is_none(),
            "another channel has its own bucket"
        );
    }

    #[test]
    fn the_fifty_first_request_of_a_second_is_too_many_but_for_answers() {
        let limits = Limits::new(Strictness::Discord);
        for id in 0..50 {
            assert!(
                limits
                    .count(1, &Method::GET, &format!("/api/v10/users/{id}"))
                    .exceeded
                    .is_none()
            );
        }
        assert_eq!(
            limits.count(1, &Method::GET, "/api/v10/users/51").exceeded,
            Some(Scope::Global)
        );
        assert!(
            limits
                .count(1, &Method::POST, "/api/v10/interactions/1/t/callback")
                .exceeded
                .is_none()
        );
    }
}
