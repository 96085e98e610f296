//! Members: looked up, changed, sent away.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::Value;
use twilight_model::guild::Permissions;

use super::{
    App,
    body::Body,
    fields::{self, Span},
    id,
};
use crate::{
    model::{Caller, World, guild::Guild, member::Member},
    refusal::Refused,
};

/// The longest name in a server.
const NICK: usize = 32;

/// The longest silence.
const SILENCE: TimeDelta = TimeDelta::days(28);

/// Flags that can be set: what a member's verification is about.
const FLAGS: u64 = 1 << 2;

pub(super) fn find(guild: &Guild, user: u64) -> Result<&Member, Refused> {
    guild.members.get(&user).ok_or_else(Refused::unknown_member)
}

/// A user of a path; `@me` is the one who asks.
fn user_of(caller: Caller, user: &str) -> Result<u64, Refused> {
    if user == "@me" {
        Ok(caller.id())
    } else {
        id(user)
    }
}

/// `GET /guilds/{guild}/members/{user}`: needs no intent; 404 when they have left.
pub async fn one(
    State(shared): App,
    caller: Caller,
    Path((guild, user)): Path<(String, String)>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, _) = world.guild_of(caller, id(&guild)?)?;
    let member = find(guild, id(&user)?)?;
    Ok(Json(guild.member_json(member)))
}

/// `GET /users/@me/guilds/{guild}/member`.
pub async fn own(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, member) = world.guild_of(caller, id(&guild)?)?;
    Ok(Json(guild.member_json(member)))
}

/// `GET /guilds/{guild}/members`: a bot's application has to have the members intent.
pub async fn list(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
    Query(span): Query<Span>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, _) = world.guild_of(caller, id(&guild)?)?;
    if matches!(caller, Caller::Bot(_)) && !world.settings.members {
        return Err(Refused::missing_access());
    }
    let span = Span {
        before: None,
        ..span
    };
    let ids = span.cut(guild.members.keys().copied(), 1..=1000, 1)?;
    let members = ids.iter().filter_map(|id| guild.members.get(id));
    Ok(Json(
        members.map(|member| guild.member_json(member)).collect(),
    ))
}

/// What is searched for.
#[derive(Debug, Deserialize)]
pub struct Search {
    query: Option<String>,
    limit: Option<String>,
}

/// `GET /guilds/{guild}/members/search`: whose name or name in the server begins so.
pub async fn search(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
    Query(search): Query<Search>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, _) = world.guild_of(caller, id(&guild)?)?;
    let limit = fields::asked(search.limit.as_deref(), "limit", 1..=1000, 1)?;
    let query = search.query.ok_or_else(|| Refused::required("query"))?;
    if !(1..=100).contains(&query.chars().count()) {
        return Err(Refused::length("query", 1, 100));
    }
    let query = query.to_lowercase();
    let found = guild
        .members
        .values()
        .filter(|member| member.is_called(&query))
        .take(limit);
    Ok(Json(
        found.map(|member| guild.member_json(member)).collect(),
    ))
}

/// `PATCH /guilds/{guild}/members/{user}`, with `@me` for one's own name here.
pub async fn edit(
    State(shared): App,
    caller: Caller,
    Path((guild, user)): Path<(String, String)>,
    body: Body,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    let now = world.clock.now();
    let (guild, by) = world.guild_of(caller, id(&guild)?)?;
    let member = find(guild, user_of(caller, &user)?)?;
    let own = user == "@me";
    let mut changed = member.clone();
    let body = &body.json;
    if let Some(nick) = fields::text(body, "nick", 0..=NICK)? {
        if member.id == by.id {
            let either = Permissions::CHANGE_NICKNAME | Permissions::MANAGE_NICKNAMES;
            if !guild.permissions(by, now).intersects(either) {
                return Err(Refused::missing_permissions());
            }
        } else {
            guild.may_act_on(by, member, Permissions::MANAGE_NICKNAMES, now)?;
        }
        changed.nick = nick.filter(|nick| !nick.trim().is_empty());
    }
    if own {
        if fields::given(body, &["avatar", "banner", "bio"]) {
            return Err(Refused::not_here());
        }
    } else {
        others(guild, by, body, now, &mut changed)?;
    }
    let guild = guild.id;
    world.change_member(guild, changed.clone());
    Ok(Json(told(&world, guild, &changed)))
}

/// What of a member only somebody with the right to it changes.
fn others(
    guild: &Guild,
    by: &Member,
    body: &Value,
    now: DateTime<Utc>,
    member: &mut Member,
) -> Result<(), Refused> {
    if let Some(roles) = fields::snowflakes(body, "roles", 350)? {
        guild.demand(by, Permissions::MANAGE_ROLES, now)?;
        let roles = roles.unwrap_or_default();
        let gained = roles.iter().filter(|role| !member.roles.contains(role));
        let lost = member.roles.iter().filter(|role| !roles.contains(role));
        for role in gained.chain(lost) {
            let role = guild.roles.get(role).ok_or_else(Refused::unknown_role)?;
            guild.may_give(by, role, now)?;
        }
        member.roles = roles;
    }
    for (name, needed) in [
        ("mute", Permissions::MUTE_MEMBERS),
        ("deaf", Permissions::DEAFEN_MEMBERS),
    ] {
        if fields::flag(body, name)?.is_some() {
            guild.demand(by, needed, now)?;
            return Err(Refused::not_in_voice());
        }
    }
    if fields::snowflake(body, "channel_id")?.is_some() {
        guild.demand(by, Permissions::MOVE_MEMBERS, now)?;
        return Err(Refused::not_in_voice());
    }
    if let Some(until) = fields::text(body, "communication_disabled_until", 0..=64)? {
        let path = "communication_disabled_until";
        let until = until
            .map(|text| {
                DateTime::parse_from_rfc3339(&text).map_err(|_| {
                    let words = "Could not parse %s. Should be ISO8601.".replace("%s", &text);
                    Refused::form(path, "DATE_TIME_TYPE_PARSE", &words)
                })
            })
            .transpose()?;
        guild.may_act_on(by, member, Permissions::MODERATE_MEMBERS, now)?;
        let until = until.map(|until| until.with_timezone(&Utc));
        // Who may do anything cannot be silenced.
        let all = guild
            .base_permissions(member)
            .contains(Permissions::ADMINISTRATOR);
        if until.is_some() && all {
            return Err(Refused::missing_permissions());
        }
        if until.is_some_and(|until| until > now + SILENCE) {
            let words = "Cannot be more than 28 days in the future.";
            return Err(Refused::form(path, "DATE_TIME_TYPE_MAX", words));
        }
        member.silenced_until = until;
    }
    if let Some(flags) = fields::number(body, "flags", 0..=u64::from(u32::MAX))? {
        let held = guild.permissions(by, now);
        let moderators =
            Permissions::MODERATE_MEMBERS | Permissions::KICK_MEMBERS | Permissions::BAN_MEMBERS;
        let enough = held.intersects(Permissions::MANAGE_GUILD | Permissions::MANAGE_ROLES)
            || held.contains(moderators);
        if !enough {
            return Err(Refused::missing_permissions());
        }
        member.flags = member.flags & !FLAGS | flags.unwrap_or(0) & FLAGS;
    }
    Ok(())
}

fn told(world: &World, guild: u64, member: &Member) -> Value {
    world
        .guilds
        .get(&guild)
        .map(|guild| guild.member_json(member))
        .unwrap_or_default()
}

/// `PUT /guilds/{guild}/members/{user}/roles/{role}`.
pub async fn give(
    State(shared): App,
    caller: Caller,
    Path(path): Path<(String, String, String)>,
) -> Result<StatusCode, Refused> {
    hand(&mut shared.world(), caller, &path, true)
}

/// `DELETE /guilds/{guild}/members/{user}/roles/{role}`.
pub async fn take(
    State(shared): App,
    caller: Caller,
    Path(path): Path<(String, String, String)>,
) -> Result<StatusCode, Refused> {
    hand(&mut shared.world(), caller, &path, false)
}

/// Gives a role or takes it. One that is held already, or not held, changes nothing.
fn hand(
    world: &mut World,
    caller: Caller,
    (guild, user, role): &(String, String, String),
    give: bool,
) -> Result<StatusCode, Refused> {
    let now = world.clock.now();
    let (guild, by) = world.guild_of(caller, id(guild)?)?;
    guild.demand(by, Permissions::MANAGE_ROLES, now)?;
    let mut member = find(guild, user_of(caller, user)?)?.clone();
    let role = guild
        .roles
        .get(&id(role)?)
        .ok_or_else(Refused::unknown_role)?;
    guild.may_give(by, role, now)?;
    let held = member.roles.contains(&role.id);
    if held != give {
        if give {
            member.roles.push(role.id);
        } else {
            member.roles.retain(|id| *id != role.id);
        }
        let guild = guild.id;
        world.change_member(guild, member);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /guilds/{guild}/members/{user}`: sends a member away.
pub async fn kick(
    State(shared): App,
    caller: Caller,
    Path((guild, user)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let (guild, by) = world.guild_of(caller, id(&guild)?)?;
    let (user, now) = (id(&user)?, world.clock.now());
    // Without the right to it nobody learns who is there.
    guild.demand(by, Permissions::KICK_MEMBERS, now)?;
    guild.may_act_on(by, find(guild, user)?, Permissions::KICK_MEMBERS, now)?;
    let guild = guild.id;
    world.part(guild, user);
    Ok(StatusCode::NO_CONTENT)
}
