//! What is heard rather than asked: servers that come and go, messages in the channels that the company
//! named.

use poise::serenity_prelude as serenity;

use super::{Data, access};
use crate::{
    actions::{self, Failure},
    domain::{
        access::Rights,
        ids::{ChannelId, GuildId, MessageId},
    },
};

/// A server has the bot: it is met, or met again.
pub async fn company_seen(data: &Data, guild: &serenity::Guild) {
    let (id, now) = (access::guild(guild.id), data.clock.now());
    let met = actions::company::seen(&data.pool, id, &guild.name, now).await;
    if let Err(Failure::Internal(error)) = met {
        tracing::error!(
            guild = guild.id.get(),
            error = &error as &dyn std::error::Error,
            "A server could not be met."
        );
    }
}

/// A server removed the bot.
pub async fn company_left(data: &Data, guild: serenity::GuildId) {
    let (id, now) = (access::guild(guild), data.clock.now());
    let left = actions::company::left(&data.pool, id, now).await;
    if let Err(Failure::Internal(error)) = left {
        tracing::error!(
            guild = guild.get(),
            error = &error as &dyn std::error::Error,
            "A removal could not be noted."
        );
    }
}

/// A message was written. Only in the channels that the company named, and never a bot's.
pub async fn heard(data: &Data, message: &serenity::Message) {
    if message.author.bot || message.webhook_id.is_some() {
        return;
    }
    let (guild, channel, author) = (message.guild_id, message.channel_id, message.author.id);
    listen(data, guild, channel, message.id, author, &message.content).await;
}

/// A message was changed: what it names now counts, if it named nothing before.
pub async fn heard_anew(data: &Data, event: &serenity::MessageUpdateEvent) {
    let (Some(author), Some(text)) = (&event.author, &event.content) else {
        return;
    };
    if author.bot || event.webhook_id.flatten().is_some() {
        return;
    }
    listen(
        data,
        event.guild_id,
        event.channel_id,
        event.id,
        author.id,
        text,
    )
    .await;
}

/// Messages were deleted: what was heard of them is forgotten, but that something was said stays.
pub async fn forgotten(
    data: &Data,
    guild: Option<serenity::GuildId>,
    messages: &[serenity::MessageId],
) {
    let Some(guild) = guild else { return };
    let _running = data.running.token();
    let ids: Vec<MessageId> = messages
        .iter()
        .map(|id| MessageId(id.get().cast_signed()))
        .collect();
    let guild = GuildId(guild.get().cast_signed());
    if let Err(Failure::Internal(error)) = actions::heard::forget(&data.pool, guild, &ids).await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "A deleted message could not be forgotten."
        );
    }
}

/// Puts what was said onto the timelines that it names. Nobody waits for an answer: trouble is logged.
async fn listen(
    data: &Data,
    guild: Option<serenity::GuildId>,
    channel: serenity::ChannelId,
    message: serenity::MessageId,
    author: serenity::UserId,
    text: &str,
) {
    if text.is_empty() {
        return;
    }
    let _running = data.running.token();
    let channel = ChannelId(channel.get().cast_signed());
    let heard = async {
        let company = access::company(data, guild).await?;
        if !company.listening.contains(&channel) || company.ready().is_err() {
            return Ok(Vec::new());
        }
        // Anybody's message counts, with a role or without: it is recorded as theirs.
        let nobody = Rights::default();
        let ask = access::ask(data, company, access::user(author), nobody, message.get());
        let id = MessageId(message.get().cast_signed());
        actions::heard::heard(&data.pool, &ask, channel, id, text).await
    };
    match heard.await {
        Ok(leads) if !leads.is_empty() => {
            tracing::debug!(count = leads.len(), "A message went onto timelines.");
        }
        Ok(_) | Err(Failure::Refused(_) | Failure::Repeated) => {}
        Err(Failure::Internal(error)) => tracing::warn!(
            error = &error as &dyn std::error::Error,
            "A message could not be heard."
        ),
    }
}
