//! Bodies: JSON, or a form of parts with JSON and files in it.

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::header,
};
use serde_json::{Value, json};

use crate::{
    form::files::clean,
    log::{File, Sent},
    model::message::Attachment,
    refusal::Refused,
};

/// How deep JSON may nest. serde_json stops at 128 of its own.
pub struct Body {
    /// The JSON of it; an empty body is an empty object.
    pub json: Value,
    /// Files that came with it.
    pub files: Vec<Attachment>,
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let sent = request
            .extensions()
            .get::<Sent>()
            .cloned()
            .unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            return parts(
                Multipart::from_request(request, state)
                    .await
                    .map_err(|_| Refused::not_json())?,
                &sent,
            )
            .await;
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| Refused::too_large())?;
        sent.note(&kind, bytes.clone(), Vec::new());
        let json = if bytes.is_empty() {
            json!({})
        } else {
            serde_json::from_slice(&bytes).map_err(|_| Refused::not_json())?
        };
        Ok(Self {
            json,
            files: Vec::new(),
        })
    }
}

async fn parts(mut form: Multipart, sent: &Sent) -> Result<Body, Refused> {
    let (mut said, mut noted) = (Bytes::new(), Vec::new());
    let mut body = Body {
        json: json!({}),
        files: Vec::new(),
    };
    while let Some(part) = form.next_field().await.map_err(|_| Refused::not_json())? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let media = part.content_type().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|_| Refused::too_large())?;
        if name == "payload_json" {
            body.json = serde_json::from_slice(&bytes).map_err(|_| Refused::not_json())?;
            said = bytes;
        } else if let Some(file) = file {
            noted.push(File {
                field: name.clone(),
                name: file.clone(),
                size: bytes.len(),
            });
            // Until the message is read, a file is known by the number that it came with.
            let number = name.trim_start_matches("files[").trim_end_matches(']');
            let number = number.parse().unwrap_or(body.files.len() as u64);
            let name = clean(&file);
            let media = media.unwrap_or_else(|| media_of(&name).to_owned());
            body.files.push(Attachment {
                id: number,
                name,
                media,
                bytes: bytes.to_vec(),
                description: None,
            });
        }
    }
    sent.note("multipart/form-data", said, noted);
    Ok(body)
}

fn media_of(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("csv") => "text/csv",
        Some("txt") => "text/plain",
        _ => "application/octet-stream",
    }
}
