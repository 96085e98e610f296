//! Threads: begun, listed, changed.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::post,
};
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{
    App, Shared,
    body::Body,
    channel_form::{ARCHIVE, SLOWEST},
    form::Form,
    id,
};
use crate::{
    model::{
        Caller, World,
        channel::kind,
        place::Place,
        thread::AUTO_ARCHIVE,
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
}

/// A thread as a body describes it. A room may say how its threads are when nobody says otherwise.
fn read(world: &World, place: Place, caller: Caller, body: &Value) -> Result<Beginning, Refused> {
    let form = Form(body);
    let known = world.guilds.get(&place.guild);
    let room = known.and_then(|guild| guild.channels.get(&place.channel));
    let auto_archive = room.and_then(|room| room.auto_archive);
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
            .or(auto_archive)
            .unwrap_or(AUTO_ARCHIVE),
        slowmode: form
            .number("rate_limit_per_user", 0..=SLOWEST)?
            .unwrap_or_else(|| room.map_or(0, |room| room.thread_slowmode)),
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
    begin: Beginning,
) -> Result<(StatusCode, Json<Value>), Refused> {
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
        ..read(&world, place, caller, &body.json)?
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
    let mut beginning = read(&world, place, caller, &body.json)?;
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
