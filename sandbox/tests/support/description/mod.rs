//! Holds what was said to and by the sandbox against Discord's own description of its HTTP API.
//!
//! The description is Discord's file and is not part of this repository: `DISCORD_OPENAPI` names it, or it
//! lies at `../shared/discord/openapi.json`. Without it these checks say aloud that they were left out;
//! with `TANDEM_OPENAPI=required`, as in `.ci/run`, that is a failure.
//!
//! Where Discord's documentation says otherwise than the description, the documentation goes first: each
//! such place is a row in `deviations.rs`.

pub mod deviations;
pub mod document;
mod events;
mod exchange;
mod judge;
pub mod share;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::{
    document::{Description, description},
    share::Share,
};

/// A line of the sandbox's log, as `GET /sandbox/log` tells it.
#[derive(Debug, Deserialize)]
struct Line {
    seq: u64,
    #[serde(flatten)]
    what: What,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum What {
    Request(Box<exchange::Exchange>),
    Event(events::Event),
    #[serde(other)]
    Other,
}

/// What was found in a log.
#[derive(Debug, Default)]
pub struct Findings {
    /// What is not as described, each once, in order.
    pub violations: Vec<String>,
    /// What was seen: for the report.
    pub seen: BTreeSet<Share>,
    /// The kinds of violations so far.
    told: BTreeSet<String>,
}

impl Findings {
    /// Takes note of a violation, once: the next row, option or message with the same fault says no more.
    fn violates(&mut self, words: &str, line: u64) {
        let kind: Vec<&str> = words
            .split(['/', ':', ' '])
            .map(|part| part.parse::<u64>().map_or(part, |_| "*"))
            .collect();
        if self.told.insert(kind.join("/")) {
            self.violations.push(format!("{words}, line {line}"));
        }
    }
}

/// Holds a log against the description. `by` names whose log it is.
///
/// # Panics
/// On a line that is none of the log's: this module would see nothing.
pub fn check(description: &Description, by: &str, log: &[impl Serialize]) -> Findings {
    let mut found = Findings::default();
    for line in log {
        let line: Value = serde_json::to_value(line).expect("a line of the log");
        let line: Line = serde_json::from_value(line).expect("a line of the log");
        match line.what {
            What::Request(exchange) => {
                exchange::check(description, by, line.seq, &exchange, &mut found);
            }
            What::Event(event) => events::check(description, by, line.seq, &event, &mut found),
            What::Other => {}
        }
    }
    found
}

/// Fails when a log holds something that is not as described, and writes down what was seen.
///
/// # Panics
/// On a violation, with all of them in words.
pub fn hold(by: &str, log: &[impl Serialize]) {
    let Some(description) = description() else {
        return;
    };
    let found = check(description, by, log);
    share::write(&found);
    assert!(
        found.violations.is_empty(),
        "not as Discord describes it ({} violations):\n  {}",
        found.violations.len(),
        found.violations.join("\n  ")
    );
}
