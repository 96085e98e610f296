//! Messages of a channel.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{App, body::Body, id};
use crate::sandbox::{
    form::Form,
    model::{
        Caller,
        draft::Draft,
        message::{EPHEMERAL, Message},
    },
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
    let (_, channel, held) = world.channel_for(caller, id(&channel)?, Permissions::empty())?;
    let form = Form::default();
    let asked = json!({ "limit": window.limit });
    let limit = form.body(&asked, "").at("limit").whole_of(1, 100);
    form.finish()?;
    let limit = limit.and_then(|limit| usize::try_from(limit).ok());
    let limit = limit.unwrap_or(50);
    if !held.contains(Permissions::READ_MESSAGE_HISTORY) {
        return Ok(Json(Value::Array(Vec::new())));
    }
    let edge = |text: &Option<String>| text.as_deref().map(id).transpose();
    let (before, after, around) = (
        edge(&window.before)?,
        edge(&window.after)?,
        edge(&window.around)?,
    );
    let all = world.messages.get(&channel.id);
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
            .map(|message| world.message_json(message, false))
            .collect(),
    ))
}

/// `POST /channels/{channel}/messages`.
pub async fn create(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
    body: Body,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    let needs = if body.files.is_empty() {
        Permissions::SEND_MESSAGES
    } else {
        Permissions::SEND_MESSAGES | Permissions::ATTACH_FILES
    };
    let (guild, channel, held) = {
        let (guild, channel, held) = world.channel_for(caller, id(&channel)?, needs)?;
        if body.json["embeds"]
            .as_array()
            .is_some_and(|list| !list.is_empty())
            && !held.contains(Permissions::EMBED_LINKS)
        {
            return Err(Refused::missing_permissions());
        }
        (guild.id, channel.id, held)
    };
    let person = matches!(caller, Caller::Person(_));
    if person
        && ["embeds", "components"].iter().any(|part| {
            body.json[*part]
                .as_array()
                .is_some_and(|list| !list.is_empty())
        })
    {
        return Err(Refused::form(
            "",
            "BASE_TYPE_FORBIDDEN",
            "Only bots send embeds and components.",
        ));
    }
    let mut draft = Draft::read(&body.json, body.files, "")?;
    draft.flags &= !EPHEMERAL;
    draft.check()?;
    draft.settle_reply(&world, channel, held)?;
    if draft.tts && !held.contains(Permissions::SEND_TTS_MESSAGES) {
        return Err(Refused::missing_permissions());
    }
    if draft.enforce_nonce
        && let Some(nonce) = &draft.nonce
        && let Some(first) = world.by_nonce(caller.id(), channel, nonce)
    {
        let mut json = world.message_json(&first, false);
        json["nonce"] = nonce.clone();
        return Ok(Json(json));
    }
    let mut message = Message {
        id: world.id(),
        channel,
        guild,
        author: caller.id(),
        at: world.clock.now(),
        flags: draft.flags,
        ..Message::default()
    };
    world.fill(&mut message, draft);
    let message = world.post(message);
    let mut json = world.message_json(&message, false);
    if let Some(nonce) = message.nonce {
        json["nonce"] = nonce;
    }
    Ok(Json(json))
}

/// `GET /channels/{channel}/messages/{message}`.
pub async fn one(
    State(shared): App,
    caller: Caller,
    Path((channel, message)): Path<(String, String)>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (_, channel, _) =
        world.channel_for(caller, id(&channel)?, Permissions::READ_MESSAGE_HISTORY)?;
    let message = world.message(channel.id, id(&message)?)?;
    Ok(Json(world.message_json(message, false)))
}

/// `PATCH /channels/{channel}/messages/{message}`: the author alone.
pub async fn edit(
    State(shared): App,
    caller: Caller,
    Path((channel, message)): Path<(String, String)>,
    body: Body,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    let channel = world
        .channel_for(caller, id(&channel)?, Permissions::empty())?
        .1
        .id;
    let message = id(&message)?;
    let old = world.message(channel, message)?;
    if old.author != caller.id() {
        return Err(Refused::not_the_author());
    }
    let draft = Draft::change(&body.json, body.files, "", old)?;
    let message = world.edit(channel, message, draft)?;
    Ok(Json(world.message_json(&message, false)))
}

/// `DELETE /channels/{channel}/messages/{message}`: the author, or who manages messages.
pub async fn remove(
    State(shared): App,
    caller: Caller,
    Path((channel, message)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let (channel, held) = {
        let (_, channel, held) = world.channel_for(caller, id(&channel)?, Permissions::empty())?;
        (channel.id, held)
    };
    let message = id(&message)?;
    let own = world.message(channel, message)?.author == caller.id();
    if !own && !held.contains(Permissions::MANAGE_MESSAGES) {
        return Err(Refused::missing_permissions());
    }
    world.delete(channel, message);
    Ok(StatusCode::NO_CONTENT)
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
