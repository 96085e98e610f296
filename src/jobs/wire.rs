//! What the sender asks of Discord: each request waits for its turn, and is over in time.

use std::{sync::Arc, time::Duration};

use poise::serenity_prelude as serenity;
use serenity::Http;
use tokio::time::Instant;

use super::{gate::Gate, trouble::Trouble};
use crate::{
    discord::post,
    domain::ids::{ChannelId, GuildId, MessageId, UserId},
    wording::card::Card,
};

/// Requests a second that the bot's own news may take, of Discord's fifty.
const REQUESTS_PER_SECOND: u32 = 40;

/// How many of a channel's last messages are looked through for one that may have come through: as
/// many as Discord gives at once.
const LOOK_BACK: u8 = 100;

/// The bot's way to its own messages.
#[derive(Debug)]
pub(super) struct Wire {
    http: Arc<Http>,
    bot: serenity::UserId,
    gate: Gate,
    timeout: Duration,
}

impl Wire {
    /// A wire of the bot `bot`, whose requests take no longer than `timeout`.
    pub(super) fn new(http: Arc<Http>, bot: serenity::UserId, timeout: Duration) -> Self {
        Self {
            http,
            bot,
            gate: Gate::new(REQUESTS_PER_SECOND),
            timeout,
        }
    }

    /// The channel of direct messages with somebody; with the server's owner when nobody is named.
    pub(super) async fn direct(
        &self,
        until: Instant,
        guild: GuildId,
        user: Option<UserId>,
    ) -> Result<ChannelId, Trouble> {
        self.bounded(until, self.direct_now(guild, user)).await
    }

    /// Posts a card. Sent again within a few minutes, Discord gives the first message back.
    pub(super) async fn post(
        &self,
        until: Instant,
        channel: ChannelId,
        card: &Card,
        nonce: i64,
    ) -> Result<MessageId, Trouble> {
        self.bounded(until, self.post_now(channel, card, nonce))
            .await
    }

    /// Lets a message show a card. Sent again, it changes nothing.
    pub(super) async fn edit(
        &self,
        until: Instant,
        (channel, message): (ChannelId, MessageId),
        card: &Card,
        nonce: i64,
    ) -> Result<(), Trouble> {
        self.bounded(until, self.edit_now(channel, message, card, nonce))
            .await
    }

    /// Looks among the bot's own last messages for the one with this mark: a send whose outcome nobody saw.
    pub(super) async fn look_for(
        &self,
        until: Instant,
        channel: ChannelId,
        nonce: i64,
    ) -> Result<Option<MessageId>, Trouble> {
        self.bounded(until, self.look_for_now(channel, nonce)).await
    }

    /// Asks Discord something when it is our turn, to be over by `until`.
    async fn bounded<T>(
        &self,
        until: Instant,
        request: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<T, Trouble> {
        self.gate.pass().await;
        let begun = Instant::now();
        let end = (begun + self.timeout).min(until);
        if begun >= end {
            return Err(Trouble::NoTime);
        }
        tokio::time::timeout_at(end, request)
            .await
            .unwrap_or(Err(Trouble::Silence))
    }

    async fn direct_now(
        &self,
        GuildId(guild): GuildId,
        user: Option<UserId>,
    ) -> Result<ChannelId, Trouble> {
        let user = match user {
            Some(user) => serenity::UserId::new(user.0.unsigned_abs()),
            None => {
                let guild = serenity::GuildId::new(guild.unsigned_abs());
                self.http.get_guild(guild).await?.owner_id
            }
        };
        let recipient = serde_json::json!({ "recipient_id": user });
        let channel = self.http.create_private_channel(&recipient).await?;
        Ok(ChannelId(channel.id.get().cast_signed()))
    }

    async fn post_now(
        &self,
        channel: ChannelId,
        card: &Card,
        nonce: i64,
    ) -> Result<MessageId, Trouble> {
        let channel = serenity::ChannelId::new(channel.0.unsigned_abs());
        let message = post::message(card, nonce);
        let posted = self
            .http
            .send_message(channel, Vec::new(), &message)
            .await?;
        Ok(MessageId(posted.id.get().cast_signed()))
    }

    async fn edit_now(
        &self,
        channel: ChannelId,
        message: MessageId,
        card: &Card,
        nonce: i64,
    ) -> Result<(), Trouble> {
        let channel = serenity::ChannelId::new(channel.0.unsigned_abs());
        let message = serenity::MessageId::new(message.0.unsigned_abs());
        self.http
            .edit_message(channel, message, &post::edit(card, nonce), Vec::new())
            .await?;
        Ok(())
    }

    async fn look_for_now(
        &self,
        channel: ChannelId,
        nonce: i64,
    ) -> Result<Option<MessageId>, Trouble> {
        let channel = serenity::ChannelId::new(channel.0.unsigned_abs());
        let messages = self
            .http
            .get_messages(channel, None, Some(LOOK_BACK))
            .await?;
        let mark = post::mark(nonce);
        let found = messages
            .into_iter()
            .filter(|message| message.author.id == self.bot)
            .find(|message| {
                let bodies = message
                    .embeds
                    .iter()
                    .filter_map(|embed| embed.description.as_ref());
                bodies.into_iter().any(|body| body.contains(&mark))
            });
        Ok(found.map(|message| MessageId(message.id.get().cast_signed())))
    }
}
