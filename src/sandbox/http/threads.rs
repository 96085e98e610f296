//! Threads: begun, listed, changed.

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    routing::{get, post},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{
    App, Shared,
    body::Body,
    channels::{ARCHIVE, SLOWEST},
    form::Form,
    id,
};
use crate::sandbox::{
    model::{
        Caller, World,
        channel::{Channel, kind},
        guild::Guild,
        place::Place,
        thread::{AUTO_ARCHIVE, Thread},
        threading::{Beginning, thread_member},
    },
    refusal::Refused,
};

/// The routes of this room.
pub(super) fn routes() -> Router<std::sync::Arc<Shared>> {
    Router::new()
        .route(
            "/channels/{channel}/messages/{message}/threads",
            post(from_message),
        )
        .route("/channels/{channel}/threads", post(create))
        .route("/guilds/{guild}/threads/active", get(active))
        .route(
            "/channels/{channel}/threads/archived/public",
            get(
                async |state: App, caller: Caller, path: Path<String>, window: Query<Window>| {
                    archived(state, caller, path, window, Shelf::Public).await
                },
            ),
        )
        .route(
            "/channels/{channel}/threads/archived/private",
            get(
                async |state: App, caller: Caller, path: Path<String>, window: Query<Window>| {
                    archived(state, caller, path, window, Shelf::Private).await
                },
            ),
        )
        .route(
            "/channels/{channel}/users/@me/threads/archived/private",
            get(
                async |state: App, caller: Caller, path: Path<String>, window: Query<Window>| {
                    archived(state, caller, path, window, Shelf::Own).await
                },
            ),
        )
}

/// A thread as a body describes it.
fn read(place: Place, caller: Caller, body: &Value) -> Result<Beginning, Refused> {
    let form = Form(body);
    Ok(Beginning {
        guild: place.guild,
        room: place.channel,
        message: None,
        kind: if place.kind == kind::NEWS {
            kind::NEWS_THREAD
        } else {
            kind::PUBLIC_THREAD
        },
        name: form.must("name", 1..=100)?,
        owner: caller.id(),
        auto_archive: form
            .choice("auto_archive_duration", &ARCHIVE)?
            .unwrap_or(AUTO_ARCHIVE),
        slowmode: form
            .number("rate_limit_per_user", 0..=SLOWEST)?
            .unwrap_or(0),
        invitable: form.flag("invitable")?.unwrap_or(true),
    })
}

/// The room of a new thread.
fn room(world: &World, caller: Caller, channel: &str) -> Result<Place, Refused> {
    let place = world.place(caller, id(channel)?, Permissions::empty())?;
    match place.kind {
        kind::TEXT | kind::NEWS => Ok(place),
        _ => Err(Refused::wrong_channel_type()),
    }
}

fn begin(
    world: &mut World,
    caller: Caller,
    mut begin: Beginning,
) -> Result<(StatusCode, Json<Value>), Refused> {
    // A room may have a silence and a slowness of its own for its threads.
    let known = world.guilds.get(&begin.guild);
    if let Some(room) = known.and_then(|guild| guild.channels.get(&begin.room)) {
        if begin.slowmode == 0 {
            begin.slowmode = room.thread_slowmode;
        }
    }
    let guild = begin.guild;
    let id = world.begin_thread(begin)?;
    let known = world
        .guilds
        .get(&guild)
        .ok_or_else(Refused::unknown_guild)?;
    let thread = known
        .channels
        .get(&id)
        .ok_or_else(Refused::unknown_channel)?;
    let mut json = thread.to_json(guild);
    json["member"] = json!(thread_member(known, thread, caller.id(), false));
    Ok((StatusCode::CREATED, Json(json)))
}

/// `POST /channels/{channel}/messages/{message}/threads`.
async fn from_message(
    State(shared): App,
    caller: Caller,
    Path((channel, message)): Path<(String, String)>,
    body: Body,
) -> Result<(StatusCode, Json<Value>), Refused> {
    let mut world = shared.world();
    let place = room(&world, caller, &channel)?;
    let needed = Permissions::CREATE_PUBLIC_THREADS | Permissions::READ_MESSAGE_HISTORY;
    if !place.held.contains(needed) {
        return Err(Refused::missing_permissions());
    }
    let message = world.message(place.channel, id(&message)?)?;
    if message.kind != 0 {
        return Err(Refused::new(400, 50068, "Invalid message type"));
    }
    let beginning = Beginning {
        message: Some(message.id),
        ..read(place, caller, &body.json)?
    };
    begin(&mut world, caller, beginning)
}

/// `POST /channels/{channel}/threads`: private if it is not said, as Discord has it so far.
async fn create(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
    body: Body,
) -> Result<(StatusCode, Json<Value>), Refused> {
    let mut world = shared.world();
    let place = room(&world, caller, &channel)?;
    let mut beginning = read(place, caller, &body.json)?;
    let asked = Form(&body.json).choice("type", &[10, 11, 12])?;
    let kind = asked.and_then(|kind| u8::try_from(kind).ok());
    beginning.kind = kind.unwrap_or(kind::PRIVATE_THREAD);
    if (place.kind == kind::NEWS) != (beginning.kind == kind::NEWS_THREAD) {
        return Err(Refused::wrong_channel_type());
    }
    let needed = if beginning.kind == kind::PRIVATE_THREAD {
        Permissions::CREATE_PRIVATE_THREADS
    } else {
        Permissions::CREATE_PUBLIC_THREADS
    };
    if !place.held.contains(needed) {
        return Err(Refused::missing_permissions());
    }
    begin(&mut world, caller, beginning)
}

/// Changes a thread. Who manages threads may all; who began it may name it and put it away; who may write
/// in it takes it out again unless it is locked.
pub(super) fn edit(
    world: &mut World,
    caller: Caller,
    place: Place,
    body: &Value,
) -> Result<(), Refused> {
    let form = Form(body);
    let known = world.guilds.get(&place.guild);
    let thread = known
        .and_then(|guild| guild.channels.get(&place.channel))
        .and_then(|channel| channel.thread.as_ref())
        .ok_or_else(Refused::unknown_channel)?;
    let (archived, locked) = (form.flag("archived")?, form.flag("locked")?);
    let name = form.text("name", 1..=100)?;
    let auto_archive = form.choice("auto_archive_duration", &ARCHIVE)?;
    let slowmode = form.number("rate_limit_per_user", 0..=SLOWEST)?;
    let invitable = form.flag("invitable")?;
    let manages = place.held.contains(Permissions::MANAGE_THREADS);
    let owns = thread.owner == caller.id();
    let takes_out = archived == Some(false)
        && !thread.locked
        && place.held.contains(Permissions::SEND_MESSAGES_IN_THREADS);
    let managed = locked.is_some() || slowmode.is_some();
    let owned =
        name.is_some() || auto_archive.is_some() || invitable.is_some() || archived == Some(true);
    let wakes = archived == Some(false);
    let may = manages || !managed && (!owned || owns) && (!wakes || takes_out);
    if !may {
        return Err(Refused::missing_permissions());
    }
    if thread.archived && !wakes {
        return Err(Refused::thread_archived());
    }
    world.change_thread(place.guild, place.channel, |channel, thread| {
        channel.name = name.unwrap_or_else(|| channel.name.clone());
        channel.slowmode = slowmode.unwrap_or(channel.slowmode);
        thread.archived = archived.unwrap_or(thread.archived);
        thread.locked = locked.unwrap_or(thread.locked);
        thread.invitable = invitable.unwrap_or(thread.invitable);
        thread.auto_archive = auto_archive.unwrap_or(thread.auto_archive);
    });
    Ok(())
}

/// Threads with the caller's own membership in them.
fn listed(guild: &Guild, caller: Caller, threads: &[&Channel], more: bool) -> Value {
    let own = |channel: &&Channel| thread_member(guild, channel, caller.id(), false);
    let told = threads.iter().map(|channel| {
        let mut json = channel.to_json(guild.id);
        if let Some(member) = own(channel) {
            json["member"] = member;
        }
        json
    });
    json!({
        "threads": told.collect::<Vec<_>>(),
        "members": threads.iter().filter_map(own).collect::<Vec<_>>(), "has_more": more,
    })
}

/// `GET /guilds/{guild}/threads/active`: those that the caller sees, the newest first.
async fn active(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    world.put_away_silent();
    let (guild, _) = world.guild_of(caller, id(&guild)?)?;
    let active = guild.active_threads(caller.id());
    let mut threads: Vec<&Channel> = active.map(|(channel, _)| channel).collect();
    threads.reverse();
    Ok(Json(listed(guild, caller, &threads, false)))
}

/// Which threads that were put away are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shelf {
    Public,
    Private,
    Own,
}

/// Which part of them.
#[derive(Debug, Deserialize)]
struct Window {
    before: Option<String>,
    limit: Option<String>,
}

/// The threads of a room that were put away: by when that was, the last first; one's own private ones by
/// id.
async fn archived(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
    Query(window): Query<Window>,
    shelf: Shelf,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    world.put_away_silent();
    let needed = match shelf {
        Shelf::Private => Permissions::READ_MESSAGE_HISTORY | Permissions::MANAGE_THREADS,
        _ => Permissions::READ_MESSAGE_HISTORY,
    };
    let place = world.place(caller, id(&channel)?, needed)?;
    if !matches!(place.kind, kind::TEXT | kind::NEWS) {
        return Err(Refused::wrong_channel_type());
    }
    let limit = super::limit(window.limit.as_deref(), 2..=100)?.unwrap_or(50);
    let guild = world
        .guilds
        .get(&place.guild)
        .ok_or_else(Refused::unknown_guild)?;
    let before = window.before.as_deref();
    let (by_time, by_id) = match (shelf, before) {
        (Shelf::Own, Some(text)) => (None, Some(id(text)?)),
        (_, text) => (text.map(time).transpose()?, None),
    };
    let here = |(channel, thread): &(&Channel, &Thread)| {
        let private = channel.kind == kind::PRIVATE_THREAD;
        channel.parent == Some(place.channel)
            && thread.archived
            && private == (shelf != Shelf::Public)
            && (shelf != Shelf::Own || thread.members.contains_key(&caller.id()))
            && by_time.is_none_or(|edge| thread.archived_at < edge)
            && by_id.is_none_or(|edge| channel.id < edge)
    };
    let mut found: Vec<(&Channel, &Thread)> = guild.threads().filter(here).collect();
    found.sort_by_key(|(channel, thread)| {
        let at = (shelf != Shelf::Own).then_some(thread.archived_at);
        std::cmp::Reverse((at, channel.id))
    });
    let more = found.len() > limit;
    found.truncate(limit);
    let threads: Vec<&Channel> = found.into_iter().map(|(channel, _)| channel).collect();
    Ok(Json(listed(guild, caller, &threads, more)))
}

/// A point in time, as ISO 8601 has it.
pub(super) fn time(text: &str) -> Result<DateTime<Utc>, Refused> {
    let read = DateTime::parse_from_rfc3339(text);
    read.map(|at| at.to_utc()).map_err(|_| {
        let words = format!("Could not parse {text}. Should be ISO8601.");
        Refused::form("before", "DATE_TIME_TYPE_PARSE", &words)
    })
}
