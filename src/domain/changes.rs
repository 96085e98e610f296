//! What a deed changed: each value before and after, typed, so that it can be given back as it was.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    field::{Email, Handle, Money, OneLine, PersonName, Phone},
    lead::{Edit, Field, Lead},
};

/// A value before and after; `None` when there was none.
pub type Change<T> = (Option<T>, Option<T>);

/// Values before and after, by what they are of. The names are the keys under which they are kept; no
/// other place knows them. What reaches a person stands here, so an erasure may empty all of it.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Changes {
    /// The person's name.
    pub name: Option<Change<PersonName>>,
    /// Their email.
    pub email: Option<Change<Email>>,
    /// Their phone number.
    pub phone: Option<Change<Phone>>,
    /// Their handle.
    pub handle: Option<Change<Handle>>,
    /// The firm.
    pub organisation: Option<Change<OneLine>>,
    /// Where the lead came from.
    pub source: Option<Change<OneLine>>,
    /// By which campaign.
    pub campaign: Option<Change<OneLine>>,
    /// What the open deal is worth.
    pub value: Option<Change<Money>>,
    /// Why it was lost: one of the company's reasons.
    pub lost_reason: Option<Change<String>>,
    /// Until when it rests.
    pub rest_until: Option<Change<DateTime<Utc>>>,
    /// What must change before it comes back to sales.
    pub must_change: Option<Change<String>>,
}

impl Changes {
    /// What a field held and holds, as people read it; neither when it did not change.
    pub fn shown(&self, field: Field) -> (Option<String>, Option<String>) {
        fn text<T>(change: &Option<Change<T>>, show: fn(&T) -> String) -> Change<String> {
            let (before, after) = change.as_ref().map_or((None, None), |(before, after)| {
                (before.as_ref(), after.as_ref())
            });
            (before.map(show), after.map(show))
        }
        match field {
            Field::Name => text(&self.name, |value| value.as_str().to_owned()),
            Field::Email => text(&self.email, |value| value.as_str().to_owned()),
            Field::Phone => text(&self.phone, |value| value.as_str().to_owned()),
            Field::Handle => text(&self.handle, |value| value.as_str().to_owned()),
            Field::Organisation => text(&self.organisation, |value| value.as_str().to_owned()),
            Field::Source => text(&self.source, |value| value.as_str().to_owned()),
            Field::Campaign => text(&self.campaign, |value| value.as_str().to_owned()),
            Field::Value => text(&self.value, Money::to_string),
        }
    }

    /// Whether it tells what a field held before. An erasure empties it.
    pub fn knows(&self, field: Field) -> bool {
        match field {
            Field::Name => self.name.is_some(),
            Field::Email => self.email.is_some(),
            Field::Phone => self.phone.is_some(),
            Field::Handle => self.handle.is_some(),
            Field::Organisation => self.organisation.is_some(),
            Field::Source => self.source.is_some(),
            Field::Campaign => self.campaign.is_some(),
            Field::Value => self.value.is_some(),
        }
    }
}

/// Puts `new` in the place of `held`; what changed, if anything did.
fn put<T: Clone + PartialEq>(held: &mut Option<T>, new: &Option<T>) -> Option<Change<T>> {
    if held == new {
        return None;
    }
    let before = std::mem::replace(held, new.clone());
    Some((before, new.clone()))
}

/// The same for what is never empty.
fn put_some<T: Clone + PartialEq>(held: &mut T, new: &T) -> Option<Change<T>> {
    if held == new {
        return None;
    }
    let before = std::mem::replace(held, new.clone());
    Some((Some(before), Some(new.clone())))
}

impl Lead {
    /// Changes a field, in memory, and notes what it held. `false`: it holds that already. A value goes to
    /// the open deal; where there is none, whoever changes it opens one.
    pub fn change(&mut self, edit: &Edit, changes: &mut Changes) -> bool {
        match edit {
            Edit::Name(name) => note(&mut changes.name, put_some(&mut self.name, name)),
            Edit::Email(email) => note(&mut changes.email, put(&mut self.email, email)),
            Edit::Phone(phone) => note(&mut changes.phone, put(&mut self.phone, phone)),
            Edit::Handle(handle) => note(&mut changes.handle, put(&mut self.handle, handle)),
            Edit::Organisation(line) => {
                note(&mut changes.organisation, put(&mut self.organisation, line))
            }
            Edit::Source(line) => note(&mut changes.source, put_some(&mut self.source, line)),
            Edit::Campaign(line) => note(&mut changes.campaign, put(&mut self.campaign, line)),
            Edit::Value(value) => {
                let mut none = None;
                let held = self.deal.as_mut().map_or(&mut none, |deal| &mut deal.value);
                note(&mut changes.value, put(held, &Some(value.clone())))
            }
        }
    }

    /// What an edit would give its field that it does not hold, as a change; whatever is written
    /// differently but is the same person's is none.
    pub fn differs(&self, edit: &Edit, changes: &mut Changes) -> bool {
        let same = match edit {
            Edit::Email(new) => key(&self.email, Email::key) == key(new, Email::key),
            Edit::Phone(new) => key(&self.phone, Phone::key) == key(new, Phone::key),
            Edit::Handle(new) => key(&self.handle, Handle::key) == key(new, Handle::key),
            Edit::Name(_)
            | Edit::Organisation(_)
            | Edit::Source(_)
            | Edit::Campaign(_)
            | Edit::Value(_) => false,
        };
        !same && self.clone().change(edit, changes)
    }

    /// Gives a field back what it held, in memory; a value goes to the open deal. Nothing happens when that
    /// is not known any more: see [`Changes::knows`].
    pub fn restore(&mut self, field: Field, changes: &Changes) {
        match field {
            Field::Name => restore_some(&mut self.name, &changes.name),
            Field::Email => restore(&mut self.email, &changes.email),
            Field::Phone => restore(&mut self.phone, &changes.phone),
            Field::Handle => restore(&mut self.handle, &changes.handle),
            Field::Organisation => restore(&mut self.organisation, &changes.organisation),
            Field::Source => restore_some(&mut self.source, &changes.source),
            Field::Campaign => restore(&mut self.campaign, &changes.campaign),
            Field::Value => {
                if let Some(deal) = &mut self.deal {
                    restore(&mut deal.value, &changes.value);
                }
            }
        }
    }
}

fn key<T>(value: &Option<T>, of: fn(&T) -> String) -> Option<String> {
    value.as_ref().map(of)
}

fn note<T>(kept: &mut Option<Change<T>>, change: Option<Change<T>>) -> bool {
    let changed = change.is_some();
    if changed {
        *kept = change;
    }
    changed
}

fn restore<T: Clone>(held: &mut Option<T>, change: &Option<Change<T>>) {
    if let Some((before, _)) = change {
        held.clone_from(before);
    }
}

fn restore_some<T: Clone>(held: &mut T, change: &Option<Change<T>>) {
    if let Some((Some(before), _)) = change {
        held.clone_from(before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_kept_under_stable_keys_and_read_back() {
        let changes = Changes {
            value: Some((None, Money::new(120_050, "EUR"))),
            lost_reason: Some((Some("price".to_owned()), None)),
            email: Some((None, Some(Email::kept("ada@x.example".to_owned())))),
            ..Changes::default()
        };
        let kept = serde_json::json!({
            "email": [null, "ada@x.example"],
            "value": [null, {"cents": 120_050, "currency": "EUR"}],
            "lost-reason": ["price", null],
        });
        assert_eq!(serde_json::to_value(&changes).expect("written"), kept);
        let read: Changes = serde_json::from_value(kept).expect("read");
        assert_eq!(read, changes);
        assert_eq!(
            read.shown(Field::Value),
            (None, Some("1,200.50 EUR".to_owned()))
        );
    }
}
