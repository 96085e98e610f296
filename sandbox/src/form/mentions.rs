//! Whom a message may ping: `allowed_mentions`.

use super::Field;

/// The most users or roles of a list.
const LISTED: usize = 100;

/// Holds `allowed_mentions` against what may be in it.
pub fn check(mentions: &Field) {
    if !mentions.is_model() {
        return;
    }
    let mut parsed = Vec::new();
    for entry in mentions.at("parse").list().unwrap_or_default() {
        let Some(kind) = entry.text() else { continue };
        if !["users", "everyone", "roles"].contains(&kind) {
            let words = "Value must be one of ('users', 'everyone', 'roles').";
            entry.wrong("BASE_TYPE_CHOICES", words);
        }
        if parsed.contains(&kind) {
            entry.is_there_already();
        }
        parsed.push(kind);
    }
    for kind in ["users", "roles"] {
        let list = mentions.at(kind).list_of(0, LISTED).unwrap_or_default();
        let mut seen = Vec::new();
        for entry in &list {
            if let Some(id) = entry.snowflake() {
                if seen.contains(&id) {
                    entry.is_there_already();
                }
                seen.push(id);
            }
        }
        if !list.is_empty() && parsed.contains(&kind) {
            let words = format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            mentions.wrong("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", &words);
        }
    }
    mentions.at("replied_user").flag();
}
