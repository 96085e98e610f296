//! What a person used: a command, a button or list, a form; each held against what there is.

use serde_json::{Value, json};

use super::id;
use crate::{
    form::{Field, Form, components},
    model::{
        Caller, World,
        guild::Guild,
        message::EPHEMERAL,
        options::{self, Resolved, Typing},
    },
    refusal::Refused,
};

/// What the bot gets of it, and the message that it was used on.
pub(super) type Used = (Value, Option<(u64, u64)>);

/// Who and what can be named where something is used: the two who talk, or a server of the caller's.
fn around<'a>(
    world: &'a World,
    pair: Option<&'a Guild>,
    caller: Caller,
    guild: u64,
) -> Result<&'a Guild, Refused> {
    match pair {
        Some(pair) => Ok(pair),
        None => Ok(world.guild_of(caller, guild)?.0),
    }
}

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
    let guild = around(world, pair.as_ref(), caller, guild)?;
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
        .is_some_and(|needed| {
            !guild
                .permissions(member, world.clock.now())
                .contains(needed)
        })
    {
        return Err(Refused::missing_permissions());
    }
    let mut resolved = Resolved::new(world.clock.now());
    let mut used =
        json!({ "id": command.id.to_string(), "name": command.name, "type": command.kind });
    if let Some(only) = command.guild {
        used["guild_id"] = json!(only.to_string());
    }
    let mut source = None;
    let form = Form::default();
    let field = form.body(data, "data");
    if command.kind == 1 {
        let typing = Typing {
            guild,
            viewer: caller.id(),
            complete,
        };
        let given = field.at("options");
        let options = options::check(&command.spec["options"], &given, typing, &mut resolved)?;
        if !complete && options::focused(&options).len() != 1 {
            let words = "Exactly one option is being typed";
            given.wrong("APPLICATION_COMMAND_AUTOCOMPLETE_FOCUSED_REQUIRED", words);
        }
        used["options"] = options;
    } else {
        let target = field.at("target_id");
        let target = target.is_there().then(|| target.snowflake()).flatten();
        form.finish()?;
        let target = target.ok_or_else(Refused::unknown_message)?;
        used["target_id"] = json!(target.to_string());
        if command.kind == 2 {
            resolved.member(guild, target)?;
        } else {
            resolved.message(world, channel, target)?;
            source = Some((channel, target));
        }
    }
    form.finish()?;
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
    let form = Form::default();
    let field = form.body(data, "data");
    let custom_id = field.at("custom_id").text_needed(1, 100);
    let component = components::all(&message.components)
        .into_iter()
        .filter(|component| custom_id.is_some_and(|id| component["custom_id"] == id))
        .find(|component| component["disabled"] != true);
    let invalid = |field: &Field| {
        let words = "Component validation failed";
        field.wrong("COMPONENT_VALIDATION_FAILED", words);
    };
    let Some(component) = component else {
        invalid(&field.at("custom_id"));
        form.finish()?;
        return Err(Refused::unknown_message());
    };
    if component["type"] != data["component_type"] {
        invalid(&field.at("component_type"));
    }
    form.finish()?;
    let mut pressed = json!({
        "custom_id": custom_id, "component_type": component["type"], "id": component["id"],
    });
    if component["type"] == 2 {
        return Ok(pressed);
    }
    let pair = world.pair(channel);
    let guild = around(world, pair.as_ref(), caller, message.guild)?;
    let mut resolved = Resolved::new(world.clock.now());
    let values = field.at("values");
    values.is_there();
    pressed["values"] = chosen(component, &values, guild, caller, &mut resolved)?;
    form.finish()?;
    if let Some(resolved) = resolved.into_json() {
        pressed["resolved"] = resolved;
    }
    Ok(pressed)
}

/// What somebody chose from a list of a message or a form.
fn chosen(
    list: &Value,
    values: &Field,
    guild: &Guild,
    caller: Caller,
    resolved: &mut Resolved,
) -> Result<Value, Refused> {
    let bound = |name: &str| list[name].as_u64().unwrap_or(1) as usize;
    let (least, most) = (bound("min_values"), bound("max_values"));
    // Who need not choose may leave it all alone.
    let none = values
        .given()
        .and_then(Value::as_array)
        .is_some_and(Vec::is_empty);
    if none && list["required"] == false {
        return Ok(json!([]));
    }
    let mut read = Vec::new();
    for value in values.list_of(least, most).unwrap_or_default() {
        let Some(text) = value.text() else { continue };
        if read.contains(&text) {
            value.is_there_already();
        }
        read.push(text);
        let offered = &list["options"];
        if list["type"] == 3 {
            let offered = offered.as_array().map(Vec::as_slice).unwrap_or_default();
            if !offered.iter().any(|option| option["value"] == text) {
                let known: Vec<String> = offered
                    .iter()
                    .map(|option| option["value"].to_string().replace('"', "'"))
                    .collect();
                let words = format!("Value must be one of ({}).", known.join(", "));
                value.wrong("BASE_TYPE_CHOICES", &words);
            }
            continue;
        }
        let Some(id) = value.snowflake() else {
            continue;
        };
        match list["type"].as_u64() {
            Some(5) => resolved.member(guild, id)?,
            Some(6) => resolved.role(guild, id)?,
            Some(8) => {
                resolved.channel(guild, id, caller.id(), &list["channel_types"], &value)?;
            }
            _ => resolved
                .member(guild, id)
                .or_else(|_| resolved.role(guild, id))?,
        }
    }
    Ok(json!(read))
}

/// A form that is open on this person's screen, in this channel.
pub(super) fn form(
    world: &mut World,
    caller: Caller,
    (guild, channel): (u64, u64),
    data: &Value,
) -> Result<Used, Refused> {
    let opened_by = data["id"].as_str().map(id).transpose()?;
    let custom_id = data["custom_id"].as_str().unwrap_or_default();
    let (key, modal) = world
        .modals
        .iter()
        .filter(|(key, modal)| {
            (modal.user, modal.channel) == (caller.id(), channel)
                && modal.form["custom_id"] == custom_id
                && opened_by.is_none_or(|id| id == **key)
        })
        .max_by_key(|(key, _)| **key)
        .map(|(key, modal)| (*key, modal.clone()))
        .ok_or_else(|| Refused::form("data.custom_id", "MODAL_NOT_OPEN", "No such form is open"))?;
    let pair = world.pair(channel);
    let guild = around(world, pair.as_ref(), caller, guild)?;
    let mut resolved = Resolved::new(world.clock.now());
    let sheet = Form::default();
    let given = sheet.body(data, "data").at("components");
    let mut rows = Vec::new();
    let shown = modal.form["components"].as_array().into_iter().flatten();
    for (index, row) in shown.enumerate() {
        let (label, bare) = (
            row["type"] == 18,
            json!({ "type": row["type"], "id": row["id"] }),
        );
        let input = if label {
            &row["component"]
        } else {
            &row["components"][0]
        };
        if input.is_null() {
            rows.push(bare);
            continue;
        }
        let named = |field: &Field| {
            field
                .given()
                .is_some_and(|part| part["custom_id"] == input["custom_id"])
        };
        let parts = given
            .list()
            .unwrap_or_default()
            .into_iter()
            .flat_map(|row| {
                let inner = row.at("components").list().unwrap_or_default();
                inner.into_iter().chain([row.at("component")])
            });
        let typed = parts.into_iter().find(named).unwrap_or_else(|| {
            let row = given.at(&index.to_string());
            if label {
                row.at("component")
            } else {
                row.at("components").at("0")
            }
        });
        let mut filled = json!({
            "type": input["type"], "id": input["id"], "custom_id": input["custom_id"],
        });
        if input["type"] == 4 {
            filled["value"] = json!(written(input, &typed.at("value")));
        } else {
            filled["values"] = chosen(input, &typed.at("values"), guild, caller, &mut resolved)?;
        }
        let mut whole = bare;
        if label {
            whole["component"] = filled;
        } else {
            whole["components"] = json!([filled]);
        }
        rows.push(whole);
    }
    sheet.finish()?;
    world.modals.remove(&key);
    let mut sent = json!({ "custom_id": custom_id, "components": rows });
    if let Some(resolved) = resolved.into_json() {
        sent["resolved"] = resolved;
    }
    Ok((sent, modal.source))
}

/// What somebody wrote into a text input.
fn written<'a>(input: &Value, value: &Field<'a>) -> &'a str {
    let text = value.text().unwrap_or_default();
    let bound = |name: &str, other: u64| input[name].as_u64().unwrap_or(other) as usize;
    if !text.is_empty() {
        let most = bound("max_length", 4_000);
        value.measure(text.chars().count(), bound("min_length", 0), most);
    } else if input["required"] != false {
        value.missing();
    }
    text
}
