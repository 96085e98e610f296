//! Messages deleted many at once, and announcements told on.

use std::collections::BTreeSet;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::post,
};
use chrono::TimeDelta;
use serde_json::Value;
use twilight_model::guild::Permissions;

use super::{App, Shared, body::Body, id, own};
use crate::{
    model::{Caller, channel::kind, message::CROSSPOSTED, snowflake::time_of},
    refusal::Refused,
};

/// Messages older than this are deleted one by one.
const OLD: TimeDelta = TimeDelta::days(14);

/// The routes of this room.
pub(super) fn routes() -> Router<std::sync::Arc<Shared>> {
    Router::new()
        .route("/channels/{channel}/messages/bulk-delete", post(bulk))
        .route(
            "/channels/{channel}/messages/{message}/crosspost",
            post(crosspost),
        )
}

/// `POST /channels/{channel}/messages/bulk-delete`: 2 to 100 at once, none older than two weeks.
async fn bulk(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
    body: Body,
) -> Result<StatusCode, Refused> {
    own::bot(caller)?;
    let mut world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::MANAGE_MESSAGES)?;
    let place = place.for_messages()?.open()?;
    let list = body.json["messages"]
        .as_array()
        .ok_or_else(|| Refused::required("messages"))?;
    if !(2..=100).contains(&list.len()) {
        return Err(Refused::new(
            400,
            50016,
            "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete",
        ));
    }
    let read = list.iter().map(|entry| {
        let text = entry
            .as_str()
            .map_or_else(|| entry.to_string(), str::to_owned);
        id(&text).map_err(|_| {
            let words = format!("Value \"{text}\" is not snowflake.");
            Refused::form("messages", "NUMBER_TYPE_COERCE", &words)
        })
    });
    let ids = read.collect::<Result<Vec<u64>, Refused>>()?;
    if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
        return Err(Refused::form(
            "messages",
            "SET_TYPE_ALREADY_CONTAINS_VALUE",
            "The set already contains this value",
        ));
    }
    let edge = world.clock.now() - OLD;
    if ids.iter().any(|id| time_of(*id) < edge) {
        return Err(Refused::new(
            400,
            50034,
            "You can only bulk delete messages that are under 14 days old.",
        ));
    }
    world.delete_many(place.guild, place.channel, &ids);
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /channels/{channel}/messages/{message}/crosspost`: tells an announcement on. No other server
/// follows a channel here, so that it only bears the mark.
async fn crosspost(
    State(shared): App,
    caller: Caller,
    Path((channel, message)): Path<(String, String)>,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::SEND_MESSAGES)?;
    if place.kind != kind::NEWS {
        return Err(Refused::wrong_channel_type());
    }
    let mut message = world.message(place.channel, id(&message)?)?.clone();
    let own = message.author == caller.id();
    if !own && !place.held.contains(Permissions::MANAGE_MESSAGES) {
        return Err(Refused::missing_permissions());
    }
    if message.kind != 0 {
        return Err(Refused::system_message());
    }
    if message.flags & CROSSPOSTED != 0 {
        return Err(Refused::new(
            400,
            40033,
            "This message has already been crossposted.",
        ));
    }
    message.flags |= CROSSPOSTED;
    world.change(message.clone());
    Ok(Json(world.message_for(&message, caller.id())))
}
