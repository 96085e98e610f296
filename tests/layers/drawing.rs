//! The drawing in ARCHITECTURE.md shows the rooms as their imports make them. An arrow that follows from
//! others is left out of it, so that it can be read.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use super::source::{rooms, root, sources};

type Arrows = BTreeMap<String, BTreeSet<String>>;

/// Which room imports from which.
fn imports() -> Arrows {
    let rooms = rooms();
    let mut found: Arrows = rooms
        .iter()
        .map(|room| (room.clone(), BTreeSet::new()))
        .collect();
    for source in sources() {
        let used = source.rooms_used();
        let others = used
            .into_iter()
            .filter(|room| room != source.room() && rooms.contains(room));
        if let Some(arrows) = found.get_mut(source.room()) {
            arrows.extend(others);
        }
    }
    found
}

/// All that a room reaches by one arrow or more.
fn reached(arrows: &Arrows, from: &str) -> BTreeSet<String> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from.to_owned()]);
    while let Some(here) = open.pop() {
        for there in arrows.get(&here).into_iter().flatten() {
            if seen.insert(there.clone()) {
                open.push(there.clone());
            }
        }
    }
    seen
}

/// Only the arrows that follow from no others.
fn needed(arrows: &Arrows) -> BTreeSet<(String, String)> {
    let mut left = BTreeSet::new();
    for (from, to) in arrows {
        for there in to {
            let by_others = to
                .iter()
                .filter(|other| *other != there)
                .any(|other| reached(arrows, other).contains(there));
            if !by_others {
                left.insert((from.clone(), there.clone()));
            }
        }
    }
    left
}

#[test]
fn the_drawing_shows_the_imports() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let drawing = text
        .split("```mermaid")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("a drawing");
    let drawn: BTreeSet<(String, String)> = drawing
        .lines()
        .filter_map(|line| line.trim().split_once(" --> "))
        .flat_map(|(from, to)| {
            to.split(" & ")
                .map(|to| (from.trim().to_owned(), to.trim().to_owned()))
                .collect::<Vec<_>>()
        })
        .collect();
    let needed = needed(&imports());
    let missing: Vec<_> = needed.difference(&drawn).collect();
    let wrong: Vec<_> = drawn.difference(&needed).collect();
    assert!(
        missing.is_empty() && wrong.is_empty(),
        "the drawing lacks {missing:?}, and has {wrong:?}, which the imports do not say"
    );
}
