//! What the bot says in `/setup`: its pages, what is missing, and the greetings at its end.

use super::{
    card::{Button, Card, Form, Input, Look, Picker, PickerOf, Row, Tone},
    channel,
    press::{FormKind, Press, Select},
    role,
};
use crate::domain::{
    access::Role,
    alert::Place,
    company::Company,
    hours,
    ids::{ChannelId, RoleId},
};

/// How many pages `/setup` has.
pub const PAGES: i16 = 4;

/// A permission that is missing somewhere, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Nothing is named for this.
    Unnamed(&'static str),
    /// The channel is gone, or the bot cannot know of it.
    NoChannel(&'static str, ChannelId),
    /// The role is gone.
    NoRole(&'static str, RoleId),
    /// The bot lacks a permission in a channel.
    Bot {
        /// Where.
        channel: ChannelId,
        /// Discord's names of what it lacks.
        permissions: Vec<&'static str>,
    },
    /// A team's role does not see a channel.
    Unseen {
        /// Which role.
        role: RoleId,
        /// Which channel.
        channel: ChannelId,
    },
    /// A role that is pinged in a channel would not be: it is not open to that, and the bot may not ping
    /// all roles. Everything else works.
    Silent {
        /// Which role.
        role: RoleId,
        /// Where.
        channel: ChannelId,
    },
}

impl Gap {
    /// Whether the company cannot begin with it.
    pub fn blocks(&self) -> bool {
        !matches!(self, Self::Silent { .. })
    }
}

/// A page of `/setup`.
pub fn page(company: &Company, page: i16, note: Option<&str>) -> Card {
    let (title, body) = match page {
        0 => (
            "Channels",
            "Where does each team work, and where does shared news go? Channels may be the same.",
        ),
        1 => (
            "Roles",
            "Which role makes somebody marketing, sales, a manager?",
        ),
        2 => (
            "Time",
            "When is the company open, and when does the digest come? Time limits run only in these hours.",
        ),
        _ => (
            "Listening",
            "In which channels may Tandem read along? A message with `L-42` or a lead's email goes onto that lead's timeline. None is fine too.",
        ),
    };
    let mut card =
        Card::text(Tone::Plain, body).titled(format!("Setup {} of {PAGES}: {title}", page + 1));
    if let Some(note) = note {
        card.body = format!("{note}\n\n{}", card.body);
        card.tone = Tone::Attention;
    }
    let picker = |select, of, placeholder: &str, chosen: Vec<i64>, most| {
        Row::Picker(Picker {
            select,
            of,
            placeholder: placeholder.to_owned(),
            chosen,
            least: u8::from(most == 1),
            most,
        })
    };
    match page {
        0 => {
            let channels = &company.channels;
            for (place, name) in [
                (Place::Marketing, "Marketing's channel"),
                (Place::Sales, "Sales' channel"),
                (Place::Promotions, "Promotions channel"),
                (Place::Digest, "Digest channel"),
            ] {
                let select = Select::SetupChannel { place };
                let chosen = channels.of(place);
                let chosen: Vec<i64> = chosen.into_iter().map(|channel| channel.0).collect();
                card.rows
                    .push(picker(select, PickerOf::Channels, name, chosen, 1));
            }
        }
        1 => {
            let roles = &company.roles;
            for (role, name, chosen) in [
                (Role::Marketing, "Marketing's role", roles.marketing),
                (Role::Sales, "Sales' role", roles.sales),
                (Role::Manager, "The manager's role", roles.manager),
            ] {
                let select = Select::SetupRole { role };
                let chosen: Vec<i64> = chosen.into_iter().map(|role| role.0).collect();
                card.rows
                    .push(picker(select, PickerOf::Roles, name, chosen, 1));
            }
        }
        2 => {
            card = card
                .field("Time zone", company.zone.name(), true)
                .field("Business hours", company.hours.to_string(), true)
                .field(
                    "Digest",
                    company.digest_time.format("%H:%M").to_string(),
                    true,
                )
                .buttons(vec![Button::new(
                    "Change",
                    Look::Primary,
                    Press::SetupForm { page: 2 },
                )]);
        }
        _ => {
            let chosen = company.listening.iter().map(|channel| channel.0).collect();
            card.rows.push(picker(
                Select::SetupListening {},
                PickerOf::Channels,
                "Channels to listen in",
                chosen,
                10,
            ));
        }
    }
    let turn =
        |label: &str, to: i16, look| Button::new(label, look, Press::SetupPage { page: to.into() });
    let mut buttons = Vec::new();
    if page > 0 {
        buttons.push(turn("Back", page - 1, Look::Secondary));
    }
    if page + 1 < PAGES {
        buttons.push(turn("Next", page + 1, Look::Primary));
    } else {
        buttons.push(Button::new(
            "Check and finish",
            Look::Success,
            Press::SetupFinish {},
        ));
    }
    card.buttons(buttons)
        .footer("Every choice is kept at once; /setup comes back to this page.")
}

/// The form of the page about time.
pub fn hours_form(company: &Company) -> Form {
    let input = |key, label: &str, value: String, placeholder: &str| Input {
        key,
        label: label.to_owned(),
        value: Some(value),
        placeholder: Some(placeholder.to_owned()),
        required: true,
        long: false,
        most: 200,
    };
    Form {
        kind: FormKind::SetupHours {},
        title: "Time".to_owned(),
        inputs: vec![
            input(
                "zone",
                "Time zone",
                company.zone.name().to_owned(),
                "Europe/Berlin",
            ),
            input(
                "hours",
                "Business hours",
                company.hours.to_string(),
                hours::EXAMPLE,
            ),
            input(
                "digest",
                "Digest at",
                company.digest_time.format("%H:%M").to_string(),
                "09:00",
            ),
        ],
    }
}

fn gap(gap: &Gap) -> String {
    match gap {
        Gap::Unnamed(what) => format!("{what} is not named yet."),
        Gap::NoChannel(what, id) => format!(
            "{what}, {}, is gone, or Tandem cannot see it. Choose another, or let Tandem's role see it.",
            channel(*id)
        ),
        Gap::NoRole(what, id) => format!("{what}, {}, is gone. Choose another.", role(*id)),
        Gap::Bot {
            channel: id,
            permissions,
        } => {
            let names: Vec<String> = permissions.iter().map(|name| format!("“{name}”")).collect();
            format!("Tandem lacks {} in {}.", super::and(&names), channel(*id))
        }
        Gap::Unseen {
            role: who,
            channel: id,
        } => format!(
            "{} cannot see {}: give the role “View Channel” there.",
            role(*who),
            channel(*id)
        ),
        Gap::Silent {
            role: who,
            channel: id,
        } => format!(
            "{} will not be notified in {}: let everybody mention the role (in its settings), or give Tandem “Mention @everyone, @here and All Roles” there.",
            role(*who),
            channel(*id)
        ),
    }
}

/// Gaps as a list.
fn listed(gaps: &[Gap]) -> String {
    let lines: Vec<String> = gaps
        .iter()
        .map(|missing| format!("- {}", gap(missing)))
        .collect();
    super::first(&lines, 12)
}

/// What keeps `/setup` from its end.
pub fn gaps(gaps: &[Gap]) -> Card {
    let body = format!(
        "Almost there. Please put right:\n{}\nThen press again; everything you chose is kept.",
        listed(gaps)
    );
    Card::text(Tone::Attention, body)
        .titled("Not finished yet")
        .buttons(vec![
            Button::new(
                "Back to the pages",
                Look::Secondary,
                Press::SetupPage { page: 0 },
            ),
            Button::new("Check again", Look::Success, Press::SetupFinish {}),
        ])
}

/// `/setup` is finished; with what is worth a look all the same.
pub fn finished(company: &Company, hints: &[Gap]) -> Card {
    let mut body = format!(
        "Tandem is ready, and has said hello in each channel. The first digest comes at {}.\nMarketing begins with `/lead add`; everybody finds their way with `/help`.",
        company.digest_time.format("%H:%M")
    );
    if !hints.is_empty() {
        body.push_str("\n\nWorth a look:\n");
        body.push_str(&listed(hints));
    }
    Card::text(Tone::Done, body).titled("Set up")
}

/// The greeting with which each place learns what will come here.
pub fn greeting(company: &Company, place: Place) -> Card {
    let digest = company.digest_time.format("%H:%M");
    let body = match place {
        Place::Marketing => "This is where marketing hears of new leads and of what became of handoffs. `/lead add` brings one in.".to_owned(),
        Place::Sales => "Handoffs arrive here as cards: **Accept** takes the lead, **Send back** says why not. `/handoff list` shows what waits.".to_owned(),
        Place::Promotions => "Both teams hear here when a promotion starts, ends or is withdrawn. `/promo current` shows what may be offered.".to_owned(),
        Place::Digest => format!("Every working day at {digest} the digest comes here: what moved, what waits, what is late."),
    };
    Card::text(Tone::Plain, body).titled("Tandem works here now")
}
