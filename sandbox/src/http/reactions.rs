//! Reactions to a message.

use std::ops::Bound;

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    routing::{delete, get},
};
use serde::Deserialize;
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{App, Shared, id};
use crate::{
    model::{Caller, World, message::Message, place::Place, reaction},
    refusal::Refused,
};

/// The routes of this room.
pub(super) fn routes() -> Router<std::sync::Arc<Shared>> {
    let at = "/channels/{channel}/messages/{message}/reactions";
    Router::new()
        .route(at, delete(clear))
        .route(&format!("{at}/{{emoji}}"), get(list).delete(clear_one))
        .route(&format!("{at}/{{emoji}}/{{user}}"), delete(remove).put(add))
}

/// The message of a path, for one who may read it and holds `needed`.
fn target(
    world: &World,
    caller: Caller,
    channel: &str,
    message: &str,
    needed: Permissions,
) -> Result<(Place, Message), Refused> {
    let needed = needed | Permissions::READ_MESSAGE_HISTORY;
    let place = world.place(caller, id(channel)?, needed)?;
    let message = world.message(place.channel, id(message)?)?.clone();
    Ok((place, message))
}

/// `PUT …/reactions/{emoji}/@me`: an emoji that is there already needs no leave.
async fn add(
    State(shared): App,
    caller: Caller,
    Path((channel, message, emoji, user)): Path<(String, String, String, String)>,
) -> Result<StatusCode, Refused> {
    if user != "@me" {
        return Err(Refused::method_not_allowed());
    }
    let mut world = shared.world();
    let (place, message) = target(&world, caller, &channel, &message, Permissions::empty())?;
    let emoji = reaction::emoji(&emoji)?;
    let place = place.open()?;
    let there = message.reactions.iter().any(|known| known.emoji == emoji);
    if !there && !place.held.contains(Permissions::ADD_REACTIONS) {
        return Err(Refused::missing_permissions());
    }
    world.react(message, caller.id(), emoji)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE …/reactions/{emoji}/{user}`: one's own, or anybody's by who manages messages.
async fn remove(
    State(shared): App,
    caller: Caller,
    Path((channel, message, emoji, user)): Path<(String, String, String, String)>,
) -> Result<StatusCode, Refused> {
    let user = match user.as_str() {
        "@me" => caller.id(),
        other => id(other)?,
    };
    let needed = if user == caller.id() {
        Permissions::empty()
    } else {
        Permissions::MANAGE_MESSAGES
    };
    let mut world = shared.world();
    let (place, message) = target(&world, caller, &channel, &message, needed)?;
    place.open()?;
    world.unreact(message, user, &reaction::emoji(&emoji)?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE …/reactions`: everybody's.
async fn clear(
    State(shared): App,
    caller: Caller,
    Path((channel, message)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let needed = Permissions::MANAGE_MESSAGES;
    let (place, message) = target(&world, caller, &channel, &message, needed)?;
    place.open()?;
    world.clear_reactions(message, None)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE …/reactions/{emoji}`: everybody's of that emoji.
async fn clear_one(
    State(shared): App,
    caller: Caller,
    Path((channel, message, emoji)): Path<(String, String, String)>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let needed = Permissions::MANAGE_MESSAGES;
    let (place, message) = target(&world, caller, &channel, &message, needed)?;
    place.open()?;
    world.clear_reactions(message, Some(&reaction::emoji(&emoji)?))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which part of the users is asked for.
#[derive(Debug, Deserialize)]
struct Window {
    after: Option<String>,
    limit: Option<String>,
    r#type: Option<String>,
}

/// `GET …/reactions/{emoji}`: who put it there, by id. Nobody pays for a burst here.
async fn list(
    State(shared): App,
    caller: Caller,
    Path((channel, message, emoji)): Path<(String, String, String)>,
    Query(window): Query<Window>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (_, message) = target(&world, caller, &channel, &message, Permissions::empty())?;
    let emoji = reaction::emoji(&emoji)?;
    let limit = super::limit(window.limit.as_deref(), 1..=100)?.unwrap_or(25);
    let after = window.after.as_deref().map(id).transpose()?.unwrap_or(0);
    if window.r#type.as_deref() == Some("1") {
        return Ok(Json(json!([])));
    }
    let known = message.reactions.iter().find(|known| known.emoji == emoji);
    let users = known.into_iter().flat_map(|known| {
        known
            .users
            .range((Bound::Excluded(after), Bound::Unbounded))
    });
    let told = users.filter_map(|user| world.user_json(*user));
    Ok(Json(told.take(limit).collect()))
}
