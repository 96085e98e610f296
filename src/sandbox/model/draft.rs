//! What somebody wants to post: read from a body, held against Discord's limits, put into a message.

use serde_json::{Value, json};

use super::message::{Attachment, Message, SETTABLE, allowed, mentions};
use super::parts::{check_allowed, read_embeds, read_rows};
use crate::sandbox::refusal::Refused;

/// The most characters of a bot's message; people have the same here.
pub const CONTENT: usize = 2_000;
/// The most files of a message.
const FILES: usize = 10;

/// A message that is to be posted, or what of one is to change.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The text, if it is named.
    pub content: Option<String>,
    /// The embeds, normalised, if they are named.
    pub embeds: Option<Vec<Value>>,
    /// The rows, if they are named.
    pub components: Option<Vec<Value>>,
    /// Files that come with it.
    pub files: Vec<Attachment>,
    /// Attachments that stay, in an edit; `None`: all.
    pub keep: Option<Vec<u64>>,
    /// Flags that a sender may set.
    pub flags: u64,
    /// As given.
    pub allowed_mentions: Option<Value>,
    /// A number or a text.
    pub nonce: Option<Value>,
    /// Whether a second message with the nonce is the first.
    pub enforce_nonce: bool,
    /// The message that it replies to.
    pub replies_to: Option<u64>,
    /// A deferred answer has nothing in it yet.
    pub may_be_empty: bool,
}

impl Draft {
    /// Reads a body. `path` goes before the paths of its faults: "data." for a callback.
    pub fn read(body: &Value, files: Vec<Attachment>, path: &str) -> Result<Self, Refused> {
        let at = |field: &str| format!("{path}{field}");
        let content = match &body["content"] {
            Value::Null => body.get("content").map(|_| String::new()),
            Value::String(text) => Some(text.clone()),
            _ => {
                return Err(Refused::form(
                    &at("content"),
                    "STRING_TYPE_CONVERT",
                    "Could not interpret as string.",
                ));
            }
        };
        if content
            .as_ref()
            .is_some_and(|text| text.chars().count() > CONTENT)
        {
            return Err(Refused::too_long(&at("content"), CONTENT));
        }
        if let Some(nonce) = body.get("nonce").filter(|nonce| !nonce.is_null()) {
            let long = nonce.as_str().is_some_and(|text| text.chars().count() > 25);
            if long || !(nonce.is_string() || nonce.is_i64() || nonce.is_u64()) {
                return Err(Refused::form(
                    &at("nonce"),
                    "NONCE_TYPE_TOO_LONG",
                    "Nonce must be 25 or fewer in length.",
                ));
            }
        }
        if files.len() > FILES {
            return Err(Refused::new(
                400,
                30015,
                "Maximum number of attachments in a message reached (10)",
            ));
        }
        let list = |field: &str| -> Result<Option<Vec<Value>>, Refused> {
            match body.get(field) {
                None => Ok(None),
                Some(Value::Null) => Ok(Some(Vec::new())),
                Some(Value::Array(list)) => Ok(Some(list.clone())),
                Some(_) => Err(Refused::form(
                    &at(field),
                    "LIST_TYPE_CONVERT",
                    "Only iterables may be used in a ListType",
                )),
            }
        };
        if let Some(mentions) = body
            .get("allowed_mentions")
            .filter(|mentions| !mentions.is_null())
        {
            check_allowed(mentions, &at("allowed_mentions"))?;
        }
        let keep = body["attachments"].as_array().map(|list| {
            list.iter()
                .filter_map(|entry| entry["id"].as_str()?.parse().ok())
                .filter(|id| *id > 999)
                .collect()
        });
        Ok(Self {
            content,
            embeds: list("embeds")?
                .map(|embeds| read_embeds(&embeds, &at("embeds")))
                .transpose()?,
            components: list("components")?
                .map(|rows| read_rows(&rows, &at("components")))
                .transpose()?,
            files,
            keep,
            flags: body["flags"].as_u64().unwrap_or(0) & SETTABLE,
            allowed_mentions: body.get("allowed_mentions").cloned(),
            nonce: body.get("nonce").filter(|nonce| !nonce.is_null()).cloned(),
            enforce_nonce: body["enforce_nonce"] == true,
            replies_to: body["message_reference"]["message_id"]
                .as_str()
                .and_then(|id| id.parse().ok()),
            may_be_empty: false,
        })
    }

    /// A new message has something in it.
    pub fn check(&self) -> Result<(), Refused> {
        let empty = self
            .content
            .as_ref()
            .is_none_or(|text| text.trim().is_empty())
            && self.embeds.as_ref().is_none_or(Vec::is_empty)
            && self.components.as_ref().is_none_or(Vec::is_empty)
            && self.files.is_empty();
        if empty && !self.may_be_empty {
            Err(Refused::empty_message())
        } else {
            Ok(())
        }
    }

    /// An edit that names nothing changes nothing; that is allowed.
    pub fn check_edit(&self) -> Result<(), Refused> {
        Ok(())
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
        message.attachments.extend(self.files);
        message.nonce = self.nonce.or(message.nonce.take());
        message.replies_to = self.replies_to.or(message.replies_to);
    }
}

/// Gives `attachment://name` in a message's embeds the address of the file that came with it.
pub fn link_files(message: &mut Message, base: &str) {
    for embed in &mut message.embeds {
        for part in ["image", "thumbnail"] {
            let name = embed[part]["url"]
                .as_str()
                .and_then(|url| url.strip_prefix("attachment://"));
            let file =
                name.and_then(|name| message.attachments.iter().find(|file| file.name == name));
            if let Some(file) = file {
                let url = format!(
                    "{base}/attachments/{}/{}/{}",
                    message.channel, file.id, file.name
                );
                embed[part] = json!({ "url": url, "proxy_url": url });
            }
        }
    }
}
