//! Messages of a channel, as they are written, changed and deleted.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::get,
};
use serde_json::Value;
use twilight_model::guild::Permissions;

use super::{App, Shared, body::Body, form::Form, id, messages};
use crate::{
    model::{
        Caller, World,
        draft::Draft,
        message::{EPHEMERAL, Message, SUPPRESS_EMBEDS, system},
        place::Place,
    },
    refusal::Refused,
};

/// The routes of this room.
pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route(
            "/channels/{channel}/messages",
            get(messages::list).post(create),
        )
        .route(
            "/channels/{channel}/messages/{message}",
            get(messages::one).patch(edit).delete(remove),
        )
}

fn some(body: &Value, field: &str) -> bool {
    body[field].as_array().is_some_and(|list| !list.is_empty())
}

/// `POST /channels/{channel}/messages`.
async fn create(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
    body: Body,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    let mut needs = Permissions::SEND_MESSAGES;
    if !body.files.is_empty() {
        needs |= Permissions::ATTACH_FILES;
    }
    if some(&body.json, "embeds") {
        needs |= Permissions::EMBED_LINKS;
    }
    let place = world.place(caller, id(&channel)?, needs)?.for_writing()?;
    if let Some(direct) = world.directs.get(&place.channel) {
        world.may_message(direct)?;
    }
    let person = matches!(caller, Caller::Person(_));
    words_alone(caller, &body.json)?;
    let mut draft = Draft::read(&body.json, body.files, "")?;
    draft.flags &= !EPHEMERAL;
    draft.check()?;
    draft.replies_to = reply(&world, place, &body.json)?;
    if draft.tts && !place.held.contains(Permissions::SEND_TTS_MESSAGES) {
        return Err(Refused::missing_permissions());
    }
    if person {
        slowed(&world, caller, place)?;
    }
    if draft.enforce_nonce
        && let Some(nonce) = &draft.nonce
        && let Some(first) = world.by_nonce(caller.id(), place.channel, nonce)
    {
        let mut json = world.message_for(&first, caller.id());
        json["nonce"] = nonce.clone();
        return Ok(Json(json));
    }
    let mut message = Message {
        id: world.id(),
        channel: place.channel,
        guild: place.guild,
        author: caller.id(),
        at: world.clock.now(),
        flags: draft.flags,
        ..Message::default()
    };
    world.fill(&mut message, draft);
    let message = world.post(message);
    let mut json = world.message_for(&message, caller.id());
    if let Some(nonce) = message.nonce {
        json["nonce"] = nonce;
    }
    Ok(Json(json))
}

/// People write words, in a new message and in an edit.
fn words_alone(caller: Caller, body: &Value) -> Result<(), Refused> {
    let more = ["embeds", "components"].iter().any(|part| some(body, part));
    if more && matches!(caller, Caller::Person(_)) {
        let words = "Only bots send embeds and components.";
        return Err(Refused::form("", "BASE_TYPE_FORBIDDEN", words));
    }
    Ok(())
}

/// The message that a body replies to. One that is not there is passed over only if that was asked for.
fn reply(world: &World, place: Place, body: &Value) -> Result<Option<u64>, Refused> {
    let reference = &body["message_reference"];
    if reference.is_null() {
        return Ok(None);
    }
    let form = Form(reference);
    let Some(target) = form.id("message_id")? else {
        return Err(Refused::required("message_reference.message_id"));
    };
    if !place.held.contains(Permissions::READ_MESSAGE_HISTORY) {
        return Err(Refused::new(
            403,
            160_002,
            "Cannot reply without permission to read message history",
        ));
    }
    if form.id("channel_id")?.is_some_and(|id| id != place.channel) {
        return Err(Refused::form(
            "message_reference",
            "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL",
            "Cannot reply to a message in a different channel",
        ));
    }
    match world.message(place.channel, target).ok() {
        Some(known) if known.kind != 0 => Err(Refused::form(
            "message_reference",
            "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE",
            "Cannot reply to a system message",
        )),
        Some(_) => Ok(Some(target)),
        None if form.flag("fail_if_not_exists")? == Some(false) => Ok(None),
        None => Err(Refused::form(
            "message_reference",
            "MESSAGE_REFERENCE_UNKNOWN_MESSAGE",
            "Unknown message",
        )),
    }
}

/// Refuses a person's message too soon after their last one, where a channel slows people down. Bots, and
/// those who manage messages or channels, do not wait.
fn slowed(world: &World, caller: Caller, place: Place) -> Result<(), Refused> {
    let known = world.guilds.get(&place.guild);
    let channel = known.and_then(|guild| guild.channels.get(&place.channel));
    let wait = channel.map_or(0, |channel| channel.slowmode);
    let free = [
        Permissions::MANAGE_MESSAGES,
        Permissions::MANAGE_CHANNELS,
        Permissions::BYPASS_SLOWMODE,
    ];
    if wait == 0 || free.iter().any(|one| place.held.contains(*one)) {
        return Ok(());
    }
    let all = world.messages.get(&place.channel);
    let own = |message: &&Message| message.author == caller.id() && message.kind == 0;
    let last = all.and_then(|all| all.values().rev().find(own));
    let since = last.map(|message| world.clock.now() - message.at);
    let left = since.map(|since| f64::from(wait) - since.as_seconds_f64());
    match left {
        Some(left) if left > 0.0 => Err(Refused::slowed(left)),
        _ => Ok(()),
    }
}

/// `PATCH /channels/{channel}/messages/{message}`: the author alone; but who manages messages may hide
/// what its links show.
async fn edit(
    State(shared): App,
    caller: Caller,
    Path((channel, message)): Path<(String, String)>,
    body: Body,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::empty())?;
    let message = world.message(place.channel, id(&message)?)?.clone();
    let own = message.author == caller.id();
    let named: Vec<&String> = body
        .json
        .as_object()
        .into_iter()
        .flat_map(|map| map.keys())
        .collect();
    let only_flags = named == ["flags"] && body.files.is_empty();
    if !own && !only_flags {
        return Err(Refused::not_the_author());
    }
    if !own && !place.held.contains(Permissions::MANAGE_MESSAGES) {
        return Err(Refused::missing_permissions());
    }
    if message.kind != 0 {
        return Err(Refused::system_message());
    }
    place.open()?;
    if !body.files.is_empty() && !place.held.contains(Permissions::ATTACH_FILES) {
        return Err(Refused::missing_permissions());
    }
    words_alone(caller, &body.json)?;
    let draft = Draft::change(&body.json, body.files, "", &message)?;
    let flags = body.json["flags"].as_u64();
    let flags = flags.map(|flags| message.flags & !SUPPRESS_EMBEDS | flags & SUPPRESS_EMBEDS);
    let (channel, id) = (message.channel, message.id);
    if only_flags {
        let flags = flags.unwrap_or(message.flags);
        world.change(Message { flags, ..message });
    } else {
        world.edit(channel, id, draft)?;
    }
    let message = world.message(channel, id)?;
    Ok(Json(world.message_for(message, caller.id())))
}

/// `DELETE /channels/{channel}/messages/{message}`: the author, or who manages messages.
async fn remove(
    State(shared): App,
    caller: Caller,
    Path((channel, message)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::empty())?;
    let message = world.message(place.channel, id(&message)?)?;
    let own = message.author == caller.id();
    if !own && place.guild == 0 {
        return Err(Refused::not_between_two());
    }
    if !own && !place.held.contains(Permissions::MANAGE_MESSAGES) {
        return Err(Refused::missing_permissions());
    }
    if message.kind == system::THREAD_STARTER {
        return Err(Refused::system_message());
    }
    place.open()?;
    let (channel, message) = (message.channel, message.id);
    world.delete(channel, message);
    Ok(StatusCode::NO_CONTENT)
}
