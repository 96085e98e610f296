//! Servers, their channels, roles and members.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{App, id};
use crate::sandbox::{
    model::{Caller, member::Member, role::Role},
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

/// `GET /guilds/{guild}/channels`: all of them for a bot, those that they see for a person.
pub async fn channels(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, _) = world.guild_of(caller, id(&guild)?)?;
    let seen = guild
        .channels
        .values()
        .filter(|channel| matches!(caller, Caller::Bot(_)) || guild.sees(caller.id(), channel.id));
    Ok(Json(
        seen.map(|channel| channel.to_json(guild.id)).collect(),
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

/// `GET /channels/{channel}`.
pub async fn channel(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, channel, _) = world.channel_for(caller, id(&channel)?, Permissions::empty())?;
    Ok(Json(channel.to_json(guild.id)))
}

/// `POST /channels/{channel}/typing`: nothing that is kept; seen by those in the channel.
pub async fn typing(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let (guild, channel) = {
        let (guild, channel, _) =
            world.channel_for(caller, id(&channel)?, Permissions::SEND_MESSAGES)?;
        (guild.id, channel.id)
    };
    let now = world.clock.now().timestamp();
    let data = json!({ "channel_id": channel.to_string(), "guild_id": guild.to_string(), "user_id": caller.id().to_string(), "timestamp": now });
    world.emit(
        "TYPING_START",
        &crate::sandbox::model::session::Audience::Channel { guild, channel },
        data,
    );
    Ok(StatusCode::NO_CONTENT)
}
