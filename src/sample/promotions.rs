//! The sample's promotions: one that is live, one that waits for its second key, one that has ended.

use chrono::{DateTime, TimeDelta, Utc};

use super::{BuildError, history::Scene};
use crate::{
    actions::promotion::{approve, due, propose},
    domain::{
        alert::PromotionNews,
        field::{OneLine, PromoCode, Words},
        promotion::Promotion,
    },
};

/// A promotion of the sample. Days count from today, the past being negative.
struct Planned {
    code: &'static str,
    name: &'static str,
    discount: &'static str,
    audience: &'static str,
    terms: &'static str,
    wording: &'static str,
    proposed: i64,
    starts: i64,
    ends: i64,
}

const ENDED: Planned = Planned {
    code: "GUIDE10",
    name: "Guide readers",
    discount: "10 % off the first order",
    audience: "Whoever has read the buyer's guide",
    terms: "One order per firm; not together with other offers",
    wording: "You have read the guide: your first order is 10 % less.",
    proposed: -61,
    starts: -56,
    ends: -14,
};

const LIVE: Planned = Planned {
    code: "STARTER20",
    name: "Starter kit",
    discount: "20 % off the starter kit",
    audience: "New customers with up to ten people",
    terms: "Starter kit only; delivery within six weeks",
    wording: "Start with the kit for a fifth less, and add what you need later.",
    proposed: -12,
    starts: -9,
    ends: 19,
};

const WAITING: Planned = Planned {
    code: "WINTER15",
    name: "Winter service",
    discount: "15 % off a year of the service plan",
    audience: "Customers without a service plan",
    terms: "First year only; cancel any time",
    wording: "Through the winter without a standstill: a year of service for 15 % less.",
    proposed: 0,
    starts: 6,
    ends: 48,
};

/// What has happened already: one is over, one is live.
pub(super) async fn past(scene: &Scene<'_>) -> Result<(), BuildError> {
    for (turn, planned) in [ENDED, LIVE].into_iter().enumerate() {
        let promotion = written(scene, &planned, turn).await?;
        let agreed = scene.working(promotion.proposed_at + TimeDelta::hours(26));
        let ask = scene.ask(scene.seller(turn), agreed);
        approve::approve_version(scene.pool, &ask, promotion.id, promotion.version).await?;
        let (guild, id) = (promotion.guild, promotion.id);
        let (starts, ends) = (promotion.starts_at, promotion.ends_at);
        due::due(scene.pool, guild, id, PromotionNews::Started, starts).await?;
        if ends <= scene.now {
            due::due(scene.pool, guild, id, PromotionNews::Ended, ends).await?;
        }
    }
    Ok(())
}

/// What waits now: one has marketing's key only.
pub(super) async fn waiting(scene: &Scene<'_>) -> Result<(), BuildError> {
    written(scene, &WAITING, 2).await.map(drop)
}

async fn written(
    scene: &Scene<'_>,
    planned: &Planned,
    turn: usize,
) -> Result<Promotion, BuildError> {
    let line = |text: &'static str| OneLine::parse(text).map_err(BuildError::text(text));
    let words = |text: &'static str| Words::parse(text).map_err(BuildError::text(text));
    let proposal = propose::Proposal {
        code: PromoCode::parse(planned.code).map_err(BuildError::text(planned.code))?,
        name: line(planned.name)?,
        discount: line(planned.discount)?,
        starts_at: midnight(scene, planned.starts),
        ends_at: midnight(scene, planned.ends),
        terms: Some(words(planned.terms)?),
        audience: Some(line(planned.audience)?),
        product: None,
        wording: Some(words(planned.wording)?),
        quantity: None,
    };
    let at = scene.working(scene.now + TimeDelta::days(planned.proposed) - TimeDelta::minutes(50));
    let ask = scene.ask(scene.marketer(turn), at);
    Ok(propose::propose(scene.pool, &ask, proposal).await?)
}

/// The local midnight with which a day begins.
fn midnight(scene: &Scene<'_>, days: i64) -> DateTime<Utc> {
    let zone = scene.company.zone;
    let day = scene.now.with_timezone(&zone).date_naive() + TimeDelta::days(days);
    crate::domain::local::instant(zone, day.and_time(chrono::NaiveTime::MIN)).unwrap_or(scene.now)
}
