//! The bot in servers: added as Discord's client does it, removed, and what it may do there.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{App, body::Body, fields, id, own};
use crate::{
    model::{Caller, World},
    refusal::Refused,
};

/// What the address of an authorization asks for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    client_id: Option<String>,
    scope: Option<String>,
}

/// `POST /oauth2/authorize`: somebody who manages a server adds the bot to it.
pub async fn authorize(
    State(shared): App,
    caller: Caller,
    Query(asked): Query<Asked>,
    body: Body,
) -> Result<Json<Value>, Refused> {
    if matches!(caller, Caller::Bot(_)) {
        return Err(Refused::no_bots());
    }
    let mut world = shared.world();
    let client = asked
        .client_id
        .ok_or_else(|| Refused::required("client_id"))?;
    if id(&client)? != world.application {
        return Err(Refused::unknown_application());
    }
    let scope = asked.scope.unwrap_or_default();
    let mut scopes = scope.split([' ', '+']).filter(|scope| !scope.is_empty());
    if scopes
        .clone()
        .any(|it| !matches!(it, "bot" | "applications.commands"))
    {
        return Err(Refused::not_here());
    }
    if !scopes.any(|scope| scope == "bot") {
        return Err(Refused::required("scope"));
    }
    let location =
        |end: &str| Json(json!({ "location": format!("https://discord.com/oauth2/{end}") }));
    if body.json["authorize"] != true {
        return Ok(location("error?error=access_denied"));
    }
    let guild = fields::snowflake(&body.json, "guild_id")?
        .flatten()
        .ok_or_else(|| Refused::required("guild_id"))?;
    let permissions = fields::permissions(&body.json, "permissions")?.flatten();
    let (guild, by) = world.guild_of(caller, guild)?;
    guild.demand(by, Permissions::MANAGE_GUILD, world.clock.now())?;
    if guild.bans.contains_key(&world.application) {
        return Err(Refused::user_banned());
    }
    let (guild, by) = (guild.id, by.id);
    // Who adds it again while it is there changes nothing.
    world.install(guild, by, permissions.unwrap_or(Permissions::empty()));
    Ok(location("authorized"))
}

/// `DELETE /users/@me/guilds/{guild}`: whoever owns it stays.
pub async fn leave(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let (guild, member) = world
        .guild_of(caller, id(&guild)?)
        .map_err(|_| Refused::unknown_guild())?;
    if guild.owner == member.id {
        return Err(Refused::invalid_guild());
    }
    let (guild, member) = (guild.id, member.id);
    world.part(guild, member);
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /guilds/{guild}/integrations`: the bot's own.
pub async fn integrations(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, by) = world.guild_of(caller, id(&guild)?)?;
    guild.demand(by, Permissions::MANAGE_GUILD, world.clock.now())?;
    let there = guild.members.contains_key(&world.application);
    let list = there.then(|| world.integration_json(guild));
    Ok(Json(list.into_iter().collect()))
}

/// `DELETE /guilds/{guild}/integrations/{integration}`: takes the bot away with it.
pub async fn remove(
    State(shared): App,
    caller: Caller,
    Path((guild, integration)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let (guild, by) = world.guild_of(caller, id(&guild)?)?;
    guild.demand(by, Permissions::MANAGE_GUILD, world.clock.now())?;
    let bot = world.application;
    if id(&integration)? != bot || !guild.members.contains_key(&bot) {
        return Err(Refused::new(404, 10005, "Unknown Integration"));
    }
    let guild = guild.id;
    world.part(guild, bot);
    Ok(StatusCode::NO_CONTENT)
}

/// The server of a request about what commands people may use there.
fn scope(world: &World, caller: Caller, application: &str, guild: &str) -> Result<u64, Refused> {
    if id(application)? != world.application {
        return Err(Refused::unknown_application());
    }
    let (guild, by) = world.guild_of(caller, id(guild)?)?;
    if matches!(caller, Caller::Person(_)) {
        guild.demand(by, Permissions::MANAGE_GUILD, world.clock.now())?;
    }
    Ok(guild.id)
}

/// `GET /applications/{application}/guilds/{guild}/commands/permissions`: nobody has set any.
pub async fn all_permissions(
    State(shared): App,
    caller: Caller,
    Path((application, guild)): Path<(String, String)>,
) -> Result<Json<Value>, Refused> {
    scope(&shared.world(), caller, &application, &guild)?;
    Ok(Json(json!([])))
}

/// `GET /applications/{application}/guilds/{guild}/commands/{command}/permissions`.
pub async fn permissions(
    State(shared): App,
    caller: Caller,
    Path((application, guild, _)): Path<(String, String, String)>,
) -> Result<Json<Value>, Refused> {
    scope(&shared.world(), caller, &application, &guild)?;
    let words = "Unknown application command permissions";
    Err(Refused::new(404, 10066, words))
}

/// `PUT /applications/{application}/guilds/{guild}/commands/{command}/permissions`: takes a token that
/// a person has granted, which a bot's is not, and which the sandbox does not give.
pub async fn set_permissions(
    State(shared): App,
    caller: Caller,
    Path((application, guild, _)): Path<(String, String, String)>,
) -> Result<Json<Value>, Refused> {
    if own::bot(caller).is_ok() {
        return Err(Refused::no_bots());
    }
    scope(&shared.world(), caller, &application, &guild)?;
    Err(Refused::not_here())
}
