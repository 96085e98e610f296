//! Registered commands.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::World;
use crate::{
    form::{self, Form},
    refusal::Refused,
};

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

/// How many commands may be made in a day, for all servers or for one.
const A_DAY: usize = 200;

/// The day in which they are counted.
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// How many commands were made of late, by their scope.
#[derive(Debug, Default)]
pub struct Creations(HashMap<Option<u64>, (Instant, usize)>);

impl Creations {
    /// Counts new commands, or says when there may be some again.
    fn count(&mut self, scope: Option<u64>, new: usize) -> Result<(), Refused> {
        let (since, made) = self.0.entry(scope).or_insert_with(|| (Instant::now(), 0));
        if since.elapsed() >= DAY {
            (*since, *made) = (Instant::now(), 0);
        }
        if *made + new > A_DAY {
            let words = "Max number of daily application command creates has been reached (200)";
            return Err(Refused {
                retry_after: Some((DAY - since.elapsed()).as_secs_f64()),
                ..Refused::new(429, 30034, words)
            });
        }
        *made += new;
        Ok(())
    }
}

/// How many commands of a kind there may be in a scope.
fn room(kind: u8, there: usize) -> Result<(), Refused> {
    let most = if kind == 1 { 100 } else { 15 };
    if there <= most {
        return Ok(());
    }
    let words = format!("Maximum number of application commands reached ({most})");
    Err(Refused::new(400, 30032, &words))
}

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

    /// What a member needs to see it; `None`: nothing. A command that asks for no permission at all, but
    /// says so, is the administrators'.
    pub fn needs(&self) -> Option<Permissions> {
        let needed = self.spec["default_member_permissions"].as_str()?;
        Some(match needed.parse().ok()? {
            0 => Permissions::ADMINISTRATOR,
            bits => Permissions::from_bits_truncate(bits),
        })
    }
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
    ) -> Result<(Command, bool), Refused> {
        let form = Form::default();
        let read = form::command::read(&form.body(body, ""));
        form.finish()?;
        let read = read.ok_or_else(Refused::not_json)?;
        let new = self.named(guild, read.0, &read.1).is_none();
        if new {
            let of_kind = |command: &&&Command| command.kind == read.0;
            room(
                read.0,
                self.commands_of(guild).iter().filter(of_kind).count() + 1,
            )?;
            self.creations.count(guild, 1)?;
        }
        let command = self.put(guild, read);
        self.journal_commands();
        Ok((command, new))
    }

    /// Replaces all commands of a scope, or none of them when one does not fit.
    pub fn replace_commands(
        &mut self,
        guild: Option<u64>,
        list: &[Value],
    ) -> Result<Vec<Command>, Refused> {
        let form = Form::default();
        let mut read: Vec<(u8, String, Value)> = Vec::new();
        for (index, body) in list.iter().enumerate() {
            let field = form.body(body, &index.to_string());
            let Some(command) = form::command::read(&field) else {
                continue;
            };
            if read
                .iter()
                .any(|other| (other.0, &other.1) == (command.0, &command.1))
            {
                let words = "Application command names must be unique";
                field.wrong("APPLICATION_COMMANDS_DUPLICATE_NAME", words);
            }
            read.push(command);
        }
        form.finish()?;
        for kind in 1..=3 {
            room(
                kind,
                read.iter().filter(|command| command.0 == kind).count(),
            )?;
        }
        let new =
            |command: &&(u8, String, Value)| self.named(guild, command.0, &command.1).is_none();
        let new = read.iter().filter(new).count();
        self.creations.count(guild, new)?;
        let kept = |command: &Command| {
            read.iter()
                .any(|(kind, name, _)| (*kind, name) == (command.kind, &command.name))
        };
        self.commands
            .retain(|_, command| command.guild != guild || kept(command));
        let commands = read.into_iter().map(|read| self.put(guild, read)).collect();
        self.journal_commands();
        Ok(commands)
    }

    /// Changes what is named of a command. Its type stays.
    pub fn change_command(&mut self, old: Command, body: &Value) -> Result<Command, Refused> {
        let mut whole = old.spec.clone();
        for (key, value) in body.as_object().into_iter().flatten() {
            if key != "type" {
                whole[key] = value.clone();
            }
        }
        let form = Form::default();
        let field = form.body(&whole, "");
        let read = form::command::read(&field);
        if let Some((kind, name, _)) = &read
            && self
                .named(old.guild, *kind, name)
                .is_some_and(|id| id != old.id)
        {
            let words = "Application command names must be unique";
            let name = field.at("name");
            name.wrong("APPLICATION_COMMANDS_DUPLICATE_NAME", words);
        }
        form.finish()?;
        let (kind, name, spec) = read.ok_or_else(Refused::not_json)?;
        let command = Command {
            kind,
            name,
            spec,
            version: self.id(),
            ..old
        };
        self.commands.insert(command.id, command.clone());
        self.journal_commands();
        Ok(command)
    }

    /// The id of the command of a type and name in a scope.
    fn named(&self, guild: Option<u64>, kind: u8, name: &str) -> Option<u64> {
        let same = |command: &&Command| {
            command.guild == guild && command.kind == kind && command.name == name
        };
        self.commands.values().find(same).map(|command| command.id)
    }

    /// Puts a command in its place.
    fn put(&mut self, guild: Option<u64>, read: (u8, String, Value)) -> Command {
        let (kind, name, spec) = read;
        let version = self.id();
        let id = self.named(guild, kind, &name).unwrap_or_else(|| self.id());
        let command = Command {
            id,
            guild,
            version,
            kind,
            name,
            spec,
        };
        self.commands.insert(id, command.clone());
        command
    }

    /// Writes the commands down.
    pub fn journal_commands(&mut self) {
        let all: Vec<Command> = self.commands.values().cloned().collect();
        if let Some(journal) = &mut self.journal {
            journal.commands(&all);
        }
    }
}
