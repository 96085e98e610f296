//! Somebody takes back what was done: entries that reverse are appended, nothing is removed, and the
//! lead stands as it did. What may be taken back, [`crate::domain::undo`] says.

use chrono::TimeDelta;
use sqlx::{PgConnection, PgPool};

use super::{Changed, Deed, edit, met_another, recycle};
use crate::{
    actions::{Ask, Failure, Result, begin, handoff},
    domain::{
        audience,
        handoff::Withdrawn,
        ids::{DealId, EntryId, LeadNumber},
        lead::{DealState, Field, Lead},
        refusal::{UndoBar, UndoRefusal},
        stage::{Stage, Team, Way, way},
        timeline::{Entry, NewEntry, Step, What},
        undo,
    },
    store,
};

/// What is kept when an erasure has emptied why a lead was lost.
const UNKNOWN_REASON: &str = "unknown";

/// What was taken back.
#[derive(Clone, Debug)]
pub struct Undone {
    /// The lead as it stands now.
    pub changed: Changed,
    /// The entries that were taken back, the newest first.
    pub entries: Vec<Entry>,
}

/// Takes back the last thing that somebody did to a lead, or what the entry `wanted` is part of.
pub async fn undo(
    pool: &PgPool,
    ask: &Ask,
    number: LeadNumber,
    wanted: Option<EntryId>,
) -> Result<Undone> {
    match attempt(pool, ask, number, wanted).await {
        Err(failure) if met_another(&failure) => attempt(pool, ask, number, wanted).await,
        outcome => outcome,
    }
}

async fn attempt(
    pool: &PgPool,
    ask: &Ask,
    number: LeadNumber,
    wanted: Option<EntryId>,
) -> Result<Undone> {
    let mut tx = begin(pool, ask).await?;
    let mut lead = super::lock(&mut tx, ask, number).await?;
    let guild = ask.company.guild;
    let chosen = match wanted {
        Some(entry) => Some(entry),
        None => last_doing(&mut tx, ask, number).await?,
    };
    let chosen = chosen.ok_or(UndoRefusal::Nothing { lead: number })?;
    let newest = store::timeline::since(&mut tx, guild, number, chosen).await?;
    let entries = undo::deed(&lead, &newest, Some(chosen), ask.who, ask.now)?;
    let mut deed = Deed::default();
    let mut last = None;
    for entry in &entries {
        last = Some(reverse(&mut tx, ask, &mut deed, &mut lead, entry).await?);
    }
    let entry = last.ok_or(UndoRefusal::Nothing { lead: number })?;
    store::lead::update(&mut tx, &lead).await?;
    handoff::follow_undo(&mut tx, ask, number).await?;
    tell(&mut tx, ask, &lead, entry, &entries).await?;
    // Read anew: which deal is open depends on what was taken back.
    let lead = super::find(&mut tx, ask, number).await?;
    tx.commit().await?;
    Ok(Undone {
        changed: Changed { lead, entry },
        entries,
    })
}

/// The last thing that they did; when they did nothing, the last thing that anybody did, so that the answer
/// can say who may take it back. A manager: the last thing.
async fn last_doing(
    conn: &mut PgConnection,
    ask: &Ask,
    number: LeadNumber,
) -> Result<Option<EntryId>> {
    let guild = ask.company.guild;
    if !ask.who.rights.manager {
        let own = store::timeline::last_doing(&mut *conn, guild, number, Some(ask.who.id)).await?;
        if own.is_some() {
            return Ok(own);
        }
    }
    Ok(store::timeline::last_doing(conn, guild, number, None).await?)
}

/// Takes one entry back: what it changed, and then the entry that says so.
async fn reverse(
    conn: &mut PgConnection,
    ask: &Ask,
    deed: &mut Deed,
    lead: &mut Lead,
    entry: &Entry,
) -> Result<EntryId> {
    let guild = ask.company.guild;
    match &entry.what {
        What::Edited { fields } => restore(&mut *conn, ask, lead, fields, entry).await?,
        What::Touched { .. } => store::touch::undo(&mut *conn, guild, entry.id).await?,
        What::Assigned { team, before, .. } => match team {
            Team::Marketing => lead.marketing_owner = *before,
            Team::Sales => lead.sales_owner = *before,
        },
        What::HandoffOpened { .. } => {
            handoff::withdraw_in(&mut *conn, ask, lead.number, Withdrawn::Undone).await?;
        }
        What::DealOpened { deal } => store::deal::remove(&mut *conn, guild, *deal).await?,
        What::DealWon { deal } | What::DealLost { deal } => {
            open_again(&mut *conn, ask, *deal).await?;
        }
        // These have no more to them than their entry; a move is its step, below.
        What::Moved | What::Noted | What::CameAgain => {}
        // Never chosen: `domain::undo` says that they cannot be reversed.
        What::Added { .. }
        | What::HandoffWarned { .. }
        | What::HandoffEscalated { .. }
        | What::HandoffAccepted { .. }
        | What::HandoffSentBack { .. }
        | What::HandoffWithdrawn { .. }
        | What::Heard { .. }
        | What::Undone => return Err(barred(lead, UndoBar::Kind)),
    }
    let mut reversing =
        NewEntry::new(lead.number, Some(ask.who.id), What::Undone).reversing(entry.id);
    if let Some(back) = step_back(ask, lead, entry) {
        reversing = reversing.stepping(back);
    }
    deed.append(conn, ask, reversing).await
}

fn barred(lead: &Lead, why: UndoBar) -> Failure {
    let lead = lead.number;
    UndoRefusal::Barred { lead, why }.into()
}

/// Gives fields what they held before.
async fn restore(
    conn: &mut PgConnection,
    ask: &Ask,
    lead: &mut Lead,
    fields: &[Field],
    entry: &Entry,
) -> Result<()> {
    let changes = entry.changes.clone().unwrap_or_default();
    if !fields.iter().all(|field| changes.knows(*field)) {
        return Err(barred(lead, UndoBar::Forgotten));
    }
    if let Some((Some(email), _)) = &changes.email {
        edit::refuse_taken(&mut *conn, ask, lead.number, email).await?;
    }
    if changes.value.is_some() {
        // Read anew: a win that is taken back in the same go has opened it again.
        lead.deal = super::find(&mut *conn, ask, lead.number).await?.deal;
    }
    for field in fields {
        lead.restore(*field, &changes);
    }
    edit::write_person(&mut *conn, lead, fields).await?;
    // Without a value before, there was no deal before: the entry of its opening is reversed too.
    if let (Some((Some(value), _)), Some(deal)) = (&changes.value, &lead.deal) {
        store::deal::set_value(conn, ask.company.guild, deal.id, value).await?;
    }
    Ok(())
}

async fn open_again(conn: &mut PgConnection, ask: &Ask, deal: DealId) -> Result<()> {
    let (guild, by, state) = (ask.company.guild, ask.who.id, DealState::Open);
    Ok(store::deal::set_state(conn, guild, deal, state, by, None, ask.now).await?)
}

/// Puts a lead where it stood before the move of an entry, in memory, as if it had never left.
fn step_back(ask: &Ask, lead: &mut Lead, entry: &Entry) -> Option<Step> {
    let Step {
        from: Some(from),
        to,
        stood,
    } = entry.step?
    else {
        return None;
    };
    let changes = entry.changes.clone().unwrap_or_default();
    if way(from, to) == Some(Way::Recycle) {
        recycle::restore(lead, &changes);
    }
    let lost_before = changes.lost_reason.and_then(|(before, _)| before);
    lead.lost_reason =
        (from == Stage::Lost).then(|| lost_before.unwrap_or_else(|| UNKNOWN_REASON.to_owned()));
    let back = Step {
        from: Some(to),
        to: from,
        stood: Some((ask.now - lead.stage_since).max(TimeDelta::zero())),
    };
    lead.stage = from;
    lead.stage_since = entry.at - stood.unwrap_or_else(TimeDelta::zero);
    Some(back)
}

/// Whoever was told of a move is told that it was taken back.
async fn tell(
    conn: &mut PgConnection,
    ask: &Ask,
    lead: &Lead,
    entry: EntryId,
    entries: &[Entry],
) -> Result<()> {
    let moves: Vec<(Stage, Stage)> = entries
        .iter()
        .filter_map(|entry| entry.step)
        .filter_map(|step| Some((step.from?, step.to)))
        .collect();
    // The newest entry comes first: where it had gone.
    let Some((_, stood)) = moves.first().copied() else {
        return Ok(());
    };
    let teams = audience::of_taken_back(&ask.company, &moves, lead.stage);
    super::tell_move(conn, ask, lead, stood, entry, &teams).await
}
