//! Channels and roles that a company named, and that somebody deletes.

use std::collections::BTreeSet;

use poise::serenity_prelude as serenity;

use super::{Data, access, permissions};
use crate::{
    actions::{
        self, Failure,
        settings::{self, Gone},
    },
    domain::{company::Company, ids::ChannelId},
};

/// Discord's code for a channel that does not exist; one that the bot cannot see has another.
const UNKNOWN_CHANNEL: isize = 10_003;

/// A channel was deleted.
pub async fn channel(data: &Data, guild: serenity::GuildId, channel: serenity::ChannelId) {
    let channel = access::channel(channel);
    note(data, guild, &[Gone::Channel(channel)]).await;
}

/// A role was deleted.
pub async fn role(data: &Data, guild: serenity::GuildId, role: serenity::RoleId) {
    note(data, guild, &[Gone::Role(access::role(role))]).await;
}

/// Looks for what was deleted while the bot was away, when it sees a server again.
pub async fn while_away(
    ctx: &serenity::Context,
    data: &Data,
    guild: &serenity::Guild,
    bot: serenity::UserId,
) {
    let company = match actions::company::known(&data.pool, access::guild(guild.id)).await {
        Ok(Some(company)) => company,
        Err(Failure::Internal(error)) => return trouble(guild.id, &error),
        Ok(None) | Err(Failure::Refused(_) | Failure::Repeated) => return,
    };
    let mut gone = Vec::new();
    for channel in named_channels(&company) {
        let id = serenity::ChannelId::new(channel.0.unsigned_abs());
        if !guild.channels.contains_key(&id) && is_unknown(ctx, id).await {
            gone.push(Gone::Channel(channel));
        }
    }
    let roles = company.roles;
    for role in [roles.marketing, roles.sales, roles.manager]
        .into_iter()
        .flatten()
    {
        let id = serenity::RoleId::new(role.0.unsigned_abs());
        if !guild.roles.contains_key(&id) {
            gone.push(Gone::Role(role));
        }
    }
    if !gone.is_empty() {
        note(data, guild.id, &gone).await;
    }
    let closed = permissions::closed_places(guild, &company, bot);
    if let Err(Failure::Internal(error)) =
        actions::places::seen(&data.pool, company.guild, &closed).await
    {
        trouble(guild.id, &error);
    }
}

/// Every channel that a company named, once.
fn named_channels(company: &Company) -> BTreeSet<ChannelId> {
    let of = company.channels;
    [of.marketing, of.sales, of.promotions, of.digest]
        .into_iter()
        .flatten()
        .chain(company.listening.iter().copied())
        .collect()
}

/// Whether a channel exists no more, rather than being closed to the bot.
async fn is_unknown(ctx: &serenity::Context, channel: serenity::ChannelId) -> bool {
    match ctx.http.get_channel(channel).await {
        Err(serenity::Error::Http(serenity::HttpError::UnsuccessfulRequest(answer))) => {
            answer.error.code == UNKNOWN_CHANNEL
        }
        _ => false,
    }
}

async fn note(data: &Data, guild: serenity::GuildId, gone: &[Gone]) {
    let _running = data.running.token();
    let id = access::guild(guild);
    match settings::lost(&data.pool, id, gone, data.clock.now()).await {
        Ok(lost) => {
            for setting in lost {
                let setting = setting.key();
                tracing::warn!(guild = id.0, setting, "What a setting named was deleted.");
            }
        }
        Err(Failure::Internal(error)) => trouble(guild, &error),
        Err(Failure::Refused(_) | Failure::Repeated) => {}
    }
}

fn trouble(guild: serenity::GuildId, error: &(dyn std::error::Error + 'static)) {
    tracing::error!(
        guild = guild.get(),
        error,
        "A deleted channel or role could not be noted."
    );
}
