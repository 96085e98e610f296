//! Roles: who may make, change, order and delete which.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use twilight_model::guild::Permissions;

use super::{App, body::Body, fields, id};
use crate::{
    model::{
        Caller, World,
        guild::Guild,
        member::Member,
        role::{Role, RoleChange},
    },
    refusal::Refused,
};

/// The most roles of a server.
const MOST: usize = 250;

/// The longest name.
const NAME: usize = 100;

/// `GET /guilds/{guild}/roles`.
pub async fn list(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, _) = world.guild_of(caller, id(&guild)?)?;
    Ok(Json(guild.roles.values().map(Role::to_json).collect()))
}

/// `GET /guilds/{guild}/roles/{role}`.
pub async fn one(
    State(shared): App,
    caller: Caller,
    Path((guild, role)): Path<(String, String)>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, _) = world.guild_of(caller, id(&guild)?)?;
    Ok(Json(find(guild, id(&role)?)?.to_json()))
}

/// `GET /guilds/{guild}/roles/member-counts`.
pub async fn counts(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    Ok(Json(world.guild_of(caller, id(&guild)?)?.0.role_counts()))
}

fn find(guild: &Guild, role: u64) -> Result<&Role, Refused> {
    guild.roles.get(&role).ok_or_else(Refused::unknown_role)
}

fn read(body: &Value) -> Result<RoleChange, Refused> {
    if fields::given(body, &["icon", "unicode_emoji"]) {
        // Pictures of roles come with boosts, which nobody gives here.
        return Err(Refused::new(
            403,
            50101,
            "This server needs more boosts to perform this action",
        ));
    }
    let colour = fields::number(body, "color", 0..=0xff_ff_ff)?.flatten();
    let colours = fields::number(&body["colors"], "primary_color", 0..=0xff_ff_ff)?.flatten();
    Ok(RoleChange {
        name: fields::text(body, "name", 0..=NAME)?.flatten(),
        colour: colours
            .or(colour)
            .and_then(|colour| u32::try_from(colour).ok()),
        permissions: fields::permissions(body, "permissions")?.flatten(),
        hoist: fields::flag(body, "hoist")?.flatten(),
        mentionable: fields::flag(body, "mentionable")?.flatten(),
    })
}

/// `POST /guilds/{guild}/roles`.
pub async fn create(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
    body: Body,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    let now = world.clock.now();
    let (guild, by) = world.guild_of(caller, id(&guild)?)?;
    guild.demand(by, Permissions::MANAGE_ROLES, now)?;
    let mut change = read(&body.json)?;
    // What is not said is what everybody has.
    let everyone = guild.roles.get(&guild.id).map(|role| role.permissions);
    match change.permissions {
        Some(permissions) => guild.demand(by, permissions, now)?,
        None => change.permissions = everyone,
    }
    if guild.roles.len() >= MOST {
        let words = format!("Maximum number of guild roles reached ({MOST})");
        return Err(Refused::new(400, 30005, &words));
    }
    let guild = guild.id;
    let role = world
        .add_role(guild, change, None)
        .ok_or_else(Refused::unknown_guild)?;
    Ok(Json(role.to_json()))
}

/// `PATCH /guilds/{guild}/roles/{role}`.
pub async fn edit(
    State(shared): App,
    caller: Caller,
    Path((guild, role)): Path<(String, String)>,
    body: Body,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    let now = world.clock.now();
    let (guild, by) = world.guild_of(caller, id(&guild)?)?;
    let mut role = find(guild, id(&role)?)?.clone();
    guild.may_manage(by, &role, now)?;
    let mut change = read(&body.json)?;
    if let Some(permissions) = change.permissions {
        guild.demand(by, permissions ^ role.permissions, now)?;
    }
    if role.id == guild.id {
        change.name = None;
        change.hoist = None;
    }
    change.apply(&mut role);
    let guild = guild.id;
    world.change_roles(guild, vec![role.clone()]);
    Ok(Json(role.to_json()))
}

/// `DELETE /guilds/{guild}/roles/{role}`: neither @everyone nor a bot's own.
pub async fn remove(
    State(shared): App,
    caller: Caller,
    Path((guild, role)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let now = world.clock.now();
    let (guild, by) = world.guild_of(caller, id(&guild)?)?;
    let role = find(guild, id(&role)?)?;
    guild.demand(by, Permissions::MANAGE_ROLES, now)?;
    if role.id == guild.id || role.bot.is_some() {
        return Err(Refused::invalid_role());
    }
    guild.may_manage(by, role, now)?;
    let (guild, role) = (guild.id, role.id);
    world.remove_role(guild, role);
    Ok(StatusCode::NO_CONTENT)
}

/// `PATCH /guilds/{guild}/roles`: their order.
pub async fn order(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
    body: Body,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    let now = world.clock.now();
    let (guild, by) = world.guild_of(caller, id(&guild)?)?;
    guild.demand(by, Permissions::MANAGE_ROLES, now)?;
    let list = body.json.as_array().ok_or_else(|| {
        Refused::form(
            "",
            "LIST_TYPE_CONVERT",
            "Only iterables may be used in a ListType",
        )
    })?;
    let mut moved = Vec::new();
    for (index, entry) in list.iter().enumerate() {
        let path = format!("{index}.id");
        let role = match &entry["id"] {
            Value::Null => return Err(Refused::required(&path)),
            value => find(guild, fields::snowflake_of(value, &path)?)?,
        };
        let Some(position) = fields::number(entry, "position", 0..=0x7fff)?.flatten() else {
            continue;
        };
        let position = u16::try_from(position).unwrap_or(u16::MAX);
        if position == role.position {
            continue;
        }
        if role.id == guild.id || position == 0 {
            return Err(Refused::invalid_role());
        }
        let role = Role {
            position,
            ..role.clone()
        };
        below(guild, by, &role, now)?;
        moved.push(role);
    }
    let guild = guild.id;
    world.change_roles(guild, moved);
    Ok(Json(all(&world, guild)))
}

/// A role that is moved has to stand below the one who moves it, before and after.
fn below(guild: &Guild, by: &Member, moved: &Role, now: DateTime<Utc>) -> Result<(), Refused> {
    guild.may_manage(by, find(guild, moved.id)?, now)?;
    guild.may_manage(by, moved, now)
}

fn all(world: &World, guild: u64) -> Value {
    world
        .guilds
        .get(&guild)
        .map(|guild| guild.roles.values().map(Role::to_json).collect())
        .unwrap_or_default()
}
