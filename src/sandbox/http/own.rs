//! What a client asks of itself, and the sandbox's own levers.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{App, body::Body};
use crate::sandbox::{
    gateway::application_flags,
    model::{Caller, World},
    refusal::Refused,
};

/// `GET /gateway`.
pub async fn gateway(State(shared): App) -> Json<Value> {
    Json(json!({ "url": address(&shared.world()) }))
}

fn address(world: &World) -> String {
    format!("{}/gateway", world.base.replacen("http", "ws", 1))
}

/// `GET /gateway/bot`.
pub async fn gateway_bot(State(shared): App, caller: Caller) -> Result<Json<Value>, Refused> {
    bot(caller)?;
    Ok(Json(json!({
        "url": address(&shared.world()), "shards": 1,
        "session_start_limit": { "total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1 },
    })))
}

/// Refuses people.
pub fn bot(caller: Caller) -> Result<u64, Refused> {
    match caller {
        Caller::Bot(id) => Ok(id),
        Caller::Person(_) => Err(Refused::bots_only()),
    }
}

/// `GET /users/@me`.
pub async fn me(State(shared): App, caller: Caller) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let mut members = world
        .guilds
        .values()
        .filter_map(|guild| guild.members.get(&caller.id()));
    let mut user = members.next().ok_or_else(Refused::unknown_user)?.user();
    user["verified"] = json!(true);
    user["mfa_enabled"] = json!(false);
    user["locale"] = json!("en-US");
    user["flags"] = json!(0);
    Ok(Json(user))
}

/// `GET /applications/@me`, and its older name.
pub async fn application(State(shared): App, caller: Caller) -> Result<Json<Value>, Refused> {
    let id = bot(caller)?;
    let world = shared.world();
    let guild = world
        .guilds
        .values()
        .next()
        .ok_or_else(Refused::unknown_application)?;
    let owner = guild.members.get(&guild.owner).map(|owner| owner.user());
    let own = guild.members.get(&id).map(|own| own.user());
    Ok(Json(json!({
        "id": id.to_string(), "name": "Tandem", "icon": null, "description": "", "summary": "", "type": null,
        "bot_public": true, "bot_require_code_grant": false, "verify_key": "0".repeat(64),
        "owner": owner, "team": null, "bot": own, "flags": application_flags(&world),
        "approximate_guild_count": world.guilds.len(), "approximate_user_install_count": 0,
        "redirect_uris": [], "interactions_endpoint_url": null, "role_connections_verification_url": null,
        "event_webhooks_url": null, "event_webhooks_status": 1, "integration_types_config": { "0": {} },
    })))
}

/// `GET /sandbox/company`.
pub async fn company(State(shared): App) -> Response {
    let world = shared.world();
    let company = world
        .guilds
        .keys()
        .next()
        .and_then(|guild| world.company(*guild));
    company.map_or_else(
        || Refused::unknown_guild().into_response(),
        |company| Json(company).into_response(),
    )
}

/// `POST /sandbox/clock`: moves time forward, by at most five years at once.
pub async fn clock(State(shared): App, body: Body) -> Response {
    let most = TimeDelta::days(5 * 365).num_seconds();
    let seconds = body.json["advance_seconds"]
        .as_i64()
        .filter(|seconds| (0..=most).contains(seconds));
    let Some(seconds) = seconds else {
        let words = json!({ "message": format!("advance_seconds must be a whole number from 0 to {most}: time only moves forward") });
        return (StatusCode::BAD_REQUEST, Json(words)).into_response();
    };
    let mut world = shared.world();
    world.clock.advance(TimeDelta::seconds(seconds));
    let ahead = world.clock.offset();
    if let Some(journal) = &mut world.journal {
        journal.clock(ahead);
    }
    Json(json!({ "now": world.clock.now() })).into_response()
}
