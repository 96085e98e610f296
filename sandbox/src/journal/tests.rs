use super::*;
use crate::{clock, company::CompanyPlan};

#[test]
fn what_was_written_is_there_again_and_a_torn_line_is_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal");
    let mut world = World::new(clock::system());
    let (journal, found) = Journal::open(&path, &mut world).expect("opens");
    assert!(!found);
    world.journal = Some(journal);
    let guild = world.found(&CompanyPlan::sample());
    let channel = *world.guilds[&guild]
        .channels
        .keys()
        .next()
        .expect("a channel");
    let id = world.id();
    world.post(Message {
        id,
        channel,
        guild,
        content: "kept".into(),
        ..Message::default()
    });
    world.clock.advance(TimeDelta::hours(5));
    let ahead = world.clock.offset();
    if let Some(journal) = &mut world.journal {
        journal.clock(ahead);
    }
    drop(world);
    let mut bytes = fs::read(&path).expect("reads");
    // Torn in the middle of a letter.
    bytes.extend_from_slice(b"{\"record\":\"mess\xc3");
    fs::write(&path, bytes).expect("writes");

    let mut again = World::new(clock::system());
    let (_, found) = Journal::open(&path, &mut again).expect("opens");
    assert!(found);
    assert_eq!(again.messages[&channel][&id].content, "kept");
    assert!(again.clock.offset() > TimeDelta::hours(4));
    assert!(again.id() > id, "no id comes twice");
}
/// A journal of a company, and the world of which it tells.
fn begun(path: &Path) -> World {
    let mut world = World::new(clock::system());
    let (journal, _) = Journal::open(path, &mut world).expect("opens");
    world.journal = Some(journal);
    world.found(&CompanyPlan::sample());
    world
}

#[test]
fn a_line_in_the_middle_that_cannot_be_read_is_not_thrown_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal");
    drop(begun(&path));
    let good = fs::read(&path).expect("reads");
    for line in [
        "{\"record\":\"from-tomorrow\",\"holds\":{}}",
        "not JSON",
        "{\"record\":",
    ] {
        let mut bytes = good.clone();
        bytes.extend_from_slice(format!("{line}\n").as_bytes());
        bytes.extend_from_slice(&good);
        fs::write(&path, &bytes).expect("writes");
        let refused = Journal::open(&path, &mut World::new(clock::system()));
        let words = refused.expect_err(line).to_string();
        let number = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        assert!(words.contains(&format!("line {number} ")), "{words}");
        assert_eq!(fs::read(&path).expect("reads"), bytes, "{line}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_costs_nothing_of_what_was_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal");
    drop(begun(&path));
    let good = fs::read(&path).expect("reads");
    let new = path.with_extension("new");
    std::os::unix::fs::symlink("/dev/full", &new).expect("a link");
    Journal::open(&path, &mut World::new(clock::system())).expect_err("no room");
    assert_eq!(fs::read(&path).expect("reads"), good);
}
