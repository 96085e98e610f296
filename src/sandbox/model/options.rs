//! What somebody typed into a command, held against the command as it was registered.

use serde_json::{Map, Value, json};

use twilight_model::guild::Permissions;

use super::{World, guild::Guild};
use crate::sandbox::refusal::Refused;

/// What of a server an interaction names: users, members, roles, channels, messages.
#[derive(Debug, Default)]
pub struct Resolved(Map<String, Value>);

impl Resolved {
    fn put(&mut self, kind: &str, id: u64, value: Value) {
        let of_kind = self.0.entry(kind).or_insert_with(|| json!({}));
        of_kind[id.to_string()] = value;
    }

    /// As an interaction carries it; `None` when it names nothing.
    pub fn into_json(self) -> Option<Value> {
        (!self.0.is_empty()).then_some(Value::Object(self.0))
    }

    /// A member of the server.
    pub fn member(&mut self, guild: &Guild, id: u64) -> Result<(), Refused> {
        let member = guild.members.get(&id).ok_or_else(Refused::unknown_user)?;
        self.put("users", id, member.user());
        // Between two people nobody is a member of anything.
        if guild.id == 0 {
            return Ok(());
        }
        let mut partial = guild.partial_member(member);
        partial["permissions"] = json!(guild.base_permissions(member).bits().to_string());
        self.put("members", id, partial);
        Ok(())
    }

    /// A role of the server.
    pub fn role(&mut self, guild: &Guild, id: u64) -> Result<(), Refused> {
        let role = guild.roles.get(&id).ok_or_else(Refused::unknown_role)?;
        self.put("roles", id, role.to_json());
        Ok(())
    }

    /// A channel of the server, of one of these types, if they are said.
    pub fn channel(
        &mut self,
        guild: &Guild,
        id: u64,
        viewer: u64,
        types: &Value,
        path: &str,
    ) -> Result<(), Refused> {
        let channel = guild
            .channels
            .get(&id)
            .ok_or_else(Refused::unknown_channel)?;
        let types = types.as_array().filter(|types| !types.is_empty());
        if types.is_some_and(|types| !types.iter().any(|kind| *kind == channel.kind)) {
            let words = "The channel is not of a type that is asked for.";
            return Err(Refused::choice(path, words));
        }
        let member = guild.members.get(&viewer);
        let held = member.map(|member| guild.permissions_in(member, channel));
        let told = channel.resolved(guild.id, held.unwrap_or(Permissions::empty()));
        self.put("channels", id, told);
        Ok(())
    }

    /// A message, for a command of a message's menu.
    pub fn message(&mut self, world: &World, channel: u64, id: u64) -> Result<(), Refused> {
        let message = world.message(channel, id)?;
        self.put("messages", id, world.message_json(message, false));
        Ok(())
    }
}

/// Holds given options against the registered ones. With `complete`, what is required must be there;
/// while somebody is still typing it need not.
pub fn check(
    specs: &Value,
    given: &Value,
    guild: &Guild,
    viewer: u64,
    complete: bool,
    path: &str,
    resolved: &mut Resolved,
) -> Result<Value, Refused> {
    let specs = specs.as_array().map(Vec::as_slice).unwrap_or_default();
    let given = given.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut read = Vec::new();
    for (index, option) in given.iter().enumerate() {
        let at = format!("{path}.{index}");
        let name = option["name"].as_str().unwrap_or_default();
        let spec = specs
            .iter()
            .find(|spec| spec["name"] == name)
            .ok_or_else(|| {
                Refused::form(
                    &format!("{at}.name"),
                    "APPLICATION_COMMAND_INVALID_OPTION",
                    "This command has no such option",
                )
            })?;
        if option["type"] != spec["type"] {
            return Err(Refused::form(
                &format!("{at}.type"),
                "APPLICATION_COMMAND_OPTION_TYPE_MISMATCH",
                "The option is of another type",
            ));
        }
        let mut whole = json!({ "name": name, "type": spec["type"] });
        if matches!(spec["type"].as_u64(), Some(1 | 2)) {
            let inner = check(
                &spec["options"],
                &option["options"],
                guild,
                viewer,
                complete,
                &format!("{at}.options"),
                resolved,
            )?;
            whole["options"] = inner;
        } else {
            let focused = option["focused"] == true;
            whole["value"] = if focused {
                option["value"].clone()
            } else {
                value(
                    spec,
                    &option["value"],
                    guild,
                    viewer,
                    &format!("{at}.value"),
                    resolved,
                )?
            };
            if focused {
                whole["focused"] = json!(true);
            }
        }
        read.push(whole);
    }
    let missing = specs.iter().find(|spec| {
        spec["required"] == true && !given.iter().any(|option| option["name"] == spec["name"])
    });
    if let Some(spec) = missing.filter(|_| complete) {
        return Err(Refused::required(&format!(
            "{path}.{}",
            spec["name"].as_str().unwrap_or_default()
        )));
    }
    let groups = specs
        .iter()
        .any(|spec| matches!(spec["type"].as_u64(), Some(1 | 2)));
    if groups && read.len() != 1 {
        return Err(Refused::form(
            path,
            "APPLICATION_COMMAND_SUBCOMMAND_REQUIRED",
            "One subcommand must be named",
        ));
    }
    Ok(Value::Array(read))
}

fn value(
    spec: &Value,
    given: &Value,
    guild: &Guild,
    viewer: u64,
    path: &str,
    resolved: &mut Resolved,
) -> Result<Value, Refused> {
    let wrong = |words: &str| Refused::form(path, "BASE_TYPE_CONVERT", words);
    let id = || {
        given
            .as_str()
            .and_then(|id| id.parse::<u64>().ok())
            .ok_or_else(|| wrong("Value is not snowflake."))
    };
    if let Some(choices) = spec["choices"]
        .as_array()
        .filter(|choices| !choices.is_empty())
        && !choices.iter().any(|choice| &choice["value"] == given)
    {
        return Err(Refused::choice(
            path,
            "Value is not one of the command's choices.",
        ));
    }
    match spec["type"].as_u64() {
        Some(3) => {
            let text = given
                .as_str()
                .ok_or_else(|| wrong("Could not interpret as string."))?;
            let least = spec["min_length"].as_u64().unwrap_or(0) as usize;
            let most = spec["max_length"].as_u64().unwrap_or(6000) as usize;
            if !(least..=most).contains(&text.chars().count()) {
                return Err(Refused::length(path, least, most));
            }
        }
        Some(4) if given.as_i64().is_none() => return Err(wrong("Value is not int.")),
        Some(10) if given.as_f64().is_none() => return Err(wrong("Value is not float.")),
        Some(5) if !given.is_boolean() => return Err(wrong("Value is not bool.")),
        Some(6) => resolved.member(guild, id()?)?,
        Some(7) => resolved.channel(guild, id()?, viewer, &spec["channel_types"], path)?,
        Some(8) => resolved.role(guild, id()?)?,
        Some(9) => {
            let id = id()?;
            resolved
                .member(guild, id)
                .or_else(|_| resolved.role(guild, id))?;
        }
        _ => {}
    }
    if let Some(number) = given.as_f64() {
        let out = spec["min_value"]
            .as_f64()
            .is_some_and(|least| number < least)
            || spec["max_value"].as_f64().is_some_and(|most| number > most);
        if out {
            return Err(Refused::form(
                path,
                "NUMBER_TYPE_RANGE",
                "The number is out of its range.",
            ));
        }
    }
    Ok(given.clone())
}
