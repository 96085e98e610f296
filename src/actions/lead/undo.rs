//! Somebody takes back what was done: entries that reverse are appended, nothing is removed, and the
//! lead stands as it did. What may be taken back, [`crate::domain::undo`] says.

use chrono::TimeDelta;
use sqlx::{PgConnection, PgPool};

use super::{Changed, Deed, Heed, edit, met_another, recycle};
use crate::{
    actions::{Ask, Result, begin, handoff},
    domain::{
        field::{Email, Money},
        ids::{DealId, EntryId, LeadNumber},
        lead::{DealState, Field, Lead},
        refusal::UndoRefusal,
        stage::{Stage, Team, Way, find_move},
        timeline::{Entry, NewEntry, Step, What},
        undo,
    },
    store,
};

/// How many entries back something to undo is looked for.
const LOOK_BACK: i64 = 100;

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
    let stood = lead.stage;
    let newest = store::timeline::newest(&mut tx, ask.company.guild, number, LOOK_BACK).await?;
    let entries = undo::deed(&lead, &newest, wanted, ask.who, ask.now)?;
    let mut deed = Deed::default();
    let mut last = None;
    for entry in &entries {
        last = Some(reverse(&mut tx, ask, &mut deed, &mut lead, entry).await?);
    }
    let entry = last.ok_or(UndoRefusal::Nothing { lead: number })?;
    edit::save(&mut tx, &lead).await?;
    tell(&mut tx, ask, &lead, stood, entry, &entries).await?;
    let lead = super::find(&mut tx, ask, number).await?;
    tx.commit().await?;
    Ok(Undone {
        changed: Changed { lead, entry },
        entries,
    })
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
        What::Edited { fields } => {
            for field in fields {
                restore(&mut *conn, ask, lead, *field, before(entry, field.key())).await?;
            }
        }
        What::Touched { .. } => store::touch::undo(&mut *conn, guild, entry.id).await?,
        What::Assigned { team, before, .. } => match team {
            Team::Marketing => lead.marketing_owner = *before,
            Team::Sales => lead.sales_owner = *before,
        },
        What::HandoffOpened { .. } => {
            handoff::withdraw_in(&mut *conn, ask, lead.number, "it was undone").await?;
        }
        What::DealOpened { deal } => store::deal::remove(&mut *conn, guild, *deal).await?,
        What::DealWon { deal } | What::DealLost { deal } => {
            open_again(&mut *conn, ask, *deal).await?;
        }
        // A note has no more to it than its entry; a move is its step, below. The rest is never chosen.
        _ => {}
    }
    let mut reversing =
        NewEntry::new(lead.number, Some(ask.who.id), What::Undone).reversing(entry.id);
    if let Some(back) = step_back(ask, lead, entry) {
        reversing = reversing
            .stepping(back)
            .saying(Some("taken back".to_owned()));
    }
    deed.append(conn, ask, reversing).await
}

/// Gives a field what it held before.
async fn restore(
    conn: &mut PgConnection,
    ask: &Ask,
    lead: &mut Lead,
    field: Field,
    before: Option<&str>,
) -> Result<()> {
    match (field, before) {
        (Field::Email, Some(text)) => {
            if let Ok(email) = Email::parse(text) {
                edit::refuse_taken(&mut *conn, ask, lead.number, &email).await?;
            }
        }
        // Without a value before, there was no deal before: the entry of its opening is reversed too.
        (Field::Value, Some(text)) => {
            // Read anew: a win that is taken back in the same go has opened it again.
            let deal = super::find(&mut *conn, ask, lead.number).await?.deal;
            if let (Ok(value), Some(deal)) = (Money::parse(text), deal) {
                store::deal::set_value(&mut *conn, ask.company.guild, deal.id, &value).await?;
            }
        }
        _ => {}
    }
    edit::write(lead, field, before.map(str::to_owned));
    Ok(())
}

async fn open_again(conn: &mut PgConnection, ask: &Ask, deal: DealId) -> Result<()> {
    let (guild, by, state) = (ask.company.guild, ask.who.id, DealState::Open);
    Ok(store::deal::set_state(conn, guild, deal, state, by, None, ask.now).await?)
}

/// What a value was before an entry, by its key.
fn before<'e>(entry: &'e Entry, key: &str) -> Option<&'e str> {
    entry.changes.as_ref()?.get(key)?.get(0)?.as_str()
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
    if find_move(from, to).is_some_and(|row| row.way == Way::Recycle) {
        recycle::restore(lead, entry.changes.as_ref());
    }
    lead.lost_reason = (from == Stage::Lost).then(|| {
        before(entry, "lost-reason")
            .unwrap_or(UNKNOWN_REASON)
            .to_owned()
    });
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
    stood: Stage,
    entry: EntryId,
    entries: &[Entry],
) -> Result<()> {
    if stood == lead.stage {
        return Ok(());
    }
    let told_both = matches!(stood, Stage::PostPurchase)
        || (stood == Stage::Lost && lead.stage.is_led_by(Team::Sales));
    let recycled = entries.iter().any(|entry| {
        let step = entry.step.and_then(|step| Some((step.from?, step.to)));
        step.and_then(|(from, to)| find_move(from, to))
            .is_some_and(|row| row.way == Way::Recycle)
    });
    let teams: Vec<Team> = [Team::Marketing, Team::Sales]
        .into_iter()
        .filter(|team| match lead.stage {
            _ if told_both || recycled => true,
            Stage::Lost => *team == Team::Marketing,
            stage => stage.is_led_by(*team),
        })
        .collect();
    let heed = if told_both || recycled {
        Heed::Always
    } else {
        Heed::IfWanted
    };
    super::tell_move(conn, ask, lead, stood, entry, &teams, heed).await
}
