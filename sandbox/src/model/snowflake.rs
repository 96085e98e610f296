//! Ids that carry the time, always increasing.

use chrono::{DateTime, Utc};

/// Discord's first second, 2015-01-01, in milliseconds.
const EPOCH: i64 = 1_420_070_400_000;

/// Makes ids. The time is in the upper bits, so ids sort by it.
#[derive(Debug, Default)]
pub struct Snowflakes {
    last: u64,
}

impl Snowflakes {
    /// The next id, of `now` or right after the last one.
    pub fn next(&mut self, now: DateTime<Utc>) -> u64 {
        let millis = (now.timestamp_millis() - EPOCH).max(0).unsigned_abs();
        self.last = (self.last + 1).max(millis << 22);
        self.last
    }

    /// Takes note of an id made before, so that none comes twice.
    pub fn seen(&mut self, id: u64) {
        self.last = self.last.max(id);
    }
}

/// The time that an id carries.
pub fn time_of(id: u64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis((id >> 22).cast_signed() + EPOCH).unwrap_or_default()
}
