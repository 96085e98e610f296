//! A lead goes back to marketing after sales had it: with a reason, a rest, and what must change first.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::{Deed, movement::Wish};
use crate::{
    actions::{Ask, Result},
    domain::{
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
    let before = (lead.rest_until, lead.must_change.clone());
    lead.recycled += 1;
    lead.rest_until = Some(rest_until);
    lead.must_change = Some(must_change.as_str().to_owned());
    let changes = json!({
        "rest-until": [before.0, lead.rest_until],
        "must-change": [before.1, lead.must_change],
    });
    let words = format!(
        "{} · must change first: {}",
        reason.as_str(),
        must_change.as_str()
    );
    deed.step_changing(conn, ask, lead, wish.to, Some(words), Some(changes))
        .await
}

/// Takes a recycling back, in memory: the rest and what had to change are as the entry tells they were.
pub(super) fn restore(lead: &mut Lead, changes: Option<&Value>) {
    let before = |key: &str| changes?.get(key)?.get(0)?.as_str();
    lead.recycled = (lead.recycled - 1).max(0);
    lead.must_change = before("must-change").map(str::to_owned);
    lead.rest_until = before("rest-until")
        .and_then(|text| DateTime::parse_from_rfc3339(text).ok())
        .map(|until| until.with_timezone(&Utc));
}
