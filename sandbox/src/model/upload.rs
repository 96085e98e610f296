//! Files that somebody gives to a command: kept as long as the interaction can be answered.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{World, message::Attachment, options::Resolved};
use crate::{
    form::{Field, files::FILE},
    refusal::Refused,
};

/// How long a file can be fetched: as long as the token of its interaction lives.
const LIFE: Duration = Duration::from_secs(15 * 60);

/// A file that can be fetched.
#[derive(Debug)]
pub struct Upload {
    file: Attachment,
    came: Instant,
}

/// The files that came with an interaction.
#[derive(Debug, Default)]
pub struct Offered {
    /// Where they can be fetched.
    folder: String,
    /// Each with the number that it came with.
    files: Vec<(u64, Attachment)>,
}

impl Offered {
    /// The file that an option names by its number: the interaction names it by its id.
    pub fn named(&self, value: &Field, resolved: &mut Resolved) -> Value {
        let Some(number) = value.snowflake() else {
            return Value::Null;
        };
        let Some((_, file)) = self.files.iter().find(|(known, _)| *known == number) else {
            value.wrong("ATTACHMENT_NOT_FOUND", "Attachment data not found");
            return Value::Null;
        };
        let mut told = file.told(&self.folder);
        told["ephemeral"] = json!(true);
        resolved.attachment(file.id, told);
        json!(file.id.to_string())
    }
}

impl World {
    /// Gives the files of an interaction ids of their own.
    pub fn offered(&mut self, files: Vec<Attachment>) -> Result<Offered, Refused> {
        if files.iter().any(|file| file.bytes.len() > FILE) {
            return Err(Refused::too_large());
        }
        let numbered = files.into_iter().map(|file| {
            let id = self.id();
            (file.id, Attachment { id, ..file })
        });
        let files = numbered.collect();
        let folder = format!("{}/ephemeral-attachments/{}", self.base, self.application);
        Ok(Offered { folder, files })
    }

    /// Keeps them for whoever fetches them.
    pub fn keep(&mut self, offered: Offered) {
        let came = Instant::now();
        let kept = offered.files.into_iter();
        self.uploads
            .extend(kept.map(|(_, file)| (file.id, Upload { file, came })));
    }

    /// A file that somebody gave to a command.
    pub fn upload(&self, id: u64) -> Option<&Attachment> {
        self.uploads.get(&id).map(|upload| &upload.file)
    }

    /// Forgets those that nobody can ask for any more.
    pub fn sweep_uploads(&mut self) {
        self.uploads
            .retain(|_, upload| upload.came.elapsed() <= LIFE);
    }
}
