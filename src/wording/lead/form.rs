//! Forms about leads.

use crate::{
    domain::lead::Lead,
    wording::{
        card::{Form, Input},
        press::FormKind,
    },
};

/// What a form for a lead is filled in with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled<'a> {
    /// The person, if the message names one.
    pub name: Option<&'a str>,
    /// Their email.
    pub email: Option<&'a str>,
    /// Their phone number.
    pub phone: Option<&'a str>,
    /// Where the message stands.
    pub source: &'a str,
    /// What it says.
    pub note: &'a str,
}

/// The form that captures a lead, filled in from a message. A form has five inputs at most, so the
/// organisation is left to `/lead edit`.
pub fn capture_form(filled: &Filled<'_>) -> Form {
    let input = |key, label: &str, value: Option<&str>, required, most| Input {
        key,
        label: label.to_owned(),
        value: value.map(str::to_owned),
        placeholder: None,
        required,
        long: false,
        most,
    };
    Form {
        kind: FormKind::CaptureLead {},
        title: "Capture lead".to_owned(),
        inputs: vec![
            input("name", "Name", filled.name, true, 80),
            input("email", "Email", filled.email, false, 254),
            input("phone", "Phone", filled.phone, false, 32),
            input(
                "source",
                "Where it came from",
                Some(filled.source),
                true,
                100,
            ),
            Input {
                long: true,
                ..input("note", "Note", Some(filled.note), false, 1000)
            },
        ],
    }
}

/// The form that asks why a lost lead is taken up again.
pub fn reopen_form(lead: &Lead) -> Form {
    Form {
        kind: FormKind::Reopen { lead: lead.number },
        title: format!("Take {} up again", lead.number),
        inputs: vec![Input {
            key: "reason",
            label: "Why? Both teams read this".to_owned(),
            value: None,
            placeholder: Some("What has changed since it was lost".to_owned()),
            required: true,
            long: true,
            most: 1000,
        }],
    }
}
