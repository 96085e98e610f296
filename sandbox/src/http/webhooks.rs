//! Webhooks of channels, and what is written by them. An interaction's token opens the same addresses:
//! an id that is no webhook's is the application's.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::Value;
use twilight_model::guild::Permissions;

use super::{App, body::Body, fields, id, interactions};
use crate::{
    Shared,
    form::components::all,
    model::{
        Caller, World,
        channel::{Channel, kind},
        draft::Draft,
        message::Message,
        seed::token,
        webhook::{MOST, Mask, Webhook, check_name},
    },
    refusal::Refused,
};

type Answer = Result<Json<Value>, Refused>;

fn name_of(body: &Value) -> Result<Option<String>, Refused> {
    let name = fields::text(body, "name", 1..=80)?.flatten();
    if let Some(name) = &name {
        check_name(name, "name")?;
    }
    // Pictures are not kept.
    if fields::given(body, &["avatar"]) {
        return Err(Refused::not_here());
    }
    Ok(name)
}

/// Refuses a channel that has no webhooks of its own: a category, or a thread, which is written into by
/// its room's.
fn may_have(channel: &Channel) -> Result<(), Refused> {
    match channel.kind {
        kind::TEXT | kind::NEWS => Ok(()),
        _ => Err(Refused::wrong_channel_type()),
    }
}

/// `POST /channels/{channel}/webhooks`.
pub async fn create(
    State(shared): App,
    caller: Caller,
    Path(channel): Path<String>,
    body: Body,
) -> Answer {
    let mut world = shared.world();
    let (guild, channel, _) =
        world.channel_for(caller, id(&channel)?, Permissions::MANAGE_WEBHOOKS)?;
    may_have(channel)?;
    let (guild, channel) = (guild.id, channel.id);
    let name = name_of(&body.json)?.ok_or_else(|| Refused::required("name"))?;
    if of_channel(&world, channel).count() >= MOST {
        let words = format!("Maximum number of webhooks reached ({MOST})");
        return Err(Refused::new(400, 30007, &words));
    }
    let webhook = Webhook {
        id: world.id(),
        guild,
        channel,
        name,
        creator: caller.id(),
        application: matches!(caller, Caller::Bot(_)).then_some(world.application),
        token: token(guild).replace('.', "_"),
    };
    world.keep_webhook(webhook.clone());
    Ok(Json(world.webhook_json(&webhook, true)))
}

fn of_channel(world: &World, channel: u64) -> impl Iterator<Item = &Webhook> {
    world
        .guilds
        .values()
        .flat_map(|guild| guild.webhooks.values())
        .filter(move |webhook| webhook.channel == channel)
}

/// `GET /channels/{channel}/webhooks`.
pub async fn of(State(shared): App, caller: Caller, Path(channel): Path<String>) -> Answer {
    let world = shared.world();
    let (_, channel, _) = world.channel_for(caller, id(&channel)?, Permissions::MANAGE_WEBHOOKS)?;
    let all = of_channel(&world, channel.id);
    Ok(Json(
        all.map(|webhook| world.webhook_json(webhook, true))
            .collect(),
    ))
}

/// `GET /guilds/{guild}/webhooks`.
pub async fn of_guild(State(shared): App, caller: Caller, Path(guild): Path<String>) -> Answer {
    let world = shared.world();
    let (guild, by) = world.guild_of(caller, id(&guild)?)?;
    guild.demand(by, Permissions::MANAGE_WEBHOOKS, world.clock.now())?;
    let all = guild.webhooks.values();
    Ok(Json(
        all.map(|webhook| world.webhook_json(webhook, true))
            .collect(),
    ))
}

/// A webhook, for a member who manages those of its channel.
fn managed(world: &World, caller: Caller, webhook: &str) -> Result<Webhook, Refused> {
    let (_, webhook) = world.webhook(id(webhook)?)?;
    world.channel_for(caller, webhook.channel, Permissions::MANAGE_WEBHOOKS)?;
    Ok(webhook.clone())
}

/// `GET /webhooks/{webhook}`.
pub async fn one(State(shared): App, caller: Caller, Path(webhook): Path<String>) -> Answer {
    let world = shared.world();
    let webhook = managed(&world, caller, &webhook)?;
    Ok(Json(world.webhook_json(&webhook, true)))
}

/// `PATCH /webhooks/{webhook}`: its name, and its channel.
pub async fn edit(
    State(shared): App,
    caller: Caller,
    Path(webhook): Path<String>,
    body: Body,
) -> Answer {
    let mut world = shared.world();
    let mut webhook = managed(&world, caller, &webhook)?;
    webhook.name = name_of(&body.json)?.unwrap_or(webhook.name);
    if let Some(channel) = fields::snowflake(&body.json, "channel_id")?.flatten() {
        let needed = Permissions::MANAGE_WEBHOOKS;
        let (guild, channel, _) = world.channel_for(caller, channel, needed)?;
        if guild.id != webhook.guild {
            return Err(Refused::unknown_channel());
        }
        may_have(channel)?;
        webhook.channel = channel.id;
    }
    world.keep_webhook(webhook.clone());
    Ok(Json(world.webhook_json(&webhook, true)))
}

/// `DELETE /webhooks/{webhook}`.
pub async fn remove(
    State(shared): App,
    caller: Caller,
    Path(webhook): Path<String>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let webhook = managed(&world, caller, &webhook)?;
    world.remove_webhook(&webhook);
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /webhooks/{webhook}/{token}`.
pub async fn one_open(
    State(shared): App,
    Path((webhook, token)): Path<(String, String)>,
) -> Answer {
    let world = shared.world();
    let webhook = world.opened(id(&webhook)?, &token)?;
    Ok(Json(world.webhook_json(&webhook, false)))
}

/// `PATCH /webhooks/{webhook}/{token}`: its name; it stays in its channel.
pub async fn edit_open(
    State(shared): App,
    Path((webhook, token)): Path<(String, String)>,
    body: Body,
) -> Answer {
    let mut world = shared.world();
    let mut webhook = world.opened(id(&webhook)?, &token)?;
    webhook.name = name_of(&body.json)?.unwrap_or(webhook.name);
    world.keep_webhook(webhook.clone());
    Ok(Json(world.webhook_json(&webhook, false)))
}

/// `DELETE /webhooks/{webhook}/{token}`.
pub async fn remove_open(
    State(shared): App,
    Path((webhook, token)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let webhook = world.opened(id(&webhook)?, &token)?;
    world.remove_webhook(&webhook);
    Ok(StatusCode::NO_CONTENT)
}

/// What the address of a message asks for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    wait: Option<String>,
    thread_id: Option<String>,
    with_components: Option<String>,
}

impl Asked {
    /// Where it is written: the webhook's channel, or a thread of it.
    fn place(&self, world: &World, webhook: &Webhook) -> Result<u64, Refused> {
        match &self.thread_id {
            None => Ok(webhook.channel),
            Some(thread) => world.thread_of(webhook.channel, id(thread)?),
        }
    }
}

/// What a webhook that no application owns may send of components: what nobody can use, and only when it is
/// asked for; otherwise they are passed over, as Discord's documentation has it.
fn components(webhook: &Webhook, asked: &Asked, body: &mut Value) -> Result<(), Refused> {
    if webhook.application.is_some() {
        return Ok(());
    }
    if !fields::is_true(asked.with_components.as_deref()) {
        if let Some(body) = body.as_object_mut() {
            body.remove("components");
        }
        return Ok(());
    }
    let parts = body["components"].as_array().map(Vec::as_slice);
    let used = |part: &Value| match part["type"].as_u64() {
        Some(2) => part["style"] != 5,
        kind => matches!(kind, Some(3 | 5..=8)),
    };
    if all(parts.unwrap_or_default()).into_iter().any(used) {
        let words = "Only a webhook of an application sends components that can be used.";
        return Err(Refused::form("components", "BASE_TYPE_FORBIDDEN", words));
    }
    Ok(())
}

fn is_webhook(shared: &Shared, webhook: &str) -> bool {
    webhook
        .parse()
        .is_ok_and(|id| shared.world().webhook(id).is_ok())
}

/// `POST /webhooks/{webhook}/{token}`.
pub async fn execute(
    State(shared): App,
    Path((webhook, token)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    mut body: Body,
) -> Result<Response, Refused> {
    if !is_webhook(&shared, &webhook) {
        let path = Path((webhook, token));
        let answer = interactions::follow_up(State(shared), path, body).await?;
        return Ok(answer.into_response());
    }
    let mut world = shared.world();
    let webhook = world.opened(id(&webhook)?, &token)?;
    let place = asked.place(&world, &webhook)?;
    let name = fields::text(&body.json, "username", 1..=80)?.flatten();
    if let Some(name) = &name {
        check_name(name, "username")?;
    }
    let mask = Mask {
        name: name.unwrap_or_else(|| webhook.name.clone()),
        avatar_url: fields::text(&body.json, "avatar_url", 0..=2048)?.flatten(),
        application: webhook.application,
    };
    components(&webhook, &asked, &mut body.json)?;
    let draft = Draft::read(&body.json, body.files, "")?;
    draft.check()?;
    let message = world.execute(&webhook, place, mask, draft);
    if fields::is_true(asked.wait.as_deref()) {
        Ok(Json(world.message_json(&message, false)).into_response())
    } else {
        Ok(StatusCode::NO_CONTENT.into_response())
    }
}

/// A message that this webhook wrote.
fn target(
    world: &World,
    (webhook, token, message): &(String, String, String),
    asked: &Asked,
) -> Result<Message, Refused> {
    let webhook = world.opened(id(webhook)?, token)?;
    let place = asked.place(world, &webhook)?;
    let message = world.message(place, id(message)?)?;
    if message.webhook.is_some() && message.author == webhook.id {
        Ok(message.clone())
    } else {
        Err(Refused::unknown_message())
    }
}

/// `GET /webhooks/{webhook}/{token}/messages/{message}`.
pub async fn message(
    State(shared): App,
    Path(path): Path<(String, String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    if !is_webhook(&shared, &path.0) {
        return interactions::get(State(shared), Path(path)).await;
    }
    let world = shared.world();
    let message = target(&world, &path, &asked)?;
    Ok(Json(world.message_json(&message, false)))
}

/// `PATCH /webhooks/{webhook}/{token}/messages/{message}`.
pub async fn edit_message(
    State(shared): App,
    Path(path): Path<(String, String, String)>,
    Query(asked): Query<Asked>,
    mut body: Body,
) -> Answer {
    if !is_webhook(&shared, &path.0) {
        return interactions::edit(State(shared), Path(path), body).await;
    }
    let mut world = shared.world();
    let message = target(&world, &path, &asked)?;
    let webhook = world.opened(id(&path.0)?, &path.1)?;
    components(&webhook, &asked, &mut body.json)?;
    let draft = Draft::change(&body.json, body.files, "", &message)?;
    let message = world.edit(message.channel, message.id, draft)?;
    Ok(Json(world.message_json(&message, false)))
}

/// `DELETE /webhooks/{webhook}/{token}/messages/{message}`.
pub async fn remove_message(
    State(shared): App,
    Path(path): Path<(String, String, String)>,
    Query(asked): Query<Asked>,
) -> Result<StatusCode, Refused> {
    if !is_webhook(&shared, &path.0) {
        return interactions::remove(State(shared), Path(path)).await;
    }
    let mut world = shared.world();
    let message = target(&world, &path, &asked)?;
    world.delete(message.channel, message.id);
    Ok(StatusCode::NO_CONTENT)
}
