//! What a body says of its files: `attachments`, by the number that each came with.

use super::Field;
use crate::model::message::Attachment;

/// The most files of a message.
pub const FILES: usize = 10;
/// The most bytes of a file: `attachment_size_limit` of a server without boosts.
pub const FILE: usize = 10 * 1_024 * 1_024;
/// Ids below this are numbers of files that come with the request.
const NUMBERS: u64 = 1_000;

/// Gives the files their names and descriptions, and takes their numbers off. The second value is which
/// attachments of the message stay; `None`: all.
pub fn read(list: &Field, mut files: Vec<Attachment>) -> (Vec<Attachment>, Option<Vec<u64>>) {
    let entries = list.list_of(0, FILES);
    let mut kept = list.is_named().then(Vec::new);
    for entry in entries.unwrap_or_default() {
        if !entry.is_model() || !entry.at("id").is_there() {
            continue;
        }
        let description = entry.at("description").text_of(0, 1_024);
        let name = entry.at("filename").text_of(1, 1_024);
        let Some(id) = entry.at("id").snowflake() else {
            continue;
        };
        if let Some(file) = files.iter_mut().find(|file| file.id == id) {
            file.description = description
                .map(str::to_owned)
                .filter(|text| !text.is_empty());
            if let Some(name) = name {
                file.name = clean(name);
            }
        } else if id < NUMBERS {
            entry.wrong("ATTACHMENT_NOT_FOUND", "Attachment data not found");
        } else if let Some(kept) = &mut kept {
            kept.push(id);
        }
    }
    files.iter_mut().for_each(|file| file.id = 0);
    (files, kept)
}

/// A file's name as Discord keeps it.
pub fn clean(name: &str) -> String {
    let kept = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
            c
        } else {
            '_'
        }
    };
    let name: String = name.chars().map(kept).take(120).collect();
    if name.trim_matches('.').is_empty() {
        "file".to_owned()
    } else {
        name
    }
}
