//! What people's clients do: they use commands, press buttons, fill in forms.

use std::{sync::Arc, time::Instant};

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{
    App, PATIENCE,
    body::Body,
    id,
    used::{command, component, form},
};
use crate::{
    Shared,
    model::{Caller, World, direct::HELD, interaction::Interaction, options, session::Audience},
    refusal::Refused,
};

/// `GET /guilds/{guild}/application-command-index`: the commands that this person may use. A server's
/// own command hides the global one of the same name.
pub async fn command_index(
    State(shared): App,
    caller: Caller,
    Path(guild): Path<String>,
) -> Result<Json<Value>, Refused> {
    let world = shared.world();
    let (guild, member) = world.guild_of(caller, id(&guild)?)?;
    let held = guild.permissions(member, world.clock.now());
    // Where the bot is not, it has no commands.
    let Some(bot) = guild.members.get(&world.application) else {
        return Ok(Json(
            json!({ "applications": [], "application_commands": [], "version": "0" }),
        ));
    };
    let own = world.commands_of(Some(guild.id));
    let global = world.commands_of(None);
    let hidden = |name: &str, kind: u8| {
        own.iter()
            .any(|command| command.name == name && command.kind == kind)
    };
    let commands: Vec<Value> = own
        .iter()
        .chain(
            global
                .iter()
                .filter(|command| !hidden(&command.name, command.kind)),
        )
        .filter(|command| command.needs().is_none_or(|needed| held.contains(needed)))
        .map(|command| command.to_json(world.application))
        .collect();
    let bot = bot.user();
    Ok(Json(json!({
        "applications": [{ "id": world.application.to_string(), "name": world.bot_name(), "description": "", "icon": null, "bot": bot }],
        "application_commands": commands, "version": world.commands.values().map(|command| command.version).max().unwrap_or(0).to_string(),
    })))
}

/// `POST /interactions`.
pub async fn interact(
    State(shared): App,
    caller: Caller,
    body: Body,
) -> Result<StatusCode, Refused> {
    if matches!(caller, Caller::Bot(_)) {
        return Err(Refused::no_bots());
    }
    let body = body.json;
    let (interaction, heard) = {
        let mut world = shared.world();
        begin(&mut world, caller, &body)?
    };
    tokio::spawn(wait(Arc::clone(&shared), interaction, heard));
    Ok(StatusCode::NO_CONTENT)
}

/// When nobody has answered in three seconds, the client is told so.
async fn wait(shared: Arc<Shared>, id: u64, heard: bool) {
    if heard {
        // A little longer than the bot has, so that an answer at the last moment is not called late.
        tokio::time::sleep(PATIENCE + std::time::Duration::from_millis(100)).await;
    }
    let mut world = shared.world();
    let unanswered = world
        .interactions
        .get(&id)
        .filter(|interaction| interaction.answered.is_none())
        .cloned();
    if let Some(interaction) = unanswered.filter(|interaction| interaction.kind != 4) {
        world.tell(
            &interaction,
            "INTERACTION_FAILURE",
            json!({ "reason_code": 2 }),
        );
    }
}

/// Holds an interaction against what there is, and tells the bot. Gives its id, and whether a bot heard.
fn begin(world: &mut World, caller: Caller, body: &Value) -> Result<(u64, bool), Refused> {
    let number = |field: &str| {
        body[field]
            .as_str()
            .ok_or_else(|| Refused::required(field))
            .and_then(id)
    };
    let kind = body["type"]
        .as_u64()
        .ok_or_else(|| Refused::required("type"))?;
    if !(2..=5).contains(&kind) {
        return Err(Refused::choice(
            "type",
            "Value must be one of {2, 3, 4, 5}.",
        ));
    }
    if number("application_id")? != world.application {
        return Err(Refused::unknown_application());
    }
    let place = world.place(caller, number("channel_id")?, Permissions::empty())?;
    let (guild, channel) = (place.guild, place.channel);
    if body["guild_id"]
        .as_str()
        .is_some_and(|given| given != guild.to_string())
    {
        return Err(Refused::unknown_guild());
    }
    let bot = world.application;
    let there = match world.directs.get(&channel) {
        Some(direct) => direct.users.contains(&bot),
        None => {
            let known = world.guilds.get(&guild);
            known.is_some_and(|known| known.members.contains_key(&bot))
        }
    };
    if !there {
        return Err(Refused::unknown_application());
    }
    let uses = Permissions::USE_SLASH_COMMANDS;
    if matches!(kind, 2 | 4) && !place.held.contains(uses) {
        return Err(Refused::missing_permissions());
    }
    let mut name = None;
    let source;
    let mut shown = None;
    let data = match kind {
        2 | 4 => {
            let (data, of) = command(world, caller, guild, channel, &body["data"], kind == 2)?;
            name = Some(whole_name(&data));
            source = of;
            data
        }
        3 => {
            let message = number("message_id")?;
            let data = component(world, caller, channel, message, &body["data"])?;
            source = Some((channel, message));
            shown = source;
            data
        }
        _ => {
            let (data, of) = form(world, caller, (guild, channel), &body["data"])?;
            source = of;
            shown = of;
            data
        }
    };
    let now = world.id();
    let token = format!(
        "{:032x}{:032x}",
        rand::random::<u128>(),
        rand::random::<u128>()
    );
    #[expect(clippy::cast_possible_truncation, reason = "2 to 5")]
    let interaction = Interaction {
        id: now,
        token,
        kind: kind as u8,
        user: caller.id(),
        guild,
        channel,
        nonce: body.get("nonce").filter(|nonce| !nonce.is_null()).cloned(),
        name,
        source,
        completes: (kind == 4)
            .then(|| options::focused(&data["options"]).first().copied())
            .flatten(),
        began: Instant::now(),
        answered: None,
        original: None,
    };
    let event = event(world, &interaction, data, shown)?;
    world
        .interactions
        .insert(interaction.id, interaction.clone());
    if kind != 4 {
        world.tell(&interaction, "INTERACTION_CREATE", json!({}));
    }
    let heard = world.sessions.iter().any(|session| {
        session.intents.is_some() && session.lost.is_none() && session.serves(guild)
    });
    world.emit("INTERACTION_CREATE", &Audience::Bot(guild), event);
    Ok((interaction.id, heard))
}

/// What an application may do between two, as Discord tells it.
const APP_HELD: Permissions = HELD
    .union(Permissions::MENTION_EVERYONE)
    .union(Permissions::USE_EXTERNAL_EMOJIS);

/// A command's name with its group and subcommand: `lead move`.
fn whole_name(data: &Value) -> String {
    let mut names = vec![data["name"].as_str().unwrap_or_default()];
    let mut at = data;
    while let Some(inner) = at["options"].as_array().and_then(|options| {
        options
            .iter()
            .find(|option| option["type"] == 1 || option["type"] == 2)
    }) {
        names.extend(inner["name"].as_str());
        at = inner;
    }
    names.join(" ")
}

/// What the bot gets.
fn event(
    world: &World,
    interaction: &Interaction,
    data: Value,
    shown: Option<(u64, u64)>,
) -> Result<Value, Refused> {
    let mut event = json!({
        "id": interaction.id.to_string(), "application_id": world.application.to_string(), "type": interaction.kind,
        "token": interaction.token, "version": 1, "channel_id": interaction.channel.to_string(),
        "locale": "en-US", "entitlements": [], "attachment_size_limit": 10_485_760, "data": data,
        "authorizing_integration_owners": { "0": interaction.guild.to_string() },
    });
    let at = if let Some(direct) = world.directs.get(&interaction.channel) {
        json!({
            "channel": world.direct_json(direct, world.application), "context": 1,
            "user": world.user_json(interaction.user), "app_permissions": APP_HELD.bits().to_string(),
        })
    } else {
        in_server(world, interaction)?
    };
    if let (Some(event), Value::Object(at)) = (event.as_object_mut(), at) {
        event.extend(at);
    }
    if let Some((channel, id)) = shown
        && let Some(message) = world.messages.get(&channel).and_then(|all| all.get(&id))
    {
        event["message"] = world.message_json(message, false);
    }
    Ok(event)
}

/// What the bot gets of the server in which something was used.
fn in_server(world: &World, interaction: &Interaction) -> Result<Value, Refused> {
    let guild = world
        .guilds
        .get(&interaction.guild)
        .ok_or_else(Refused::unknown_guild)?;
    let channel = guild
        .channels
        .get(&interaction.channel)
        .ok_or_else(Refused::unknown_channel)?;
    let now = world.clock.now();
    let permissions = |id: u64| {
        guild.members.get(&id).map(|member| {
            guild
                .permissions_in(member, channel, now)
                .bits()
                .to_string()
        })
    };
    let member = guild
        .members
        .get(&interaction.user)
        .ok_or_else(Refused::unknown_member)?;
    let mut member_json = guild.member_json(member);
    member_json["permissions"] = json!(permissions(member.id));
    Ok(json!({
        "guild_id": guild.id.to_string(), "context": 0, "channel": channel.to_json(guild.id),
        "guild": { "id": guild.id.to_string(), "locale": guild.preferences.locale, "features": [] },
        "member": member_json, "guild_locale": guild.preferences.locale,
        "app_permissions": permissions(world.application),
    }))
}
