//! The files that came with a message, shown in it: `attachment://name` becomes their address.

use serde_json::{Value, json};

use super::message::{Attachment, Message};
use crate::form::components;

/// Gives what a message shows its address.
pub fn link_files(message: &mut Message, base: &str) {
    let shelf = Shelf {
        files: &message.attachments,
        folder: format!("{base}/attachments/{}", message.channel),
        message: message.id,
    };
    for embed in &mut message.embeds {
        for part in ["image", "thumbnail"] {
            let url = embed
                .get(part)
                .and_then(|media| shelf.address(&media["url"]));
            if let Some(url) = url {
                embed[part] = json!({ "url": url, "proxy_url": url });
            }
        }
        for part in ["author", "footer"] {
            let of = embed.get(part);
            if let Some(url) = of.and_then(|of| shelf.address(&of["icon_url"])) {
                embed[part]["icon_url"] = json!(url);
                embed[part]["proxy_icon_url"] = json!(url);
            }
        }
    }
    components::walk(&mut message.components, &mut |component| {
        if let Some(media) = component.get_mut("media") {
            shelf.show(media);
        }
        if let Some(media) = component.get_mut("file") {
            if let Some(file) = shelf.file(&media["url"]) {
                component["name"] = json!(file.name);
                component["size"] = json!(file.bytes.len());
            }
            shelf.show(&mut component["file"]);
        }
        let items = component.get_mut("items").and_then(Value::as_array_mut);
        for item in items.into_iter().flatten() {
            shelf.show(&mut item["media"]);
        }
    });
}

/// Where the files of a message are.
struct Shelf<'a> {
    files: &'a [Attachment],
    folder: String,
    message: u64,
}

impl Shelf<'_> {
    fn file(&self, url: &Value) -> Option<&Attachment> {
        let name = url.as_str()?.strip_prefix("attachment://")?;
        self.files.iter().find(|file| file.name == name)
    }

    fn address(&self, url: &Value) -> Option<String> {
        let file = self.file(url)?;
        Some(format!("{}/{}/{}", self.folder, file.id, file.name))
    }

    /// A picture as Discord tells it: with an id of its own, and where it may be fetched.
    fn show(&self, media: &mut Value) {
        if media.get("id").is_some() {
            return;
        }
        let given = media["url"].clone();
        let url = self.address(&given).map_or(given.clone(), Value::from);
        let mut shown = json!({ "id": self.message.to_string(), "url": url, "proxy_url": url });
        if let Some(file) = self.file(&given) {
            shown["id"] = json!(file.id.to_string());
            shown["attachment_id"] = shown["id"].clone();
            shown["content_type"] = json!(file.media);
        }
        *media = shown;
    }
}
