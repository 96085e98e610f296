//! What somebody gets for a command, a press or a form.

use super::{
    channel::Message,
    outcome::{Outcome, is_private},
    person::Person,
    plain,
};

/// An answer, as the one who asked sees it.
#[derive(Clone)]
pub struct Reply {
    person: Person,
    outcome: Outcome,
    deferred: bool,
}

impl Reply {
    /// An answer that `person` got.
    pub fn new(person: &Person, outcome: Outcome, deferred: bool) -> Self {
        Self {
            person: person.clone(),
            outcome,
            deferred,
        }
    }

    /// As people read it.
    pub fn text(&self) -> String {
        let names = self.person.names();
        match &self.outcome {
            Outcome::Message(message) => plain::message(message, names),
            Outcome::Form(form) => plain::form(form, names),
            Outcome::Failed(why) => panic!("the application did not respond: {why}"),
            Outcome::Refused { status, body } => panic!("Discord refused: {status} {body}"),
        }
    }

    /// Whether only the one who asked sees it.
    pub fn is_private(&self) -> bool {
        matches!(&self.outcome, Outcome::Message(message) if is_private(message))
    }

    /// Whether "Thinking…" came first.
    pub fn was_deferred(&self) -> bool {
        self.deferred
    }

    /// What came of it.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// The message that it is.
    pub fn message(&self) -> Message {
        match &self.outcome {
            Outcome::Message(json) => Message {
                json: json.clone(),
                names: self.person.shared_names(),
            },
            other => panic!("not a message: {other:?}"),
        }
    }

    /// The same person presses a button of it.
    pub async fn presses(&self, label: &str) -> Self {
        Box::pin(self.person.presses(label, &self.message())).await
    }

    /// The same person chooses from a list of it.
    pub async fn chooses(&self, placeholder: &str, names: &[&str]) -> Self {
        Box::pin(self.person.chooses(placeholder, names, &self.message())).await
    }

    /// The same person fills in the form that it is.
    pub async fn fills(&self, values: &[(&str, &str)]) -> Self {
        match &self.outcome {
            Outcome::Form(form) => Box::pin(self.person.fills(form, values)).await,
            other => panic!("not a form: {other:?}"),
        }
    }

    /// Asserts that it is private and holds each of `parts`; hands it on.
    #[track_caller]
    pub fn privately_says(self, parts: &[&str]) -> Self {
        let text = self.text();
        assert!(self.is_private(), "this should be private:\n{text}");
        for part in parts {
            assert!(text.contains(part), "{part:?} is not in:\n{text}");
        }
        self
    }
}
