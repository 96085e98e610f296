//! The sandbox's rooms stand in an order: none imports from one that imports from it, by however many steps.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use regex::Regex;

type Imports = BTreeMap<String, BTreeSet<String>>;

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

/// What each room names of others: `crate::x`, or `super::x` from as deep as that reaches.
fn imports() -> Imports {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (comment, path) = (
        Regex::new(r"(?m)(^|\s)//.*$").expect("a pattern"),
        Regex::new(r"\b(crate::|(?:super::)+)(\{(?:[^{}]|\{[^{}]*\})*\}|\w+)").expect("a pattern"),
    );
    let (inner, name) = (
        Regex::new(r"::\{[^{}]*\}").expect("a pattern"),
        Regex::new(r"(?:^|[,{]\s*)(\w+)").expect("a pattern"),
    );
    let mut found = Vec::new();
    files(&src, &mut found);
    let mut imports = Imports::new();
    for file in found {
        let place = file
            .strip_prefix(&src)
            .expect("below src")
            .with_extension("");
        let mut modules: Vec<&str> = place.iter().filter_map(|part| part.to_str()).collect();
        modules.pop_if(|last| *last == "mod");
        if matches!(modules[..], ["lib" | "main"]) {
            continue;
        }
        let text = fs::read_to_string(&file).expect("a file");
        let code = comment.replace_all(&text, "");
        let room = imports.entry(modules[0].to_owned()).or_default();
        for import in path.captures_iter(&code) {
            if &import[1] != "crate::" && import[1].matches("super").count() < modules.len() {
                continue;
            }
            let list = inner.replace_all(&import[2], "");
            let names = name.captures_iter(&list).map(|name| name[1].to_owned());
            room.extend(names);
        }
    }
    let rooms: BTreeSet<String> = imports.keys().cloned().collect();
    for (room, named) in &mut imports {
        named.retain(|name| name != room && rooms.contains(name));
    }
    imports
}

#[test]
fn no_room_imports_from_one_that_imports_from_it() {
    let mut imports = imports();
    assert!(
        imports.len() > 15 && imports["http"].contains("model"),
        "{imports:?}"
    );
    // Rooms that import from none that are left are taken away, until there are none, or circles alone.
    loop {
        let free: Vec<String> = imports
            .iter()
            .filter(|(_, named)| !named.iter().any(|name| imports.contains_key(name)))
            .map(|(room, _)| room.clone())
            .collect();
        if free.is_empty() {
            break;
        }
        for room in free {
            imports.remove(&room);
        }
    }
    assert!(imports.is_empty(), "circles among {imports:?}");
}
