//! What somebody gets for a command, a press or a form.

use super::{
    channel::Message,
    outcome::{Outcome, is_private},
    person::Person,
    plain,
};

/// The colours of cards: something to read, something done, something that waits or was refused,
/// something that broke.
const PLAIN: u64 = 0x3b_7d_d8;
const DONE: u64 = 0x2e_9e_6b;
const ATTENTION: u64 = 0xe0_a0_1b;
const ALARM: u64 = 0xd1_3b_3b;

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

    /// The same, and that it is the answer to something that went well, rather than a refusal that
    /// happens to hold the same words: by its colour, as people tell them apart.
    #[track_caller]
    pub fn succeeds(self, parts: &[&str]) -> Self {
        self.tells(&[PLAIN, DONE], "went well", parts)
    }

    /// The same of a refusal, or of a question that must be answered first.
    #[track_caller]
    pub fn refuses(self, parts: &[&str]) -> Self {
        self.tells(&[ATTENTION], "was refused", parts)
    }

    /// The same of something that broke on our side.
    #[track_caller]
    pub fn breaks(self, parts: &[&str]) -> Self {
        self.tells(&[ALARM], "broke", parts)
    }

    #[track_caller]
    fn tells(self, colours: &[u64], how: &str, parts: &[&str]) -> Self {
        let told = self.privately_says(parts);
        let colour = told.message().json["embeds"][0]["color"].as_u64();
        let fits = colour.is_some_and(|colour| colours.contains(&colour));
        assert!(fits, "this does not read as if it {how}:\n{}", told.text());
        told
    }
}
