//! The house rules that a compiler does not check: each room imports only from those above it, time
//! comes from the clock, SQL stands in the store, files stay small. What SQL reads, `tests/queries` asks.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use regex::Regex;

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

/// A source file: its room, its module path, its text without comments.
struct Source {
    path: PathBuf,
    room: String,
    modules: usize,
    code: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Everything below `src/`, but for the two roots.
fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut found = Vec::new();
    files(&src, &mut found);
    let comment = Regex::new(r"(?m)(^|\s)//.*$").expect("a pattern");
    found
        .into_iter()
        .filter_map(|path| {
            let inside = path.strip_prefix(&src).ok()?.with_extension("");
            let mut modules: Vec<String> = inside
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            modules.pop_if(|last| last == "mod");
            let room = modules.first()?.clone();
            if modules.len() == 1 && matches!(room.as_str(), "lib" | "main") {
                return None;
            }
            let text = fs::read_to_string(&path).ok()?;
            let code = comment.replace_all(&text, "").into_owned();
            Some(Source {
                path,
                room,
                modules: modules.len(),
                code,
            })
        })
        .collect()
}

/// The rooms, in the order in which `lib.rs` declares them.
fn rooms() -> Vec<String> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    let declared = Regex::new(r"(?m)^pub mod (\w+);").expect("a pattern");
    declared
        .captures_iter(&lib)
        .map(|found| found[1].to_owned())
        .collect()
}

/// The first names after `crate::`, or after enough `super::` to reach the crate.
fn imports(source: &Source) -> BTreeSet<String> {
    let path = Regex::new(r"\b(crate::|(?:super::)+)(\{|\w+)").expect("a pattern");
    let mut found = BTreeSet::new();
    for at in path.captures_iter(&source.code) {
        let prefix = &at[1];
        if prefix != "crate::" && prefix.matches("super").count() < source.modules {
            continue;
        }
        if &at[2] != "{" {
            found.insert(at[2].to_owned());
            continue;
        }
        // A group: the names at its own depth.
        let (mut depth, mut name, mut takes) = (0, String::new(), true);
        for letter in source.code[at.get(2).expect("a group").start()..].chars() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => takes = true,
                letter if depth == 1 && takes && (letter.is_alphanumeric() || letter == '_') => {
                    name.push(letter);
                    continue;
                }
                letter if letter.is_whitespace() && name.is_empty() => continue,
                _ => {}
            }
            if !name.is_empty() {
                found.insert(std::mem::take(&mut name));
                takes = letter == ',';
            }
            if depth == 0 {
                break;
            }
        }
    }
    found
}

#[test]
fn each_room_imports_only_from_those_above_it() {
    let rooms = rooms();
    assert!(rooms.len() > 5, "{rooms:?}");
    let depth = |name: &str| rooms.iter().position(|room| room == name);
    let mut wrong = Vec::new();
    for source in sources() {
        let here = depth(&source.room).unwrap_or_else(|| panic!("{:?}", source.path));
        for import in imports(&source) {
            let down = depth(&import).is_some_and(|there| there > here);
            if down {
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
            if named.is_match(&source.code) && !rooms.contains(&source.room.as_str()) {
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
            if source.code.contains(now) && source.room != "clock" {
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
        match source.room.as_str() {
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

#[test]
fn files_stay_small_and_rooms_have_meanings() {
    let mut found = Vec::new();
    for folder in ["src", "tests", "sandbox/src", "sandbox/tests"] {
        files(&root().join(folder), &mut found);
    }
    let mut wrong = Vec::new();
    for path in found {
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
