//! What somebody wants to post: read from a body, held against Discord's limits, put into a message.

use serde_json::Value;

use super::message::{
    Attachment, COMPONENTS_V2, Message, SETTABLE, SUPPRESS_EMBEDS, VOICE, allowed, mentions,
};
use crate::{
    form::{Field, Form, components, embeds, files, mentions as pings},
    refusal::Refused,
};

/// The most characters of a bot's message; people have the same here.
pub const CONTENT: usize = 2_000;

/// A message that is to be posted, or what of one is to change.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The text, if it is named.
    pub content: Option<String>,
    /// The embeds, normalised, if they are named.
    pub embeds: Option<Vec<Value>>,
    /// The components, if they are named.
    pub components: Option<Vec<Value>>,
    /// Files that come with it.
    pub files: Vec<Attachment>,
    /// Attachments that stay, in an edit; `None`: all.
    pub keep: Option<Vec<u64>>,
    /// Flags that a sender may set.
    pub flags: u64,
    /// Whether flags are named: an edit may take one away.
    pub flags_named: bool,
    /// As given.
    pub allowed_mentions: Option<Value>,
    /// A number or a text.
    pub nonce: Option<Value>,
    /// Whether a second message with the nonce is the first.
    pub enforce_nonce: bool,
    /// The message that it replies to.
    pub replies_to: Option<u64>,
    /// Whether it is to be read aloud.
    pub tts: bool,
    /// A deferred answer has nothing in it yet.
    pub may_be_empty: bool,
}

impl Draft {
    /// Reads a new message. `path` goes before the paths of its faults: "data." for a callback.
    pub fn read(body: &Value, files: Vec<Attachment>, path: &str) -> Result<Self, Refused> {
        Self::reading(body, files, path, None)
    }

    /// Reads what is to change of a message.
    pub fn change(
        body: &Value,
        files: Vec<Attachment>,
        path: &str,
        of: &Message,
    ) -> Result<Self, Refused> {
        Self::reading(body, files, path, Some(of))
    }

    fn reading(
        body: &Value,
        files: Vec<Attachment>,
        path: &str,
        of: Option<&Message>,
    ) -> Result<Self, Refused> {
        if files.len() > files::FILES {
            return Err(Refused::too_many_files());
        }
        if files.iter().any(|file| file.bytes.len() > files::FILE) {
            return Err(Refused::too_large());
        }
        let form = Form::default();
        let whole = form.body(body, path);
        if whole.given().is_some() {
            whole.is_model();
        }
        let flags = whole.at("flags").whole().unwrap_or(0);
        let flags = u64::try_from(flags).unwrap_or(0);
        let second = (flags | of.map_or(0, |message| message.flags)) & COMPONENTS_V2 != 0;
        if second {
            legacy(&whole);
        }
        let content = whole.at("content");
        let text = content
            .text_of(0, CONTENT)
            .map(|text| text.trim().to_owned());
        let (files, keep) = files::read(&whole.at("attachments"), files);
        let there = of.map(|message| message.attachments.as_slice());
        let names: Vec<&str> = files
            .iter()
            .chain(there.unwrap_or_default())
            .map(|file| file.name.as_str())
            .collect();
        pings::check(&whole.at("allowed_mentions"));
        let list = |field: &str, read: &dyn Fn(&Field) -> Vec<Value>| {
            let field = whole.at(field);
            field.is_named().then(|| read(&field))
        };
        let embeds = list("embeds", &embeds::read);
        let components = list("components", &|field| {
            components::read(field, second, &names)
        });
        reference(&whole.at("message_reference"));
        let stickers = whole.at("sticker_ids").list_of(0, 3).unwrap_or_default();
        for sticker in &stickers {
            sticker.snowflake();
        }
        let draft = Self {
            content: text.or_else(|| content.is_named().then(String::new)),
            embeds,
            components,
            keep,
            flags: flags & SETTABLE,
            flags_named: whole.at("flags").given().is_some(),
            allowed_mentions: body.get("allowed_mentions").cloned(),
            nonce: nonce(&whole.at("nonce")),
            enforce_nonce: whole.at("enforce_nonce").flag().unwrap_or(false),
            // What it replies to is held against what there is where it is posted.
            replies_to: None,
            tts: whole.at("tts").flag().unwrap_or(false),
            may_be_empty: false,
            files,
        };
        if whole.at("poll").given().is_some() {
            whole.not_here("polls");
        }
        if flags & VOICE != 0 {
            whole.not_here("voice messages");
        }
        form.finish()?;
        if !stickers.is_empty() {
            return Err(Refused::invalid_sticker());
        }
        Ok(draft)
    }

    /// A new message has something in it.
    pub fn check(&self) -> Result<(), Refused> {
        let none = |list: &Option<Vec<Value>>| list.as_ref().is_none_or(Vec::is_empty);
        let blank = self.content.as_ref().is_none_or(String::is_empty);
        let second = self.flags & COMPONENTS_V2 != 0;
        let bare = blank && none(&self.embeds) && self.files.is_empty();
        if (second || bare) && none(&self.components) && !self.may_be_empty {
            Err(Refused::empty_message())
        } else {
            Ok(())
        }
    }

    /// Puts it into a message. `everyone` is whether the author may ping everyone.
    pub fn apply(self, message: &mut Message, everyone: bool) {
        if let Some(content) = self.content {
            let pinged = allowed(mentions(&content), self.allowed_mentions.as_ref(), everyone);
            message.content = content;
            message.mentions = pinged.users;
            message.mention_roles = pinged.roles;
            message.mention_everyone = pinged.everyone;
        }
        if let Some(embeds) = self.embeds {
            message.embeds = embeds;
        }
        if let Some(components) = self.components {
            message.components = components;
        }
        if let Some(keep) = self.keep {
            message.attachments.retain(|file| keep.contains(&file.id));
        }
        if self.flags_named {
            // A message of the second version stays one.
            message.flags &= !SUPPRESS_EMBEDS;
            message.flags |= self.flags & (SUPPRESS_EMBEDS | COMPONENTS_V2);
        }
        message.attachments.extend(self.files);
        message.tts |= self.tts;
        message.nonce = self.nonce.or(message.nonce.take());
        message.replies_to = self.replies_to.or(message.replies_to);
    }
}

/// What a message of the second version cannot have beside its components.
pub(super) fn legacy(whole: &Field) {
    for name in ["content", "embeds", "sticker_ids", "poll"] {
        let field = whole.at(name);
        let empty = |value: &Value| {
            value.as_str().is_some_and(str::is_empty) || value.as_array().is_some_and(Vec::is_empty)
        };
        if field.given().is_some_and(|value| !empty(value)) {
            let words = format!(
                "The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            );
            field.wrong(
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                &words,
            );
        }
    }
}

/// A message's own name for itself: a text of 25 characters, or a number.
fn nonce(nonce: &Field) -> Option<Value> {
    let given = nonce.given()?;
    match given {
        Value::String(text) if text.chars().count() > 25 => {
            nonce.wrong(
                "NONCE_TYPE_TOO_LONG",
                "Must be 25 or fewer characters long.",
            );
        }
        Value::String(_) => {}
        Value::Number(number) if number.is_i64() => {}
        Value::Number(number) if number.is_u64() => {
            let words = "Must be between -9223372036854775808 and 9223372036854775807.";
            nonce.wrong("NONCE_TYPE_OUT_OF_BOUNDS", words);
        }
        _ => {
            let words = "This field must be a string or integer.";
            nonce.wrong("NONCE_TYPE_INVALID_TYPE", words);
        }
    }
    Some(given.clone())
}

/// The message that another one replies to.
fn reference(field: &Field) {
    if !field.is_model() {
        return;
    }
    let id = field.at("message_id");
    id.is_there();
    for id in [id, field.at("channel_id"), field.at("guild_id")] {
        id.snowflake();
    }
    field.at("fail_if_not_exists").flag();
    if field.at("type").one_of(&[0, 1]) == Some(1) {
        field.not_here("forwarded messages");
    }
}
