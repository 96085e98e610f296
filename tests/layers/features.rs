//! `cargo run` and `cargo test` want the same features of what they share, so that nothing is compiled twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use super::source::root;

/// The sets of features in which each package is built.
type Sets = BTreeMap<String, BTreeSet<BTreeSet<String>>>;

fn sets(edges: &str) -> Sets {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--edges", edges])
        .args(["--prefix", "none", "--format", "{p}|{f}"])
        .current_dir(root())
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{output:?}");
    let mut found = Sets::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let line = line.trim_end_matches(" (*)");
        if let Some((package, features)) = line.split_once('|') {
            let features = features.split(',').filter(|name| !name.is_empty());
            let set = features.map(str::to_owned).collect();
            found.entry(package.to_owned()).or_default().insert(set);
        }
    }
    found
}

#[test]
fn what_is_run_and_what_is_tested_share_what_they_are_built_of() {
    let (run, tested) = (sets("no-dev"), sets("normal,build,dev"));
    assert!(run.len() > 100, "{} packages", run.len());
    let mut wrong = Vec::new();
    for (package, built) in &run {
        for set in tested.get(package).into_iter().flatten() {
            // One that is built anew with more is a second one; one with fewer is the tests' own.
            if !built.contains(set) && built.iter().any(|own| set.is_superset(own)) {
                wrong.push(format!(
                    "{package} is built with {built:?}, and again with {set:?}"
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nName what is wanted in Cargo.toml, below \"Named by nobody here\"",
        wrong.join("\n")
    );
}
