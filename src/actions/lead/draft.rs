//! A lead like the one that was to be added is there: it is added all the same, or adds to that one.

use sqlx::{PgConnection, PgPool};

use super::{Changed, Deed, add, edit};
use crate::{
    actions::{Ask, Result, begin, handoff},
    domain::{
        changes::Changes,
        field::Words,
        ids::{DraftId, LeadNumber},
        lead::{Edit, Lead, NewLead},
        refusal::Refusal,
        timeline::{NewEntry, What},
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

/// Adds what a draft knows to the lead that is there: empty fields are filled, and an entry
/// keeps what differs, so that nothing is lost. It repeats no news.
pub async fn merge(
    pool: &PgPool,
    ask: &Ask,
    draft: DraftId,
    number: LeadNumber,
) -> Result<Changed> {
    let mut tx = begin(pool, ask).await?;
    let new = take(&mut tx, ask, draft).await?;
    let mut lead = super::lock(&mut tx, ask, number).await?;
    let (fills, differs) = sort_out(&lead, &new);
    let mut deed = Deed::default();
    edit::apply(&mut tx, ask, &mut deed, &mut lead, &fills).await?;
    let note = new.note.map(Words::into_string);
    let entry = NewEntry::new(number, Some(ask.who.id), What::CameAgain)
        .saying(note)
        .changing(differs);
    let entry = deed.append(&mut tx, ask, entry).await?;
    let lead = super::save(&mut tx, lead).await?;
    handoff::follow(&mut tx, ask, number).await?;
    tx.commit().await?;
    Ok(Changed { lead, entry })
}

async fn take(conn: &mut PgConnection, ask: &Ask, draft: DraftId) -> Result<NewLead> {
    let new = store::draft::take(conn, ask.company.guild, ask.who.id, draft).await?;
    Ok(new.ok_or(Refusal::Gone)?)
}

/// What a draft fills in, and what of it differs from what is known.
fn sort_out(lead: &Lead, new: &NewLead) -> (Vec<Edit>, Changes) {
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
    let (mut fills, mut differs) = (Vec::new(), Changes::default());
    // As whom and from where it came again is always told.
    differs.name = Some((Some(lead.name.clone()), Some(new.name.clone())));
    differs.source = Some((Some(lead.source.clone()), Some(new.source.clone())));
    for edit in known.into_iter().flatten() {
        if lead.has(edit.field()) {
            lead.differs(&edit, &mut differs);
        } else {
            fills.push(edit);
        }
    }
    (fills, differs)
}
