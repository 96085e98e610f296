//! An alert becomes a card, from what is true now.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::{
    actions::{self, handoff::brief::brief, lead::credit::credit},
    domain::{
        alert::{Alert, Destination, HandoffNews, Manner, PromotionNews},
        company::Company,
        handoff::HandoffState,
        ids::{GuildId, LeadNumber},
        lead::Lead,
        promotion::Standing,
        timeline::Entry,
    },
    store::{self, Result},
    wording::{self, card::Card},
};

/// What is to be said, or why it is not worth saying any more.
#[derive(Clone, Debug)]
pub enum Rendered {
    /// This.
    Card(Card),
    /// Nothing: its subject is gone or has changed.
    Nothing(&'static str),
}

/// Renders an alert for where it goes. `card` is the message that it is part of.
pub async fn render(
    conn: &mut PgConnection,
    company: &Company,
    to: Destination,
    alert: &Alert,
    card: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Rendered> {
    let guild = company.guild;
    let card = match alert {
        Alert::LeadAdded { .. } | Alert::LeadMoved { .. } => news(conn, guild, card).await?,
        Alert::HandoffCard { handoff } => brief(conn, company, *handoff, now)
            .await?
            .map(|brief| wording::handoff::card(&brief, company)),
        Alert::HandoffWarning { handoff } | Alert::HandoffEscalation { handoff } => {
            let Some(handoff) = store::handoff::find(&mut *conn, guild, *handoff).await? else {
                return Ok(Rendered::Nothing("the handoff is gone"));
            };
            // Whoever answered in the meantime is not to be reminded.
            if handoff.state != HandoffState::Pending {
                return Ok(Rendered::Nothing("the handoff has been answered"));
            }
            if matches!(alert, Alert::HandoffWarning { .. }) && handoff.escalated_at.is_some() {
                return Ok(Rendered::Nothing("the manager has been told since"));
            }
            let lead = store::lead::find(conn, guild, handoff.lead).await?;
            lead.map(|lead| match alert {
                Alert::HandoffWarning { .. } => wording::handoff::warning(&handoff, &lead, company),
                _ => wording::handoff::escalation(&handoff, &lead, company),
            })
        }
        Alert::HandoffNews { handoff, news } => {
            let Some(handoff) = store::handoff::find(&mut *conn, guild, *handoff).await? else {
                return Ok(Rendered::Nothing("the handoff is gone"));
            };
            if *news == HandoffNews::Late && handoff.state != HandoffState::Pending {
                return Ok(Rendered::Nothing("the handoff has been answered"));
            }
            let lead = store::lead::find(conn, guild, handoff.lead).await?;
            lead.map(|lead| wording::handoff::news(&handoff, &lead))
        }
        Alert::Won { lead, deal, by } => credit(conn, guild, *lead, *deal, *by)
            .await?
            .map(|credit| wording::win::news(&credit)),
        Alert::LostAfterHandoff {
            lead,
            by,
            from,
            entry,
        } => {
            let entry = store::timeline::find(&mut *conn, guild, *entry).await?;
            if entry
                .as_ref()
                .is_some_and(|entry| entry.reversed_by.is_some())
            {
                return Ok(Rendered::Nothing("it was undone"));
            }
            let why = entry.as_ref().and_then(wording::timeline::why);
            let lead = store::lead::find(conn, guild, *lead).await?;
            lead.map(|lead| wording::lead::lost_news(&lead, *by, *from, why.as_deref()))
        }
        Alert::PromotionWaits {
            promotion, version, ..
        } => {
            let found = store::promotion::find(conn, guild, *promotion).await?;
            let Some(promotion) = found.filter(|found| found.version == *version) else {
                return Ok(Rendered::Nothing("the promotion is gone or was changed"));
            };
            if !matches!(promotion.standing(now), Standing::WaitsFor(_)) {
                return Ok(Rendered::Nothing("the promotion waits no longer"));
            }
            Some(wording::promotion::waits(&promotion, now))
        }
        Alert::PromotionNews { promotion, news } => {
            let found = store::promotion::find(conn, guild, *promotion).await?;
            let Some(promotion) = found else {
                return Ok(Rendered::Nothing("the promotion is gone"));
            };
            let standing = promotion.standing(now);
            match news {
                // Said late, it would promise what no longer holds.
                PromotionNews::Started if standing != Standing::Live => {
                    return Ok(Rendered::Nothing("the promotion is no longer on offer"));
                }
                PromotionNews::Ended if standing == Standing::Withdrawn => {
                    return Ok(Rendered::Nothing("the promotion was withdrawn"));
                }
                PromotionNews::Started | PromotionNews::Ended | PromotionNews::Withdrawn => {}
            }
            Some(wording::promotion::news(&promotion, *news))
        }
        Alert::Digest { date } => {
            let Some((from, to)) = store::digest::window(&mut *conn, guild, *date).await? else {
                return Ok(Rendered::Nothing("the digest is gone"));
            };
            let content = actions::digest::content(conn, company, from, to, now).await?;
            let title = format!("Digest of {}", date.format("%A, %-d %B"));
            Some(wording::digest::card(&content, &title))
        }
        Alert::Greeting => match to {
            Destination::Place(place) => Some(wording::setup::greeting(company, place)),
            Destination::Admin => None,
        },
        Alert::MemberLeft {
            user,
            marketing,
            sales,
            handoffs,
        } => Some(wording::member::left(*user, *marketing, *sales, *handoffs)),
        Alert::Undelivered { place } => {
            let unsaid = store::outbox::dead_of(&mut *conn, guild, *place).await?;
            if unsaid.is_empty() {
                return Ok(Rendered::Nothing("it was said after all"));
            }
            let refusal = store::place::refusal(conn, guild, *place).await?;
            Some(wording::settings::undelivered(
                company,
                *place,
                &unsaid,
                refusal.as_deref(),
            ))
        }
        Alert::SettingsLost { settings } => Some(wording::settings::lost(company, settings)),
    };
    Ok(card.map_or(Rendered::Nothing("its subject is gone"), Rendered::Card))
}

/// Gathered news: a line for each alert of the card so far; none for a lead that is gone. Three
/// questions, however many lines.
async fn news(conn: &mut PgConnection, guild: GuildId, card: Option<&str>) -> Result<Option<Card>> {
    let alerts = store::outbox::of_card(&mut *conn, guild, card.unwrap_or_default()).await?;
    let (mut numbers, mut ids) = (Vec::new(), Vec::new());
    for alert in &alerts {
        if let Manner::Line { lead, entry } = alert.manner() {
            numbers.push(lead);
            ids.extend(entry);
        }
    }
    let leads = store::lead::of_numbers(&mut *conn, guild, &numbers).await?;
    let entries = if ids.is_empty() {
        Vec::new()
    } else {
        store::timeline::of_ids(conn, guild, &ids).await?
    };
    let lines: Vec<String> = alerts
        .iter()
        .filter_map(|alert| line(alert, &leads, &entries))
        .collect();
    Ok((!lines.is_empty()).then(|| wording::lead::news(&lines)))
}

/// One line of news.
fn line(alert: &Alert, leads: &[Lead], entries: &[Entry]) -> Option<String> {
    let of = |number: LeadNumber| leads.iter().find(|lead| lead.number == number);
    match alert {
        Alert::LeadAdded { lead, by, stage } => {
            Some(wording::lead::added_line(of(*lead)?, *by, *stage))
        }
        Alert::LeadMoved {
            lead,
            by,
            from,
            to,
            entry,
        } => {
            let entry = entries.iter().find(|known| known.id == *entry);
            let why = entry.and_then(wording::timeline::why);
            let line = wording::lead::moved_line(of(*lead)?, *by, *from, *to, why.as_deref());
            Some(if entry.is_some_and(|entry| entry.reversed_by.is_some()) {
                wording::lead::taken_back(&line)
            } else {
                line
            })
        }
        // None of these is a line; a new one belongs on one side or the other.
        Alert::HandoffCard { .. }
        | Alert::HandoffWarning { .. }
        | Alert::HandoffEscalation { .. }
        | Alert::HandoffNews { .. }
        | Alert::Won { .. }
        | Alert::LostAfterHandoff { .. }
        | Alert::PromotionWaits { .. }
        | Alert::PromotionNews { .. }
        | Alert::Digest { .. }
        | Alert::Greeting
        | Alert::MemberLeft { .. }
        | Alert::Undelivered { .. }
        | Alert::SettingsLost { .. } => None,
    }
}
