//! Places where something could not be said: those that Discord does not let the bot post to, and those
//! where a single alert failed for good.

use sqlx::PgConnection;

use super::Result;
use crate::domain::{
    alert::Place,
    ids::{ChannelId, GuildId},
};

/// Why a place cannot be posted to, as its last try told; `None` when it can, as far as is known.
pub async fn refusal(
    conn: &mut PgConnection,
    guild: GuildId,
    place: Place,
) -> Result<Option<String>> {
    let problem = sqlx::query_scalar!(
        "select problem from place_trouble where guild_id = $1 and place = $2 and refuses",
        guild.0,
        place.key(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(problem)
}

/// Takes note of what could not be said in a place. Gives whether the admin is to be told: once while
/// the place refuses everything, once a day for single failures.
pub async fn failed(
    conn: &mut PgConnection,
    guild: GuildId,
    place: Place,
    channel: Option<ChannelId>,
    problem: &str,
    refuses: bool,
) -> Result<bool> {
    let told = sqlx::query_scalar!(
        r#"insert into place_trouble as t (guild_id, place, channel_id, problem, refuses)
           values ($1, $2, $3, $4, $5)
           on conflict (guild_id, place) do update
           set channel_id = $3, problem = $4, refuses = t.refuses or $5, tried_at = now(),
               told_at = case when $5 and not t.refuses
                                or t.told_at < now() - interval '1 day'
                                   and (not t.refuses or t.told_at = to_timestamp(0))
                         then now() else t.told_at end
           returning told_at = now() as "told!""#,
        guild.0,
        place.key(),
        channel.map(|channel| channel.0),
        problem,
        refuses,
    )
    .fetch_one(conn)
    .await?;
    Ok(told)
}

/// A place is seen to be closed to the bot, before anything was tried there: whoever opens a handoff hears
/// of it, and the admin once something is not said for it.
pub async fn seen_closed(
    conn: &mut PgConnection,
    guild: GuildId,
    place: Place,
    channel: ChannelId,
    problem: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into place_trouble as t (guild_id, place, channel_id, problem, refuses, told_at)
         values ($1, $2, $3, $4, true, to_timestamp(0))
         on conflict (guild_id, place) do update
         set channel_id = $3, problem = $4, refuses = true,
             told_at = case when t.refuses then t.told_at else to_timestamp(0) end",
        guild.0,
        place.key(),
        channel.0,
        problem,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Places of a company that refused the last post, or were seen to be closed.
pub async fn closed(conn: &mut PgConnection, guild: GuildId) -> Result<Vec<Place>> {
    let rows = sqlx::query_scalar!(
        "select place from place_trouble where guild_id = $1 and refuses",
        guild.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.iter().filter_map(|key| Place::from_key(key)).collect())
}

/// A place can be posted to again: what was not said there for that reason alone is said now, unless it
/// is older than three days. Gives how much.
pub async fn mended(conn: &mut PgConnection, guild: GuildId, place: Place) -> Result<u64> {
    let done = sqlx::query!(
        "with mended as (
             delete from place_trouble where guild_id = $1 and place = $2 and refuses
         )
         update outbox
         set state = 'ready', out_of_reach = false, attempts = 0, not_before = now(), done_at = null
         where guild_id = $1 and place = $2 and state = 'dead' and out_of_reach
           and done_at > now() - interval '3 days'",
        guild.0,
        place.key(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Tries each place that refuses again, every `seconds`, with the oldest of what is not said there. Gives
/// how many. Of any company: each had its own refusal.
pub async fn try_again(conn: &mut PgConnection, seconds: f64) -> Result<u64> {
    let done = sqlx::query!(
        "with due as (
             update place_trouble set tried_at = now()
             where refuses and channel_id is not null
               and tried_at <= now() - make_interval(secs => $1)
             returning guild_id, place
         )
         update outbox o
         set state = 'ready', out_of_reach = false, attempts = 0, not_before = now(), done_at = null
         from due
         cross join lateral (
             select id from outbox
             where guild_id = due.guild_id and place = due.place and state = 'dead' and out_of_reach
               and done_at > now() - interval '3 days'
             order by id limit 1
         ) oldest
         where o.guild_id = due.guild_id and o.id = oldest.id",
        seconds,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
