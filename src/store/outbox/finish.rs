//! How a claimed row ends.

use sqlx::PgConnection;
use uuid::Uuid;

use super::super::Result;
use crate::domain::ids::{ChannelId, GuildId, MessageId};

/// How a claimed row ends, or does not yet.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// The message stands in its channel.
    Delivered {
        /// Where.
        channel: ChannelId,
        /// Discord's id of the message, by which an edit or a deletion finds it again.
        message: MessageId,
        /// Other rows of the same card that it tells of, too.
        carried: Vec<i64>,
    },
    /// It is not worth saying any more.
    Skipped(String),
    /// It cannot be said; an admin is told.
    Dead {
        /// Why.
        problem: String,
        /// Since its place cannot be posted to: it is said once that can.
        out_of_reach: bool,
    },
    /// It is tried again after some seconds. `unsure`: this try may have come through.
    Later {
        /// Seconds.
        after: f64,
        /// Why.
        problem: String,
        /// Whether it may have come through.
        unsure: bool,
    },
    /// It was not tried: the lease or the bot was about to end.
    Released,
}

impl End {
    /// Dead for a reason of its own.
    pub fn dead(problem: impl Into<String>) -> Self {
        Self::Dead {
            problem: problem.into(),
            out_of_reach: false,
        }
    }
}

/// Ends a claimed row, only while the lease is still its own. `false`: somebody else has it, and
/// nothing was written.
pub async fn finish(
    conn: &mut PgConnection,
    guild: GuildId,
    id: i64,
    lease: Uuid,
    end: &End,
) -> Result<bool> {
    let (state, problem, after, unsure) = match end {
        End::Delivered {
            channel,
            message,
            carried,
        } => return deliver(conn, guild, id, lease, (*channel, *message), carried).await,
        End::Skipped(why) => ("skipped", Some(why.as_str()), None, false),
        End::Dead { problem, .. } => ("dead", Some(problem.as_str()), None, false),
        End::Later {
            after,
            problem,
            unsure,
        } => ("ready", Some(problem.as_str()), Some(*after), *unsure),
        End::Released => ("ready", None, None, false),
    };
    let unreached = matches!(
        end,
        End::Dead {
            out_of_reach: true,
            ..
        }
    );
    let done = sqlx::query!(
        "update outbox
         set state = $4, lease = null, leased_until = null, sender = null, out_of_reach = $8,
             problem = case when $4 = 'ready' then coalesce($5, problem) else $5 end,
             done_at = case when $4 <> 'ready' then now() end,
             not_before = case when $6::float8 is null then not_before
                          else now() + make_interval(secs => $6) end,
             attempts = attempts + case when $6::float8 is null then 0 else 1 end,
             unsure_since = case when $7 then coalesce(unsure_since, now()) else unsure_since end
         where guild_id = $1 and id = $2 and lease = $3",
        guild.0,
        id,
        lease,
        state,
        problem,
        after,
        unsure,
        unreached,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends a row whose message stands, with those that it carried, and takes note of where its card is:
/// one statement, so that none of it is true without the rest.
async fn deliver(
    conn: &mut PgConnection,
    guild: GuildId,
    id: i64,
    lease: Uuid,
    (channel, message): (ChannelId, MessageId),
    carried: &[i64],
) -> Result<bool> {
    let done = sqlx::query_scalar!(
        r#"with done as (
               update outbox
               set state = 'delivered', lease = null, leased_until = null, sender = null,
                   channel_id = $4, message_id = $5, problem = null, done_at = now()
               where guild_id = $1 and id = $2 and lease = $3
               returning card, happened_at
           ), told as (
               update outbox
               set state = 'delivered', channel_id = $4, message_id = $5, done_at = now()
               where guild_id = $1 and id = any($6) and state = 'ready' and exists (select from done)
           ), posted as (
               insert into card as c (guild_id, key, channel_id, message_id, posted_at)
               select $1, card, $4, $5, happened_at from done where card is not null
               on conflict (guild_id, key) do update
               set channel_id = excluded.channel_id, message_id = excluded.message_id,
                   posted_at = excluded.posted_at
               where (c.channel_id, c.message_id) <> (excluded.channel_id, excluded.message_id)
           )
           select count(*) as "done!" from done"#,
        guild.0,
        id,
        lease,
        channel.0,
        message.0,
        carried,
    )
    .fetch_one(conn)
    .await?;
    Ok(done == 1)
}

/// What a claimed row needs to know of its surroundings before it is rendered.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Where its card stands, if it was posted.
    pub posted: Option<(ChannelId, MessageId)>,
    /// Whether its card was ever posted, though the message may be gone.
    pub was_posted: bool,
    /// Other rows of its card that wait: what is rendered after this tells of them, too.
    pub carried: Vec<i64>,
    /// Whether its place refused the last post.
    pub refused: bool,
}

/// The surroundings of a claimed row, in one look.
pub async fn surroundings(
    conn: &mut PgConnection,
    guild: GuildId,
    id: i64,
    place: &str,
    card: Option<&str>,
) -> Result<Surroundings> {
    let row = sqlx::query!(
        r#"select c.channel_id as "channel?", c.message_id as "message?",
                  exists (select from outbox
                          where guild_id = $1 and card = $4 and state = 'delivered') as "was_posted!",
                  array(select id from outbox
                        where guild_id = $1 and card = $4 and id <> $2 and state = 'ready'
                        order by id) as "carried!",
                  exists (select from place_trouble
                          where guild_id = $1 and place = $3 and refuses) as "refused!"
           from (values (true)) as one
           left join card c on c.guild_id = $1 and c.key = $4"#,
        guild.0,
        id,
        place,
        card,
    )
    .fetch_one(conn)
    .await?;
    Ok(Surroundings {
        posted: row
            .channel
            .zip(row.message)
            .map(|(channel, message)| (ChannelId(channel), MessageId(message))),
        was_posted: row.was_posted,
        carried: row.carried,
        refused: row.refused,
    })
}

/// Forgets rows that ended more than `seconds` ago, of any company, some at a time, so that nobody waits
/// for it long. Gives how many.
pub async fn forget_older(conn: &mut PgConnection, seconds: f64, most: i64) -> Result<u64> {
    let done = sqlx::query!(
        "delete from outbox
         where (guild_id, id) in (
             select guild_id, id from outbox
             where done_at < now() - make_interval(secs => $1)
               and state in ('delivered', 'skipped', 'dead')
             order by done_at limit $2
         )",
        seconds,
        most,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
