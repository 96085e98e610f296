//! What a person used: a command, a button or list, a form; each held against what there is.

use serde_json::{Value, json};

use super::id;
use crate::sandbox::{
    model::{
        Caller, World,
        message::EPHEMERAL,
        options::{self, Resolved},
    },
    refusal::Refused,
};

/// What the bot gets of it, and the message that it was used on.
pub(super) type Used = (Value, Option<(u64, u64)>);

/// A command, held against its registration.
pub(super) fn command(
    world: &World,
    caller: Caller,
    guild: u64,
    channel: u64,
    data: &Value,
    complete: bool,
) -> Result<Used, Refused> {
    let given = data["id"]
        .as_str()
        .ok_or_else(|| Refused::required("data.id"))
        .and_then(id)?;
    let command = world
        .commands
        .get(&given)
        .filter(|command| command.guild.is_none_or(|only| only == guild))
        .ok_or_else(Refused::unknown_command)?;
    let pair = world.pair(channel);
    let guild = match &pair {
        Some(pair) => pair,
        None => world.guild_of(caller, guild)?.0,
    };
    if !command.goes(pair.is_some()) {
        return Err(Refused::unknown_command());
    }
    let member = guild
        .members
        .get(&caller.id())
        .ok_or_else(Refused::missing_access)?;
    if command
        .needs()
        .filter(|_| pair.is_none())
        .is_some_and(|needed| !guild.base_permissions(member).contains(needed))
    {
        return Err(Refused::missing_permissions());
    }
    let mut resolved = Resolved::default();
    let mut used =
        json!({ "id": command.id.to_string(), "name": command.name, "type": command.kind });
    if let Some(only) = command.guild {
        used["guild_id"] = json!(only.to_string());
    }
    let mut source = None;
    if command.kind == 1 {
        let options = options::check(
            &command.spec["options"],
            &data["options"],
            guild,
            caller.id(),
            complete,
            "data.options",
            &mut resolved,
        )?;
        used["options"] = options;
    } else {
        let target = data["target_id"]
            .as_str()
            .ok_or_else(|| Refused::required("data.target_id"))
            .and_then(id)?;
        used["target_id"] = json!(target.to_string());
        if command.kind == 2 {
            resolved.member(guild, target)?;
        } else {
            resolved.message(world, channel, target)?;
            source = Some((channel, target));
        }
    }
    if let Some(resolved) = resolved.into_json() {
        used["resolved"] = resolved;
    }
    Ok((used, source))
}

/// A button or list of a message that this person sees.
pub(super) fn component(
    world: &World,
    caller: Caller,
    channel: u64,
    message: u64,
    data: &Value,
) -> Result<Value, Refused> {
    let message = world
        .messages
        .get(&channel)
        .and_then(|all| all.get(&message))
        .filter(|message| message.only_for.is_none_or(|only| only == caller.id()))
        .ok_or_else(Refused::unknown_message)?;
    debug_assert!(message.only_for.is_none() || message.flags & EPHEMERAL != 0);
    let custom_id = data["custom_id"]
        .as_str()
        .ok_or_else(|| Refused::required("data.custom_id"))?;
    let all = message
        .components
        .iter()
        .flat_map(|row| row["components"].as_array().into_iter().flatten());
    let component = all
        .into_iter()
        .find(|component| component["custom_id"] == custom_id)
        .filter(|component| component["disabled"] != true)
        .ok_or_else(|| {
            Refused::form(
                "data.custom_id",
                "COMPONENT_VALIDATION_FAILED",
                "Component validation failed",
            )
        })?;
    if component["type"] != data["component_type"] {
        return Err(Refused::form(
            "data.component_type",
            "COMPONENT_VALIDATION_FAILED",
            "Component validation failed",
        ));
    }
    let kind = component["type"].as_u64().unwrap_or(2);
    let mut pressed =
        json!({ "custom_id": custom_id, "component_type": kind, "id": component["id"] });
    if kind == 2 {
        return Ok(pressed);
    }
    let values = data["values"]
        .as_array()
        .ok_or_else(|| Refused::required("data.values"))?;
    let (least, most) = (
        component["min_values"].as_u64().unwrap_or(1),
        component["max_values"].as_u64().unwrap_or(1),
    );
    if !(least..=most).contains(&(values.len() as u64)) {
        return Err(Refused::form(
            "data.values",
            "BASE_TYPE_BAD_LENGTH",
            &format!("Must be between {least} and {most} in length."),
        ));
    }
    let pair = world.pair(channel);
    let guild = pair.as_ref().or_else(|| world.guilds.get(&message.guild));
    let guild = guild.ok_or_else(Refused::unknown_guild)?;
    let mut resolved = Resolved::default();
    for (index, value) in values.iter().enumerate() {
        let number = || {
            value
                .as_str()
                .ok_or_else(|| Refused::required("data.values"))
                .and_then(id)
        };
        match kind {
            5 => resolved.member(guild, number()?)?,
            6 => resolved.role(guild, number()?)?,
            7 => resolved
                .member(guild, number()?)
                .or_else(|_| resolved.role(guild, number()?))?,
            8 => {
                let path = format!("data.values.{index}");
                let types = &component["channel_types"];
                resolved.channel(guild, number()?, caller.id(), types, &path)?;
            }
            _ => {
                let offered = component["options"]
                    .as_array()
                    .is_some_and(|options| options.iter().any(|option| &option["value"] == value));
                if !offered {
                    return Err(Refused::choice(
                        &format!("data.values.{index}"),
                        "Value is not one of the list's.",
                    ));
                }
            }
        }
    }
    pressed["values"] = json!(values);
    if let Some(resolved) = resolved.into_json() {
        pressed["resolved"] = resolved;
    }
    Ok(pressed)
}

/// A form that is open on this person's screen.
pub(super) fn form(world: &mut World, caller: Caller, data: &Value) -> Result<Used, Refused> {
    let opened_by = data["id"].as_str().map(id).transpose()?;
    let custom_id = data["custom_id"].as_str().unwrap_or_default();
    let (key, modal) = world
        .modals
        .iter()
        .filter(|(key, modal)| {
            modal.user == caller.id()
                && modal.form["custom_id"] == custom_id
                && opened_by.is_none_or(|id| id == **key)
        })
        .max_by_key(|(key, _)| **key)
        .map(|(key, modal)| (*key, modal.clone()))
        .ok_or_else(|| Refused::form("data.custom_id", "MODAL_NOT_OPEN", "No such form is open"))?;
    let typed: Vec<&Value> = data["components"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| {
            if row["type"] == 18 {
                &row["component"]
            } else {
                &row["components"][0]
            }
        })
        .collect();
    let mut rows = Vec::new();
    for (index, row) in modal.form["components"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let label = row["type"] == 18;
        let input = if label {
            &row["component"]
        } else {
            &row["components"][0]
        };
        let value = typed
            .iter()
            .find(|typed| typed["custom_id"] == input["custom_id"])
            .map(|typed| &typed["value"]);
        let text = value.and_then(Value::as_str).unwrap_or_default();
        let path = format!("data.components.{index}.components.0.value");
        let length = text.chars().count() as u64;
        let required = input["required"].as_bool().unwrap_or(true);
        if text.is_empty() && required {
            return Err(Refused::required(&path));
        }
        let least = if text.is_empty() {
            0
        } else {
            input["min_length"].as_u64().unwrap_or(0)
        };
        let most = input["max_length"].as_u64().unwrap_or(4000);
        if !(least..=most).contains(&length) {
            return Err(Refused::length(&path, least as usize, most as usize));
        }
        let filled = json!({ "type": 4, "id": index * 2 + 2, "custom_id": input["custom_id"], "value": text });
        rows.push(if label {
            json!({ "type": 18, "id": index * 2 + 1, "component": filled })
        } else {
            json!({ "type": 1, "id": index * 2 + 1, "components": [filled] })
        });
    }
    world.modals.remove(&key);
    Ok((
        json!({ "custom_id": custom_id, "components": rows }),
        modal.source,
    ))
}
