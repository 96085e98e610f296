//! Servers, their roles and members.

use axum::{
    Json,
    extract::{Path, State},
};
use serde_json::Value;

use super::{App, id};
use crate::sandbox::{
    model::{
        Caller,
        guild::{Member, Role},
    },
    refusal::Refused,
};

/// `GET /guilds/{guild}`.
pub async fn guild(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
) -> Result<Json<Value>, Refused> {
    Ok(Json(
        shared.world().guild_of(caller, id(&guild)?)?.0.to_json(),
    ))
}

/// `GET /guilds/{guild}/roles`.
pub async fn roles(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, _) = world.guild_of(caller, id(&guild)?)?;
    Ok(Json(guild.roles.values().map(Role::to_json).collect()))
}

/// `GET /guilds/{guild}/members/{user}`: needs no intent; 404 when they have left.
pub async fn member(
    State(shared): App,
    caller: Caller,
    Path((guild, user)): Path<(String, String)>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, _) = world.guild_of(caller, id(&guild)?)?;
    let member = guild
        .members
        .get(&id(&user)?)
        .ok_or_else(Refused::unknown_member)?;
    Ok(Json(guild.member_json(member)))
}

/// `GET /users/{user}`.
pub async fn user(
    State(shared): App,
    _: Caller,
    Path(user): Path<String>,
) -> Result<Json<Value>, Refused> {
    let (world, id) = (shared.world(), id(&user)?);
    let found = world
        .guilds
        .values()
        .find_map(|guild| guild.members.get(&id))
        .map(Member::user);
    found.map(Json).ok_or_else(Refused::unknown_user)
}
