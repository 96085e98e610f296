//! What somebody typed into a command, held against the command as it was registered.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use twilight_model::guild::Permissions;

use super::{World, guild::Guild};
use crate::{form::Field, refusal::Refused};

/// What of a server an interaction names: users, members, roles, channels, messages.
#[derive(Debug)]
pub struct Resolved {
    now: DateTime<Utc>,
    named: Map<String, Value>,
}

impl Resolved {
    /// Nothing yet. What members may do is told as of now.
    pub fn new(now: DateTime<Utc>) -> Self {
        Self {
            now,
            named: Map::new(),
        }
    }

    fn put(&mut self, kind: &str, id: u64, value: Value) {
        let of_kind = self.named.entry(kind).or_insert_with(|| json!({}));
        of_kind[id.to_string()] = value;
    }

    /// As an interaction carries it; `None` when it names nothing.
    pub fn into_json(self) -> Option<Value> {
        (!self.named.is_empty()).then_some(Value::Object(self.named))
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
        partial["permissions"] = json!(guild.permissions(member, self.now).bits().to_string());
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
        field: &Field,
    ) -> Result<(), Refused> {
        let channel = guild
            .channels
            .get(&id)
            .ok_or_else(Refused::unknown_channel)?;
        let types = types.as_array().filter(|types| !types.is_empty());
        if types.is_some_and(|types| !types.iter().any(|kind| *kind == channel.kind)) {
            let words = "The channel is not of a type that is asked for";
            field.wrong("CHANNEL_TYPE_INVALID", words);
        }
        let member = guild.members.get(&viewer);
        let held = member.map(|member| guild.permissions_in(member, channel, self.now));
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

/// Who types, and where.
#[derive(Clone, Copy)]
pub struct Typing<'a> {
    /// In this server.
    pub guild: &'a Guild,
    /// This one.
    pub viewer: u64,
    /// Whether the command is sent. While somebody is still typing, what is required may be missing.
    pub complete: bool,
}

/// Given options, held against the registered ones: as the bot gets them.
pub fn check(
    specs: &Value,
    given: &Field,
    typing: Typing,
    resolved: &mut Resolved,
) -> Result<Value, Refused> {
    let specs = specs.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut read: Vec<Value> = Vec::new();
    for option in given.list().unwrap_or_default() {
        if !option.is_model() {
            continue;
        }
        let Some(name) = option.at("name").text_needed(1, 32) else {
            continue;
        };
        let Some(spec) = specs.iter().find(|spec| spec["name"] == name) else {
            let words = "This command has no such option";
            option
                .at("name")
                .wrong("APPLICATION_COMMAND_INVALID_OPTION", words);
            continue;
        };
        if read.iter().any(|other| other["name"] == name) {
            option.at("name").is_there_already();
        }
        let kind = spec["type"].as_i64().unwrap_or_default();
        if option.at("type").whole() != Some(kind) {
            let words = format!("Value must be one of {{{kind}}}.");
            option.at("type").wrong("BASE_TYPE_CHOICES", &words);
            continue;
        }
        let mut whole = json!({ "name": name, "type": kind });
        let value = option.at("value");
        if matches!(kind, 1 | 2) {
            whole["options"] = check(&spec["options"], &option.at("options"), typing, resolved)?;
        } else if !typing.complete && option.at("focused").flag() == Some(true) {
            if spec["autocomplete"] != true {
                let words = "This option does not complete what is typed";
                option
                    .at("focused")
                    .wrong("APPLICATION_COMMAND_OPTION_NOT_AUTOCOMPLETE", words);
            }
            whole["value"] = value.given().cloned().unwrap_or_else(|| json!(""));
            whole["focused"] = json!(true);
        } else if value.is_there() {
            one(spec, kind, &value, typing, resolved)?;
            whole["value"] = value.given().cloned().unwrap_or_default();
        }
        read.push(whole);
    }
    if typing.complete {
        for spec in specs.iter().filter(|spec| spec["required"] == true) {
            if !read.iter().any(|option| option["name"] == spec["name"]) {
                let name = spec["name"].as_str().unwrap_or_default();
                given.at(name).missing();
            }
        }
    }
    let nests = |spec: &Value| matches!(spec["type"].as_u64(), Some(1 | 2));
    if specs.iter().any(nests) && read.len() != 1 {
        let words = "One subcommand must be named";
        given.wrong("APPLICATION_COMMAND_SUBCOMMAND_REQUIRED", words);
    }
    Ok(Value::Array(read))
}

/// The kind of the one option that is being typed.
pub fn focused(options: &Value) -> Vec<i64> {
    let list = options.as_array().into_iter().flatten();
    list.flat_map(|option| {
        let mut found = focused(&option["options"]);
        if option["focused"] == true {
            found.extend(option["type"].as_i64());
        }
        found
    })
    .collect()
}

fn one(
    spec: &Value,
    kind: i64,
    value: &Field,
    typing: Typing,
    resolved: &mut Resolved,
) -> Result<(), Refused> {
    let guild = typing.guild;
    match kind {
        3 => {
            let bound = |name: &str, other: u64| spec[name].as_u64().unwrap_or(other) as usize;
            value.text_of(bound("min_length", 0), bound("max_length", 6_000));
        }
        4 if value.whole().is_none() => return Ok(()),
        10 if value.number().is_none() => return Ok(()),
        4 | 10 => within(spec, kind, value),
        5 => {
            value.flag();
        }
        11 => return Err(Refused::not_here_yet("files as options")),
        _ => {
            let Some(id) = value.snowflake() else {
                return Ok(());
            };
            match kind {
                6 => resolved.member(guild, id)?,
                7 => {
                    let types = &spec["channel_types"];
                    resolved.channel(guild, id, typing.viewer, types, value)?;
                }
                8 => resolved.role(guild, id)?,
                _ => resolved
                    .member(guild, id)
                    .or_else(|_| resolved.role(guild, id))?,
            }
        }
    }
    let choices = spec["choices"].as_array();
    if let Some(choices) = choices.filter(|choices| !choices.is_empty())
        && !choices
            .iter()
            .any(|choice| Some(&choice["value"]) == value.given())
    {
        let known: Vec<String> = choices
            .iter()
            .map(|choice| choice["value"].to_string().replace('"', "'"))
            .collect();
        let words = format!("Value must be one of ({}).", known.join(", "));
        value.wrong("BASE_TYPE_CHOICES", &words);
    }
    Ok(())
}

/// Holds a number against the bounds of its option.
fn within(spec: &Value, kind: i64, value: &Field) {
    let Some(number) = value.given().and_then(Value::as_f64) else {
        return;
    };
    let (least, most) = (&spec["min_value"], &spec["max_value"]);
    let small = least.as_f64().is_some_and(|least| number < least);
    let large = most.as_f64().is_some_and(|most| number > most);
    let name = if kind == 4 { "int" } else { "float" };
    value.bound(small, large, name, least, most);
}
