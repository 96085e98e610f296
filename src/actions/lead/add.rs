//! A lead comes in.

use sqlx::{PgConnection, PgPool};

use super::{Changed, Deed, met_another};
use crate::{
    actions::{Ask, Failure, Result, alone, begin_open},
    domain::{
        audience,
        ids::{DraftId, EventId, GuildId, LeadNumber},
        lead::{Field, Lead, NewLead, Origin},
        refusal::{LeadRefusal, Refusal},
        stage::{Team, latest_entry},
    },
    store::{self, lead::Written},
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

/// One statement is a transaction of its own; only a deal takes more than one.
async fn attempt(pool: &PgPool, ask: &Ask, new: &NewLead) -> Result<Added> {
    if new.value.is_some() {
        let mut tx = begin_open(pool).await?;
        let added = attempt_in(&mut tx, ask, new).await?;
        tx.commit().await?;
        return Ok(added);
    }
    let mut conn = pool.acquire().await?;
    alone(attempt_in(&mut conn, ask, new)).await
}

async fn attempt_in(conn: &mut PgConnection, ask: &Ask, new: &NewLead) -> Result<Added> {
    Ok(
        match insert(&mut *conn, ask, ask.event, new, false).await? {
            Ok(changed) => Added::Lead(Box::new(changed)),
            Err((refusal, lead)) => {
                let guild = ask.company.guild;
                let create_anyway = !matches!(refusal, LeadRefusal::EmailTaken { .. });
                let draft = store::draft::keep(conn, guild, ask.who.id, new, ask.now).await?;
                Added::Like {
                    refusal: refusal.into(),
                    lead,
                    draft,
                    create_anyway,
                }
            }
        },
    )
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

/// Writes a lead, or says which is like it. With `shared` only the same email stands against it.
pub(super) async fn insert(
    conn: &mut PgConnection,
    ask: &Ask,
    event: Option<EventId>,
    new: &NewLead,
    shared: bool,
) -> Result<std::result::Result<Changed, (LeadRefusal, LeadNumber)>> {
    let guild = ask.company.guild;
    let origin = Origin::of(ask.who, new.stage, ask.now);
    let teams = audience::of_new_lead(&ask.company, new.stage, origin.sales_sourced);
    let told = ask.company.places(&teams);
    let written = store::lead::add(&mut *conn, guild, event, new, origin, shared, &told).await?;
    let (number, entry) = match written {
        Written::Lead { number, entry } => (number, entry),
        Written::Repeated => return Err(Failure::Repeated),
        Written::Like { lead, name, field } => {
            let refusal = match field {
                Field::Email => LeadRefusal::EmailTaken { lead, name },
                field => LeadRefusal::SeenBefore { field, lead, name },
            };
            return Ok(Err((refusal, lead)));
        }
    };
    let lead = match &new.value {
        Some(value) => {
            let mut deed = Deed::begun_by(entry);
            super::edit::open_deal(&mut *conn, ask, &mut deed, number, value).await?;
            super::find(conn, ask, number).await?
        }
        None => stands(guild, number, new, origin),
    };
    Ok(Ok(Changed { lead, entry }))
}

/// A lead without a deal as it stands when it has just been written.
fn stands(guild: GuildId, number: LeadNumber, new: &NewLead, origin: Origin) -> Lead {
    Lead {
        guild,
        number,
        name: new.name.clone(),
        email: new.email.clone(),
        phone: new.phone.clone(),
        handle: new.handle.clone(),
        organisation: new.organisation.clone(),
        source: new.source.clone(),
        campaign: new.campaign.clone(),
        stage: new.stage,
        stage_since: origin.at,
        sales_sourced: origin.sales_sourced,
        marketing_owner: origin.marketing_owner,
        sales_owner: origin.sales_owner,
        rest_until: None,
        must_change: None,
        recycled: 0,
        lost_reason: None,
        created_at: origin.at,
        created_by: origin.by,
        version: 1,
        deal: None,
    }
}
