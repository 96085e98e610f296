//! Those who are shut out of a server.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
};
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{
    App,
    body::Body,
    fields::{self, Span},
    id,
};
use crate::{
    model::{Caller, World, guild::Ban, guild::Guild, member::Member},
    refusal::Refused,
};

/// The most that are shut out at once.
const AT_ONCE: usize = 200;

/// The longest time whose messages go with a ban: seven days.
const SWEEP: u64 = 604_800;

fn to_json(world: &World, user: u64, ban: &Ban) -> Value {
    json!({ "reason": ban.reason, "user": world.user_json(user) })
}

/// `GET /guilds/{guild}/bans`.
pub async fn list(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
    Query(span): Query<Span>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, by) = world.guild_of(caller, id(&guild)?)?;
    guild.demand(by, Permissions::BAN_MEMBERS, world.clock.now())?;
    let ids = span.cut(guild.bans.keys().copied(), 1..=1000, 1000)?;
    let bans = ids.iter().filter_map(|id| guild.bans.get_key_value(id));
    Ok(Json(
        bans.map(|(user, ban)| to_json(&world, *user, ban))
            .collect(),
    ))
}

/// `GET /guilds/{guild}/bans/{user}`.
pub async fn one(
    State(shared): App,
    caller: Caller,
    Path((guild, user)): Path<(String, String)>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, by) = world.guild_of(caller, id(&guild)?)?;
    guild.demand(by, Permissions::BAN_MEMBERS, world.clock.now())?;
    let user = id(&user)?;
    let ban = guild.bans.get(&user).ok_or_else(Refused::unknown_ban)?;
    Ok(Json(to_json(&world, user, ban)))
}

/// For how many seconds back messages go.
fn sweep(body: &Value) -> Result<i64, Refused> {
    let seconds = fields::number(body, "delete_message_seconds", 0..=SWEEP)?.flatten();
    let days = fields::number(body, "delete_message_days", 0..=7)?.flatten();
    let seconds = seconds.or(days.map(|days| days * 24 * 3_600)).unwrap_or(0);
    Ok(seconds.cast_signed())
}

/// What the one who did it said, for the audit log.
fn reason(headers: &HeaderMap, body: &Value) -> Option<String> {
    let header = headers
        .get("x-audit-log-reason")
        .and_then(|value| value.to_str().ok())
        .map(unescape);
    header
        .or_else(|| body["reason"].as_str().map(str::to_owned))
        .filter(|reason| !reason.is_empty())
}

/// A header carries other than plain letters as %XX.
fn unescape(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let code = (byte == b'%').then(|| {
            let mut ahead = rest.clone();
            let pair = [ahead.next()?, ahead.next()?];
            let pair = std::str::from_utf8(&pair).ok()?;
            u8::from_str_radix(pair, 16).ok()
        });
        if let Some(Some(code)) = code {
            bytes.push(code);
            rest.nth(1);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether this member may shut that user out.
fn may_ban(world: &World, guild: &Guild, by: &Member, user: u64) -> Result<(), Refused> {
    guild.demand(by, Permissions::BAN_MEMBERS, world.clock.now())?;
    match guild.members.get(&user) {
        Some(member) => guild.may_act_on(by, member, Permissions::BAN_MEMBERS, world.clock.now()),
        None if world.users.contains_key(&user) => Ok(()),
        None => Err(Refused::unknown_user()),
    }
}

/// `PUT /guilds/{guild}/bans/{user}`.
pub async fn create(
    State(shared): App,
    caller: Caller,
    Path((guild, user)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let user = id(&user)?;
    let (guild, by) = world.guild_of(caller, id(&guild)?)?;
    may_ban(&world, guild, by, user)?;
    let sweep = sweep(&body.json)?;
    let guild = guild.id;
    world.ban(guild, user, reason(&headers, &body.json), sweep);
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /guilds/{guild}/bans/{user}`.
pub async fn remove(
    State(shared): App,
    caller: Caller,
    Path((guild, user)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let (guild, by) = world.guild_of(caller, id(&guild)?)?;
    guild.demand(by, Permissions::BAN_MEMBERS, world.clock.now())?;
    let (guild, user) = (guild.id, id(&user)?);
    if world.unban(guild, user) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refused::unknown_ban())
    }
}

/// `POST /guilds/{guild}/bulk-ban`.
pub async fn at_once(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    let (guild, by) = world.guild_of(caller, id(&guild)?)?;
    guild.demand(
        by,
        Permissions::BAN_MEMBERS | Permissions::MANAGE_GUILD,
        world.clock.now(),
    )?;
    let users = fields::snowflakes(&body.json, "user_ids", AT_ONCE)?
        .flatten()
        .ok_or_else(|| Refused::required("user_ids"))?;
    let sweep = sweep(&body.json)?;
    let (banned, failed): (Vec<u64>, Vec<u64>) = users.into_iter().partition(|user| {
        !guild.bans.contains_key(user) && may_ban(&world, guild, by, *user).is_ok()
    });
    if banned.is_empty() {
        return Err(Refused::new(400, 500_000, "Failed to ban users"));
    }
    let guild = guild.id;
    let reason = reason(&headers, &body.json);
    for user in &banned {
        world.ban(guild, *user, reason.clone(), sweep);
    }
    let ids = |users: &[u64]| users.iter().map(u64::to_string).collect::<Vec<_>>();
    Ok(Json(json!({
        "banned_users": ids(&banned), "failed_users": ids(&failed),
    })))
}
