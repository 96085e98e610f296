//! The company's time in the demo: where it begins, and to which moments the page can move it.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use futures::FutureExt;
use sqlx::PgPool;
use tandem_sandbox::{
    Sandbox,
    clock::{Moment, Moments},
};

use super::DemoError;
use crate::{
    clock::Clock,
    domain::{digest::next_digest, ids::GuildId, local},
    sample::{self, BuildError},
    store::{self, StoreError},
};

/// The instant of the company's local time; as everywhere, the first one where clocks change.
pub(super) fn instant(zone: Tz, asked: NaiveDateTime) -> Result<DateTime<Utc>, DemoError> {
    local::instant(zone, asked).ok_or(DemoError::NoSuchTime(asked))
}

/// Moves the clock on to the company's local time, and keeps where it stands.
///
/// # Errors
/// When it lies behind the company's own time, but for the minute that a start may take.
pub(super) async fn go_on(
    pool: &PgPool,
    guild: GuildId,
    sandbox: &Sandbox,
    clock: &Clock,
    asked: NaiveDateTime,
) -> Result<(), DemoError> {
    let mut conn = pool.acquire().await?;
    let company = store::company::find(&mut conn, guild)
        .await
        .map_err(BuildError::from)?;
    let zone = company.map_or(sample::ZONE, |company| company.zone);
    let missing = instant(zone, asked)? - clock.now();
    if missing < -TimeDelta::minutes(1) {
        return Err(DemoError::TimeGoesBack {
            now: local::show(zone, clock.now()),
            zone,
            asked,
        });
    }
    sandbox.advance(missing);
    Ok(())
}

/// The company's next digest, with its own hours, holidays and zone, whatever the reader's are.
pub(super) fn moments(pool: PgPool, guild: GuildId, clock: Clock) -> Moments {
    Box::new(move || {
        let (pool, now) = (pool.clone(), clock.now());
        async move {
            let next = next(&pool, guild, now).await;
            next.unwrap_or_else(|error| {
                tracing::warn!(%error, "The company's next digest cannot be told.");
                None
            })
            .into_iter()
            .collect()
        }
        .boxed()
    })
}

async fn next(
    pool: &PgPool,
    guild: GuildId,
    now: DateTime<Utc>,
) -> Result<Option<Moment>, StoreError> {
    let mut conn = pool.acquire().await?;
    let Some(company) = store::company::find(&mut conn, guild).await? else {
        return Ok(None);
    };
    let Some(set_up_at) = company.set_up_at else {
        return Ok(None);
    };
    let last = store::digest::last(&mut conn, guild).await?;
    let (hours, zone) = (&company.hours, company.zone);
    let at = next_digest(hours, zone, company.digest_time, last, set_up_at, now);
    Ok(at.map(|at| Moment {
        label: format!("Next digest: {} in {}", local::show(zone, at), city(zone)),
        at,
    }))
}

/// A zone's city, as people name it.
fn city(zone: Tz) -> String {
    let name = zone.name();
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}
