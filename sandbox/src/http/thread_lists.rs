//! Threads as they are listed: those in use, and those that were put away.

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    routing::get,
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{App, Shared, id};
use crate::{
    model::{
        Caller,
        channel::{Channel, kind},
        guild::Guild,
        thread::Thread,
        threading::thread_member,
    },
    refusal::Refused,
};

/// The routes of this room.
pub(super) fn routes() -> Router<std::sync::Arc<Shared>> {
    Router::new()
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
