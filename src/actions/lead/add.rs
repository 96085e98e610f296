//! A lead comes in.

use sqlx::{PgConnection, PgPool};

use super::{Changed, Deed, met_another};
use crate::{
    actions::{Ask, Result, begin},
    domain::{
        alert::{Alert, Place},
        ids::{DraftId, LeadNumber},
        lead::{Field, NewLead},
        refusal::{LeadRefusal, Refusal},
        stage::{Team, latest_entry},
        timeline::{NewEntry, Step, What},
    },
    store::{self, lead::Origin},
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
    // Of several roles the widest counts.
    let latest = if rights.acts_for(Team::Sales) {
        latest_entry(Team::Sales)
    } else {
        latest_entry(Team::Marketing)
    };
    if new.stage > latest {
        return Err(LeadRefusal::TooFarToAdd {
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
        return Ok(Some((
            LeadRefusal::EmailTaken { lead, name }.into(),
            lead,
            false,
        )));
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
        (
            LeadRefusal::SeenBefore { field, lead, name }.into(),
            lead,
            true,
        )
    }))
}

/// Writes a lead that nothing stands against.
pub(super) async fn insert(conn: &mut PgConnection, ask: &Ask, new: &NewLead) -> Result<Changed> {
    let guild = ask.company.guild;
    let origin = origin(ask, new);
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

/// What a salesperson brings in is sourced by sales; so is whatever starts in sales' stages. Somebody of
/// both teams brings it in for the team that leads the stage. Whoever adds it looks after it, on a team
/// whose role they hold.
fn origin(ask: &Ask, new: &NewLead) -> Origin {
    let rights = ask.who.rights;
    let only_sales = rights.sales && !rights.marketing && !rights.manager;
    let sales_sourced = only_sales || new.stage.is_led_by(Team::Sales);
    Origin {
        by: ask.who.id,
        sales_sourced,
        marketing_owner: (rights.marketing && !sales_sourced).then_some(ask.who.id),
        sales_owner: (rights.sales && sales_sourced).then_some(ask.who.id),
        at: ask.now,
    }
}

/// The team that leads the stage hears of a new lead if the company wants that. What sales brought in
/// passed marketing by: marketing is told in any case.
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
    for team in [Team::Marketing, Team::Sales] {
        let wanted = ask.company.tell_moves && new.stage.is_led_by(team);
        if wanted || (sales_sourced && team == Team::Marketing) {
            let place = Place::of(team);
            store::outbox::enqueue(&mut *conn, ask.company.guild, place, &alert, ask.now).await?;
        }
    }
    Ok(())
}
