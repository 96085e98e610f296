//! What of the sandbox can be set while it runs: `PATCH /sandbox/settings`, and the harness.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

use super::{Shared, limits::Strictness};

/// Sessions that a bot may begin in a day, as Discord has it.
pub const SESSION_STARTS: u32 = 1_000;

/// What Discord asks clients to keep to, in milliseconds.
const HEARTBEAT_MS: u64 = 41_250;

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// How strict rate limits are.
    pub limits: Strictness,
    /// After how many answers of 401, 403 or 429 in ten minutes an address is shut out; Discord: 10,000.
    /// `None`: never.
    pub ban_after: Option<u32>,
    /// How often clients have to send a heartbeat, in milliseconds.
    pub heartbeat_ms: u64,
    /// How many shards `GET /gateway/bot` recommends.
    pub shards: u32,
    /// How many shards may identify at the same time, by `shard_id % max_concurrency`.
    pub max_concurrency: u32,
    /// How often a bot may still identify today.
    pub session_starts_left: u32,
    /// Whether the application may read message content.
    pub message_content: bool,
    /// Whether it may list members and hear of them.
    pub members: bool,
    /// Whether it may hear of presences.
    pub presences: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: Strictness::default(),
            ban_after: None,
            heartbeat_ms: HEARTBEAT_MS,
            shards: 1,
            max_concurrency: 1,
            session_starts_left: SESSION_STARTS,
            message_content: true,
            members: false,
            presences: false,
        }
    }
}

/// Settings that shall change.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Change {
    /// As [`Settings::limits`].
    pub limits: Option<Strictness>,
    /// As [`Settings::ban_after`]; 0 takes the ban away, also from those who are under it.
    pub ban_after: Option<u32>,
    /// As [`Settings::heartbeat_ms`], for connections from now on.
    pub heartbeat_ms: Option<u64>,
    /// As [`Settings::shards`].
    pub shards: Option<u32>,
    /// As [`Settings::max_concurrency`].
    pub max_concurrency: Option<u32>,
    /// As [`Settings::session_starts_left`].
    pub session_starts_left: Option<u32>,
    /// As [`Settings::message_content`].
    pub message_content: Option<bool>,
    /// As [`Settings::members`].
    pub members: Option<bool>,
    /// As [`Settings::presences`].
    pub presences: Option<bool>,
}

impl Settings {
    /// Takes a change over.
    fn take(&mut self, change: &Change) -> Result<(), &'static str> {
        if change
            .heartbeat_ms
            .is_some_and(|ms| !(50..=HEARTBEAT_MS * 10).contains(&ms))
        {
            return Err("heartbeat_ms must be from 50 to 412500");
        }
        if [change.shards, change.max_concurrency]
            .into_iter()
            .flatten()
            .any(|number| !(1..=1_024).contains(&number))
        {
            return Err("shards and max_concurrency must be from 1 to 1024");
        }
        if change
            .session_starts_left
            .is_some_and(|left| left > SESSION_STARTS)
        {
            return Err("session_starts_left must be at most 1000");
        }
        macro_rules! set {
            ($($field:ident),+) => { $(if let Some(value) = change.$field { self.$field = value; })+ };
        }
        set!(
            limits,
            heartbeat_ms,
            shards,
            max_concurrency,
            session_starts_left,
            message_content,
            members,
            presences
        );
        if let Some(after) = change.ban_after {
            self.ban_after = Some(after).filter(|after| *after > 0);
        }
        Ok(())
    }

    /// The application's flags that tell of its privileged intents, each "limited", as small bots have
    /// them.
    pub fn application_flags(&self) -> u64 {
        let flag = |granted: bool, bit: u64| if granted { 1 << bit } else { 0 };
        flag(self.presences, 13) | flag(self.members, 15) | flag(self.message_content, 19)
    }
}

impl Shared {
    /// The settings as they are.
    pub(super) fn settings(&self) -> Settings {
        self.world().settings.clone()
    }

    /// Changes settings.
    pub(super) fn set(&self, change: Change) -> Result<Settings, &'static str> {
        let mut world = self.world();
        world.settings.take(&change)?;
        self.limits
            .set(world.settings.limits, world.settings.ban_after);
        Ok(world.settings.clone())
    }
}

/// When sessions were begun, for `max_concurrency`.
#[derive(Debug, Default)]
pub struct Starts(VecDeque<(u64, Instant)>);

/// How long a bucket of `max_concurrency` is taken by one identify.
const CONCURRENCY_WINDOW: Duration = Duration::from_secs(5);

impl Starts {
    /// Takes the bucket of a shard; `false` when somebody identified in it just now.
    pub fn take(&mut self, shard: u64, max_concurrency: u32) -> bool {
        self.0.retain(|(_, at)| at.elapsed() < CONCURRENCY_WINDOW);
        let bucket = shard % u64::from(max_concurrency.max(1));
        if self.0.iter().any(|(taken, _)| *taken == bucket) {
            return false;
        }
        self.0.push_back((bucket, Instant::now()));
        true
    }
}
