//! A lead's history in words.

use serde_json::Value;

use super::{and, channel, length, person, relative};
use crate::domain::{
    lead::Field,
    scan::masked,
    text::{clip, escape},
    timeline::{Entry, What},
};

/// Characters of a note that a line shows.
const WORDS: usize = 120;

/// Characters of a value before or after an edit that a line shows.
const VALUE: usize = 40;

/// An entry as a line for all to read: when, who, what, and for how long it had stood. What was taken
/// back is struck; what reaches a person is masked.
pub fn line(entry: &Entry) -> String {
    told(entry, what(entry), |words| {
        escape(&clip(&masked(words), WORDS))
    })
}

/// The same with nothing masked, and with the values that were changed.
pub fn whole_line(entry: &Entry) -> String {
    let what = match &entry.what {
        What::Edited { fields } => edited(fields, entry.changes.as_ref()),
        _ => what(entry),
    };
    told(entry, what, |words| escape(&clip(words, WORDS)))
}

fn told(entry: &Entry, what: String, show: impl Fn(&str) -> String) -> String {
    let who = entry.actor.map_or_else(|| "Tandem".to_owned(), person);
    let words = entry
        .words
        .as_deref()
        .filter(|_| entry.what != What::Undone);
    let words = words.map(|words| format!(": {}", show(words)));
    let mut said = format!("{who} {what}{}", words.unwrap_or_default());
    if entry.reversed_by.is_some() {
        said = format!("~~{said}~~");
    }
    format!("{} {said}", relative(entry.at))
}

fn what(entry: &Entry) -> String {
    match &entry.what {
        What::Added {
            stage,
            sales_sourced: true,
        } => format!("added it at {stage}, sales-sourced"),
        What::Added { stage, .. } => format!("added it at {stage}"),
        What::Edited { fields } => {
            let names: Vec<String> = fields.iter().map(ToString::to_string).collect();
            format!("changed {}", and(&names))
        }
        What::Moved => moved(entry),
        What::Touched { touch } => format!("noted a touch, {}", touch.label()),
        What::Noted => "noted".to_owned(),
        What::Assigned {
            team, to: Some(to), ..
        } => format!("gave it to {} for {}", person(*to), team.label()),
        What::Assigned { team, to: None, .. } => {
            format!("took it from its owner in {}", team.label())
        }
        What::HandoffOpened {
            overridden: true, ..
        } => "handed it to sales by override".to_owned(),
        What::HandoffOpened { .. } => "handed it to sales".to_owned(),
        What::HandoffWarned { skipped: true, .. } => {
            "passed the reminder to sales while away".to_owned()
        }
        What::HandoffWarned { .. } => "reminded sales".to_owned(),
        What::HandoffEscalated { .. } => "told the manager that it is late".to_owned(),
        What::HandoffAccepted { by, .. } if entry.actor == Some(*by) => "accepted it".to_owned(),
        What::HandoffAccepted { by, .. } => format!("accepted it for {}", person(*by)),
        What::HandoffSentBack { .. } => "sent it back".to_owned(),
        What::HandoffWithdrawn { .. } => "withdrew the handoff".to_owned(),
        What::DealOpened { .. } => "opened a deal".to_owned(),
        What::DealWon { .. } => "won the deal".to_owned(),
        What::DealLost { .. } => "lost the deal".to_owned(),
        What::Heard { channel: place, .. } => format!("wrote of it in {}", channel(*place)),
        What::Undone => match entry.step {
            Some(step) => format!("took a move back: it stands at {} again", step.to),
            None => "took something back".to_owned(),
        },
    }
}

fn moved(entry: &Entry) -> String {
    let Some(step) = entry.step else {
        return "moved it".to_owned();
    };
    let from = step.from.map(|stage| format!("from {stage} "));
    let stood = step.stood.map(|stood| format!(" after {}", length(stood)));
    format!(
        "moved it {}to {}{}",
        from.unwrap_or_default(),
        step.to,
        stood.unwrap_or_default()
    )
}

/// Fields with their values before and after, as far as these are kept.
fn edited(fields: &[Field], changes: Option<&Value>) -> String {
    let value = |field: &Field, at: usize| -> Option<String> {
        let text = changes?.get(field.key())?.get(at)?.as_str()?;
        Some(escape(&clip(text, VALUE)))
    };
    let changed: Vec<String> = fields
        .iter()
        .map(|field| match (value(field, 0), value(field, 1)) {
            (Some(before), Some(after)) => format!("{field} from {before} to {after}"),
            (None, Some(after)) => format!("{field} to {after}"),
            (Some(before), None) => format!("{field} from {before} to nothing"),
            (None, None) => field.to_string(),
        })
        .collect();
    format!("changed {}", and(&changed))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use serde_json::json;

    use super::*;
    use crate::domain::{
        ids::{EntryId, LeadNumber, UserId},
        stage::Stage,
        timeline::Step,
    };

    fn entry(what: What) -> Entry {
        Entry {
            id: EntryId(1),
            lead: LeadNumber(42),
            at: DateTime::from_timestamp(1000, 0).expect("in range"),
            actor: Some(UserId(7)),
            what,
            step: None,
            words: None,
            changes: None,
            reverses: None,
            reversed_by: None,
            deed: None,
        }
    }

    #[test]
    fn a_move_tells_from_where_to_where_and_after_how_long() {
        let moved = Entry {
            step: Some(Step {
                from: Some(Stage::Interest),
                to: Stage::Consideration,
                stood: Some(TimeDelta::hours(50)),
            }),
            words: Some("asked for *prices*".to_owned()),
            ..entry(What::Moved)
        };
        let said =
            "<@7> moved it from Interest to Consideration after 2 days 2 h: asked for \\*prices\\*";
        assert_eq!(line(&moved), format!("<t:1000:R> {said}"));
        let undone = Entry {
            reversed_by: Some(EntryId(2)),
            ..moved
        };
        assert_eq!(line(&undone), format!("<t:1000:R> ~~{said}~~"));
    }

    #[test]
    fn values_are_for_private_eyes() {
        let fields = vec![Field::Email, Field::Organisation];
        let changes = json!({"email": [null, "ada@x.example"], "organisation": ["A", null]});
        let edit = Entry {
            changes: Some(changes),
            ..entry(What::Edited { fields })
        };
        assert_eq!(
            line(&edit),
            "<t:1000:R> <@7> changed email and organisation"
        );
        assert_eq!(
            whole_line(&edit),
            "<t:1000:R> <@7> changed email to ada@x.example and organisation from A to nothing"
        );
        let note = Entry {
            words: Some("write to ada@x.example".to_owned()),
            ..entry(What::Noted)
        };
        assert!(line(&note).ends_with("noted: write to a…@x.example"));
        assert!(whole_line(&note).ends_with("noted: write to ada@x.example"));
    }
}
