//! What the bot and the teams' roles may do in the channels that a company named, computed as Discord
//! computes it.

use poise::serenity_prelude as serenity;
use serenity::{GuildChannel, PermissionOverwriteType, Permissions, Role, RoleId, UserId};

use super::asked::{Failed, asked};
use crate::{
    domain::{
        alert::Place,
        company::Company,
        ids::{self, ChannelId, GuildId},
    },
    wording::setup::Gap,
};

/// What the bot needs in a channel that it speaks in, with Discord's names.
const NEEDED: [(Permissions, &str); 4] = [
    (Permissions::VIEW_CHANNEL, "View Channel"),
    (Permissions::SEND_MESSAGES, "Send Messages"),
    (Permissions::EMBED_LINKS, "Embed Links"),
    (Permissions::READ_MESSAGE_HISTORY, "Read Message History"),
];

/// Somebody whose permissions are asked for: a member, or whoever holds one role.
#[derive(Clone, Debug)]
pub struct Who {
    member: Option<UserId>,
    roles: Vec<RoleId>,
}

impl Who {
    /// A member with their roles.
    pub fn member(id: UserId, roles: &[RoleId]) -> Self {
        Self {
            member: Some(id),
            roles: roles.to_vec(),
        }
    }

    /// Anybody who holds this role and no other.
    fn holder(role: ids::RoleId) -> Self {
        Self {
            member: None,
            roles: vec![RoleId::new(role.0.unsigned_abs())],
        }
    }
}

/// A server's roles and channels, as they are now.
struct Server {
    id: serenity::GuildId,
    roles: Vec<Role>,
    channels: Vec<GuildChannel>,
}

impl Server {
    fn channel(&self, id: ChannelId) -> Option<&GuildChannel> {
        self.channels
            .iter()
            .find(|channel| channel.id.get() == id.0.unsigned_abs())
    }

    /// What somebody may do in a channel: roles add up; then the channel takes and gives, first for
    /// everybody, then for their roles, last for themselves. An administrator may all.
    fn permissions(&self, who: &Who, channel: &GuildChannel) -> Permissions {
        let everyone = RoleId::new(self.id.get());
        let held = |role: RoleId| role == everyone || who.roles.contains(&role);
        let base = self
            .roles
            .iter()
            .filter(|role| held(role.id))
            .fold(Permissions::empty(), |sum, role| sum | role.permissions);
        if base.contains(Permissions::ADMINISTRATOR) {
            return Permissions::all();
        }
        let steps: [&dyn Fn(PermissionOverwriteType) -> bool; 3] = [
            &|of| of == PermissionOverwriteType::Role(everyone),
            &|of| matches!(of, PermissionOverwriteType::Role(role) if role != everyone && held(role)),
            &|of| matches!(of, PermissionOverwriteType::Member(id) if Some(id) == who.member),
        ];
        steps.iter().fold(base, |base, concerns| {
            let those = channel
                .permission_overwrites
                .iter()
                .filter(|row| concerns(row.kind));
            let (allow, deny) = those.fold(
                (Permissions::empty(), Permissions::empty()),
                |(allow, deny), row| (allow | row.allow, deny | row.deny),
            );
            (base - deny) | allow
        })
    }

    /// Whether somebody may ping every role in a channel.
    fn pings_all(&self, who: &Who, channel: &GuildChannel) -> bool {
        let held = self.permissions(who, channel);
        held.contains(Permissions::MENTION_EVERYONE)
    }

    /// Whether anybody may ping a role.
    fn mentionable(&self, id: ids::RoleId) -> bool {
        self.roles
            .iter()
            .any(|role| role.id.get() == id.0.unsigned_abs() && role.mentionable)
    }

    /// What somebody lacks in a channel. Without seeing it, nothing else counts.
    fn lacks(&self, who: &Who, channel: &GuildChannel) -> Vec<&'static str> {
        let held = self.permissions(who, channel);
        let missing = NEEDED.iter().filter(|(needed, _)| !held.contains(*needed));
        let names = missing.map(|(_, name)| *name);
        if held.contains(Permissions::VIEW_CHANNEL) {
            names.collect()
        } else {
            names.take(1).collect()
        }
    }
}

/// What is missing for a company to work: unnamed, gone, or not allowed, and for whom.
///
/// # Errors
/// The request that failed.
pub async fn gaps(http: &serenity::Http, company: &Company, bot: &Who) -> Result<Vec<Gap>, Failed> {
    let GuildId(guild) = company.guild;
    let id = serenity::GuildId::new(guild.unsigned_abs());
    let (roles, channels) = tokio::try_join!(
        asked("GET /guilds/{id}/roles", http.get_guild_roles(id)),
        asked("GET /guilds/{id}/channels", http.get_channels(id)),
    )?;
    Ok(find_gaps(
        &Server {
            id,
            roles,
            channels,
        },
        company,
        bot,
    ))
}

/// Which of a company's places are closed to the bot, and why, as the server tells of itself when the bot
/// comes to it: no question is asked.
pub fn closed_places(
    guild: &serenity::Guild,
    company: &Company,
    bot: UserId,
) -> Vec<(Place, ChannelId, String)> {
    let Some(member) = guild.members.get(&bot) else {
        return Vec::new();
    };
    let who = Who::member(bot, &member.roles);
    let server = Server {
        id: guild.id,
        roles: guild.roles.values().cloned().collect(),
        channels: guild.channels.values().cloned().collect(),
    };
    Place::ALL
        .into_iter()
        .filter_map(|place| {
            let id = company.channels.of(place)?;
            let Some(channel) = server.channel(id) else {
                return Some((place, id, "it cannot see that channel".to_owned()));
            };
            let lacks = server.lacks(&who, channel);
            (!lacks.is_empty()).then(|| (place, id, format!("it lacks {}", lacks.join(", "))))
        })
        .collect()
}

fn find_gaps(server: &Server, company: &Company, bot: &Who) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let named = company.roles;
    let mut role = |what, role: Option<ids::RoleId>| match role {
        None => {
            gaps.push(Gap::Unnamed(what));
            None
        }
        Some(id)
            if server
                .roles
                .iter()
                .all(|known| known.id.get() != id.0.unsigned_abs()) =>
        {
            gaps.push(Gap::NoRole(what, id));
            None
        }
        Some(id) => Some(id),
    };
    let marketing = role("Marketing's role", named.marketing);
    let sales = role("Sales' role", named.sales);
    let manager = role("The manager's role", named.manager);

    let places = company.channels;
    let mut checked: Vec<ChannelId> = Vec::new();
    for (what, id, viewers) in [
        (
            "Marketing's channel",
            places.marketing,
            [marketing, None, manager],
        ),
        ("Sales' channel", places.sales, [None, sales, manager]),
        (
            "The promotions channel",
            places.promotions,
            [marketing, sales, manager],
        ),
        (
            "The digest channel",
            places.digest,
            [marketing, sales, manager],
        ),
    ] {
        let Some(id) = id else {
            gaps.push(Gap::Unnamed(what));
            continue;
        };
        let Some(channel) = server.channel(id) else {
            gaps.push(Gap::NoChannel(what, id));
            continue;
        };
        if !checked.contains(&id) {
            checked.push(id);
            let permissions = server.lacks(bot, channel);
            if !permissions.is_empty() {
                gaps.push(Gap::Bot {
                    channel: id,
                    permissions,
                });
            }
        }
        for role in viewers.into_iter().flatten() {
            let held = server.permissions(&Who::holder(role), channel);
            let unseen = Gap::Unseen { role, channel: id };
            if !held.contains(Permissions::VIEW_CHANNEL) && !gaps.contains(&unseen) {
                gaps.push(unseen);
            }
        }
    }
    // A new handoff pings sales, a late one the manager, both where sales works.
    if let Some((id, _)) = places
        .sales
        .and_then(|id| Some((id, server.channel(id)?)))
        .filter(|(_, channel)| !server.pings_all(bot, channel))
    {
        let called = [sales, manager].into_iter().flatten();
        gaps.extend(
            called
                .filter(|role| !server.mentionable(*role))
                .map(|role| Gap::Silent { role, channel: id }),
        );
    }
    for id in company.listening.iter().filter(|id| !checked.contains(id)) {
        match server.channel(*id) {
            None => gaps.push(Gap::NoChannel("A channel to listen in", *id)),
            Some(channel) => {
                if !server
                    .permissions(bot, channel)
                    .contains(Permissions::VIEW_CHANNEL)
                {
                    gaps.push(Gap::Bot {
                        channel: *id,
                        permissions: vec!["View Channel"],
                    });
                }
            }
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const GUILD: u64 = 1;
    const BOT: u64 = 50;
    const BOT_ROLE: u64 = 60;
    const SALES: u64 = 61;

    const VIEW: u64 = 1 << 10;
    const SEND: u64 = 1 << 11;
    const EMBED: u64 = 1 << 14;
    const HISTORY: u64 = 1 << 16;
    const ADMINISTRATOR: u64 = 1 << 3;
    const ALL: u64 = VIEW | SEND | EMBED | HISTORY;

    fn role(id: u64, permissions: u64) -> Role {
        let role = json!({
            "id": id.to_string(), "guild_id": GUILD.to_string(), "name": "role", "color": 0,
            "colors": {"primary_color": 0}, "hoist": false, "managed": false, "mentionable": false,
            "position": 0, "permissions": permissions.to_string(), "tags": {}, "flags": 0,
        });
        serde_json::from_value(role).expect("a role")
    }

    /// A server with one channel and these overwrites: (whose, of a member, allow, deny).
    fn server(everyone: u64, bot: u64, overwrites: &[(u64, bool, u64, u64)]) -> Server {
        let overwrites: Vec<Value> = overwrites
            .iter()
            .map(|(id, member, allow, deny)| {
                json!({
                    "id": id.to_string(), "type": u8::from(*member),
                    "allow": allow.to_string(), "deny": deny.to_string(),
                })
            })
            .collect();
        let channel = json!({
            "id": "9", "guild_id": GUILD.to_string(), "type": 0, "name": "sales", "position": 0,
            "permission_overwrites": overwrites,
        });
        Server {
            id: serenity::GuildId::new(GUILD),
            roles: vec![role(GUILD, everyone), role(BOT_ROLE, bot), role(SALES, 0)],
            channels: vec![serde_json::from_value(channel).expect("a channel")],
        }
    }

    fn bot() -> Who {
        Who::member(UserId::new(BOT), &[RoleId::new(BOT_ROLE)])
    }

    #[test]
    fn what_the_bot_lacks() {
        for (why, server, lacks) in [
            ("everybody may", server(ALL, 0, &[]), vec![]),
            ("its role may", server(0, ALL, &[]), vec![]),
            ("nobody may", server(0, 0, &[]), vec!["View Channel"]),
            (
                "an administrator may all",
                server(0, ADMINISTRATOR, &[(GUILD, false, 0, ALL)]),
                vec![],
            ),
            (
                "closed to everybody",
                server(ALL, ALL, &[(GUILD, false, 0, VIEW)]),
                vec!["View Channel"],
            ),
            (
                "closed to everybody, open to its role",
                server(
                    ALL,
                    0,
                    &[(GUILD, false, 0, VIEW), (BOT_ROLE, false, VIEW, 0)],
                ),
                vec![],
            ),
            (
                "its role may not write",
                server(ALL, 0, &[(BOT_ROLE, false, 0, SEND)]),
                vec!["Send Messages"],
            ),
            (
                "its role may not, itself may",
                server(
                    ALL,
                    0,
                    &[
                        (BOT_ROLE, false, 0, SEND | EMBED),
                        (BOT, true, SEND | EMBED, 0),
                    ],
                ),
                vec![],
            ),
            (
                "itself may not",
                server(ALL, ALL, &[(BOT, true, 0, EMBED)]),
                vec!["Embed Links"],
            ),
            (
                "another member may not",
                server(ALL, 0, &[(51, true, 0, ALL)]),
                vec![],
            ),
            (
                "another role may not",
                server(ALL, 0, &[(SALES, false, 0, ALL)]),
                vec![],
            ),
        ] {
            assert_eq!(server.lacks(&bot(), &server.channels[0]), lacks, "{why}");
        }
    }

    #[test]
    fn whether_a_team_sees_its_channel() {
        let sales = Who::holder(ids::RoleId(SALES.cast_signed()));
        let sees = |server: &Server| {
            server
                .permissions(&sales, &server.channels[0])
                .contains(Permissions::VIEW_CHANNEL)
        };
        assert!(sees(&server(VIEW, 0, &[])));
        assert!(!sees(&server(VIEW, 0, &[(GUILD, false, 0, VIEW)])));
        assert!(sees(&server(
            VIEW,
            0,
            &[(GUILD, false, 0, VIEW), (SALES, false, VIEW, 0)]
        )));
        assert!(!sees(&server(VIEW, 0, &[(SALES, false, 0, VIEW)])));
    }
}
