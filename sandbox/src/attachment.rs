//! Files of messages, and those that are given to commands.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A file of a message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attachment {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// Its bytes, in base64 in the journal.
    #[serde(with = "bytes")]
    pub bytes: Vec<u8>,
    /// What it shows, for those who cannot see it.
    pub description: Option<String>,
}

mod bytes {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD
            .decode(String::deserialize(deserializer)?)
            .map_err(D::Error::custom)
    }
}

impl Attachment {
    /// The attachment as Discord tells it. The address is one of the sandbox's own.
    pub fn to_json(&self, base: &str, channel: u64) -> Value {
        self.told(&format!("{base}/attachments/{channel}"))
    }

    /// The same, in this folder.
    pub fn told(&self, folder: &str) -> Value {
        let url = format!("{folder}/{}/{}", self.id, self.name);
        let mut json = json!({
            "id": self.id.to_string(), "filename": self.name, "size": self.bytes.len(),
            "url": url, "proxy_url": url, "content_type": self.media,
        });
        if let Some(description) = &self.description {
            json["description"] = json!(description);
        }
        if let Some((width, height)) = png_size(&self.bytes) {
            json["width"] = json!(width);
            json["height"] = json!(height);
        }
        json
    }
}

/// Width and height of a PNG, from its first chunk.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes
        .get(..24)
        .filter(|header| header.starts_with(b"\x89PNG\r\n\x1a\n"))?;
    let number = |at: usize| header[at..at + 4].try_into().ok().map(u32::from_be_bytes);
    number(16).zip(number(20))
}
