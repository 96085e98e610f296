//! What is heard rather than asked: servers that come and go, messages in the channels that the company
//! named.

use poise::serenity_prelude as serenity;

use super::{Data, access};
use crate::{
    actions::{self, Failure, heard::Said},
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
    let said = Said {
        channel: ChannelId(message.channel_id.get().cast_signed()),
        message: MessageId(message.id.get().cast_signed()),
        version: *message.timestamp,
        edited: false,
        text: &message.content,
    };
    listen(data, message.guild_id, message.author.id, said).await;
}

/// A message was changed: what it names now counts, instead of what it named before. Discord tells of
/// other changes as well, such as a preview that has loaded: these bring no new version.
pub async fn heard_anew(data: &Data, event: &serenity::MessageUpdateEvent) {
    let (Some(author), Some(text), Some(edited)) =
        (&event.author, &event.content, event.edited_timestamp)
    else {
        return;
    };
    if author.bot || event.webhook_id.flatten().is_some() {
        return;
    }
    let said = Said {
        channel: ChannelId(event.channel_id.get().cast_signed()),
        message: MessageId(event.id.get().cast_signed()),
        version: *edited,
        edited: true,
        text,
    };
    listen(data, event.guild_id, author.id, said).await;
}

/// Messages were deleted: what was heard of them is forgotten, but that something was said stays.
pub async fn forgotten(
    data: &Data,
    guild: Option<serenity::GuildId>,
    channel: serenity::ChannelId,
    messages: &[serenity::MessageId],
) {
    let Some(guild) = guild else { return };
    let _running = data.running.token();
    let ids: Vec<MessageId> = messages
        .iter()
        .map(|id| MessageId(id.get().cast_signed()))
        .collect();
    let guild = GuildId(guild.get().cast_signed());
    let channel = ChannelId(channel.get().cast_signed());
    let forgotten = actions::heard::forget(&data.pool, guild, channel, &ids).await;
    if let Err(Failure::Internal(error)) = forgotten {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "A deleted message could not be forgotten."
        );
    }
}

/// Puts what was said onto the timelines that it names. Most messages name nobody: of those nothing is
/// asked. Nobody waits for an answer: trouble is logged.
async fn listen(
    data: &Data,
    guild: Option<serenity::GuildId>,
    author: serenity::UserId,
    said: Said<'_>,
) {
    if said.names().is_none() {
        return;
    }
    let _running = data.running.token();
    let heard = async {
        let company = access::company(data, guild).await?;
        if !company.listening.contains(&said.channel) || company.ready().is_err() {
            return Ok(Vec::new());
        }
        // Anybody's message counts, with a role or without: it is recorded as theirs.
        let nobody = Rights::default();
        let event = said.message.0.unsigned_abs();
        let ask = access::ask(data, company, access::user(author), nobody, event);
        actions::heard::heard(&data.pool, &ask, said).await
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
