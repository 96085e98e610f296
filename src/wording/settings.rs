//! What the bot says in `/settings`.

use super::{
    card::{Card, Tone},
    channel, length, points, role,
};
use crate::domain::{
    alert::{Alert, Place},
    company::Company,
    ids::{ChannelId, RoleId},
    text::escape,
};

/// All settings.
pub fn settings(company: &Company, problems: &[(String, String)]) -> Card {
    let place = |id: Option<ChannelId>| id.map_or_else(|| "not named".to_owned(), channel);
    let who = |id: Option<RoleId>| id.map_or_else(|| "not named".to_owned(), role);
    let (channels, roles) = (&company.channels, &company.roles);
    let listening: Vec<String> = company.listening.iter().map(|id| channel(*id)).collect();
    let required: Vec<String> = company.required.iter().map(ToString::to_string).collect();
    let reasons: Vec<String> = company
        .loss_reasons
        .iter()
        .map(|reason| escape(reason))
        .collect();
    let holidays: Vec<String> = company
        .hours
        .holidays
        .iter()
        .map(ToString::to_string)
        .collect();
    let problems: Vec<String> = problems
        .iter()
        .map(|(place, problem)| format!("- {place}: {}", escape(problem)))
        .collect();
    let none = |text: String| {
        if text.is_empty() {
            "none".to_owned()
        } else {
            text
        }
    };
    Card::text(
        Tone::Plain,
        "Change one with `/settings set`, or walk through `/setup` again.",
    )
    .titled("Settings")
    .field(
        "Channels",
        format!(
            "marketing {}\nsales {}\npromotions {}\ndigest {}",
            place(channels.marketing),
            place(channels.sales),
            place(channels.promotions),
            place(channels.digest)
        ),
        true,
    )
    .field(
        "Roles",
        format!(
            "marketing {}\nsales {}\nmanager {}",
            who(roles.marketing),
            who(roles.sales),
            who(roles.manager)
        ),
        true,
    )
    .field("Listening in", none(listening.join(" ")), true)
    .field("time-zone", company.zone.name(), true)
    .field("business-hours", company.hours.to_string(), true)
    .field("holiday", none(super::in_field(&holidays, 10)), true)
    .field(
        "digest-time",
        company.digest_time.format("%H:%M").to_string(),
        true,
    )
    .field(
        "accept-hot-minutes",
        format!("{} ({})", company.hot.num_minutes(), length(company.hot)),
        true,
    )
    .field(
        "accept-minutes",
        format!(
            "{} ({})",
            company.standard.num_minutes(),
            length(company.standard)
        ),
        true,
    )
    .field("threshold", points(company.threshold), true)
    .field("half-life-days", points(company.half_life_days), true)
    .field("required-fields", none(required.join(", ")), true)
    .field("loss-reasons", reasons.join(", "), false)
    .field(
        "tell-moves",
        if company.tell_moves { "yes" } else { "no" },
        true,
    )
    .field(
        "Cannot be read: set anew",
        company
            .unreadable
            .iter()
            .map(|key| format!("`{key}`"))
            .collect::<Vec<_>>()
            .join(" "),
        false,
    )
    .field(
        "Could not be delivered",
        super::in_field(&problems, 5),
        false,
    )
}

/// A setting was changed.
pub fn changed(key: &str, before: &str, after: &str) -> Card {
    Card::text(
        Tone::Done,
        format!("`{key}`: {} → **{}**", escape(before), escape(after)),
    )
}

/// Channels or roles were deleted: to the admin, in a direct message, so the server is named.
pub fn lost(company: &Company, settings: &[String]) -> Card {
    let name = |key: &String| match key.as_str() {
        "listening-channels" => "**a channel that Tandem listens in**".to_owned(),
        key => format!("the **{}**", key.replace('-', " ")),
    };
    let names: Vec<String> = settings.iter().map(name).collect();
    let were = if names.len() == 1 { "was" } else { "were" };
    let mut body = format!(
        "In **{}**, {} {were} deleted.",
        escape(&company.name),
        super::and(&names)
    );
    if settings.iter().any(|key| key.ends_with("channel")) {
        body.push_str(" What belongs there is not posted now, nor anywhere else instead.");
    }
    if settings.iter().any(|key| key.ends_with("role")) {
        body.push_str(" Nobody has the rights of a role that is gone.");
    }
    body.push_str(" Name another with `/setup` there.");
    Card::text(Tone::Alarm, body).titled("Something that Tandem needs was deleted")
}

/// Something could not be said: to the admin, in a direct message, with what it was and what to do.
/// `refusal`: nothing can be posted there, and why.
pub fn undelivered(
    company: &Company,
    place: Place,
    unsaid: &[Alert],
    refusal: Option<&str>,
) -> Card {
    let what: Vec<String> = unsaid
        .iter()
        .map(|alert| format!("- {}", subject(alert)))
        .collect();
    let where_to = company
        .channels
        .of(place)
        .map_or_else(|| format!("the {} channel", place.key()), channel);
    let server = escape(&company.name);
    let body = match refusal {
        Some(refusal) => format!(
            "In **{server}**, Tandem cannot post in {where_to}: {}.\n\
             Let Tandem see that channel, send messages and embed links there, or name another with \
             `/settings channel`. What is not said there now is said by itself then, for three days.",
            escape(refusal)
        ),
        None => format!(
            "In **{server}**, something could not be said in {where_to}. `/settings show` says why. \
             Nothing else is held up by it."
        ),
    };
    Card::text(Tone::Alarm, body)
        .titled("Something was not said")
        .field("Not said", super::in_field(&what, 10), false)
}

/// What an alert is about, without a personal value.
fn subject(alert: &Alert) -> String {
    match alert {
        Alert::LeadAdded { lead, .. } => format!("{lead} came in"),
        Alert::LeadMoved { lead, .. } => format!("{lead} was moved"),
        Alert::HandoffCard { .. } => "the card of a handoff".to_owned(),
        Alert::HandoffWarning { .. } => "a reminder that a handoff waits".to_owned(),
        Alert::HandoffEscalation { .. } => "that a handoff is late, for the manager".to_owned(),
        Alert::HandoffNews { .. } => "what became of a handoff".to_owned(),
        Alert::Won { lead, .. } => format!("{lead} was won"),
        Alert::LostAfterHandoff { lead, .. } => format!("{lead} was lost"),
        Alert::PromotionWaits { .. } => "a promotion that waits for a key".to_owned(),
        Alert::PromotionNews { .. } => "what became of a promotion".to_owned(),
        Alert::Digest { date } => format!("the digest of {date}"),
        Alert::Greeting => "the greeting after `/setup`".to_owned(),
        Alert::MemberLeft { .. } => "that somebody left, and what they looked after".to_owned(),
        Alert::Undelivered { .. } | Alert::SettingsLost { .. } => "a word to you".to_owned(),
    }
}

/// A channel or role was named.
pub fn named(key: &str, now: &str) -> Card {
    Card::text(Tone::Done, format!("`{key}` is {now} now."))
}

/// The channels that Tandem listens in were changed.
pub fn listening(company: &Company) -> Card {
    let channels: Vec<String> = company.listening.iter().map(|id| channel(*id)).collect();
    let body = if channels.is_empty() {
        "Tandem listens nowhere now.".to_owned()
    } else {
        format!("Tandem listens in {} now.", super::and(&channels))
    };
    Card::text(Tone::Done, body)
}
