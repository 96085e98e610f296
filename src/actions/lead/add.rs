//! A lead comes in.

use sqlx::{PgConnection, PgPool};

use super::{Changed, Deed, met_another};
use crate::{
    actions::{Ask, Result, begin},
    domain::{
        alert::Alert,
        audience,
        ids::{DraftId, LeadNumber},
        lead::{Field, NewLead, Origin},
        refusal::Refusal,
        stage::{Team, latest_entry},
        timeline::{NewEntry, Step, What},
    },
    store,
};

/// What came of an attempt to add.
#[derive(Clone, Debug)]
pub enum Added {
    /// It is there.
    Lead(Box<Changed>),
    /// A lead like it is there already; the draft waits for an answer.
    Like {
        /// Why it was not simply added.
        refusal: Refusal,
        /// The lead that is like it.
        lead: LeadNumber,
        /// The draft.
        draft: DraftId,
        /// Whether adding it all the same is allowed: not with the same email.
        create_anyway: bool,
    },
}

/// Adds a lead. One with the same email, phone or handle is offered instead.
pub async fn add(pool: &PgPool, ask: &Ask, new: NewLead) -> Result<Added> {
    check(ask, &new)?;
    match attempt(pool, ask, &new).await {
        Err(failure) if met_another(&failure) => attempt(pool, ask, &new).await,
        outcome => outcome,
    }
}

async fn attempt(pool: &PgPool, ask: &Ask, new: &NewLead) -> Result<Added> {
    let mut tx = begin(pool, ask).await?;
    let added = match like(&mut tx, ask, new).await? {
        Some((refusal, lead, create_anyway)) => {
            let guild = ask.company.guild;
            let draft = store::draft::keep(&mut tx, guild, ask.who.id, new, ask.now).await?;
            Added::Like {
                refusal,
                lead,
                draft,
                create_anyway,
            }
        }
        None => Added::Lead(Box::new(insert(&mut tx, ask, new).await?)),
    };
    tx.commit().await?;
    Ok(added)
}

/// Whether they may add a lead at this stage.
pub(super) fn check(ask: &Ask, new: &NewLead) -> Result<()> {
    let rights = ask.who.rights;
    rights.take_part()?;
    // Of several roles the widest counts.
    let latest = if rights.acts_for(Team::Sales) {
        latest_entry(Team::Sales)
    } else {
        latest_entry(Team::Marketing)
    };
    if new.stage > latest {
        return Err(Refusal::TooFarToAdd {
            stage: new.stage,
            latest,
        }
        .into());
    }
    Ok(())
}

/// The lead that is like this one: (why, which, whether it may be added all the same).
pub(super) async fn like(
    conn: &mut PgConnection,
    ask: &Ask,
    new: &NewLead,
) -> Result<Option<(Refusal, LeadNumber, bool)>> {
    let guild = ask.company.guild;
    if let Some(email) = &new.email
        && let Some((lead, name)) = store::contact::by_email(&mut *conn, guild, email).await?
    {
        return Ok(Some((Refusal::EmailTaken { lead, name }, lead, false)));
    }
    let (phone, handle) = (new.phone.as_ref(), new.handle.as_ref());
    if phone.is_none() && handle.is_none() {
        return Ok(None);
    }
    let found = store::contact::by_phone_or_handle(conn, guild, phone, handle).await?;
    Ok(found.map(|(lead, name, by_phone)| {
        let field = if by_phone {
            Field::Phone
        } else {
            Field::Handle
        };
        (Refusal::SeenBefore { field, lead, name }, lead, true)
    }))
}

/// Writes a lead that nothing stands against.
pub(super) async fn insert(conn: &mut PgConnection, ask: &Ask, new: &NewLead) -> Result<Changed> {
    let guild = ask.company.guild;
    let origin = Origin::of(ask.who, new.stage, ask.now);
    let number = store::lead::insert(&mut *conn, guild, new, origin).await?;
    let what = What::Added {
        stage: new.stage,
        sales_sourced: origin.sales_sourced,
    };
    let note = new.note.as_ref().map(|note| note.as_str().to_owned());
    let entry = NewEntry::new(number, Some(ask.who.id), what)
        .saying(note)
        .stepping(Step {
            from: None,
            to: new.stage,
            stood: None,
        });
    let mut deed = Deed::default();
    let entry = deed.append(&mut *conn, ask, entry).await?;
    if let Some(value) = &new.value {
        super::edit::open_deal(&mut *conn, ask, &mut deed, number, value).await?;
    }
    tell(&mut *conn, ask, new, number, origin.sales_sourced).await?;
    let lead = super::find(conn, ask, number).await?;
    Ok(Changed { lead, entry })
}

/// Tells whoever hears of a new lead.
async fn tell(
    conn: &mut PgConnection,
    ask: &Ask,
    new: &NewLead,
    number: LeadNumber,
    sales_sourced: bool,
) -> Result<()> {
    let alert = Alert::LeadAdded {
        lead: number,
        by: ask.who.id,
        stage: new.stage,
    };
    let teams = audience::of_new_lead(&ask.company, new.stage, sales_sourced);
    crate::actions::tell(conn, &ask.company, &teams, &alert, ask.now).await
}
