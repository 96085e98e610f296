//! Registered commands.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use twilight_model::{application::command as twilight, guild::Permissions};
use twilight_validate::command as validate;

use super::World;
use crate::sandbox::refusal::Refused;

/// A registered command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Command {
    /// Its id.
    pub id: u64,
    /// The only server that has it; `None`: all.
    pub guild: Option<u64>,
    /// Changes with each change.
    pub version: u64,
    /// 1 typed, 2 in a user's menu, 3 in a message's.
    pub kind: u8,
    /// Its name.
    pub name: String,
    /// As Discord tells it, without id and version.
    pub spec: Value,
}

/// The most characters of a command in all. twilight-validate still says 4000.
const MOST_CHARACTERS: usize = 8_000;

impl Command {
    /// As Discord tells it.
    pub fn to_json(&self, application: u64) -> Value {
        let mut json = self.spec.clone();
        json["id"] = json!(self.id.to_string());
        json["application_id"] = json!(application.to_string());
        json["version"] = json!(self.version.to_string());
        if let Some(guild) = self.guild {
            json["guild_id"] = json!(guild.to_string());
        }
        json
    }

    /// Whether it is used in servers, or between the bot and one person.
    pub fn goes(&self, direct: bool) -> bool {
        let contexts = self.spec["contexts"].as_array();
        match contexts.filter(|contexts| !contexts.is_empty()) {
            Some(contexts) => contexts.iter().any(|one| *one == u64::from(direct)),
            None => !direct || self.guild.is_none() && self.spec["dm_permission"] != false,
        }
    }

    /// What a member needs to see it; `None`: nothing.
    pub fn needs(&self) -> Option<Permissions> {
        let bits = self.spec["default_member_permissions"]
            .as_str()?
            .parse()
            .ok()?;
        Some(Permissions::from_bits_truncate(bits))
    }
}

/// Reads a command as it is registered, or says where it does not fit.
pub fn read(body: &Value, path: &str) -> Result<(u8, String, Value), Refused> {
    let at = |field: &str| {
        if path.is_empty() {
            field.to_owned()
        } else {
            format!("{path}.{field}")
        }
    };
    let name = body["name"]
        .as_str()
        .ok_or_else(|| Refused::required(&at("name")))?
        .to_owned();
    let kind = body["type"].as_u64().unwrap_or(1);
    if !(1..=3).contains(&kind) {
        return Err(Refused::choice(
            &at("type"),
            "Value must be one of {1, 2, 3}.",
        ));
    }
    let mut whole = body.clone();
    whole["type"] = json!(kind);
    whole["version"] = json!("1");
    for (field, empty) in [("description", json!("")), ("options", json!([]))] {
        if whole[field].is_null() {
            whole[field] = empty;
        }
    }
    let command: twilight::Command = serde_json::from_value(whole)
        .map_err(|error| Refused::form(path, "MODEL_TYPE_CONVERT", &error.to_string()))?;
    if kind == 1 {
        validate::chat_input_name(&name).map_err(|error| {
            Refused::form(
                &at("name"),
                "APPLICATION_COMMAND_INVALID_NAME",
                &error.to_string(),
            )
        })?;
        validate::description(&command.description)
            .map_err(|_| Refused::length(&at("description"), 1, 100))?;
    } else {
        validate::name(&name).map_err(|_| Refused::length(&at("name"), 1, 32))?;
        if !command.description.is_empty() {
            return Err(Refused::form(
                &at("description"),
                "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID",
                "Context menu commands cannot have a description",
            ));
        }
        if !command.options.is_empty() {
            return Err(Refused::form(
                &at("options"),
                "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_INVALID",
                "Context menu commands cannot have options",
            ));
        }
    }
    if command.options.len() > 25 {
        return Err(Refused::form(
            &at("options"),
            "BASE_TYPE_BAD_LENGTH",
            "Must be 25 or fewer in length.",
        ));
    }
    validate::options(&command.options).map_err(|error| {
        Refused::form(
            &at("options"),
            "APPLICATION_COMMAND_OPTIONS_INVALID",
            &error.to_string(),
        )
    })?;
    for (index, option) in command.options.iter().enumerate() {
        check_option(option, &at(&format!("options.{index}")))?;
    }
    if validate::command_characters(&command) > MOST_CHARACTERS {
        return Err(Refused::form(
            path,
            "APPLICATION_COMMAND_TOO_LARGE",
            "Command exceeds maximum size (8000)",
        ));
    }
    let mut options = json!(command.options);
    super::told::options(&mut options);
    let spec = json!({
        "type": kind, "name": name, "name_localizations": body["name_localizations"].as_object().filter(|map| !map.is_empty()),
        "description": command.description,
        "description_localizations": body["description_localizations"].as_object().filter(|map| !map.is_empty()),
        "options": options, "nsfw": command.nsfw.unwrap_or(false), "dm_permission": body["dm_permission"].as_bool().unwrap_or(true),
        "default_member_permissions": command.default_member_permissions.map(|bits| bits.bits().to_string()),
        "contexts": command.contexts, "integration_types": command.integration_types.unwrap_or_default(),
    });
    #[expect(clippy::cast_possible_truncation, reason = "1 to 3")]
    Ok((kind as u8, name, spec))
}

/// What twilight-validate leaves out: unique names, required before optional, choices.
fn check_option(option: &twilight::CommandOption, path: &str) -> Result<(), Refused> {
    validate::option(option).map_err(|error| {
        Refused::form(
            path,
            "APPLICATION_COMMAND_OPTION_INVALID",
            &error.to_string(),
        )
    })?;
    let inner = option.options.as_deref().unwrap_or_default();
    if inner.len() > 25 {
        return Err(Refused::form(
            &format!("{path}.options"),
            "BASE_TYPE_BAD_LENGTH",
            "Must be 25 or fewer in length.",
        ));
    }
    if option
        .choices
        .as_ref()
        .is_some_and(|choices| choices.len() > 25)
    {
        return Err(Refused::form(
            &format!("{path}.choices"),
            "BASE_TYPE_BAD_LENGTH",
            "Must be 25 or fewer in length.",
        ));
    }
    for (index, option) in inner.iter().enumerate() {
        check_option(option, &format!("{path}.options.{index}"))?;
    }
    Ok(())
}

impl World {
    /// The commands of a scope.
    pub fn commands_of(&self, guild: Option<u64>) -> Vec<&Command> {
        self.commands
            .values()
            .filter(|command| command.guild == guild)
            .collect()
    }

    /// Registers a command; one of the same name, type and scope is replaced and keeps its id. The
    /// second value tells whether it is new.
    pub fn register(
        &mut self,
        guild: Option<u64>,
        body: &Value,
        path: &str,
    ) -> Result<(Command, bool), Refused> {
        let (kind, name, spec) = read(body, path)?;
        let old = self
            .commands
            .values()
            .find(|command| command.guild == guild && command.kind == kind && command.name == name)
            .map(|command| command.id);
        let of_kind = self
            .commands
            .values()
            .filter(|command| command.guild == guild && command.kind == kind);
        let most = if kind == 1 { 100 } else { 15 };
        if old.is_none() && of_kind.count() >= most {
            let words = format!("Maximum number of application commands reached ({most})");
            return Err(Refused::new(400, 30032, &words));
        }
        let version = self.id();
        let id = old.unwrap_or_else(|| self.id());
        let command = Command {
            id,
            guild,
            version,
            kind,
            name,
            spec,
        };
        self.commands.insert(id, command.clone());
        self.journal_commands();
        Ok((command, old.is_none()))
    }

    /// Replaces all commands of a scope, or none of them when one does not fit.
    pub fn replace_commands(
        &mut self,
        guild: Option<u64>,
        list: &[Value],
    ) -> Result<Vec<Command>, Refused> {
        let read: Vec<_> = list
            .iter()
            .enumerate()
            .map(|(index, body)| read(body, &index.to_string()))
            .collect::<Result<_, _>>()?;
        for (index, (kind, name, _)) in read.iter().enumerate() {
            if read[..index]
                .iter()
                .any(|(other, known, _)| (other, known) == (kind, name))
            {
                return Err(Refused::form(
                    &format!("{index}.name"),
                    "APPLICATION_COMMANDS_DUPLICATE_NAME",
                    "Application command names must be unique",
                ));
            }
            let most = if *kind == 1 { 100 } else { 15 };
            if read[..=index]
                .iter()
                .filter(|(other, ..)| other == kind)
                .count()
                > most
            {
                let words = format!("Maximum number of application commands reached ({most})");
                return Err(Refused::new(400, 30032, &words));
            }
        }
        let kept = |command: &Command| {
            read.iter()
                .any(|(kind, name, _)| (*kind, name) == (command.kind, &command.name))
        };
        self.commands
            .retain(|_, command| command.guild != guild || kept(command));
        list.iter()
            .map(|body| self.register(guild, body, "").map(|(command, _)| command))
            .collect()
    }

    /// Writes the commands down.
    pub fn journal_commands(&mut self) {
        let all: Vec<Command> = self.commands.values().cloned().collect();
        if let Some(journal) = &mut self.journal {
            journal.commands(&all);
        }
    }
}
