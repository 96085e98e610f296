//! Fields are changed.

use sqlx::{PgConnection, PgPool};

use super::{Changed, Deed, met_another};
use crate::{
    actions::{Ask, Result, begin, handoff},
    domain::{
        changes::Changes,
        field::{Email, Money},
        ids::{EntryId, LeadNumber},
        lead::{Deal, DealState, Edit, Field, Lead},
        refusal::{LeadRefusal, TypedRefusal},
        timeline::{NewEntry, What},
    },
    store,
};

/// Changes fields of a lead. Fields that are so already are left out; nothing left is a refusal.
pub async fn edit(pool: &PgPool, ask: &Ask, number: LeadNumber, edits: &[Edit]) -> Result<Changed> {
    match attempt(pool, ask, number, edits).await {
        Err(failure) if met_another(&failure) => attempt(pool, ask, number, edits).await,
        outcome => outcome,
    }
}

async fn attempt(pool: &PgPool, ask: &Ask, number: LeadNumber, edits: &[Edit]) -> Result<Changed> {
    let mut tx = begin(pool, ask).await?;
    let mut lead = super::lock(&mut tx, ask, number).await?;
    let entry = apply(&mut tx, ask, &mut Deed::default(), &mut lead, edits).await?;
    let entry = entry.ok_or(TypedRefusal::NothingToDo {
        example: "/lead edit lead:L-42 email:ada@analytical.example",
    })?;
    let lead = super::save(&mut tx, lead).await?;
    handoff::follow(&mut tx, ask, number).await?;
    tx.commit().await?;
    Ok(Changed { lead, entry })
}

/// Changes fields of a locked lead, in memory, writes what of it stands elsewhere (the person, the deal),
/// and appends the entry that tells of it; none when nothing changed. Whoever calls it saves the lead.
pub(super) async fn apply(
    conn: &mut PgConnection,
    ask: &Ask,
    deed: &mut Deed,
    lead: &mut Lead,
    edits: &[Edit],
) -> Result<Option<EntryId>> {
    let mut changes = Changes::default();
    let changed: Vec<&Edit> = edits
        .iter()
        .filter(|edit| lead.change(edit, &mut changes))
        .collect();
    if changed.is_empty() {
        return Ok(None);
    }
    if let Some((_, Some(email))) = &changes.email {
        refuse_taken(&mut *conn, ask, lead.number, email).await?;
    }
    let value = changes.value.as_ref().and_then(|(_, after)| after.clone());
    let fields: Vec<Field> = changed.into_iter().map(Edit::field).collect();
    write_person(&mut *conn, lead, &fields).await?;
    let entry =
        NewEntry::new(lead.number, Some(ask.who.id), What::Edited { fields }).changing(changes);
    let entry = deed.append(&mut *conn, ask, entry).await?;
    match (value, &lead.deal) {
        (Some(value), Some(deal)) => {
            store::deal::set_value(conn, ask.company.guild, deal.id, &value).await?;
        }
        (Some(value), None) => {
            lead.deal = Some(open_deal(conn, ask, deed, lead.number, &value).await?);
        }
        (None, _) => {}
    }
    Ok(Some(entry))
}

/// Writes what of changed fields does not stand in the lead's own row: its person, and the words by which it
/// is found.
pub(super) async fn write_person(
    conn: &mut PgConnection,
    lead: &Lead,
    changed: &[Field],
) -> Result<()> {
    let of_person = |field: &Field| match field {
        Field::Name | Field::Email | Field::Phone | Field::Handle => true,
        Field::Organisation | Field::Source | Field::Campaign | Field::Value => false,
    };
    let person = changed.iter().any(of_person);
    if person {
        store::contact::update_primary(&mut *conn, lead).await?;
    }
    if person || changed.contains(&Field::Organisation) {
        store::lead::words::renew(conn, lead).await?;
    }
    Ok(())
}

/// Opens a deal, and tells of it.
pub(super) async fn open_deal(
    conn: &mut PgConnection,
    ask: &Ask,
    deed: &mut Deed,
    lead: LeadNumber,
    value: &Money,
) -> Result<Deal> {
    let guild = ask.company.guild;
    let deal = store::deal::open(&mut *conn, guild, lead, value, ask.now).await?;
    deed.record(conn, ask, lead, What::DealOpened { deal }, None)
        .await?;
    Ok(Deal {
        id: deal,
        value: Some(value.clone()),
        state: DealState::Open,
    })
}

/// Refuses an email that another lead has.
pub(super) async fn refuse_taken(
    conn: &mut PgConnection,
    ask: &Ask,
    lead: LeadNumber,
    email: &Email,
) -> Result<()> {
    match store::contact::by_email(conn, ask.company.guild, email).await? {
        Some((other, name)) if other != lead => {
            Err(LeadRefusal::EmailTaken { lead: other, name }.into())
        }
        _ => Ok(()),
    }
}
