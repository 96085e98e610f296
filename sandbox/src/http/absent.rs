//! What a server has none of here: its lists are empty, and what is looked up in them is unknown.

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::get,
};
use serde_json::{Value, json};
use std::sync::Arc;
use twilight_model::guild::Permissions;

use super::{App, id};
use crate::{Shared, model::Caller, refusal::Refused};

/// A list that is empty, and the right that it takes to read it.
type List = (&'static str, Permissions);

/// The lists.
const LISTS: &[List] = &[
    ("emojis", Permissions::empty()),
    ("stickers", Permissions::empty()),
    ("invites", Permissions::MANAGE_GUILD),
    ("scheduled-events", Permissions::empty()),
    ("auto-moderation/rules", Permissions::MANAGE_GUILD),
    ("templates", Permissions::MANAGE_GUILD),
];

/// A thing that is looked up by its id, and how Discord says that there is none.
const THINGS: &[(&str, u32, &str)] = &[
    ("emojis", 10014, "Unknown Emoji"),
    ("stickers", 10060, "Unknown Sticker"),
    ("scheduled-events", 10070, "Unknown Guild Scheduled Event"),
    ("soundboard-sounds", 10097, "Unknown sound"),
];

/// Their routes.
pub fn routes() -> Router<Arc<Shared>> {
    let mut router = Router::new()
        .route("/guilds/{guild}/soundboard-sounds", get(sounds))
        .route("/guilds/{guild}/vanity-url", get(vanity))
        .route("/guilds/{guild}/welcome-screen", get(welcome))
        .route("/guilds/{guild}/onboarding", get(onboarding))
        .route("/guilds/{guild}/widget", get(widget))
        .route("/guilds/{guild}/widget.json", get(widget_json))
        .route("/channels/{channel}/invites", get(channel_invites));
    for (name, needed) in LISTS {
        let empty = move |state: App, caller: Caller, Path(guild): Path<String>| async move {
            member(&state, caller, &guild, *needed)?;
            Ok::<_, Refused>(Json(json!([])))
        };
        router = router.route(&format!("/guilds/{{guild}}/{name}"), get(empty));
    }
    for (name, code, words) in THINGS {
        let unknown = move |state: App,
                            caller: Caller,
                            Path((guild, _)): Path<(String, String)>| async move {
            member(&state, caller, &guild, Permissions::empty())?;
            Err::<Json<Value>, _>(Refused::new(404, *code, words))
        };
        router = router.route(&format!("/guilds/{{guild}}/{name}/{{id}}"), get(unknown));
    }
    router
}

/// The id of a server whose member asks, and may.
fn member(
    State(shared): &App,
    caller: Caller,
    guild: &str,
    needed: Permissions,
) -> Result<u64, Refused> {
    let world = shared.world();
    let (guild, by) = world.guild_of(caller, id(guild)?)?;
    guild.demand(by, needed, world.clock.now())?;
    Ok(guild.id)
}

type Answer = Result<Json<Value>, Refused>;

async fn sounds(state: App, caller: Caller, Path(guild): Path<String>) -> Answer {
    member(&state, caller, &guild, Permissions::empty())?;
    Ok(Json(json!({ "items": [] })))
}

/// Only servers with many boosts have an address of their own.
async fn vanity(state: App, caller: Caller, Path(guild): Path<String>) -> Answer {
    member(&state, caller, &guild, Permissions::MANAGE_GUILD)?;
    Err(Refused::missing_access())
}

async fn welcome(state: App, caller: Caller, Path(guild): Path<String>) -> Answer {
    member(&state, caller, &guild, Permissions::empty())?;
    Err(Refused::new(404, 10069, "Unknown Guild Welcome Screen"))
}

async fn onboarding(state: App, caller: Caller, Path(guild): Path<String>) -> Answer {
    let guild = member(&state, caller, &guild, Permissions::empty())?;
    Ok(Json(json!({
        "guild_id": guild.to_string(), "prompts": [], "default_channel_ids": [], "enabled": false, "mode": 0,
    })))
}

async fn widget(state: App, caller: Caller, Path(guild): Path<String>) -> Answer {
    member(&state, caller, &guild, Permissions::MANAGE_GUILD)?;
    Ok(Json(json!({ "enabled": false, "channel_id": null })))
}

/// Everybody may ask for a widget; nobody has one.
async fn widget_json(State(shared): App, Path(guild): Path<String>) -> Answer {
    let known = shared.world().guilds.contains_key(&id(&guild)?);
    Err(if known {
        Refused::new(403, 50004, "Widget Disabled")
    } else {
        Refused::unknown_guild()
    })
}

async fn channel_invites(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
) -> Answer {
    shared
        .world()
        .channel_for(caller, id(&channel)?, Permissions::MANAGE_CHANNELS)?;
    Ok(Json(json!([])))
}
