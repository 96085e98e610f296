//! What each team did for a win: credit is the teams', so the news names both.

use sqlx::PgConnection;

use crate::{
    domain::{
        handoff::{Handoff, HandoffState},
        ids::{DealId, GuildId, LeadNumber, UserId},
        lead::{Lead, WonDeal},
    },
    store,
};

/// What each team did for a win.
#[derive(Clone, Debug)]
pub struct Credit {
    /// The lead.
    pub lead: Lead,
    /// The deal.
    pub won: WonDeal,
    /// Who closed it.
    pub by: UserId,
    /// How often marketing touched the lead: its people of then.
    pub by_marketing: i64,
    /// How often sales did.
    pub by_sales: i64,
    /// The handoff by which sales got it, if there was one.
    pub handoff: Option<Handoff>,
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
    let Some(won) = store::deal::won(&mut *conn, guild, deal).await? else {
        return Ok(None);
    };
    let handoff = store::handoff::newest(&mut *conn, guild, number).await?;
    let (by_marketing, by_sales) = store::touch::count_by_team(conn, guild, number).await?;
    Ok(Some(Credit {
        lead,
        won,
        by,
        by_marketing,
        by_sales,
        handoff: handoff.filter(|handoff| handoff.state == HandoffState::Accepted),
    }))
}
