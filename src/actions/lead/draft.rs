//! A lead like the one that was to be added is there: it is added all the same, or adds to that one.

use sqlx::{PgConnection, PgPool};

use super::{Changed, Deed, add, edit};
use crate::{
    actions::{Ask, Result, begin},
    domain::{
        field::{Email, Handle, Phone, Words},
        ids::{DraftId, LeadNumber},
        lead::{Edit, Lead, NewLead},
        refusal::Refusal,
        timeline::What,
    },
    store,
};

/// Adds a draft although a lead has the same phone or handle. Not with the same email.
pub async fn create_anyway(pool: &PgPool, ask: &Ask, draft: DraftId) -> Result<Changed> {
    let mut tx = begin(pool, ask).await?;
    let new = take(&mut tx, ask, draft).await?;
    add::check(ask, &new)?;
    // The button's event is taken already.
    match add::insert(&mut tx, ask, None, &new, true).await? {
        Ok(added) => {
            tx.commit().await?;
            Ok(added)
        }
        Err((refusal, _)) => Err(refusal.into()),
    }
}

/// Adds what a draft knows to the lead that is there: empty fields are filled, and a note keeps what
/// differs, so that nothing is lost. It repeats no news.
pub async fn merge(
    pool: &PgPool,
    ask: &Ask,
    draft: DraftId,
    number: LeadNumber,
) -> Result<Changed> {
    let mut tx = begin(pool, ask).await?;
    let new = take(&mut tx, ask, draft).await?;
    let lead = super::lock(&mut tx, ask, number).await?;
    let (fills, words) = sort_out(&lead, &new);
    let mut deed = Deed::default();
    edit::apply(&mut tx, ask, &mut deed, lead, &fills).await?;
    let what = What::Noted;
    let entry = deed.record(&mut tx, ask, number, what, Some(words)).await?;
    let lead = super::find(&mut tx, ask, number).await?;
    tx.commit().await?;
    Ok(Changed { lead, entry })
}

async fn take(conn: &mut PgConnection, ask: &Ask, draft: DraftId) -> Result<NewLead> {
    let new = store::draft::take(conn, ask.company.guild, ask.who.id, draft).await?;
    Ok(new.ok_or(Refusal::Gone)?)
}

/// What a draft fills in, and the note that keeps the rest of it.
fn sort_out(lead: &Lead, new: &NewLead) -> (Vec<Edit>, String) {
    let known: [Option<Edit>; 6] = [
        new.email.clone().map(|email| Edit::Email(Some(email))),
        new.phone.clone().map(|phone| Edit::Phone(Some(phone))),
        new.handle.clone().map(|handle| Edit::Handle(Some(handle))),
        new.organisation
            .clone()
            .map(|line| Edit::Organisation(Some(line))),
        new.campaign.clone().map(|line| Edit::Campaign(Some(line))),
        new.value.clone().map(Edit::Value),
    ];
    let (mut fills, mut kept) = (Vec::new(), Vec::new());
    kept.push(format!(
        "Came again as {}, source: {}",
        new.name.as_str(),
        new.source.as_str()
    ));
    for edit in known.into_iter().flatten() {
        let field = edit.field();
        if !lead.has(field) {
            fills.push(edit);
        } else if !is_same(lead, &edit) {
            kept.push(format!(
                "{field}: {}",
                edit::text(&edit).unwrap_or_default()
            ));
        }
    }
    kept.extend(new.note.as_ref().map(|note| note.as_str().to_owned()));
    let words = kept.join("\n").chars().take(Words::MOST).collect();
    (fills, words)
}

/// Whether a lead has this value already, however it was typed.
fn is_same(lead: &Lead, edit: &Edit) -> bool {
    match edit {
        Edit::Email(Some(email)) => {
            let own = lead.email.as_deref().and_then(|own| Email::parse(own).ok());
            own.is_some_and(|own| own.key() == email.key())
        }
        Edit::Phone(Some(phone)) => {
            let own = lead.phone.as_deref().and_then(|own| Phone::parse(own).ok());
            own.is_some_and(|own| own.key() == phone.key())
        }
        Edit::Handle(Some(handle)) => {
            let own = lead
                .handle
                .as_deref()
                .and_then(|own| Handle::parse(own).ok());
            own.is_some_and(|own| own.key() == handle.key())
        }
        _ => edit::read(lead, edit.field()) == edit::text(edit),
    }
}
