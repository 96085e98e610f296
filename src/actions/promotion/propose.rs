//! Marketing writes a promotion; writing it is marketing's key.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::{
    actions::{Ask, Result, begin},
    domain::{
        alert::{Alert, Place},
        field::{OneLine, PromoCode, Words},
        ids::PromotionId,
        promotion::{Key, Promotion, Standing},
        refusal::PromotionRefusal,
        stage::Team,
    },
    store,
};

/// A promotion as it is written.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What people type and say.
    pub code: PromoCode,
    /// What it is called.
    pub name: OneLine,
    /// What the customer gets.
    pub discount: OneLine,
    /// From when.
    pub starts_at: DateTime<Utc>,
    /// Until when.
    pub ends_at: DateTime<Utc>,
    /// Under which terms.
    pub terms: Option<Words>,
    /// For whom.
    pub audience: Option<OneLine>,
    /// For which product.
    pub product: Option<OneLine>,
    /// What to say.
    pub wording: Option<Words>,
    /// How many may be given.
    pub quantity: Option<i32>,
}

/// Writes a promotion down and asks sales for its key.
pub async fn propose(pool: &PgPool, ask: &Ask, proposal: Proposal) -> Result<Promotion> {
    ask.who.rights.turn_key_of(Team::Marketing)?;
    let (starts_at, ends_at) = (proposal.starts_at, proposal.ends_at);
    if ends_at <= starts_at || ends_at <= ask.now {
        return Err(PromotionRefusal::BadWindow {
            starts_at,
            ends_at,
            past: ends_at <= ask.now,
        }
        .into());
    }
    let guild = ask.company.guild;
    let mut tx = begin(pool, ask).await?;
    let code = proposal.code.as_str().to_owned();
    // Two proposals of one code would leave it open which one a code means. Whoever proposes it at the same
    // moment waits here, and then sees this one; the database forbids a second in any case.
    store::promotion::hold_code(&mut tx, guild, &code).await?;
    if let Some(other) = store::promotion::by_code(&mut tx, guild, &code).await?
        && !matches!(
            other.standing(ask.now),
            Standing::Ended | Standing::Withdrawn
        )
    {
        return Err(PromotionRefusal::CodeTaken {
            code,
            until: other.ends_at,
        }
        .into());
    }
    let mut promotion = Promotion {
        guild,
        id: PromotionId(0),
        code,
        name: proposal.name.as_str().to_owned(),
        discount: proposal.discount.as_str().to_owned(),
        terms: proposal.terms.map(Words::into_string),
        audience: proposal.audience.map(|line| line.as_str().to_owned()),
        product: proposal.product.map(|line| line.as_str().to_owned()),
        wording: proposal.wording.map(Words::into_string),
        starts_at,
        ends_at,
        quantity: proposal.quantity,
        version: 1,
        proposed_by: ask.who.id,
        proposed_at: ask.now,
        marketing_key: Some(Key {
            by: ask.who.id,
            at: ask.now,
        }),
        sales_key: None,
        withdrawn: None,
    };
    promotion.id = store::promotion::insert(&mut tx, &promotion).await?;
    super::audit(&mut tx, ask, "promotion.proposed", &promotion).await?;
    let alert = Alert::PromotionWaits {
        promotion: promotion.id,
        version: 1,
        team: Team::Sales,
    };
    store::outbox::enqueue(&mut tx, guild, Place::Sales, &alert, ask.now).await?;
    tx.commit().await?;
    Ok(promotion)
}
