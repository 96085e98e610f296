//! Channels of a server: listed, built, changed, moved, torn down.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{App, Shared, body::Body, channel_form::read, form::Form, id, threads};
use crate::{
    model::{
        Caller, World,
        channel::kind,
        room::{ChannelChange, may_change},
        session::Audience,
        threading::thread_member,
    },
    refusal::Refused,
};

/// The routes of this room.
pub(super) fn routes() -> Router<std::sync::Arc<Shared>> {
    Router::new()
        .route(
            "/guilds/{guild}/channels",
            get(list).post(create).patch(place),
        )
        .route("/channels/{channel}", get(one).patch(edit).delete(remove))
        .route("/channels/{channel}/typing", post(typing))
}

/// `GET /guilds/{guild}/channels`: all of them for a bot, those that they see for a person.
async fn list(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, _) = world.guild_of(caller, id(&guild)?)?;
    Ok(Json(world.rooms_json(guild, caller.id())))
}

/// `POST /guilds/{guild}/channels`: for those who manage channels.
async fn create(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
    body: Body,
) -> Result<(StatusCode, Json<Value>), Refused> {
    let mut world = shared.world();
    let guild = {
        let (guild, member) = world.guild_of(caller, id(&guild)?)?;
        let held = guild.permissions(member, world.clock.now());
        if !held.contains(Permissions::MANAGE_CHANNELS) {
            return Err(Refused::missing_permissions());
        }
        Form(&body.json).must("name", 1..=100)?;
        let change = read(&body.json)?;
        if let Some(after) = &change.overwrites {
            guild.may_overwrite(&[], after, held)?;
        }
        (guild.id, change)
    };
    let (guild, change) = guild;
    let channel = world.build(guild, change)?;
    Ok((StatusCode::CREATED, Json(channel.to_json(guild))))
}

/// `PATCH /guilds/{guild}/channels`: places, and categories. To take what a category says of roles and
/// members is to write it.
async fn place(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
    body: Body,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let (guild, moves) = {
        let (guild, member) = world.guild_of(caller, id(&guild)?)?;
        let now = world.clock.now();
        guild.demand(member, Permissions::MANAGE_CHANNELS, now)?;
        let list = body.json.as_array().ok_or_else(|| {
            let words = "Only iterables may be used in a ListType";
            Refused::form("", "LIST_TYPE_CONVERT", words)
        })?;
        let mut moves = Vec::new();
        for row in list {
            let form = Form(row);
            let room = form.id("id")?.ok_or_else(|| Refused::required("id"))?;
            let known = guild.channels.get(&room);
            let known = known
                .filter(|known| known.thread.is_none())
                .ok_or_else(Refused::unknown_channel)?;
            let parent = form
                .names("parent_id")
                .then(|| form.id("parent_id"))
                .transpose()?;
            let takes = form.flag("lock_permissions")? == Some(true);
            let category = parent.flatten().and_then(|id| guild.channels.get(&id));
            let taken = category.filter(|_| takes).map(|from| &from.overwrites);
            if let Some(after) = taken {
                let held = guild.permissions_in(member, known, now);
                if !held.contains(Permissions::MANAGE_ROLES) {
                    return Err(Refused::missing_permissions());
                }
                may_change(&known.overwrites, after, held)?;
            }
            let change = ChannelChange {
                position: form.number("position", 0..=u16::MAX)?,
                parent,
                overwrites: taken.cloned(),
                ..ChannelChange::default()
            };
            moves.push((room, change));
        }
        (guild.id, moves)
    };
    world.arrange(guild, moves)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /channels/{channel}`.
async fn one(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::empty())?;
    Ok(Json(told(&world, caller, place.guild, place.channel)))
}

/// A channel as one who sees it is told of it.
fn told(world: &World, caller: Caller, guild: u64, channel: u64) -> Value {
    if let Some(direct) = world.directs.get(&channel) {
        return world.direct_json(direct, caller.id());
    }
    let known = world.guilds.get(&guild);
    let Some((guild, channel)) =
        known.and_then(|guild| guild.channels.get(&channel).map(|channel| (guild, channel)))
    else {
        return Value::Null;
    };
    let mut json = channel.to_json(guild.id);
    if let Some(member) = thread_member(guild, channel, caller.id(), false) {
        json["member"] = member;
    }
    json
}

/// `PATCH /channels/{channel}`: for those who manage channels; what a channel says of roles and members is
/// theirs who manage roles.
async fn edit(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
    body: Body,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::empty())?;
    if place.guild == 0 {
        return Err(Refused::not_between_two());
    }
    if place.kind >= kind::NEWS_THREAD {
        threads::edit(&mut world, caller, place, &body.json)?;
        return Ok(Json(told(&world, caller, place.guild, place.channel)));
    }
    if !place.held.contains(Permissions::MANAGE_CHANNELS) {
        return Err(Refused::missing_permissions());
    }
    let change = read(&body.json)?;
    let convertible = |kind: u8| matches!(kind, kind::TEXT | kind::NEWS);
    let other = change.kind.filter(|kind| *kind != place.kind);
    if other.is_some_and(|kind| !convertible(kind) || !convertible(place.kind)) {
        return Err(Refused::wrong_channel_type());
    }
    if let Some(after) = &change.overwrites {
        if !place.held.contains(Permissions::MANAGE_ROLES) {
            return Err(Refused::missing_permissions());
        }
        let guild = world.guilds.get(&place.guild);
        let guild = guild.ok_or_else(Refused::unknown_guild)?;
        let before = guild.channels.get(&place.channel);
        let before = before.map_or(&[][..], |channel| &channel.overwrites);
        guild.may_overwrite(before, after, place.held)?;
    }
    let channel = world.rebuild(place.guild, place.channel, change)?;
    Ok(Json(channel.to_json(place.guild)))
}

/// `DELETE /channels/{channel}`: for those who manage channels, or threads. Between two people it only
/// leaves the list.
async fn remove(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::empty())?;
    let json = told(&world, caller, place.guild, place.channel);
    if place.guild == 0 {
        return Ok(Json(json));
    }
    let needed = if place.kind >= kind::NEWS_THREAD {
        Permissions::MANAGE_THREADS
    } else {
        Permissions::MANAGE_CHANNELS
    };
    if !place.held.contains(needed) {
        return Err(Refused::missing_permissions());
    }
    world.demolish(place.guild, place.channel);
    Ok(Json(json))
}

/// `POST /channels/{channel}/typing`: nothing that is kept; seen by those in the channel.
async fn typing(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let place = world.place(caller, id(&channel)?, Permissions::SEND_MESSAGES)?;
    let place = place.for_messages()?;
    let mut data = json!({
        "channel_id": place.channel.to_string(), "user_id": caller.id().to_string(),
        "timestamp": world.clock.now().timestamp(),
    });
    let audience = match world.guilds.get(&place.guild) {
        Some(guild) => {
            data["guild_id"] = json!(guild.id.to_string());
            if let Some(member) = guild.members.get(&caller.id()) {
                data["member"] = guild.member_json(member);
            }
            Audience::Channel {
                guild: place.guild,
                channel: place.channel,
            }
        }
        None => Audience::Direct(place.channel),
    };
    world.emit("TYPING_START", &audience, data);
    Ok(StatusCode::NO_CONTENT)
}
