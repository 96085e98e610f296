//! Messages that were heard: which version of each was read, and what it left on timelines.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Result;
use crate::domain::ids::{ChannelId, GuildId, LeadNumber, MessageId};

/// Takes a version of a message for the running transaction. `false`: a later one was read, or this one
/// as it was written first, or the message was deleted. Two events at once wait for each other here. An
/// edit may come twice: it leaves the same.
pub async fn take(
    conn: &mut PgConnection,
    guild: GuildId,
    message: MessageId,
    version: DateTime<Utc>,
    edited: bool,
) -> Result<bool> {
    let done = sqlx::query!(
        "insert into heard as h (guild_id, message_id, version) values ($1, $2, $3)
         on conflict (guild_id, message_id) do update set version = excluded.version
         where not h.deleted
           and (h.version < excluded.version or $4 and h.version = excluded.version)",
        guild.0,
        message.0,
        version,
        edited,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether a message was heard before, so that an edit which names nobody matters too.
pub async fn is_known(conn: &mut PgConnection, guild: GuildId, message: MessageId) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from heard where guild_id = $1 and message_id = $2) as "known!""#,
        guild.0,
        message.0,
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}

/// Messages of a channel are gone: what they said is forgotten, that they named a lead stays, and
/// nothing is heard of them afterwards. Nothing happens for a channel in which the bot does not listen.
/// Gives how many entries were emptied.
pub async fn forget(
    conn: &mut PgConnection,
    guild: GuildId,
    channel: ChannelId,
    messages: &[MessageId],
) -> Result<u64> {
    let ids: Vec<i64> = messages.iter().map(|message| message.0).collect();
    let texts: Vec<String> = messages.iter().map(ToString::to_string).collect();
    let emptied = sqlx::query_scalar!(
        r#"with gone as (
               insert into heard (guild_id, message_id, version, deleted)
               select $1, id, now(), true from unnest($3::bigint[]) as id
               where exists (select from company
                             where guild_id = $1 and $2 = any(listening_channels))
                  or exists (select from heard where guild_id = $1 and message_id = id)
               on conflict (guild_id, message_id) do update set deleted = true
           ), emptied as (
               update timeline set words = null
               where guild_id = $1 and what->>'kind' = 'heard' and what->>'message' = any($4)
                 and words is not null
               returning id
           )
           select count(*) as "emptied!" from emptied"#,
        guild.0,
        channel.0,
        &ids,
        &texts,
    )
    .fetch_one(conn)
    .await?;
    Ok(emptied.unsigned_abs())
}

/// The leads on whose timelines a message stands.
pub async fn leads(
    conn: &mut PgConnection,
    guild: GuildId,
    message: MessageId,
) -> Result<Vec<LeadNumber>> {
    let rows = sqlx::query_scalar!(
        "select lead from timeline
         where guild_id = $1 and what->>'kind' = 'heard' and what->>'message' = $2
         order by lead",
        guild.0,
        message.to_string(),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(LeadNumber).collect())
}

/// Lets the entries of a message say `words` on the timelines of `named`, and nothing on those of others:
/// there it named the lead once, and does no more.
pub async fn reword(
    conn: &mut PgConnection,
    guild: GuildId,
    message: MessageId,
    named: &[LeadNumber],
    words: &str,
) -> Result<()> {
    let named: Vec<i32> = named.iter().map(|lead| lead.0).collect();
    sqlx::query!(
        "update timeline set words = case when lead = any($3) then $4 end
         where guild_id = $1 and what->>'kind' = 'heard' and what->>'message' = $2",
        guild.0,
        message.to_string(),
        &named,
        words,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what is known of messages after a month: by then nobody edits them, and their entries stand
/// by themselves. Of all companies: sweeping.
pub async fn sweep(conn: &mut PgConnection) -> Result<u64> {
    let done = sqlx::query!("delete from heard where noted_at < now() - interval '30 days'")
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}
