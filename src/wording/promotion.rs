//! What the bot says of promotions.

use super::{
    card::{Button, Card, Look, Tone},
    person,
    press::Press,
    relative, time,
};
use crate::{
    actions::promotion::view::Offers,
    domain::{
        alert::PromotionNews,
        promotion::{Promotion, Standing},
        stage::Team,
        text::{clip, escape, escape_lines},
    },
};

/// How a promotion stands, in a few words.
pub fn standing(standing: Standing) -> String {
    match standing {
        Standing::WaitsFor(Team::Marketing) => "waits for marketing's key".to_owned(),
        Standing::WaitsFor(Team::Sales) => "waits for sales' key".to_owned(),
        Standing::Agreed => "agreed, not begun yet".to_owned(),
        Standing::Live => "live".to_owned(),
        Standing::Ended => "ended".to_owned(),
        Standing::Withdrawn => "withdrawn".to_owned(),
    }
}

fn facts(promotion: &Promotion) -> Card {
    let text = |text: &Option<String>| text.as_deref().map(escape_lines).unwrap_or_default();
    Card::default()
        .field("Gives", escape(&promotion.discount), true)
        .field("From", time(promotion.starts_at), true)
        .field("Until", time(promotion.ends_at), true)
        .field("For whom", text(&promotion.audience), true)
        .field("Product", text(&promotion.product), true)
        .field(
            "How many",
            promotion
                .quantity
                .map(|most| most.to_string())
                .unwrap_or_default(),
            true,
        )
        .field("Terms", text(&promotion.terms), false)
        .field("What to say", text(&promotion.wording), false)
}

fn title(promotion: &Promotion) -> String {
    format!("{} · {}", promotion.code, clip(&promotion.name, 100))
}

/// A promotion with everything.
pub fn card(promotion: &Promotion, now: chrono::DateTime<chrono::Utc>) -> Card {
    let at = promotion.standing(now);
    let mut card = facts(promotion).titled(title(promotion));
    card.tone = match at {
        Standing::Live => Tone::Done,
        Standing::WaitsFor(_) => Tone::Attention,
        Standing::Agreed => Tone::Plain,
        Standing::Ended | Standing::Withdrawn => Tone::Closed,
    };
    let key = |key: Option<crate::domain::promotion::Key>| {
        key.map_or_else(
            || "missing".to_owned(),
            |key| format!("{} {}", person(key.by), relative(key.at)),
        )
    };
    card.body = format!("**{}**", standing(at));
    if let Some(withdrawn) = &promotion.withdrawn {
        card.body.push_str(&format!(
            " by {}: {}",
            person(withdrawn.by),
            escape(&withdrawn.reason)
        ));
    }
    let card = card
        .field("Marketing's key", key(promotion.marketing_key), true)
        .field("Sales' key", key(promotion.sales_key), true);
    if matches!(at, Standing::WaitsFor(_)) {
        card.buttons(vec![approve(promotion)])
    } else {
        card
    }
}

fn approve(promotion: &Promotion) -> Button {
    let press = Press::PromotionApprove {
        promotion: promotion.id,
        version: promotion.version,
    };
    Button::new("Approve", Look::Success, press)
}

/// The answer to the one who wrote it.
pub fn proposed(promotion: &Promotion) -> Card {
    let body = format!(
        "**{}** is written, and that is marketing's key. Sales is asked for theirs; it is not to be offered before.",
        promotion.code
    );
    Card::text(Tone::Done, body).buttons(vec![Button::new(
        "Show",
        Look::Secondary,
        Press::PromotionShow {
            promotion: promotion.id,
        },
    )])
}

/// A team's key is missing.
pub fn waits(promotion: &Promotion, now: chrono::DateTime<chrono::Utc>) -> Card {
    let mut card = facts(promotion).titled(format!("Agree to {}?", title(promotion)));
    card.tone = Tone::Attention;
    card.body = format!(
        "Written by {}. Live only with both teams' keys.",
        person(promotion.proposed_by)
    );
    if matches!(promotion.standing(now), Standing::WaitsFor(_)) {
        card.buttons(vec![approve(promotion)])
    } else {
        card
    }
}

/// The answer to the one who turned a key.
pub fn approved(promotion: &Promotion, now: chrono::DateTime<chrono::Utc>) -> Card {
    let body = match promotion.standing(now) {
        Standing::Live => format!(
            "**{}** is agreed by both, and live: it may be offered until {}.",
            promotion.code,
            time(promotion.ends_at)
        ),
        Standing::Agreed => format!(
            "**{}** is agreed by both. It starts {}.",
            promotion.code,
            time(promotion.starts_at)
        ),
        other => format!("**{}**: {}.", promotion.code, standing(other)),
    };
    Card::text(Tone::Done, body)
}

/// The answer to the one who withdrew it.
pub fn withdrawn(promotion: &Promotion) -> Card {
    Card::text(
        Tone::Done,
        format!(
            "**{}** is withdrawn: it may no longer be offered.",
            promotion.code
        ),
    )
}

/// News: it starts, ends or is withdrawn.
pub fn news(promotion: &Promotion, news: PromotionNews) -> Card {
    match news {
        PromotionNews::Started => {
            let mut card = facts(promotion).titled(format!("On offer now: {}", title(promotion)));
            card.tone = Tone::Done;
            card.body = format!(
                "Agreed by both teams. May be offered until {}.",
                time(promotion.ends_at)
            );
            card
        }
        PromotionNews::Ended => Card::text(
            Tone::Closed,
            format!(
                "**{}** {} has ended: it may no longer be offered.",
                promotion.code,
                escape(&promotion.name)
            ),
        ),
        PromotionNews::Withdrawn => {
            let reason = promotion
                .withdrawn
                .as_ref()
                .map(|withdrawn| escape(&withdrawn.reason))
                .unwrap_or_default();
            Card::text(
                Tone::Alarm,
                format!(
                    "**{}** {} is withdrawn: {reason}. It may no longer be offered.",
                    promotion.code,
                    escape(&promotion.name)
                ),
            )
        }
    }
}

/// A promotion in a line.
pub fn line(promotion: &Promotion) -> String {
    format!(
        "`{}` **{}** · {} · until {}",
        promotion.code,
        escape(&promotion.name),
        escape(&promotion.discount),
        time(promotion.ends_at)
    )
}

/// What may be offered now, and what is on its way.
pub fn current(offers: &Offers, now: chrono::DateTime<chrono::Utc>, shared: bool) -> Card {
    let live: Vec<String> = offers
        .live
        .iter()
        .map(|promotion| {
            let say = promotion
                .wording
                .as_deref()
                .map(|words| format!("\n> {}", escape(&clip(words, 300))))
                .unwrap_or_default();
            format!("{}{say}", line(promotion))
        })
        .collect();
    let coming: Vec<String> = offers
        .coming
        .iter()
        .map(|promotion| {
            format!(
                "`{}` {} · {}",
                promotion.code,
                escape(&promotion.name),
                standing(promotion.standing(now))
            )
        })
        .collect();
    let body = if live.is_empty() {
        "Nothing may be offered now.".to_owned()
    } else {
        super::first(&live, 8)
    };
    let card = Card::text(Tone::Plain, body).titled("On offer now").field(
        "Not yet",
        super::in_field(&coming, 8),
        false,
    );
    if shared {
        card
    } else {
        card.buttons(vec![Button::new(
            "Share here",
            Look::Secondary,
            Press::PromotionsShare {},
        )])
    }
}
