//! A message in a channel that the bot listens to names a lead.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{Ask, Failure, Result};
use crate::{
    domain::{
        field::Words,
        ids::{ChannelId, GuildId, LeadNumber, MessageId},
        scan::{Heard, scan},
        timeline::What,
    },
    store,
};

/// A message as somebody wrote or edited it.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// Where.
    pub channel: ChannelId,
    /// Discord's id of the message, by which an edit or a deletion finds it again.
    pub message: MessageId,
    /// Discord's time of this version: of its writing, or of its edit.
    pub version: DateTime<Utc>,
    /// Whether it was said otherwise before.
    pub edited: bool,
    /// What it says now.
    pub text: &'a str,
}

impl Said<'_> {
    /// What it names; `None` when that concerns nobody and never did: most messages, of which nothing
    /// need be asked.
    pub fn names(&self) -> Option<Heard> {
        let found = scan(self.text);
        let nobody = found.leads.is_empty() && found.emails.is_empty();
        (self.edited || !nobody).then_some(found)
    }
}

/// Puts a message onto the timelines of the leads that it names, by number or by email. An edit replaces
/// what was heard: new words where it named a lead before, none where it names it no more. Gives the leads
/// that are named for the first time.
///
/// # Errors
/// [`Failure::Repeated`] when this version or a later one was heard, or the message was deleted.
pub async fn heard(pool: &PgPool, ask: &Ask, said: Said<'_>) -> Result<Vec<LeadNumber>> {
    let Some(found) = said.names() else {
        return Ok(Vec::new());
    };
    let (guild, message) = (ask.company.guild, said.message);
    let mut tx = pool.begin().await?;
    let nobody = found.leads.is_empty() && found.emails.is_empty();
    if nobody && !store::heard::is_known(&mut tx, guild, message).await? {
        return Ok(Vec::new());
    }
    if !store::heard::take(&mut tx, guild, message, said.version, said.edited).await? {
        return Err(Failure::Repeated);
    }
    let mut numbers: Vec<LeadNumber> = found.leads.into_iter().map(LeadNumber).collect();
    if !found.emails.is_empty() {
        numbers.extend(store::contact::leads_of_emails(&mut tx, guild, &found.emails).await?);
    }
    numbers.sort();
    numbers.dedup();
    let words: String = said.text.chars().take(Words::MOST).collect();
    let before = if said.edited {
        store::heard::leads(&mut tx, guild, message).await?
    } else {
        Vec::new()
    };
    if !before.is_empty() {
        store::heard::reword(&mut tx, guild, message, &numbers, &words).await?;
    }
    let mut told = Vec::new();
    for lead in store::lead::of_numbers(&mut tx, guild, &numbers).await? {
        if before.contains(&lead.number) {
            continue;
        }
        let what = What::Heard {
            channel: said.channel,
            message,
        };
        super::lead::record(&mut tx, ask, lead.number, what, Some(words.clone())).await?;
        told.push(lead.number);
    }
    tx.commit().await?;
    Ok(told)
}

/// Forgets what deleted messages of a channel said. That they named a lead stays on its timeline.
pub async fn forget(
    pool: &PgPool,
    guild: GuildId,
    channel: ChannelId,
    messages: &[MessageId],
) -> Result<u64> {
    let mut conn = pool.acquire().await?;
    Ok(store::heard::forget(&mut conn, guild, channel, messages).await?)
}
