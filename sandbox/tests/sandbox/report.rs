//! What all tests together have seen of Discord's HTTP API: the last step of `.ci/run`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
};

use serde_json::Value;

use crate::description::{
    check,
    deviations::{DEVIATIONS, UNDESCRIBED},
    document::{Description, description},
    share::{Share, folder},
};

/// What is known of an operation.
#[derive(Default)]
struct Row {
    /// Who had it done, with a success that was as described.
    done_for: BTreeSet<String>,
    /// All statuses.
    statuses: BTreeSet<u16>,
}

/// Operations that the sandbox only ever refuses, each with its reason: there is nothing to be had by them
/// here. All others that it has must be done for somebody in some test.
const REFUSED: &[(&str, &str)] = &[
    (
        "GET /guilds/{guild_id}/emojis/{emoji_id}",
        "no server has emoji of its own here",
    ),
    (
        "GET /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}",
        "nothing is scheduled here",
    ),
    (
        "GET /guilds/{guild_id}/soundboard-sounds/{sound_id}",
        "no server has sounds here",
    ),
    (
        "GET /guilds/{guild_id}/stickers/{sticker_id}",
        "no server has stickers here",
    ),
    (
        "GET /guilds/{guild_id}/vanity-url",
        "no server has an address of its own here",
    ),
    (
        "GET /guilds/{guild_id}/welcome-screen",
        "no server has a welcome screen here",
    ),
    (
        "GET /guilds/{guild_id}/widget.json",
        "no server has a widget here",
    ),
    (
        "GET /applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions",
        "nobody can set any here",
    ),
    (
        "PUT /applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions",
        "a bot may not, and Discord's own client asks in another way",
    ),
];

/// Test programs whose share must be there: without them the report would say little.
const PROGRAMS: &[&str] = &["sandbox", "stories"];

fn shares() -> Vec<Share> {
    let mut all = Vec::new();
    let files: BTreeMap<String, String> = fs::read_dir(folder())
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|file| {
            let name = file.path().file_stem()?.to_str()?.to_owned();
            Some((name, fs::read_to_string(file.path()).ok()?))
        })
        .collect();
    for program in PROGRAMS {
        assert!(
            files.contains_key(*program),
            "the tests of {program} have not been run; run `cargo test` first"
        );
    }
    for line in files.values().flat_map(|text| text.lines()) {
        all.push(serde_json::from_str(line).expect("a share"));
    }
    all
}

/// What programs of other languages have left: each a log, as `GET /sandbox/log` told it.
fn logs(description: &Description) -> Vec<Share> {
    let mut all = Vec::new();
    let files = fs::read_dir(folder().with_file_name("logs"));
    for file in files.into_iter().flatten().flatten() {
        let text = fs::read_to_string(file.path()).expect("a log");
        let lines: Vec<Value> = serde_json::from_str(&text).expect("a log");
        let name = file.path();
        let name = name.file_stem().unwrap_or_default().to_string_lossy();
        let found = check(description, &name, &lines);
        all.extend(found.seen);
        all.extend(found.violations.into_iter().map(Share::Violation));
    }
    all
}

#[test]
#[ignore = "comes after all other tests: cargo test --test sandbox -- --ignored the_report"]
fn the_report() {
    let Some(description) = description() else {
        return;
    };
    let mut rows: BTreeMap<String, Row> = description
        .operations()
        .iter()
        .map(|operation| (operation.name(), Row::default()))
        .collect();
    let (mut events, mut violations) = (BTreeSet::new(), BTreeSet::new());
    let (mut deviations, mut undescribed) = (BTreeSet::new(), BTreeSet::new());
    for share in shares().into_iter().chain(logs(description)) {
        match share {
            Share::Operation { name, by, status } => {
                let row = rows
                    .get_mut(&name)
                    .expect("an operation of the description");
                row.statuses.insert(status);
                if status < 300 {
                    row.done_for.insert(by);
                }
            }
            Share::Event(words) => drop(events.insert(words)),
            Share::Deviation(because) => drop(deviations.insert(because)),
            Share::Undescribed(name) => drop(undescribed.insert(name)),
            Share::Violation(words) => drop(violations.insert(words)),
        }
    }
    let mut text = String::from("Discord's HTTP API, operation by operation\n\n");
    let (mut covered, mut absent, mut refused, mut wanting) = (0, 0, 0, Vec::new());
    for (name, row) in &rows {
        let statuses: Vec<String> = row.statuses.iter().map(u16::to_string).collect();
        let state = if !row.done_for.is_empty() {
            covered += 1;
            row.done_for.iter().cloned().collect::<Vec<_>>().join(", ")
        } else if row.statuses.contains(&501) {
            absent += 1;
            "not in the sandbox".to_owned()
        } else if REFUSED.iter().any(|(refused, _)| refused == name) {
            refused += 1;
            "only refused".to_owned()
        } else {
            wanting.push(name.clone());
            "NEVER DONE".to_owned()
        };
        let _ = writeln!(text, "{name:<84} {state} [{}]", statuses.join(" "));
    }
    let mut list = |title: &str, lines: &BTreeSet<String>| {
        let _ = writeln!(text, "\n{title}: {}", lines.len());
        for line in lines {
            let _ = writeln!(text, "  {line}");
        }
    };
    list(
        "Objects of gateway events held against the description",
        &events,
    );
    list(
        "Where the documentation goes before the description",
        &deviations,
    );
    list("Used, and not in the description", &undescribed);
    list("Violations", &violations);
    let _ = writeln!(
        text,
        "\n{} operations: {covered} covered, {absent} answered 501, {refused} only refused, {} never done; \
         {} violations",
        rows.len(),
        wanting.len(),
        violations.len()
    );
    let path = folder().with_file_name("operations.txt");
    fs::write(&path, &text).expect("the report is written");
    println!("{text}");
    let idle: Vec<&str> = DEVIATIONS
        .iter()
        .map(|deviation| deviation.because)
        .filter(|because| !deviations.contains(*because))
        .chain(
            UNDESCRIBED
                .iter()
                .map(|(name, _)| *name)
                .filter(|name| !undescribed.contains(*name)),
        )
        .chain(REFUSED.iter().map(|(name, _)| *name).filter(|name| {
            rows.get(*name)
                .is_none_or(|row| !row.done_for.is_empty() || row.statuses.contains(&501))
        }))
        .collect();
    assert!(idle.is_empty(), "listed, and needed nowhere: {idle:#?}");
    assert!(violations.is_empty(), "{violations:#?}");
    assert!(
        wanting.is_empty(),
        "the sandbox has these, and no test had them done: {wanting:#?}"
    );
}
