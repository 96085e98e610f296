//! What the bot says in `/settings`.

use super::{
    card::{Card, Tone},
    channel, length, points, role,
};
use crate::domain::{
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
