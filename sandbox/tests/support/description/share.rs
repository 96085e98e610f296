//! What each test program saw, a file of its own, for the report.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Write,
    path::PathBuf,
    sync::{LazyLock, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use super::Findings;

/// Something that was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// An operation was answered.
    Operation {
        /// Method and path.
        name: String,
        /// Who asked.
        by: String,
        /// With which status.
        status: u16,
    },
    /// An event's objects were held against the description.
    Event(String),
    /// A deviation made a difference.
    Deviation(String),
    /// Something was used that the description has not.
    Undescribed(String),
    /// Something was not as described.
    Violation(String),
}

/// Where the shares of all test programs are.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../report/operations")
}

/// What this program has written so far, and its file: made anew by each run.
static WRITTEN: LazyLock<Mutex<(BTreeSet<Share>, Option<File>)>> = LazyLock::new(|| {
    let file = fs::create_dir_all(folder()).and_then(|()| {
        File::create(folder().join(concat!(
            env!("CARGO_PKG_NAME"),
            "-",
            env!("CARGO_CRATE_NAME"),
            ".jsonl"
        )))
    });
    Mutex::new((BTreeSet::new(), file.ok()))
});

/// Writes down what is new.
pub fn write(found: &Findings) {
    let mut written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
    let wrong = found.violations.iter().cloned().map(Share::Violation);
    for share in found.seen.iter().cloned().chain(wrong) {
        if written.0.contains(&share) {
            continue;
        }
        if let Some(file) = &mut written.1
            && let Ok(line) = serde_json::to_string(&share)
        {
            let _ = writeln!(file, "{line}");
        }
        written.0.insert(share);
    }
}
