//! One company as its people see it: who they are, which channels they have, and what their ids
//! read as.

use std::{collections::BTreeMap, sync::Arc};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    channel::{Channel, Message},
    person::Person,
    plain::{list, text},
};

/// A company of the sandbox, with its people.
#[derive(Clone)]
pub struct Office {
    /// Discord's id of the server.
    pub guild: String,
    names: Arc<Names>,
    people: Arc<Vec<Person>>,
    http: reqwest::Client,
    address: String,
}

/// What ids are called here, so that what people read can be compared.
#[derive(Debug)]
pub struct Names {
    /// The bot's application.
    pub application: String,
    /// Discord's id of the server.
    pub guild: String,
    /// id -> name.
    pub members: BTreeMap<String, String>,
    /// id -> name.
    pub roles: BTreeMap<String, String>,
    /// id -> name.
    pub channels: BTreeMap<String, String>,
}

/// The sandbox's own description of a company.
#[derive(Debug, Deserialize)]
struct Described {
    guild_id: String,
    application_id: String,
    channels: BTreeMap<String, String>,
    roles: BTreeMap<String, String>,
    members: Vec<DescribedMember>,
}

#[derive(Debug, Deserialize)]
struct DescribedMember {
    id: String,
    name: String,
    roles: Vec<String>,
    token: String,
}

impl Office {
    /// Reads a company as the sandbox describes it.
    pub fn read(company: impl serde::Serialize, address: String, http: reqwest::Client) -> Self {
        let company: Described = serde_json::to_value(company)
            .and_then(serde_json::from_value)
            .expect("a company");
        let turned = |map: &BTreeMap<String, String>| -> BTreeMap<String, String> {
            map.iter()
                .map(|(name, id)| (id.clone(), name.clone()))
                .collect()
        };
        let names = Arc::new(Names {
            application: company.application_id.clone(),
            guild: company.guild_id.clone(),
            members: company
                .members
                .iter()
                .map(|m| (m.id.clone(), m.name.clone()))
                .collect(),
            roles: turned(&company.roles),
            channels: turned(&company.channels),
        });
        let people = company
            .members
            .into_iter()
            .map(|member| {
                // A role is told by its name or by its id.
                let roles = member
                    .roles
                    .iter()
                    .map(|role| {
                        names
                            .roles
                            .get(role)
                            .cloned()
                            .unwrap_or_else(|| role.clone())
                    })
                    .collect();
                Person::new(
                    member.id,
                    member.name,
                    roles,
                    member.token,
                    address.clone(),
                    http.clone(),
                    Arc::clone(&names),
                )
            })
            .collect();
        Self {
            guild: company.guild_id,
            names,
            people: Arc::new(people),
            http,
            address,
        }
    }

    /// Discord's id of the server, as the database has it.
    pub fn guild_id(&self) -> i64 {
        self.guild.parse().expect("a snowflake")
    }

    /// Whoever holds exactly these roles, in the order of the company's list.
    fn holding(&self, roles: &[&str], which: usize) -> Person {
        self.people
            .iter()
            .filter(|person| person.roles == roles)
            .nth(which)
            .unwrap_or_else(|| panic!("no {which}th member holds just {roles:?}"))
            .clone()
    }

    /// Somebody of marketing.
    pub fn marketer(&self) -> Person {
        self.holding(&["Marketing"], 0).at("marketing")
    }

    /// Somebody else of marketing.
    pub fn other_marketer(&self) -> Person {
        self.holding(&["Marketing"], 1).at("marketing")
    }

    /// Somebody of sales.
    pub fn salesperson(&self) -> Person {
        self.holding(&["Sales"], 0).at("sales")
    }

    /// Somebody else of sales.
    pub fn other_salesperson(&self) -> Person {
        self.holding(&["Sales"], 1).at("sales")
    }

    /// The manager, who also owns the server.
    pub fn manager(&self) -> Person {
        self.people
            .iter()
            .find(|person| person.roles.iter().any(|role| role == "Manager"))
            .expect("a manager")
            .clone()
    }

    /// A member without any role.
    pub fn nobody(&self) -> Person {
        self.holding(&[], 0)
    }

    /// A channel by name, read with the eyes of the manager.
    pub fn channel(&self, name: &str) -> Channel {
        let id = self.channel_id(name);
        Channel::new(
            id,
            name.to_owned(),
            self.manager().token,
            self.address.clone(),
            self.http.clone(),
            Arc::clone(&self.names),
        )
    }

    /// What the bot has told somebody in direct messages, oldest first.
    pub async fn told_alone(&self, person: &Person) -> Vec<Message> {
        let url = format!("http://{}/api/v10/users/@me/channels", self.address);
        let asked = self.http.get(url).header("authorization", &person.token);
        let answer = asked.send().await.expect("the sandbox");
        let talks: Value = answer.json().await.expect("channels");
        let bot = json!(self.names.application);
        let with_bot = |talk: &&Value| list(talk, "recipients").iter().any(|it| it["id"] == bot);
        let Some(talk) = talks.as_array().and_then(|all| all.iter().find(with_bot)) else {
            return Vec::new();
        };
        let channel = Channel::new(
            text(talk, "id").to_owned(),
            "a direct talk".to_owned(),
            person.token.clone(),
            self.address.clone(),
            self.http.clone(),
            Arc::clone(&self.names),
        );
        channel.messages().await
    }

    /// A channel's id.
    pub fn channel_id(&self, name: &str) -> String {
        id_of(&self.names.channels, name)
    }

    /// A role's id.
    pub fn role_id(&self, name: &str) -> String {
        id_of(&self.names.roles, name)
    }

    /// The names of all channels.
    pub fn channels(&self) -> Vec<String> {
        self.names.channels.values().cloned().collect()
    }
}

fn id_of(names: &BTreeMap<String, String>, name: &str) -> String {
    names
        .iter()
        .find(|(_, own)| own.as_str() == name)
        .unwrap_or_else(|| panic!("{name} is not among {names:?}"))
        .0
        .clone()
}
