//! Places that are closed to the bot, seen when a server comes to it.

use poise::serenity_prelude as serenity;
use serenity::UserId;

use super::{Server, Who};
use crate::domain::{alert::Place, company::Company, ids::ChannelId};

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
        .iter()
        .copied()
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
