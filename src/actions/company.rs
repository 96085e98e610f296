//! The servers that have the bot: each is a company, met before anybody settles anything.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use lru::LruCache;
use sqlx::PgPool;

use super::Result;
use crate::{
    domain::{company::Company, ids::GuildId, refusal::CompanyRefusal},
    store,
};

/// Companies that are remembered at most; who was not asked for longest is forgotten first.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(4096).expect("not zero");

/// The companies that were asked for lately. Each time the database is asked by one small number whether
/// what is remembered still holds, so a change counts at once, whichever process made it.
#[derive(Clone, Debug)]
pub struct Companies(Arc<Mutex<LruCache<GuildId, Arc<Company>>>>);

impl Default for Companies {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(REMEMBERED))))
    }
}

impl Companies {
    /// The company of a server, whether it is set up or not. Somebody can be faster than the event that
    /// tells of a new server: then it is met here, and gets its name with that event.
    pub async fn of_server(
        &self,
        pool: &PgPool,
        guild: GuildId,
        now: DateTime<Utc>,
    ) -> Result<Arc<Company>> {
        let mut conn = pool.acquire().await?;
        if let Some(known) = self.remembered(guild)
            && store::company::version(&mut conn, guild).await? == Some(known.version)
        {
            return Ok(known);
        }
        let found = match store::company::find(&mut conn, guild).await? {
            Some(found) => found,
            None => {
                store::company::meet(&mut conn, guild, "", now).await?;
                let met = store::company::find(&mut conn, guild).await?;
                met.ok_or(CompanyRefusal::NotSetUp)?
            }
        };
        let found = Arc::new(found);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .put(guild, Arc::clone(&found));
        Ok(found)
    }

    fn remembered(&self, guild: GuildId) -> Option<Arc<Company>> {
        let mut companies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        companies.get(&guild).cloned()
    }
}

/// The company of a server, if it was met.
pub async fn known(pool: &PgPool, guild: GuildId) -> Result<Option<Company>> {
    let mut conn = pool.acquire().await?;
    Ok(store::company::find(&mut conn, guild).await?)
}

/// A server has the bot: it is met, or met again.
pub async fn seen(pool: &PgPool, guild: GuildId, name: &str, now: DateTime<Utc>) -> Result<()> {
    let mut conn = pool.acquire().await?;
    Ok(store::company::meet(&mut conn, guild, name, now).await?)
}

/// A server removed the bot.
pub async fn left(pool: &PgPool, guild: GuildId, now: DateTime<Utc>) -> Result<()> {
    let mut conn = pool.acquire().await?;
    Ok(store::company::left(&mut conn, guild, now).await?)
}
