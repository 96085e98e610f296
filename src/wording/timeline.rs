//! A lead's history in words.

use super::{and, channel, handoff::standing::withdrawn, length, person, relative};
use crate::domain::{
    changes::Changes,
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
        What::CameAgain => came_again(entry.changes.as_ref()),
        _ => what(entry),
    };
    told(entry, what, |words| escape(&clip(words, WORDS)))
}

fn told(entry: &Entry, what: String, show: impl Fn(&str) -> String) -> String {
    let who = entry.actor.map_or_else(|| "Tandem".to_owned(), person);
    let why = why(entry).filter(|_| entry.what != What::Undone);
    let words = why.map(|why| format!(": {}", show(&why)));
    let mut said = format!("{who} {what}{}", words.unwrap_or_default());
    if entry.reversed_by.is_some() {
        said = format!("~~{said}~~");
    }
    format!("{} {said}", relative(entry.at))
}

/// Why, and what was said to it; not yet escaped. For a loss the company's reason comes first, for a
/// recycling what must change first comes behind, and what was taken back says so.
pub fn why(entry: &Entry) -> Option<String> {
    let none = Changes::default();
    let changes = entry.changes.as_ref().unwrap_or(&none);
    let after = |change: &Option<(Option<String>, Option<String>)>| change.as_ref()?.1.clone();
    let parts = if entry.reverses.is_some() {
        vec![Some("taken back".to_owned())]
    } else {
        let must_change = after(&changes.must_change);
        let must_change = must_change.map(|must| format!("must change first: {must}"));
        let said = match (after(&changes.lost_reason), entry.words.clone()) {
            (Some(reason), Some(words)) => Some(format!("{reason}: {words}")),
            (reason, words) => reason.or(words),
        };
        vec![said, must_change]
    };
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
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
        What::CameAgain => "saw it come again".to_owned(),
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
        What::HandoffWithdrawn {
            because: Some(because),
            ..
        } => format!("withdrew the handoff, since {}", withdrawn(*because)),
        What::HandoffWithdrawn { because: None, .. } => "withdrew the handoff".to_owned(),
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
fn edited(fields: &[Field], changes: Option<&Changes>) -> String {
    let value = |text: Option<String>| text.map(|text| escape(&clip(&text, VALUE)));
    let changed: Vec<String> = fields
        .iter()
        .map(|field| {
            let (before, after) = changes.map_or((None, None), |changes| changes.shown(*field));
            match (value(before), value(after)) {
                (Some(before), Some(after)) => format!("{field} from {before} to {after}"),
                (None, Some(after)) => format!("{field} to {after}"),
                (Some(before), None) => format!("{field} from {before} to nothing"),
                (None, None) => field.to_string(),
            }
        })
        .collect();
    format!("changed {}", and(&changed))
}

/// As whom and from where it came again, and what else differed.
fn came_again(changes: Option<&Changes>) -> String {
    let differed: Vec<String> = Field::ALL
        .iter()
        .copied()
        .filter_map(|field| {
            let (_, came) = changes?.shown(field);
            Some(format!("{field} {}", escape(&clip(&came?, VALUE))))
        })
        .collect();
    if differed.is_empty() {
        "saw it come again".to_owned()
    } else {
        format!("saw it come again with {}", and(&differed))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::domain::{
        field::{Email, OneLine},
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
        let changes = Changes {
            email: Some((None, Some(Email::kept("ada@x.example".to_owned())))),
            organisation: Some((Some(OneLine::kept("A".to_owned())), None)),
            ..Changes::default()
        };
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
