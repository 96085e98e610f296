//! What somebody does in one go writes several entries, which are taken back together.

use chrono::TimeDelta;
use sqlx::PgConnection;

use crate::{
    actions::{Ask, Result},
    domain::{
        changes::Changes,
        ids::{EntryId, LeadNumber},
        lead::Lead,
        stage::Stage,
        timeline::{NewEntry, Step, What},
    },
    store,
};

/// Entries written in one go: each names the first.
#[derive(Debug, Default)]
pub(crate) struct Deed {
    first: Option<EntryId>,
}

impl Deed {
    /// A deed whose first entry is written already.
    pub(crate) fn begun_by(first: EntryId) -> Self {
        Self { first: Some(first) }
    }

    /// Appends an entry.
    pub(crate) async fn append(
        &mut self,
        conn: &mut PgConnection,
        ask: &Ask,
        entry: NewEntry,
    ) -> Result<EntryId> {
        let entry = NewEntry {
            deed: self.first,
            ..entry
        };
        let id = store::timeline::append(conn, ask.company.guild, ask.now, &entry).await?;
        self.first.get_or_insert(id);
        Ok(id)
    }

    /// Appends an entry of what the one who asks did.
    pub(crate) async fn record(
        &mut self,
        conn: &mut PgConnection,
        ask: &Ask,
        lead: LeadNumber,
        what: What,
        words: Option<String>,
    ) -> Result<EntryId> {
        let entry = NewEntry::new(lead, Some(ask.who.id), what).saying(words);
        self.append(conn, ask, entry).await
    }

    /// Puts a lead at another stage, in memory, and appends the entry of the move.
    pub(crate) async fn step(
        &mut self,
        conn: &mut PgConnection,
        ask: &Ask,
        lead: &mut Lead,
        to: Stage,
        words: Option<String>,
    ) -> Result<EntryId> {
        self.step_changing(conn, ask, lead, to, words, None).await
    }

    /// The same, with what else changed by it, so that it can be restored.
    pub(crate) async fn step_changing(
        &mut self,
        conn: &mut PgConnection,
        ask: &Ask,
        lead: &mut Lead,
        to: Stage,
        words: Option<String>,
        changes: Option<Changes>,
    ) -> Result<EntryId> {
        let step = Step {
            from: Some(lead.stage),
            to,
            stood: Some((ask.now - lead.stage_since).max(TimeDelta::zero())),
        };
        let entry = NewEntry {
            changes,
            ..NewEntry::new(lead.number, Some(ask.who.id), What::Moved)
                .saying(words)
                .stepping(step)
        };
        lead.stage = to;
        lead.stage_since = ask.now;
        self.append(conn, ask, entry).await
    }
}
