//! Those who look after leads: whether they are still on the server. Without a privileged intent Discord
//! does not tell who leaves, so each is asked after, at most once a day.

use chrono::{DateTime, TimeDelta, Utc};
use poise::serenity_prelude as serenity;
use serenity::{Http, HttpError, StatusCode};
use sqlx::PgPool;

use crate::{
    actions::{self, Failure},
    domain::ids::{GuildId, UserId},
    store::{self, StoreError},
};

/// How often somebody is asked after.
const EVERY: TimeDelta = TimeDelta::days(1);

/// How many are asked after in one go: Discord's requests are there for people first.
pub const BATCH: i64 = 20;

/// Discord's codes for somebody who is not on the server, or no more at all.
const GONE: [isize; 2] = [10_007, 10_013];

/// Asks after a batch of those who look after something. What somebody looked after who has left is given
/// back. Gives how many were asked after.
///
/// # Errors
/// When the database is away.
pub async fn run_once(pool: &PgPool, http: &Http, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let people = {
        let mut conn = pool.acquire().await?;
        store::member::to_look_for(&mut conn, now - EVERY, BATCH).await?
    };
    for (guild, user) in &people {
        let Some(there) = is_there(http, *guild, *user).await else {
            // Discord is away: the others can wait as well.
            return Ok(0);
        };
        if there {
            let mut conn = pool.acquire().await?;
            store::member::seen(&mut conn, *guild, *user, now).await?;
        } else if let Err(Failure::Internal(error)) =
            actions::member::left(pool, *guild, *user, now).await
        {
            return Err(error);
        }
    }
    Ok(people.len())
}

/// Whether somebody is on a server; `None` when Discord does not say. A refusal that is not about them
/// counts as "there": nobody loses a lead by a missing permission, and tomorrow is another day.
async fn is_there(http: &Http, guild: GuildId, user: UserId) -> Option<bool> {
    let guild = serenity::GuildId::new(guild.0.unsigned_abs());
    let user = serenity::UserId::new(user.0.unsigned_abs());
    match http.get_member(guild, user).await {
        Ok(_) => Some(true),
        Err(serenity::Error::Http(HttpError::UnsuccessfulRequest(refusal))) => {
            let status = refusal.status_code;
            if status == StatusCode::NOT_FOUND && GONE.contains(&refusal.error.code) {
                Some(false)
            } else if status.is_client_error() && status != StatusCode::UNAUTHORIZED {
                Some(true)
            } else {
                None
            }
        }
        Err(_) => None,
    }
}
