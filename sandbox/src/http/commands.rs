//! Commands as the bot registers them, for all servers or for one.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::Value;

use super::{App, body::Body, id, own};
use crate::{
    Shared,
    model::{Caller, World, command::Command},
    refusal::Refused,
};

type Answer = Result<Json<Value>, Refused>;

/// The scope of a request: the bot's own application, and a server that it is in.
fn scope(
    world: &World,
    caller: Caller,
    application: &str,
    guild: Option<&str>,
) -> Result<Option<u64>, Refused> {
    let bot = own::bot(caller)?;
    if id(application)? != bot {
        return Err(Refused::new(
            403,
            20012,
            "You are not authorized to perform this action on this application",
        ));
    }
    guild
        .map(|guild| {
            world
                .guild_of(caller, id(guild)?)
                .map(|(guild, _)| guild.id)
        })
        .transpose()
}

fn find(world: &World, guild: Option<u64>, command: &str) -> Result<Command, Refused> {
    let command = world
        .commands
        .get(&id(command)?)
        .filter(|command| command.guild == guild);
    command.cloned().ok_or_else(Refused::unknown_command)
}

fn list_all(shared: &Shared, caller: Caller, application: &str, guild: Option<&str>) -> Answer {
    let world = shared.world();
    let guild = scope(&world, caller, application, guild)?;
    Ok(Json(
        world
            .commands_of(guild)
            .into_iter()
            .map(|command| command.to_json(world.application))
            .collect(),
    ))
}

fn replace_all(
    shared: &Shared,
    caller: Caller,
    application: &str,
    guild: Option<&str>,
    body: &Body,
) -> Answer {
    let mut world = shared.world();
    let guild = scope(&world, caller, application, guild)?;
    let list = body.json.as_array().ok_or_else(|| {
        Refused::form(
            "",
            "LIST_TYPE_CONVERT",
            "Only iterables may be used in a ListType",
        )
    })?;
    let commands = world.replace_commands(guild, list)?;
    Ok(Json(
        commands
            .iter()
            .map(|command| command.to_json(world.application))
            .collect(),
    ))
}

fn create_one(
    shared: &Shared,
    caller: Caller,
    application: &str,
    guild: Option<&str>,
    body: &Body,
) -> Result<(StatusCode, Json<Value>), Refused> {
    let mut world = shared.world();
    let guild = scope(&world, caller, application, guild)?;
    let (command, new) = world.register(guild, &body.json)?;
    let status = if new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, Json(command.to_json(world.application))))
}

fn edit_one(
    shared: &Shared,
    caller: Caller,
    application: &str,
    guild: Option<&str>,
    command: &str,
    body: &Body,
) -> Answer {
    let mut world = shared.world();
    let guild = scope(&world, caller, application, guild)?;
    let old = find(&world, guild, command)?;
    let command = world.change_command(old, &body.json)?;
    Ok(Json(command.to_json(world.application)))
}

fn remove_one(
    shared: &Shared,
    caller: Caller,
    application: &str,
    guild: Option<&str>,
    command: &str,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let guild = scope(&world, caller, application, guild)?;
    let command = find(&world, guild, command)?;
    world.commands.remove(&command.id);
    world.journal_commands();
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /applications/{application}/commands`.
pub async fn list(State(shared): App, caller: Caller, Path(application): Path<String>) -> Answer {
    list_all(&shared, caller, &application, None)
}

/// `GET /applications/{application}/guilds/{guild}/commands`.
pub async fn list_in(
    State(shared): App,
    caller: Caller,
    Path((application, guild)): Path<(String, String)>,
) -> Answer {
    list_all(&shared, caller, &application, Some(&guild))
}

/// `PUT /applications/{application}/commands`: replaces the whole list.
pub async fn replace(
    State(shared): App,
    caller: Caller,
    Path(application): Path<String>,
    body: Body,
) -> Answer {
    replace_all(&shared, caller, &application, None, &body)
}

/// `PUT /applications/{application}/guilds/{guild}/commands`.
pub async fn replace_in(
    State(shared): App,
    caller: Caller,
    Path((application, guild)): Path<(String, String)>,
    body: Body,
) -> Answer {
    replace_all(&shared, caller, &application, Some(&guild), &body)
}

/// `POST /applications/{application}/commands`.
pub async fn create(
    State(shared): App,
    caller: Caller,
    Path(application): Path<String>,
    body: Body,
) -> Result<(StatusCode, Json<Value>), Refused> {
    create_one(&shared, caller, &application, None, &body)
}

/// `POST /applications/{application}/guilds/{guild}/commands`.
pub async fn create_in(
    State(shared): App,
    caller: Caller,
    Path((application, guild)): Path<(String, String)>,
    body: Body,
) -> Result<(StatusCode, Json<Value>), Refused> {
    create_one(&shared, caller, &application, Some(&guild), &body)
}

/// `GET /applications/{application}/commands/{command}`.
pub async fn one(
    State(shared): App,
    caller: Caller,
    Path((application, command)): Path<(String, String)>,
) -> Answer {
    let world = shared.world();
    let guild = scope(&world, caller, &application, None)?;
    Ok(Json(
        find(&world, guild, &command)?.to_json(world.application),
    ))
}

/// `GET /applications/{application}/guilds/{guild}/commands/{command}`.
pub async fn one_in(
    State(shared): App,
    caller: Caller,
    Path((application, guild, command)): Path<(String, String, String)>,
) -> Answer {
    let world = shared.world();
    let guild = scope(&world, caller, &application, Some(&guild))?;
    Ok(Json(
        find(&world, guild, &command)?.to_json(world.application),
    ))
}

/// `PATCH /applications/{application}/commands/{command}`.
pub async fn edit(
    State(shared): App,
    caller: Caller,
    Path((application, command)): Path<(String, String)>,
    body: Body,
) -> Answer {
    edit_one(&shared, caller, &application, None, &command, &body)
}

/// `PATCH /applications/{application}/guilds/{guild}/commands/{command}`.
pub async fn edit_in(
    State(shared): App,
    caller: Caller,
    Path((application, guild, command)): Path<(String, String, String)>,
    body: Body,
) -> Answer {
    edit_one(&shared, caller, &application, Some(&guild), &command, &body)
}

/// `DELETE /applications/{application}/commands/{command}`.
pub async fn remove(
    State(shared): App,
    caller: Caller,
    Path((application, command)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    remove_one(&shared, caller, &application, None, &command)
}

/// `DELETE /applications/{application}/guilds/{guild}/commands/{command}`.
pub async fn remove_in(
    State(shared): App,
    caller: Caller,
    Path((application, guild, command)): Path<(String, String, String)>,
) -> Result<StatusCode, Refused> {
    remove_one(&shared, caller, &application, Some(&guild), &command)
}
