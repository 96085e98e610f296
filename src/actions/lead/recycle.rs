//! A lead goes back to marketing after sales had it: with a reason, a rest, and what must change first.

use chrono::TimeDelta;
use sqlx::PgConnection;

use super::{Deed, wish::Wish};
use crate::{
    actions::{Ask, Result},
    domain::{
        changes::{Change, Changes},
        ids::EntryId,
        lead::{Lead, RECYCLE_LIMIT, RECYCLE_REST_DAYS},
        refusal::LeadRefusal,
    },
};

/// Recycles a locked lead, in memory, and appends the entry. At most three times, then a manager.
pub(super) async fn recycle(
    conn: &mut PgConnection,
    ask: &Ask,
    deed: &mut Deed,
    lead: &mut Lead,
    wish: &Wish,
) -> Result<EntryId> {
    let (Some(reason), Some(must_change)) = (&wish.reason, &wish.must_change) else {
        return Err(LeadRefusal::RecycleIncomplete.into());
    };
    if lead.recycled >= RECYCLE_LIMIT && !ask.who.rights.manager {
        let times = lead.recycled;
        return Err(LeadRefusal::RecycledTooOften { times }.into());
    }
    let default_rest = ask.now + TimeDelta::days(RECYCLE_REST_DAYS);
    let rest_until = wish.rest_until.unwrap_or(default_rest);
    if rest_until <= ask.now {
        return Err(LeadRefusal::RestOver { until: rest_until }.into());
    }
    lead.recycled += 1;
    let must_change = Some(must_change.as_str().to_owned());
    let changes = Changes {
        rest_until: Some((lead.rest_until.replace(rest_until), Some(rest_until))),
        must_change: Some((lead.must_change.clone(), must_change.clone())),
        ..Changes::default()
    };
    lead.must_change = must_change;
    let words = Some(reason.as_str().to_owned());
    deed.step_changing(conn, ask, lead, wish.to, words, Some(changes))
        .await
}

/// Takes a recycling back, in memory: the rest and what had to change are as the entry tells they were.
pub(super) fn restore(lead: &mut Lead, changes: &Changes) {
    let before = |change: &Option<Change<String>>| change.as_ref()?.0.clone();
    lead.recycled = (lead.recycled - 1).max(0);
    lead.must_change = before(&changes.must_change);
    lead.rest_until = changes.rest_until.and_then(|(before, _)| before);
}
