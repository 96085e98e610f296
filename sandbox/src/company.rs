//! The companies of the sandbox: how one is planned, and how it is told to those who use it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use twilight_model::guild::Permissions;

/// A server to be made.
#[derive(Clone, Debug)]
pub struct CompanyPlan {
    /// The server's name.
    pub name: String,
    /// The bot's name, when it is the first company of the sandbox.
    pub bot: String,
    /// Its roles beside @everyone and the bot's own, the highest first.
    pub roles: Vec<RolePlan>,
    /// Its text channels.
    pub channels: Vec<ChannelPlan>,
    /// Its people; the first owns it.
    pub members: Vec<MemberPlan>,
}

/// A role to be made.
#[derive(Clone, Debug)]
pub struct RolePlan {
    /// Its name.
    pub name: &'static str,
    /// Its colour.
    pub colour: u32,
    /// What it gives beside what everybody may.
    pub permissions: Permissions,
}

/// A channel to be made.
#[derive(Clone, Debug)]
pub struct ChannelPlan {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub topic: String,
    /// The roles that see it, and whether the bot does; `None`: everybody.
    pub visible_to: Option<(Vec<&'static str>, bool)>,
}

/// A person.
#[derive(Clone, Debug)]
pub struct MemberPlan {
    /// Their name.
    pub name: &'static str,
    /// Their roles.
    pub roles: Vec<&'static str>,
}

impl CompanyPlan {
    /// The company that the demo and the tests use: three people a team, a manager who owns the server,
    /// and a guest without a role.
    pub fn sample() -> Self {
        Self::sample_with("Tandem")
    }

    /// The same company, with a bot of this name.
    pub fn sample_with(bot: &str) -> Self {
        let role = |name, colour| RolePlan {
            name,
            colour,
            permissions: Permissions::empty(),
        };
        let open = |name, topic: &str| ChannelPlan {
            name,
            topic: topic.to_owned(),
            visible_to: None,
        };
        let closed = |name, topic: &str, roles: &[&'static str], bot| ChannelPlan {
            name,
            topic: topic.to_owned(),
            visible_to: Some((roles.to_vec(), bot)),
        };
        let member = |name, roles: &[&'static str]| MemberPlan {
            name,
            roles: roles.to_vec(),
        };
        Self {
            name: "Northwind Tools".to_owned(),
            bot: bot.to_owned(),
            roles: vec![
                RolePlan {
                    name: "Manager",
                    colour: 0x8e_5b_c0,
                    permissions: Permissions::MANAGE_GUILD,
                },
                role("Sales", 0x2e_8b_57),
                role("Marketing", 0xc8_6a_1e),
            ],
            channels: vec![
                closed(
                    "marketing",
                    "Where marketing works",
                    &["Marketing", "Manager"],
                    true,
                ),
                closed(
                    "sales",
                    "Where sales works; handoffs arrive here",
                    &["Sales", "Manager"],
                    true,
                ),
                open("promotions", "What may be offered, and how to say it"),
                open("digest", "Every working morning: what moved, what waits"),
                open(
                    "leads-inbox",
                    &format!("Talk about leads; {bot} listens here"),
                ),
                open("general", "Everything else"),
                closed(
                    "board-room",
                    &format!("The manager's own; {bot} cannot see it"),
                    &["Manager"],
                    false,
                ),
            ],
            members: vec![
                member("Dana", &["Manager"]),
                member("Mia", &["Marketing"]),
                member("Noah", &["Marketing"]),
                member("Zoë", &["Marketing"]),
                member("Sam", &["Sales"]),
                member("Tess", &["Sales"]),
                member("Viktor", &["Sales"]),
                member("Guest", &[]),
            ],
        }
    }
}

/// A company as it is told to those who use the sandbox: `GET /sandbox/company`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Company {
    /// The server's id.
    pub guild_id: String,
    /// Its name.
    pub name: String,
    /// The bot's name.
    pub bot: String,
    /// The application's id, which is also the bot's.
    pub application_id: String,
    /// What the bot logs in with.
    pub bot_token: String,
    /// What time it is there.
    pub now: DateTime<Utc>,
    /// Channels by name.
    pub channels: std::collections::BTreeMap<String, String>,
    /// Roles by name.
    pub roles: std::collections::BTreeMap<String, String>,
    /// People.
    pub members: Vec<CompanyMember>,
}

/// A person of a company.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CompanyMember {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// The names of their roles.
    pub roles: Vec<String>,
    /// What they log in with.
    pub token: String,
}
