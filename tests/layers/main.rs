//! The house rules that a compiler does not check: each room imports only from those above it, time
//! comes from the clock, SQL stands in the store, files stay small. What SQL reads, `tests/queries` asks.

mod circles;
mod drawing;
mod features;
mod source;

use std::fs;

use regex::Regex;

use self::source::{Source, files, rooms, root, sources};

/// Crates that only these rooms may name: rules and words are pure, one room talks to the database,
/// and one to Discord; `jobs` sends what `discord` has built, `app` and `check` wire and look.
const CRATES: &[(&str, &[&str])] = &[
    (
        "sqlx",
        &[
            "store",
            "actions",
            "discord",
            "jobs",
            "local_postgres",
            "sample",
            "app",
            "demo",
            "check",
        ],
    ),
    ("serenity", &["discord", "jobs", "app", "check"]),
    ("poise", &["discord", "jobs", "app", "check"]),
    (
        "tokio",
        &[
            "clock",
            "actions",
            "discord",
            "jobs",
            "local_postgres",
            "sample",
            "app",
            "demo",
            "check",
        ],
    ),
    ("reqwest", &["discord", "check"]),
    ("tandem_sandbox", &["clock", "demo"]),
];

#[test]
fn each_room_imports_only_from_those_above_it() {
    let rooms = rooms();
    assert!(rooms.len() > 5, "{rooms:?}");
    let depth = |name: &str| rooms.iter().position(|room| room == name);
    let mut wrong = Vec::new();
    for source in sources() {
        let here = depth(source.room()).unwrap_or_else(|| panic!("{:?}", source.path));
        for import in source.rooms_used() {
            if depth(&import).is_some_and(|there| there > here) {
                wrong.push(format!("{} imports crate::{import}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_crate_is_named_only_where_it_belongs() {
    let (mut wrong, sources) = (Vec::new(), sources());
    for (name, rooms) in CRATES {
        let named = Regex::new(&format!(r"\b{name}::|\buse {name}\b")).expect("a pattern");
        for source in &sources {
            if named.is_match(&source.code) && !rooms.contains(&source.room()) {
                wrong.push(format!("{} names {name}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn time_comes_from_the_clock() {
    let mut wrong = Vec::new();
    for source in sources() {
        for now in ["Utc::now", "Local::now", "SystemTime::now"] {
            if source.code.contains(now) && source.room() != "clock" {
                wrong.push(format!("{} asks {now}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sql_stands_in_the_store() {
    let query = Regex::new(r"\bsqlx::query(?:_as|_scalar)?(?:!\(|\(|::<)").expect("a pattern");
    let (mut wrong, mut statements) = (Vec::new(), 0);
    for source in sources() {
        let count = query.find_iter(&source.code).count();
        match source.room() {
            "store" => statements += count,
            // The private server's own checks touch no table of Tandem's.
            "check" | "local_postgres" => {}
            _ if count > 0 => wrong.push(format!("{} holds SQL", source.path.display())),
            _ => {}
        }
    }
    assert!(statements > 20, "only {statements} statements were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Commands ask actions, and answers go without serenity's limiter, which keeps a bucket for each
/// interaction and frees none.
#[test]
fn discord_reaches_the_store_through_actions_and_answers_without_a_limiter() {
    let limited = [
        "create_interaction_response(",
        "create_response(",
        "edit_original_interaction_response(",
        "create_followup_message(",
        "create_followup(",
        ".defer(",
    ];
    let mut wrong = Vec::new();
    let of_discord = |source: &&Source| source.room() == "discord";
    for source in sources().iter().filter(of_discord) {
        let place = source.path.display();
        if source.rooms_used().contains("store") {
            wrong.push(format!("{place} imports crate::store"));
        }
        let uses = limited.iter().filter(|call| source.code.contains(**call));
        wrong.extend(uses.map(|call| format!("{place} answers with the limited {call}…)")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_small_and_rooms_have_meanings() {
    let mut wrong = Vec::new();
    for path in ["src", "tests", "benches", "sandbox/src", "sandbox/tests"]
        .into_iter()
        .flat_map(|folder| files(&root().join(folder)))
    {
        let lines = fs::read_to_string(&path).map_or(0, |text| text.lines().count());
        if lines > 400 {
            wrong.push(format!("{} has {lines} lines", path.display()));
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if matches!(&*name, "utils" | "util" | "helpers" | "common" | "manager") {
            wrong.push(format!("{} has a name without meaning", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
