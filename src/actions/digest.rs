//! What a digest tells of, and when one is written.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};

use super::{Ask, Result};
use crate::{
    domain::{
        alert::{Alert, Place},
        company::Company,
        digest::{LastDigest, digest_due, next_digest},
        field::Money,
        handoff::Handoff,
        ids::{GuildId, LeadNumber},
        part::Part,
        promotion::{Promotion, Standing},
    },
    store::{self, digest::Moves},
};

/// How far ahead "ends soon" looks: 48 hours.
const SOON: TimeDelta = TimeDelta::hours(48);

/// Lines of each kind that a digest shows.
pub const LINES: usize = 6;

/// What a digest tells of.
#[derive(Clone, Debug)]
pub struct Content {
    /// From when.
    pub from: DateTime<Utc>,
    /// To when.
    pub to: DateTime<Utc>,
    /// New leads, moves, and how many were lost.
    pub moves: Moves,
    /// Deals won.
    pub wins: Vec<(LeadNumber, String, Money)>,
    /// Handoffs that wait and are late, with the lead's name, the most pressing first.
    pub late: Part<(Handoff, String)>,
    /// The others that wait.
    pub waiting: Part<(Handoff, String)>,
    /// Promotions that may be offered now.
    pub live: Vec<Promotion>,
    /// Promotions that wait for a key.
    pub keys: Vec<Promotion>,
    /// Agreed ones that start within two days.
    pub starting: Vec<Promotion>,
    /// Those that started or ended within the window.
    pub turned: Vec<Promotion>,
    /// When it was gathered: what is late is late then.
    pub now: DateTime<Utc>,
}

impl Content {
    /// Those that end within two days.
    pub fn ends_soon(&self, promotion: &Promotion) -> bool {
        promotion.ends_at - self.now <= SOON
    }

    /// Whether nothing happened and nothing waits.
    pub fn is_quiet(&self) -> bool {
        // By name, so that a new line has to be put on one side or the other.
        let Self {
            moves,
            wins,
            late,
            waiting,
            keys,
            starting,
            turned,
            live: _,
            from: _,
            to: _,
            now: _,
        } = self;
        moves.new.is_empty()
            && moves.moved.is_empty()
            && wins.is_empty()
            && late.is_empty()
            && waiting.is_empty()
            && keys.is_empty()
            && turned.is_empty()
            && starting.is_empty()
    }
}

/// Gathers what happened between two instants, and what stands at `now`.
pub async fn content(
    conn: &mut PgConnection,
    company: &Company,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    now: DateTime<Utc>,
) -> store::Result<Content> {
    let guild = company.guild;
    let late = waiting(&mut *conn, guild, true, now).await?;
    let waiting = waiting(&mut *conn, guild, false, now).await?;
    let standing = store::promotion::standing(&mut *conn, guild, now).await?;
    let of = |wanted: fn(Standing) -> bool| -> Vec<Promotion> {
        standing
            .iter()
            .filter(|promotion| wanted(promotion.standing(now)))
            .cloned()
            .collect()
    };
    let starting = of(|standing| standing == Standing::Agreed);
    Ok(Content {
        from,
        to,
        moves: store::digest::moves(&mut *conn, guild, from, to, LINES).await?,
        wins: store::digest::wins(&mut *conn, guild, from, to).await?,
        late,
        waiting,
        live: of(|standing| standing == Standing::Live),
        keys: of(|standing| matches!(standing, Standing::WaitsFor(_))),
        starting: starting
            .into_iter()
            .filter(|promotion| promotion.starts_at - now <= SOON)
            .collect(),
        turned: store::promotion::turned(conn, guild, from, to).await?,
        now,
    })
}

/// The first handoffs that wait, late or not, with the names of their leads.
async fn waiting(
    conn: &mut PgConnection,
    guild: GuildId,
    late: bool,
    now: DateTime<Utc>,
) -> store::Result<Part<(Handoff, String)>> {
    let waiting = store::handoff::waiting(&mut *conn, guild, Some(late), now, LINES).await?;
    let numbers: Vec<LeadNumber> = waiting.first.iter().map(|handoff| handoff.lead).collect();
    let names = store::lead::labels(conn, guild, &numbers).await?;
    let name = |number: LeadNumber| {
        let found = names.iter().find(|label| label.0 == number);
        found.map(|label| label.1.clone()).unwrap_or_default()
    };
    let with_name = |handoff: Handoff| {
        let name = name(handoff.lead);
        (handoff, name)
    };
    Ok(Part {
        first: waiting.first.into_iter().map(with_name).collect(),
        total: waiting.total,
    })
}

/// What has happened since the last digest, for somebody who does not want to wait.
pub async fn since_last(pool: &PgPool, ask: &Ask) -> Result<Content> {
    let mut conn = pool.acquire().await?;
    let last = store::digest::last(&mut conn, ask.company.guild).await?;
    let from = last.map_or(ask.company.set_up_at.unwrap_or(ask.now), |last| {
        last.covers_to
    });
    Ok(content(&mut conn, &ask.company, from, ask.now, ask.now).await?)
}

/// How long until a company is looked at again that does not open within ten years.
const NEVER: TimeDelta = TimeDelta::days(1);

/// Writes the digest of a company if one is due, and computes when to look again.
pub async fn due(pool: &PgPool, guild: GuildId, now: DateTime<Utc>) -> Result<()> {
    let mut tx = pool.begin().await?;
    if !store::digest::lock_next(&mut tx, guild).await? {
        return Ok(());
    }
    let Some(company) = store::company::find(&mut tx, guild).await? else {
        return Ok(());
    };
    let Some(set_up_at) = company.set_up_at else {
        return Ok(());
    };
    let (hours, zone, time) = (&company.hours, company.zone, company.digest_time);
    let last = store::digest::last(&mut tx, guild).await?;
    let due = digest_due(hours, zone, time, last, set_up_at, now);
    let mut last = last;
    if let Some(window) = due {
        if store::digest::insert(&mut tx, guild, &window).await? {
            let alert = Alert::Digest {
                date: window.local_date,
            };
            store::outbox::enqueue(&mut tx, guild, Place::Digest, &alert, now).await?;
        }
        last = Some(LastDigest {
            local_date: window.local_date,
            covers_to: window.covers_to,
        });
    }
    let next = next_digest(hours, zone, time, last, set_up_at, now);
    store::digest::look_again(&mut tx, guild, next.unwrap_or(now + NEVER)).await?;
    tx.commit().await?;
    Ok(())
}
