//! Which function of the store holds a statement, so that the list of exempt ones can name them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use regex::Regex;

/// The package's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The functions that look for work of any company: the store's own list, each with its reason.
pub fn exempt() -> BTreeSet<String> {
    for (name, reason) in tandem::store::UNSCOPED {
        assert!(reason.len() > 10, "{name} gives no reason");
    }
    tandem::store::UNSCOPED
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect()
}

/// Each function of the store with the longer texts in it: `file::function`, and its literals.
pub fn functions() -> Vec<(String, Vec<String>)> {
    let mut files = Vec::new();
    collect(&root().join("src/store"), &mut files);
    let function = Regex::new(r"\bfn (\w+)").expect("a pattern");
    let literal =
        Regex::new(r##"(?s)r#"(?P<raw>.*?)"#|"(?P<plain>(?:[^"\\]|\\.)*)""##).expect("a pattern");
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a file of the store");
        let starts: Vec<_> = function.captures_iter(&text).collect();
        for (index, start) in starts.iter().enumerate() {
            let from = start.get(0).expect("a match").start();
            let to = starts
                .get(index + 1)
                .map_or(text.len(), |next| next.get(0).expect("a match").start());
            let literals = literal
                .captures_iter(&text[from..to])
                .filter_map(|found| found.name("raw").or_else(|| found.name("plain")))
                .map(|literal| folded(literal.as_str()))
                .filter(|literal| literal.len() > 20)
                .collect();
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            found.push((format!("{stem}::{}", &start[1]), literals));
        }
    }
    found
}

/// The function whose literal the statement is or ends with.
pub fn holder<'a>(functions: &'a [(String, Vec<String>)], statement: &str) -> Option<&'a String> {
    let statement = folded(statement);
    functions
        .iter()
        .find(|(_, literals)| {
            literals
                .iter()
                .any(|text| statement.ends_with(text.as_str()))
        })
        .map(|(name, _)| name)
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}
