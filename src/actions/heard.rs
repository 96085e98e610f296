//! A message in a channel that the bot listens to names a lead.

use sqlx::PgPool;

use super::{Ask, Result, begin};
use crate::{
    domain::{
        field::Words,
        ids::{ChannelId, GuildId, LeadNumber, MessageId},
        scan::scan,
        timeline::What,
    },
    store,
};

/// Puts a message onto the timelines of the leads that it names, by number or by email. Gives which.
pub async fn heard(
    pool: &PgPool,
    ask: &Ask,
    channel: ChannelId,
    message: MessageId,
    text: &str,
) -> Result<Vec<LeadNumber>> {
    let found = scan(text);
    if found.leads.is_empty() && found.emails.is_empty() {
        return Ok(Vec::new());
    }
    let guild = ask.company.guild;
    let mut tx = begin(pool, ask).await?;
    let mut numbers: Vec<LeadNumber> = found.leads.into_iter().map(LeadNumber).collect();
    numbers.extend(store::contact::leads_of_emails(&mut tx, guild, &found.emails).await?);
    numbers.sort();
    numbers.dedup();
    let known = store::lead::of_numbers(&mut tx, guild, &numbers).await?;
    let words: String = text.chars().take(Words::MOST).collect();
    let mut told = Vec::new();
    for lead in known {
        let what = What::Heard { channel, message };
        super::lead::record(&mut tx, ask, lead.number, what, Some(words.clone())).await?;
        told.push(lead.number);
    }
    tx.commit().await?;
    Ok(told)
}

/// Forgets what deleted messages said. That they named a lead stays on its timeline.
pub async fn forget(pool: &PgPool, guild: GuildId, messages: &[MessageId]) -> Result<u64> {
    let mut conn = pool.acquire().await?;
    Ok(store::timeline::forget_heard(&mut conn, guild, messages).await?)
}
