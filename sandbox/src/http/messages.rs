//! Messages of a channel, as they are read.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::Value;
use twilight_model::guild::Permissions;

use super::{App, id};
use crate::{
    model::{Caller, message::Message},
    refusal::Refused,
};

/// Which part of a channel's history is asked for.
#[derive(Debug, Deserialize)]
pub struct Window {
    limit: Option<String>,
    before: Option<String>,
    after: Option<String>,
    around: Option<String>,
}

/// `GET /channels/{channel}/messages`: newest first, 50 if not said, 100 at most.
pub async fn list(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
    Query(window): Query<Window>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::empty())?;
    let place = place.for_messages()?;
    let limit = super::limit(window.limit.as_deref(), 1..=100)?.unwrap_or(50);
    if !place.held.contains(Permissions::READ_MESSAGE_HISTORY) {
        return Ok(Json(Value::Array(Vec::new())));
    }
    let edge = |text: &Option<String>| text.as_deref().map(id).transpose();
    let (before, after, around) = (
        edge(&window.before)?,
        edge(&window.after)?,
        edge(&window.around)?,
    );
    let all = world.messages.get(&place.channel);
    let seen = || {
        all.into_iter()
            .flat_map(|all| all.values())
            .filter(|message| message.only_for.is_none())
    };
    let mut found: Vec<&Message> = match (before, after, around) {
        (Some(before), ..) => seen()
            .rev()
            .filter(|message| message.id < before)
            .take(limit)
            .collect(),
        // The oldest after the edge, still told newest first.
        (_, Some(after), _) => seen()
            .filter(|message| message.id > after)
            .take(limit)
            .collect(),
        (.., Some(around)) => {
            let older = seen()
                .rev()
                .filter(|message| message.id <= around)
                .take(limit / 2 + 1);
            older
                .chain(
                    seen()
                        .filter(|message| message.id > around)
                        .take(limit - limit / 2 - 1),
                )
                .collect()
        }
        _ => seen().rev().take(limit).collect(),
    };
    found.sort_by_key(|message| std::cmp::Reverse(message.id));
    Ok(Json(
        found
            .into_iter()
            .map(|message| world.message_for(message, caller.id()))
            .collect(),
    ))
}

/// `GET /channels/{channel}/messages/{message}`.
pub async fn one(
    State(shared): App,
    caller: Caller,
    Path((channel, message)): Path<(String, String)>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::READ_MESSAGE_HISTORY)?;
    let message = world.message(place.channel, id(&message)?)?;
    Ok(Json(world.message_for(message, caller.id())))
}

/// A file of a message. Its address holds an id that nobody guesses, as at Discord.
pub async fn file(
    State(shared): App,
    Path((channel, file, _)): Path<(String, String, String)>,
) -> Response {
    let world = shared.world();
    let found = id(&channel)
        .ok()
        .zip(id(&file).ok())
        .and_then(|(channel, file)| {
            let messages = world.messages.get(&channel)?;
            messages
                .values()
                .flat_map(|message| &message.attachments)
                .find(|known| known.id == file)
        });
    let Some(file) = found else {
        return Refused::not_found().into_response();
    };
    // What is no picture is downloaded, never shown: a page of somebody's would run as ours.
    let shown = matches!(
        file.media.as_str(),
        "image/png" | "image/jpeg" | "image/gif" | "image/webp"
    );
    let disposition = if shown { "inline" } else { "attachment" };
    let media = if shown {
        file.media.clone()
    } else {
        "application/octet-stream".to_owned()
    };
    (
        [
            (header::CONTENT_TYPE, media),
            (header::CONTENT_DISPOSITION, disposition.to_owned()),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        ],
        file.bytes.clone(),
    )
        .into_response()
}
