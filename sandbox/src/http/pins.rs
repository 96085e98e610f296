//! Pins of a channel, by the new routes and by the old.

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    routing::{get, put},
};
use serde::Deserialize;
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{App, Shared, id, thread_lists::time};
use crate::{
    model::{
        Caller,
        channel::kind,
        message::{Message, system},
        place::Place,
        time::written,
    },
    refusal::Refused,
};

/// Pins that the old route tells of: all that there could be when it was new.
const OLD: usize = 50;

/// The routes of this room.
pub(super) fn routes() -> Router<std::sync::Arc<Shared>> {
    Router::new()
        .route("/channels/{channel}/messages/pins", get(list))
        .route(
            "/channels/{channel}/messages/pins/{message}",
            put(pin).delete(unpin),
        )
        .route("/channels/{channel}/pins", get(old))
        .route("/channels/{channel}/pins/{message}", put(pin).delete(unpin))
}

/// Which part of the pins is asked for.
#[derive(Debug, Deserialize)]
struct Window {
    before: Option<String>,
    limit: Option<String>,
}

/// `GET /channels/{channel}/messages/pins`: the newest first. Who may not read what was said gets none.
async fn list(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
    Query(window): Query<Window>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::empty())?;
    let limit = super::limit(window.limit.as_deref(), 1..=50)?.unwrap_or(50);
    let before = window.before.as_deref().map(time).transpose()?;
    let mut pins = world.pins(place.channel);
    pins.retain(|(at, _)| {
        let reads = place.held.contains(Permissions::READ_MESSAGE_HISTORY);
        reads && before.is_none_or(|edge| *at < edge)
    });
    let more = pins.len() > limit;
    let told = pins.into_iter().take(limit).map(|(at, message)| {
        json!({ "pinned_at": written(at), "message": world.message_for(message, caller.id()) })
    });
    let items: Vec<Value> = told.collect();
    Ok(Json(json!({ "items": items, "has_more": more })))
}

/// `GET /channels/{channel}/pins`.
async fn old(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::empty())?;
    if !place.held.contains(Permissions::READ_MESSAGE_HISTORY) {
        return Ok(Json(json!([])));
    }
    let pins = world.pins(place.channel).into_iter().take(OLD);
    let told = pins.map(|(_, message)| world.message_for(message, caller.id()));
    Ok(Json(told.collect()))
}

/// The message of a path, for one who may pin it.
fn target(
    world: &crate::model::World,
    caller: Caller,
    channel: &str,
    message: &str,
) -> Result<(Place, Message), Refused> {
    let place = world.place(caller, id(channel)?, Permissions::PIN_MESSAGES)?;
    let message = world.message(place.channel, id(message)?)?.clone();
    Ok((place.open()?, message))
}

/// `PUT /channels/{channel}/messages/pins/{message}`.
async fn pin(
    State(shared): App,
    caller: Caller,
    Path((channel, message)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let (place, message) = target(&world, caller, &channel, &message)?;
    if message.kind == system::THREAD_STARTER || place.kind == kind::CATEGORY {
        return Err(Refused::system_message());
    }
    world.pin(message, caller.id())?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /channels/{channel}/messages/pins/{message}`.
async fn unpin(
    State(shared): App,
    caller: Caller,
    Path((channel, message)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let (_, message) = target(&world, caller, &channel, &message)?;
    world.unpin(message);
    Ok(StatusCode::NO_CONTENT)
}
