//! How the bot answers interactions: the first answer by id and token, the rest by token.

use std::collections::HashMap;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{App, body::Body, fields, id};
use crate::{
    form::Form,
    model::{
        World,
        draft::Draft,
        interaction::Interaction,
        message::{LOADING, Message},
    },
    refusal::Refused,
};

/// `POST /interactions/{id}/{token}/callback`. The token is the key; no other is asked for.
pub async fn callback(
    State(shared): App,
    Path((interaction, token)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    body: Body,
) -> Result<Response, Refused> {
    let form = Form::default();
    let kind = form.body(&body.json, "").at("type");
    let kind = kind
        .is_there()
        .then(|| kind.one_of(&[1, 4, 5, 6, 7, 8, 9, 10, 12]));
    form.finish()?;
    let kind = match kind.flatten().map(u8::try_from) {
        Some(Ok(kind @ 4..=9)) => kind,
        _ => return Err(Refused::not_here_yet("callbacks of types 1, 10 and 12")),
    };
    let mut world = shared.world();
    let id = id(&interaction)?;
    let message = world.answer(id, &token, kind, &body.json, body.files)?;
    if !fields::is_true(query.get("with_response").map(String::as_str)) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let known = world
        .interactions
        .get(&id)
        .ok_or_else(Refused::unknown_interaction)?;
    let mut response = json!({ "interaction": { "id": known.id.to_string(), "type": known.kind } });
    // Of a message nothing is told where there is none: a null is not an id.
    if let Some(message) = message {
        let told = &mut response["interaction"];
        told["response_message_id"] = json!(message.id.to_string());
        told["response_message_loading"] = json!(kind == 5);
        told["response_message_ephemeral"] = json!(message.only_for.is_some());
        response["resource"] =
            json!({ "type": kind, "message": world.message_json(&message, false) });
    }
    Ok(Json(response).into_response())
}

/// `POST /webhooks/{application}/{token}`: a further answer. The first after a deferral is the deferred
/// one itself, and keeps the deferral's privacy.
pub async fn follow_up(
    State(shared): App,
    Path((application, token)): Path<(String, String)>,
    body: Body,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    let interaction = live(&world, &application, &token)?;
    let draft = Draft::read(&body.json, body.files, "")?;
    draft.check()?;
    let loading = original(&world, &interaction)
        .ok()
        .filter(|message| message.flags & LOADING != 0);
    let message = match loading {
        Some(message) => world.edit(message.channel, message.id, draft)?,
        None => world.reply(&interaction, draft)?,
    };
    Ok(Json(world.message_json(&message, false)))
}

/// The interaction of a token, once it has been answered: before that it is no webhook.
fn live(world: &World, application: &str, token: &str) -> Result<Interaction, Refused> {
    let interaction = world.by_token(id(application)?, token)?;
    if interaction.answered.is_none() {
        return Err(Refused::unknown_webhook());
    }
    Ok(interaction)
}

/// The message that answers an interaction, or one of its follow-ups.
fn target(world: &World, interaction: &Interaction, message: &str) -> Result<Message, Refused> {
    if message == "@original" {
        return original(world, interaction);
    }
    let id = id(message)?;
    world
        .messages
        .get(&interaction.channel)
        .and_then(|all| all.get(&id))
        .filter(|message| {
            message
                .interaction
                .as_ref()
                .is_some_and(|origin| origin.id == interaction.id)
        })
        .cloned()
        .ok_or_else(Refused::unknown_message)
}

fn original(world: &World, interaction: &Interaction) -> Result<Message, Refused> {
    let id = interaction.original.ok_or_else(Refused::unknown_message)?;
    world
        .messages
        .get(&interaction.channel)
        .and_then(|all| all.get(&id))
        .cloned()
        .ok_or_else(Refused::unknown_message)
}

/// `GET /webhooks/{application}/{token}/messages/{message}`.
pub async fn get(
    State(shared): App,
    Path((application, token, message)): Path<(String, String, String)>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let interaction = live(&world, &application, &token)?;
    let message = target(&world, &interaction, &message)?;
    Ok(Json(world.message_json(&message, false)))
}

/// `PATCH /webhooks/{application}/{token}/messages/{message}`.
pub async fn edit(
    State(shared): App,
    Path((application, token, message)): Path<(String, String, String)>,
    body: Body,
) -> Result<Json<Value>, Refused> {
    let mut world = shared.world();
    let interaction = live(&world, &application, &token)?;
    let message = target(&world, &interaction, &message)?;
    let draft = Draft::change(&body.json, body.files, "", &message)?;
    let message = world.edit(message.channel, message.id, draft)?;
    Ok(Json(world.message_json(&message, false)))
}

/// `DELETE /webhooks/{application}/{token}/messages/{message}`.
pub async fn remove(
    State(shared): App,
    Path((application, token, message)): Path<(String, String, String)>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let interaction = live(&world, &application, &token)?;
    let message = target(&world, &interaction, &message)?;
    world.delete(message.channel, message.id);
    Ok(StatusCode::NO_CONTENT)
}
