//! Servers, their roles and members.

use axum::{
    Json,
    extract::{Path, Query, State},
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
    model::{
        Caller, World,
        guild::{Guild, Preferences},
    },
    refusal::Refused,
};

/// `GET /guilds/{guild}`. Who is not in it learns no more than that it is unknown.
pub async fn guild(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
    Query(span): Query<Span>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, _) = world
        .guild_of(caller, id(&guild)?)
        .map_err(|_| Refused::unknown_guild())?;
    let mut json = guild.to_json();
    if span.counted() {
        count(&world, guild, &mut json);
    }
    Ok(Json(json))
}

fn count(world: &World, guild: &Guild, json: &mut Value) {
    let (members, present) = world.counts(guild);
    json["approximate_member_count"] = json!(members);
    json["approximate_presence_count"] = json!(present);
}

/// `GET /guilds/{guild}/preview`.
pub async fn preview(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, _) = world
        .guild_of(caller, id(&guild)?)
        .map_err(|_| Refused::unknown_guild())?;
    let mut json = json!({
        "id": guild.id.to_string(), "name": guild.name, "icon": null, "splash": null,
        "discovery_splash": null, "home_header": null, "emojis": [], "stickers": [], "features": [],
        "description": guild.preferences.description,
    });
    count(&world, guild, &mut json);
    Ok(Json(json))
}

/// `GET /users/@me/guilds`.
pub async fn own(
    State(shared): App,
    caller: Caller,
    Query(span): Query<Span>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let inside = world
        .guilds
        .values()
        .filter(|guild| guild.members.contains_key(&caller.id()));
    let ids = span.cut(inside.map(|guild| guild.id), 1..=200, 200)?;
    let told = ids
        .iter()
        .filter_map(|id| world.guilds.get(id))
        .map(|guild| {
            // Discord leaves a silence out of it.
            let held = guild
                .members
                .get(&caller.id())
                .map(|member| guild.base_permissions(member));
            let mut json = json!({
                "id": guild.id.to_string(), "name": guild.name, "icon": null, "banner": null,
                "owner": guild.owner == caller.id(), "features": [],
                "permissions": held.unwrap_or(Permissions::empty()).bits().to_string(),
            });
            if span.counted() {
                count(&world, guild, &mut json);
            }
            json
        });
    Ok(Json(told.collect()))
}

/// `PATCH /guilds/{guild}`. Pictures, voice and what communities have are not in the sandbox.
pub async fn edit(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
    body: Body,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    let (guild, by) = world.guild_of(caller, id(&guild)?)?;
    guild.demand(by, Permissions::MANAGE_GUILD, world.clock.now())?;
    let body = &body.json;
    let absent = [
        "icon",
        "splash",
        "discovery_splash",
        "banner",
        "home_header",
        "afk_channel_id",
        "rules_channel_id",
        "public_updates_channel_id",
        "safety_alerts_channel_id",
        "features",
    ];
    if fields::given(body, &absent) {
        return Err(Refused::not_here());
    }
    let name = match fields::text(body, "name", 2..=100)? {
        Some(None) => return Err(Refused::required("name")),
        name => name.flatten(),
    };
    let mut owner = guild.owner;
    if let Some(new) = fields::snowflake(body, "owner_id")?.flatten()
        && new != owner
    {
        if guild.owner != by.id {
            return Err(Refused::missing_permissions());
        }
        if super::members::find(guild, new)?.bot {
            return Err(Refused::new(400, 50055, "Invalid guild"));
        }
        owner = new;
    }
    let set = preferences(guild, body)?;
    let guild = guild.id;
    world.change_guild(guild, |guild| {
        guild.name = name.unwrap_or_else(|| guild.name.clone());
        guild.owner = owner;
        guild.preferences = set;
    });
    let changed = world
        .guilds
        .get(&guild)
        .ok_or_else(Refused::unknown_guild)?;
    Ok(Json(changed.to_json()))
}

/// The preferences with what a body changes in them.
fn preferences(guild: &Guild, body: &Value) -> Result<Preferences, Refused> {
    let mut set = guild.preferences.clone();
    if let Some(description) = fields::text(body, "description", 0..=300)? {
        set.description = description.filter(|text| !text.is_empty());
    }
    for (name, most, place) in [
        ("verification_level", 4, &mut set.verification_level),
        ("default_message_notifications", 1, &mut set.notifications),
        ("explicit_content_filter", 2, &mut set.content_filter),
        ("system_channel_flags", 0x3f, &mut set.system_channel_flags),
    ] {
        if let Some(value) = fields::number(body, name, 0..=most)? {
            *place = value.unwrap_or(0);
        }
    }
    if let Some(seconds) = fields::number(body, "afk_timeout", 60..=3_600)?.flatten() {
        if ![60, 300, 900, 1_800, 3_600].contains(&seconds) {
            let words = "Value must be one of {60, 300, 900, 1800, 3600}.";
            return Err(Refused::choice("afk_timeout", words));
        }
        set.afk_timeout = seconds;
    }
    if let Some(channel) = fields::snowflake(body, "system_channel_id")? {
        if channel.is_some_and(|id| !guild.channels.contains_key(&id)) {
            return Err(Refused::unknown_channel());
        }
        set.system_channel = channel;
    }
    if let Some(locale) = fields::text(body, "preferred_locale", 2..=6)? {
        set.locale = locale.unwrap_or_else(|| Preferences::default().locale);
    }
    if let Some(bar) = fields::flag(body, "premium_progress_bar_enabled")?.flatten() {
        set.boost_bar = bar;
    }
    Ok(set)
}

/// `GET /users/{user}`.
pub async fn user(
    State(shared): App,
    _: Caller,
    Path(user): Path<String>,
) -> Result<Json<Value>, Refused> {
    let (world, id) = (shared.world(), id(&user)?);
    world
        .user_json(id)
        .map(Json)
        .ok_or_else(Refused::unknown_user)
}
