//! No two files need each other, be it by way of others: whoever reads one need not read the other first.
//! A file may name what its own parents declare, since a folder and its files are read together.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, root, sources};

/// Which file needs which, by their places in the list.
fn arrows(sources: &[Source]) -> Vec<BTreeSet<usize>> {
    let places: BTreeMap<&[String], usize> = sources
        .iter()
        .enumerate()
        .map(|(place, source)| (source.modules.as_slice(), place))
        .collect();
    let file = |path: &[String]| {
        (1..=path.len())
            .rev()
            .find_map(|length| places.get(&path[..length]).copied())
    };
    sources
        .iter()
        .enumerate()
        .map(|(place, source)| {
            source
                .uses
                .iter()
                .filter_map(|path| file(path))
                .filter(|there| {
                    *there != place && !source.modules.starts_with(&sources[*there].modules)
                })
                .collect()
        })
        .collect()
}

/// The circles: groups of files of which each reaches each. Found by asking whom everybody reaches, which
/// is quick enough for some hundred files.
fn circles(arrows: &[BTreeSet<usize>]) -> Vec<BTreeSet<usize>> {
    let reach: Vec<BTreeSet<usize>> = (0..arrows.len())
        .map(|from| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
            while let Some(here) = open.pop() {
                open.extend(arrows[here].iter().filter(|there| seen.insert(**there)));
            }
            seen
        })
        .collect();
    let mut found: Vec<BTreeSet<usize>> = Vec::new();
    for one in 0..arrows.len() {
        let circle: BTreeSet<usize> = reach[one]
            .iter()
            .copied()
            .filter(|other| reach[*other].contains(&one))
            .collect();
        if circle.len() > 1 && !found.contains(&circle) {
            found.push(circle);
        }
    }
    found
}

#[test]
fn no_two_files_need_each_other() {
    let sources = sources();
    let arrows = arrows(&sources);
    let src = root().join("src");
    let name = |place: usize| {
        let path = &sources[place].path;
        path.strip_prefix(&src)
            .unwrap_or(path)
            .display()
            .to_string()
    };
    let told: Vec<String> = circles(&arrows)
        .iter()
        .map(|circle| {
            let lines = circle.iter().map(|from| {
                let to: Vec<String> = arrows[*from]
                    .intersection(circle)
                    .map(|to| name(*to))
                    .collect();
                format!("  {} needs {}", name(*from), to.join(", "))
            });
            format!("a circle:\n{}", lines.collect::<Vec<_>>().join("\n"))
        })
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn a_circle_of_three_is_seen() {
    let arrows = [vec![1], vec![2], vec![0, 3], vec![]].map(BTreeSet::from_iter);
    assert_eq!(circles(&arrows), [BTreeSet::from([0, 1, 2])]);
}
