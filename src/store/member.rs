//! Those who look after something, and when they were last asked after: somebody who left the server looks
//! after nothing.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Result;
use crate::domain::ids::{GuildId, LeadNumber, UserId};

/// People who look after a lead or have a handoff waiting for them, in any company that has the bot, and who
/// were not asked after since `since`.
pub async fn to_look_for(
    conn: &mut PgConnection,
    since: DateTime<Utc>,
    most: i64,
) -> Result<Vec<(GuildId, UserId)>> {
    let rows = sqlx::query!(
        r#"select o.guild_id as "guild_id!", o.user_id as "user_id!"
           from (
               select guild_id, marketing_owner as user_id from lead where marketing_owner is not null
               union
               select guild_id, sales_owner from lead where sales_owner is not null
               union
               select guild_id, offered_to from handoff where offered_to is not null and state = 'pending'
           ) o
           join company c on c.guild_id = o.guild_id and c.removed_at is null
           left join member m on m.guild_id = o.guild_id and m.user_id = o.user_id
           where m.seen_at is null or m.seen_at < $1
           order by m.seen_at nulls first, o.guild_id, o.user_id
           limit $2"#,
        since,
        most,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (GuildId(row.guild_id), UserId(row.user_id)))
        .collect())
}

/// Takes note that somebody was there at `at`.
pub async fn seen(
    conn: &mut PgConnection,
    guild: GuildId,
    user: UserId,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into member (guild_id, user_id, seen_at) values ($1, $2, $3)
         on conflict (guild_id, user_id) do update set seen_at = excluded.seen_at",
        guild.0,
        user.0,
        at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets somebody who left.
pub async fn forget(conn: &mut PgConnection, guild: GuildId, user: UserId) -> Result<()> {
    sqlx::query!(
        "delete from member where guild_id = $1 and user_id = $2",
        guild.0,
        user.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The leads that somebody looks after, on either team, in the order of their numbers.
pub async fn looks_after(
    conn: &mut PgConnection,
    guild: GuildId,
    user: UserId,
) -> Result<Vec<LeadNumber>> {
    let rows = sqlx::query_scalar!(
        "select number from lead where guild_id = $1 and (marketing_owner = $2 or sales_owner = $2)
         order by number",
        guild.0,
        user.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(LeadNumber).collect())
}
