//! What the bot sees of the places that it may post to.

use sqlx::PgPool;

use super::Result;
use crate::{
    domain::{
        alert::Place,
        ids::{ChannelId, GuildId},
    },
    store,
};

/// Takes note of a server's places as they are now: which are closed to the bot, and why. What was not
/// said in one that is open again is said now.
pub async fn seen(
    pool: &PgPool,
    guild: GuildId,
    closed: &[(Place, ChannelId, String)],
) -> Result<()> {
    let mut conn = pool.acquire().await?;
    let known = store::place::closed(&mut conn, guild).await?;
    for (place, channel, problem) in closed {
        store::place::seen_closed(&mut conn, guild, *place, *channel, problem).await?;
    }
    for place in known {
        if !closed.iter().any(|(shut, ..)| *shut == place) {
            store::place::mended(&mut conn, guild, place).await?;
        }
    }
    Ok(())
}
