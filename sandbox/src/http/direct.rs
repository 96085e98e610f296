//! Channels between two people.

use axum::{Json, Router, extract::State, routing::get};
use serde_json::Value;

use super::{App, Shared, body::Body, form::Form};
use crate::{model::Caller, refusal::Refused};

/// The routes of this room.
pub(super) fn routes() -> Router<std::sync::Arc<Shared>> {
    Router::new().route("/users/@me/channels", get(list).post(open))
}

/// `GET /users/@me/channels`: a person's; a bot is told of none.
async fn list(State(shared): App, caller: Caller) -> Json<Value> {
    Json(shared.world().directs_json(caller))
}

/// `POST /users/@me/channels`: the one that is there, or a new one. Groups are not here.
async fn open(State(shared): App, caller: Caller, body: Body) -> Result<Json<Value>, Refused> {
    let form = Form(&body.json);
    if form.names("access_tokens") || form.names("recipients") {
        return Err(Refused::not_here());
    }
    let with = form.id("recipient_id")?;
    let with = with.ok_or_else(|| Refused::required("recipient_id"))?;
    let mut world = shared.world();
    let direct = world.direct(caller, with)?;
    Ok(Json(world.direct_json(&direct, caller.id())))
}
