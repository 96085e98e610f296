//! What each team did for a win: credit is the teams', so the news names both.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::{
    domain::{
        field::Money,
        handoff::{Handoff, HandoffState},
        ids::{DealId, GuildId, LeadNumber, UserId},
        lead::{DealState, Lead},
        timeline::What,
    },
    store,
};

/// Entries of the timeline that are counted.
const ENTRIES: i64 = 500;

/// What each team did for a win.
#[derive(Clone, Debug)]
pub struct Credit {
    /// The lead.
    pub lead: Lead,
    /// What the deal was worth.
    pub value: Option<Money>,
    /// Who closed it.
    pub by: UserId,
    /// How often marketing touched it.
    pub touches: usize,
    /// The handoff by which sales got it, if there was one.
    pub handoff: Option<Handoff>,
    /// When the deal was won.
    pub won_at: DateTime<Utc>,
}

/// What each team did for a deal. `None` when it is gone, or no longer won.
pub async fn credit(
    conn: &mut PgConnection,
    guild: GuildId,
    number: LeadNumber,
    deal: DealId,
    by: UserId,
) -> store::Result<Option<Credit>> {
    let Some(lead) = store::lead::find(&mut *conn, guild, number).await? else {
        return Ok(None);
    };
    let won = store::deal::find(&mut *conn, guild, deal).await?;
    let Some(won) = won.filter(|deal| deal.state == DealState::Won) else {
        return Ok(None);
    };
    let handoff = store::handoff::newest(&mut *conn, guild, number).await?;
    let timeline = store::timeline::newest(conn, guild, number, ENTRIES).await?;
    let live = || timeline.iter().filter(|entry| entry.reversed_by.is_none());
    let won_at = live()
        .find(|entry| entry.what == What::DealWon { deal })
        .map_or(lead.stage_since, |entry| entry.at);
    Ok(Some(Credit {
        value: won.value,
        by,
        touches: live()
            .filter(|entry| matches!(entry.what, What::Touched { .. }))
            .count(),
        handoff: handoff.filter(|handoff| handoff.state == HandoffState::Accepted),
        won_at,
        lead,
    }))
}
