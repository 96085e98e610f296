//! What the bot can put into a message: a card, its buttons, and forms. No Discord types here.

use crate::domain::ids::{RoleId, UserId};

use super::press::{FormKind, Press, Select};

/// A message: one framed text with fields, and what can be pressed below it.
///
/// Text in a card is Discord markdown. Whatever a user wrote went through `domain::text` first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    /// Who is pinged, above the frame. Only the three pings of the rules exist.
    pub ping: Option<Ping>,
    /// The frame's heading, plain text, at most 256 characters.
    pub title: Option<String>,
    /// The text, at most 4096 characters.
    pub body: String,
    /// Named values below it, at most 25.
    pub fields: Vec<Labelled>,
    /// The frame's colour: what kind of thing it is.
    pub tone: Tone,
    /// Small print.
    pub footer: Option<String>,
    /// Rows of things to press, at most 5.
    pub rows: Vec<Row>,
}

/// A named value of a card.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Whether it may stand beside others.
    pub inline: bool,
}

/// Who is pinged by a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ping {
    /// A role: sales for a new handoff, the manager's for an escalation.
    Role(RoleId),
    /// One person: a personal reminder.
    User(UserId),
}

/// What kind of thing a card tells; shown as its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Something to read.
    #[default]
    Plain,
    /// Something was done.
    Done,
    /// Something waits or was refused.
    Attention,
    /// Something is late, or broke.
    Alarm,
    /// Something is over.
    Closed,
}

/// A row of things to press: up to five buttons, or one list.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// Up to five buttons.
    Buttons(Vec<Button>),
    /// A list of texts to choose from.
    Choices(Choices),
    /// Discord's own list of channels or roles.
    Picker(Picker),
}

/// A button.
#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    /// Its words, at most 80 characters.
    pub label: String,
    /// How it looks.
    pub look: Look,
    /// What it does.
    pub press: Press,
    /// Whether it can be pressed.
    pub enabled: bool,
}

impl Button {
    /// A button that can be pressed.
    pub fn new(label: impl Into<String>, look: Look, press: Press) -> Self {
        Self {
            label: label.into(),
            look,
            press,
            enabled: true,
        }
    }
}

/// How a button looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The thing to do.
    Primary,
    /// One of several.
    Secondary,
    /// Yes.
    Success,
    /// Takes something away.
    Danger,
}

/// A list of texts to choose from.
#[derive(Clone, Debug, PartialEq)]
pub struct Choices {
    /// What is chosen by it.
    pub select: Select,
    /// Grey words while nothing is chosen.
    pub placeholder: String,
    /// (value, label, chosen), at most 25.
    pub options: Vec<(String, String, bool)>,
    /// How many may be chosen.
    pub least: u8,
    /// How many may be chosen.
    pub most: u8,
}

/// Discord's own list.
#[derive(Clone, Debug, PartialEq)]
pub struct Picker {
    /// What is chosen by it.
    pub select: Select,
    /// Of what.
    pub of: PickerOf,
    /// Grey words while nothing is chosen.
    pub placeholder: String,
    /// Ids chosen already.
    pub chosen: Vec<i64>,
    /// How many may be chosen.
    pub least: u8,
    /// How many may be chosen.
    pub most: u8,
}

/// What a picker lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PickerOf {
    /// Text channels.
    Channels,
    /// Roles.
    Roles,
}

/// A form.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// What it is for; survives a restart.
    pub kind: FormKind,
    /// Its heading, at most 45 characters.
    pub title: String,
    /// One to five inputs.
    pub inputs: Vec<Input>,
}

/// A text to be typed into a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Its key, by which the value is read.
    pub key: &'static str,
    /// Its words, at most 45 characters.
    pub label: String,
    /// Filled in already.
    pub value: Option<String>,
    /// Grey words while it is empty, at most 100 characters.
    pub placeholder: Option<String>,
    /// Whether it may stay empty.
    pub required: bool,
    /// Several lines.
    pub long: bool,
    /// The most characters it takes, at most 4000.
    pub most: u16,
}

impl Card {
    /// A card that is only text.
    pub fn text(tone: Tone, body: impl Into<String>) -> Self {
        Self {
            body: body.into(),
            tone,
            ..Self::default()
        }
    }

    /// With a heading.
    pub fn titled(self, title: impl Into<String>) -> Self {
        Self {
            title: Some(title.into()),
            ..self
        }
    }

    /// With one more named value. Empty values are left out: Discord refuses them.
    pub fn field(mut self, name: &str, value: impl Into<String>, inline: bool) -> Self {
        let value = value.into();
        if !value.trim().is_empty() {
            self.fields.push(Labelled {
                name: name.to_owned(),
                value,
                inline,
            });
        }
        self
    }

    /// With one more row of buttons; none, if there are none.
    pub fn buttons(mut self, buttons: Vec<Button>) -> Self {
        if !buttons.is_empty() {
            self.rows.push(Row::Buttons(buttons));
        }
        self
    }

    /// With small print.
    pub fn footer(self, footer: impl Into<String>) -> Self {
        Self {
            footer: Some(footer.into()),
            ..self
        }
    }

    /// With a ping.
    pub fn pinging(self, ping: Option<Ping>) -> Self {
        Self { ping, ..self }
    }
}
