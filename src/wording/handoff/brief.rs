//! The handoff's card, and the brief in it: what marketing knows, for whoever takes the lead.

use super::{answers, offered_to, standing::standing};
use crate::{
    actions::handoff::{accept::Accepted, brief::Brief},
    domain::{
        company::Company,
        field::{mask_email, mask_phone},
        handoff::HandoffState,
        lead::Lead,
        scan::masked,
        text::{clip, escape, plain},
        timeline::Entry,
    },
    wording::{
        card::{Button, Card, Look, Tone},
        in_field,
        naming::{name, warmth},
        person,
        press::Press,
        relative,
        timeline::{line, whole_line},
    },
};

/// Characters of an entry that a brief shows.
const ENTRY: usize = 240;

/// Characters of a promotion's wording that a brief shows.
const WORDING: usize = 200;

/// The card in sales' channel, for all who see it: what reaches a person is masked. Its first post
/// pings sales.
pub fn card(of: &Brief, company: &Company) -> Card {
    let (handoff, lead) = (&of.handoff, &of.lead);
    let pending = handoff.state == HandoffState::Pending;
    let heat = if handoff.hot && pending {
        "Hot handoff"
    } else {
        "Handoff"
    };
    let show = Press::LeadShow { lead: lead.number };
    let mut buttons = answers(handoff);
    buttons.push(Button::new("Show lead", Look::Secondary, show));
    Card {
        title: Some(format!("{heat}: {} {}", lead.number, plain(&lead.name))),
        body: format!(
            "{} · at {} since {}\n{}",
            name(lead),
            lead.stage,
            relative(lead.stage_since),
            standing(handoff)
        ),
        tone: match handoff.state {
            HandoffState::Pending if handoff.escalated_at.is_some() => Tone::Alarm,
            HandoffState::Pending => Tone::Attention,
            HandoffState::Accepted => Tone::Done,
            HandoffState::SentBack | HandoffState::Withdrawn => Tone::Closed,
        },
        ..brief(of, company, true)
    }
    .pinging(offered_to(handoff, company).filter(|_| pending))
    .buttons(buttons)
}

/// The answer to the one who accepted: all that marketing knows, whole.
pub fn accepted(accepted: &Accepted, company: &Company) -> Card {
    let of = &accepted.brief;
    let lead = &of.lead;
    let title = if accepted.again {
        format!("You have {} already", lead.number)
    } else {
        format!("{} is yours", lead.number)
    };
    Card {
        tone: Tone::Done,
        title: Some(title),
        body: format!(
            "{} stands at **{}** now. Get in touch; then `/lead note`, and `/lead win` or `/lead lose` in the end.",
            name(lead),
            lead.stage
        ),
        ..brief(of, company, false)
    }
}

/// What marketing knows.
fn brief(of: &Brief, company: &Company, public: bool) -> Card {
    let (handoff, lead) = (&of.handoff, &of.lead);
    let said = |words: Option<&str>| match words {
        Some(words) if public => escape(&masked(words)),
        Some(words) => escape(words),
        None => String::new(),
    };
    let from: Vec<String> = [Some(lead.source.as_str()), lead.campaign.as_deref()]
        .into_iter()
        .flatten()
        .map(|words| said(Some(words)))
        .collect();
    let entries = |entries: &[Entry]| {
        let words: fn(&Entry) -> String = if public { line } else { whole_line };
        let lines: Vec<String> = entries
            .iter()
            .map(|entry| clip(&words(entry), ENTRY))
            .collect();
        in_field(&lines, lines.len())
    };
    let offers: Vec<String> = of
        .live
        .iter()
        .map(|promotion| format!("`{}` {}", promotion.code, escape(&promotion.discount)))
        .collect();
    let words: Vec<String> = of
        .live
        .iter()
        .filter_map(|promotion| promotion.wording.as_deref())
        .map(|words| format!("“{}”", escape(&clip(words, WORDING))))
        .collect();
    let warmth = warmth(of.warmth, handoff.hot, company.threshold, &of.shares);
    Card::default()
        .field("Warmth", warmth, false)
        .field("From", from.join(" · "), true)
        .field("Reach", reach(lead, public), true)
        .field("Handed over by", person(handoff.opened_by), true)
        .field("Marketing says", said(handoff.note.as_deref()), false)
        .field(
            "Was to change first",
            said(lead.must_change.as_deref()),
            false,
        )
        .field("Override", said(handoff.override_reason.as_deref()), false)
        .field("Last touches", entries(&of.touches), false)
        .field("Questions and notes", entries(&of.notes), false)
        .field("May be offered now", in_field(&offers, 4), false)
        .field("In these words", in_field(&words, 2), false)
}

/// How the person is reached. In public, masked.
fn reach(lead: &Lead, public: bool) -> String {
    let email = lead.email.as_deref().map(|email| match public {
        true => mask_email(email),
        false => email.to_owned(),
    });
    let phone = lead.phone.as_deref().map(|phone| match public {
        true => mask_phone(phone),
        false => phone.to_owned(),
    });
    let handle = lead.handle.as_deref().map(|handle| format!("@{handle}"));
    let ways: Vec<String> = [email, phone, handle]
        .into_iter()
        .flatten()
        .map(|way| escape(&way))
        .collect();
    ways.join("\n")
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

    use super::*;
    use crate::{
        domain::{
            company::{Channels, Roles},
            field::{Email, Handle, OneLine, PersonName, Phone},
            handoff::Handoff,
            hours::BusinessHours,
            ids::{GuildId, HandoffId, LeadNumber, RoleId, UserId},
            stage::Stage,
        },
        wording::card::{Ping, Row},
    };

    fn at() -> DateTime<Utc> {
        DateTime::from_timestamp(1_772_445_600, 0).expect("in range")
    }

    fn company() -> Company {
        Company {
            guild: GuildId(1),
            name: "Acme".to_owned(),
            zone: chrono_tz::UTC,
            hours: BusinessHours::default(),
            digest_time: NaiveTime::MIN,
            channels: Channels::default(),
            listening: Vec::new(),
            roles: Roles::default(),
            hot: TimeDelta::minutes(5),
            standard: TimeDelta::minutes(240),
            threshold: 50.0,
            half_life_days: 30.0,
            required: Vec::new(),
            loss_reasons: Vec::new(),
            tell_moves: true,
            setup_page: None,
            set_up_at: None,
            unreadable: Vec::new(),
            version: 1,
        }
    }

    fn waiting() -> Brief {
        let guild = GuildId(1);
        let note = "asks about SSO, write to ada@analytical.example";
        Brief {
            handoff: Handoff {
                guild,
                id: HandoffId(9),
                lead: LeadNumber(42),
                state: HandoffState::Pending,
                hot: true,
                hot_since: None,
                opened_at: at(),
                opened_by: UserId(7),
                offered_to: None,
                override_reason: None,
                note: Some(note.to_owned()),
                warn_at: at() + TimeDelta::minutes(4),
                due_at: at() + TimeDelta::minutes(5),
                warned_at: None,
                escalated_at: None,
                closed_at: None,
                closed_by: None,
                accepted_by: None,
                accepted_after: None,
                reason: None,
                withdrawn: None,
            },
            lead: Lead {
                guild,
                number: LeadNumber(42),
                name: PersonName::kept("Ada Lovelace".to_owned()),
                email: Some(Email::kept("ada@analytical.example".to_owned())),
                phone: Some(Phone::kept("+44 20 7946 0000".to_owned())),
                handle: Some(Handle::kept("ada".to_owned())),
                organisation: Some(OneLine::kept("Analytical".to_owned())),
                source: OneLine::kept("blog".to_owned()),
                campaign: None,
                stage: Stage::Interest,
                stage_since: at() - TimeDelta::days(3),
                sales_sourced: false,
                marketing_owner: Some(UserId(7)),
                sales_owner: None,
                rest_until: None,
                must_change: None,
                recycled: 0,
                lost_reason: None,
                created_at: at() - TimeDelta::days(9),
                created_by: UserId(7),
                version: 1,
                deal: None,
            },
            warmth: 75.0,
            shares: Vec::new(),
            touches: Vec::new(),
            notes: Vec::new(),
            live: Vec::new(),
        }
    }

    fn text(card: &Card) -> String {
        let fields = card
            .fields
            .iter()
            .map(|field| format!("{}: {}", field.name, field.value));
        let lines: Vec<String> = std::iter::once(card.body.clone()).chain(fields).collect();
        lines.join("\n")
    }

    fn labels(card: &Card) -> Vec<&str> {
        card.rows
            .iter()
            .flat_map(|row| match row {
                Row::Buttons(buttons) => buttons.iter().map(|button| &*button.label).collect(),
                _ => Vec::new(),
            })
            .collect()
    }

    #[test]
    fn the_card_is_for_all_and_masks_what_reaches_a_person() {
        let shown = text(&card(&waiting(), &company()));
        assert!(!shown.contains("ada@analytical"), "{shown}");
        assert!(!shown.contains("7946"), "{shown}");
        assert!(shown.contains("a…@analytical.example"), "{shown}");
        assert!(shown.contains("asks about SSO"), "{shown}");
    }

    #[test]
    fn whoever_accepted_reads_it_whole() {
        let shown = text(&accepted(
            &Accepted {
                brief: waiting(),
                again: false,
            },
            &company(),
        ));
        assert!(shown.contains("ada@analytical.example"), "{shown}");
        assert!(shown.contains("+44 20 7946 0000"), "{shown}");
    }

    #[test]
    fn it_pings_and_asks_for_an_answer_only_while_it_waits() {
        let mut company = company();
        company.roles.sales = Some(RoleId(5));
        let mut brief = waiting();
        let waits = card(&brief, &company);
        assert_eq!(waits.ping, Some(Ping::Role(RoleId(5))));
        assert_eq!(labels(&waits), ["Accept", "Send back", "Show lead"]);
        brief.handoff.offered_to = Some(UserId(8));
        assert_eq!(
            card(&brief, &company).ping,
            Some(Ping::User(UserId(8))),
            "the one it is offered to"
        );
        brief.handoff.state = HandoffState::Accepted;
        brief.handoff.accepted_by = Some(UserId(8));
        brief.handoff.closed_by = Some(UserId(3));
        brief.handoff.accepted_after = Some(TimeDelta::minutes(12));
        let taken = card(&brief, &company);
        assert_eq!(taken.ping, None);
        assert_eq!(labels(&taken), ["Show lead"]);
        assert!(
            taken
                .body
                .contains("**Accepted** by <@8> after 12 min of business time, assigned by <@3>"),
            "{}",
            taken.body
        );
    }
}
