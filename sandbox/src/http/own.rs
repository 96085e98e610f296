//! What a client asks of itself.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::{App, Way};
use crate::{model::Caller, refusal::Refused, settings::SESSION_STARTS};

/// `GET /gateway`.
pub async fn gateway(State(shared): App, way: Way) -> Json<Value> {
    Json(json!({ "url": way.gateway(&shared.world().base) }))
}

/// `GET /gateway/bot`.
pub async fn gateway_bot(
    State(shared): App,
    caller: Caller,
    way: Way,
) -> Result<Json<Value>, Refused> {
    bot(caller)?;
    let mut world = shared.world();
    let (left, reset_after) = world.session_starts();
    Ok(Json(json!({
        "url": way.gateway(&world.base), "shards": world.settings.shards,
        "session_start_limit": { "total": SESSION_STARTS, "remaining": left,
            "reset_after": u64::try_from(reset_after.as_millis()).unwrap_or(u64::MAX), "max_concurrency": world.settings.max_concurrency },
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
    let mut user = world
        .user_json(caller.id())
        .ok_or_else(Refused::unknown_user)?;
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
    // Who began the first company has made the bot.
    let owner = world.guilds.values().next().map(|guild| guild.owner);
    let owner = owner.and_then(|owner| world.user_json(owner));
    let guilds = world.guilds.values();
    let inside = guilds
        .filter(|guild| guild.members.contains_key(&id))
        .count();
    let own = world.user_json(id);
    Ok(Json(json!({
        "id": id.to_string(), "name": world.bot_name(), "icon": null, "description": "", "summary": "",
        "type": null,
        "bot_public": true, "bot_require_code_grant": false, "verify_key": "0".repeat(64),
        "owner": owner, "team": null, "bot": own, "flags": world.settings.application_flags(),
        "flags_new": world.settings.application_flags().to_string(),
        "approximate_guild_count": inside, "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0, "explicit_content_filter": 0,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
        "redirect_uris": [], "interactions_endpoint_url": null, "role_connections_verification_url": null,
        "event_webhooks_url": null, "event_webhooks_status": 1, "integration_types_config": { "0": {} },
    })))
}
