//! Somebody left the server: what they looked after is their teams' again.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{Result, tell};
use crate::{
    domain::{
        alert::{Alert, Place},
        audience,
        ids::{GuildId, HandoffId, LeadNumber, UserId},
        stage::Team,
        timeline::{NewEntry, What},
    },
    store,
};

/// Gives back what somebody looked after who left, and tells both teams. Done again, it finds nothing and
/// tells nothing.
pub async fn left(pool: &PgPool, guild: GuildId, user: UserId, now: DateTime<Utc>) -> Result<()> {
    let mut tx = pool.begin().await?;
    let Some(company) = store::company::find(&mut tx, guild).await? else {
        return Ok(());
    };
    store::member::forget(&mut tx, guild, user).await?;
    let (mut marketing, mut sales, mut handoffs) = (0, 0, 0);
    for number in store::member::looks_after(&mut tx, guild, user).await? {
        for team in give_back(&mut tx, guild, number, user, now).await? {
            match team {
                Team::Marketing => marketing += 1,
                Team::Sales => sales += 1,
            }
        }
    }
    for id in store::handoff::offered_to(&mut tx, guild, user).await? {
        if offer_to_team(&mut tx, guild, id, user, now).await? {
            handoffs += 1;
        }
    }
    if marketing + sales + handoffs > 0 {
        let alert = Alert::MemberLeft {
            user,
            marketing,
            sales,
            handoffs,
        };
        tell(&mut tx, &company, &audience::BOTH, &alert, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Gives a lead back to the teams on which they looked after it; which.
async fn give_back(
    conn: &mut PgConnection,
    guild: GuildId,
    number: LeadNumber,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<Team>> {
    let Some(mut lead) = store::lead::lock(&mut *conn, guild, number).await? else {
        return Ok(Vec::new());
    };
    let teams: Vec<Team> = audience::BOTH
        .into_iter()
        .filter(|team| lead.owner_on(*team) == Some(user))
        .collect();
    for team in &teams {
        match team {
            Team::Marketing => lead.marketing_owner = None,
            Team::Sales => lead.sales_owner = None,
        }
        let what = What::Assigned {
            team: *team,
            to: None,
            before: Some(user),
        };
        let entry = NewEntry::new(number, None, what);
        store::timeline::append(&mut *conn, guild, now, &entry).await?;
    }
    store::lead::update(conn, &lead).await?;
    Ok(teams)
}

/// Offers a handoff that waits for them to the whole team. `false`: it has been answered.
async fn offer_to_team(
    conn: &mut PgConnection,
    guild: GuildId,
    id: HandoffId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(known) = store::handoff::find(&mut *conn, guild, id).await? else {
        return Ok(false);
    };
    // The lead's lock comes first, as everywhere.
    store::lead::lock(&mut *conn, guild, known.lead).await?;
    let waits = store::handoff::lock_pending(&mut *conn, guild, known.lead).await?;
    if waits.is_none_or(|handoff| handoff.id != id || handoff.offered_to != Some(user)) {
        return Ok(false);
    }
    store::handoff::offer_to_team(&mut *conn, guild, id).await?;
    let card = Alert::HandoffCard { handoff: id };
    store::outbox::enqueue(conn, guild, Place::Sales, &card, now).await?;
    Ok(true)
}
