//! Who is in a thread: listed, let in, let out.

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    routing::get,
};
use serde::Deserialize;
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{App, Shared, fields, id};
use crate::{
    model::{
        Caller, World, channel::kind, place::Place, session::Audience, thread::Thread,
        threading::thread_member,
    },
    refusal::Refused,
};

/// The routes of this room.
pub(super) fn routes() -> Router<std::sync::Arc<Shared>> {
    Router::new()
        .route("/channels/{channel}/thread-members", get(list))
        .route(
            "/channels/{channel}/thread-members/{user}",
            get(one).put(add).delete(remove),
        )
}

/// Which part of the members is asked for.
#[derive(Debug, Deserialize)]
struct Window {
    limit: Option<String>,
    after: Option<String>,
    with_member: Option<String>,
}

impl Window {
    fn whole(&self) -> bool {
        fields::is_true(self.with_member.as_deref())
    }
}

fn thread<'a>(world: &'a World, place: &Place) -> Result<&'a Thread, Refused> {
    let known = world.guilds.get(&place.guild);
    let channel = known.and_then(|guild| guild.channels.get(&place.channel));
    channel
        .and_then(|channel| channel.thread.as_ref())
        .ok_or_else(Refused::wrong_channel_type)
}

/// Whom a path names; `@me` is the caller.
fn whom(caller: Caller, text: &str) -> Result<u64, Refused> {
    if text == "@me" {
        Ok(caller.id())
    } else {
        id(text)
    }
}

fn told(world: &World, place: &Place, user: u64, whole: bool) -> Option<Value> {
    let guild = world.guilds.get(&place.guild)?;
    thread_member(guild, guild.channels.get(&place.channel)?, user, whole)
}

/// `GET /channels/{channel}/thread-members`: for bots that may list members. Parted only when each comes
/// with what they are in the server.
async fn list(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
    Query(window): Query<Window>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::empty())?;
    let thread = thread(&world, &place)?;
    if matches!(caller, Caller::Bot(_)) && !world.settings.members {
        return Err(Refused::missing_access());
    }
    let limit = super::limit(window.limit.as_deref(), 1..=100)?.unwrap_or(100);
    let after = window.after.as_deref().map(id).transpose()?;
    let (limit, after) = if window.whole() {
        (limit, after.unwrap_or(0))
    } else {
        (usize::MAX, 0)
    };
    let users = thread.members.keys().filter(|user| **user > after);
    let told = users.filter_map(|user| told(&world, &place, *user, window.whole()));
    Ok(Json(told.take(limit).collect()))
}

/// `GET /channels/{channel}/thread-members/{user}`.
async fn one(
    State(shared): App,
    caller: Caller,
    Path((channel, user)): Path<(String, String)>,
    Query(window): Query<Window>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::empty())?;
    thread(&world, &place)?;
    let told = told(&world, &place, whom(caller, &user)?, window.whole());
    told.map(Json).ok_or_else(Refused::unknown_member)
}

/// `PUT /channels/{channel}/thread-members/{user}`: oneself; or another, by who may write in it and
/// invite.
async fn add(
    State(shared): App,
    caller: Caller,
    Path((channel, user)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::empty())?;
    let thread = thread(&world, &place)?;
    let place = place.open()?;
    let user = whom(caller, &user)?;
    if user != caller.id() {
        let writes = place.held.contains(Permissions::SEND_MESSAGES_IN_THREADS);
        if !writes || !thread.lets_invite(place.kind, caller.id(), place.held) {
            return Err(Refused::missing_permissions());
        }
    }
    let guild = world
        .guilds
        .get(&place.guild)
        .ok_or_else(Refused::unknown_guild)?;
    if !guild.members.contains_key(&user) {
        return Err(Refused::unknown_member());
    }
    let room = guild
        .channels
        .get(&place.channel)
        .and_then(|one| one.parent);
    if !room.is_some_and(|room| guild.sees(user, room)) {
        return Err(Refused::missing_access());
    }
    let fresh = !thread.members.contains_key(&user);
    world.join_thread(place.guild, place.channel, &[user]);
    if fresh
        && user == caller.id()
        && let Some(mut data) = told(&world, &place, user, false)
    {
        data["guild_id"] = json!(place.guild.to_string());
        let audience = Audience::Users {
            guild: place.guild,
            users: vec![user],
        };
        world.emit("THREAD_MEMBER_UPDATE", &audience, data);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /channels/{channel}/thread-members/{user}`: oneself; or another, by who manages threads or began
/// a private one.
async fn remove(
    State(shared): App,
    caller: Caller,
    Path((channel, user)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::empty())?;
    let thread = thread(&world, &place)?;
    let place = place.open()?;
    let user = whom(caller, &user)?;
    let began = thread.owner == caller.id() && place.kind == kind::PRIVATE_THREAD;
    let rules = place.held.contains(Permissions::MANAGE_THREADS) || began;
    if user != caller.id() && !rules {
        return Err(Refused::missing_permissions());
    }
    world.leave_thread(place.guild, place.channel, user);
    Ok(StatusCode::NO_CONTENT)
}
