//! Fields are changed.

use serde_json::{Map, Value, json};
use sqlx::{PgConnection, PgPool};

use super::{Changed, Deed, met_another};
use crate::{
    actions::{Ask, Result, begin},
    domain::{
        field::{Email, Handle, Money, OneLine, Phone},
        ids::{EntryId, LeadNumber},
        lead::{Edit, Field, Lead},
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
    let lead = super::lock(&mut tx, ask, number).await?;
    let (lead, entry) = apply(&mut tx, ask, &mut Deed::default(), lead, edits).await?;
    let entry = entry.ok_or(TypedRefusal::NothingToDo {
        example: "/lead edit lead:L-42 email:ada@analytical.example",
    })?;
    tx.commit().await?;
    Ok(Changed { lead, entry })
}

/// Changes fields of a locked lead and appends the entry that tells of it. Gives the lead as it stands
/// then, and no entry when nothing changed.
pub(super) async fn apply(
    conn: &mut PgConnection,
    ask: &Ask,
    deed: &mut Deed,
    mut lead: Lead,
    edits: &[Edit],
) -> Result<(Lead, Option<EntryId>)> {
    let number = lead.number;
    let mut changes = Map::new();
    let mut fields = Vec::new();
    let mut value = None;
    for edit in edits {
        let field = edit.field();
        let (before, after) = (read(&lead, field), text(edit));
        if before == after {
            continue;
        }
        if let Edit::Email(Some(email)) = edit {
            refuse_taken(&mut *conn, ask, number, email).await?;
        }
        match edit {
            Edit::Value(money) => value = Some(money),
            _ => write(&mut lead, field, after.clone()),
        }
        changes.insert(field.key().to_owned(), json!([before, after]));
        fields.push(field);
    }
    if fields.is_empty() {
        return Ok((lead, None));
    }
    save(&mut *conn, &lead).await?;
    let entry = NewEntry::new(number, Some(ask.who.id), What::Edited { fields })
        .changing(Value::Object(changes));
    let entry = deed.append(&mut *conn, ask, entry).await?;
    match (value, &lead.deal) {
        (Some(value), Some(deal)) => {
            store::deal::set_value(&mut *conn, ask.company.guild, deal.id, value).await?;
        }
        (Some(value), None) => open_deal(&mut *conn, ask, deed, number, value).await?,
        (None, _) => {}
    }
    Ok((super::find(conn, ask, number).await?, Some(entry)))
}

/// Opens a deal, and tells of it.
pub(super) async fn open_deal(
    conn: &mut PgConnection,
    ask: &Ask,
    deed: &mut Deed,
    lead: LeadNumber,
    value: &Money,
) -> Result<()> {
    let guild = ask.company.guild;
    let name = format!("Deal of {lead}");
    let deal = store::deal::open(&mut *conn, guild, lead, &name, value, ask.now).await?;
    deed.record(conn, ask, lead, What::DealOpened { deal }, None)
        .await?;
    Ok(())
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

/// Writes a lead with its contact.
pub(super) async fn save(conn: &mut PgConnection, lead: &Lead) -> Result<()> {
    store::lead::update(&mut *conn, lead).await?;
    store::contact::update_primary(
        &mut *conn,
        lead.guild,
        lead.number,
        &lead.name,
        lead.email.as_deref(),
        lead.phone.as_deref(),
        lead.handle.as_deref(),
    )
    .await?;
    store::lead::words::renew(conn, lead).await?;
    Ok(())
}

/// What a field holds, as text.
pub(super) fn read(lead: &Lead, field: Field) -> Option<String> {
    match field {
        Field::Name => Some(lead.name.clone()),
        Field::Email => lead.email.clone(),
        Field::Phone => lead.phone.clone(),
        Field::Handle => lead.handle.clone(),
        Field::Organisation => lead.organisation.clone(),
        Field::Source => Some(lead.source.clone()),
        Field::Campaign => lead.campaign.clone(),
        Field::Value => {
            let value = lead.deal.as_ref().and_then(|deal| deal.value.as_ref());
            value.map(Money::to_string)
        }
    }
}

/// What an edit gives its field, as text; `None` empties it.
pub(super) fn text(edit: &Edit) -> Option<String> {
    let text = match edit {
        Edit::Name(name) => Some(name.as_str()),
        Edit::Email(email) => email.as_ref().map(Email::as_str),
        Edit::Phone(phone) => phone.as_ref().map(Phone::as_str),
        Edit::Handle(handle) => handle.as_ref().map(Handle::as_str),
        Edit::Organisation(line) | Edit::Campaign(line) => line.as_ref().map(OneLine::as_str),
        Edit::Source(line) => Some(line.as_str()),
        Edit::Value(value) => return Some(value.to_string()),
    };
    text.map(str::to_owned)
}

/// Gives a field of a lead a value, in memory. A name and a source are never empty.
pub(super) fn write(lead: &mut Lead, field: Field, value: Option<String>) {
    match field {
        Field::Name => lead.name = value.unwrap_or_else(|| lead.name.clone()),
        Field::Email => lead.email = value,
        Field::Phone => lead.phone = value,
        Field::Handle => lead.handle = value,
        Field::Organisation => lead.organisation = value,
        Field::Source => lead.source = value.unwrap_or_else(|| lead.source.clone()),
        Field::Campaign => lead.campaign = value,
        // The money stands in the deal; whoever changes it writes it there.
        Field::Value => {}
    }
}
