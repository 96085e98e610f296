//! What a company settles: each value with its bounds, and how it reads.

mod key;

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use serde_json::{Value, json};

pub use self::key::Key;
use super::{
    access::Role,
    alert::Place,
    company::Company,
    hours::BusinessHours,
    ids::{ChannelId, RoleId},
    lead::Field,
    stage::Team,
    typed::TypedRefusal,
};

/// The longest time to accept: a week, in minutes.
const LONGEST: i64 = 10_080;

/// The most reasons for a loss: what one list in Discord shows.
const MOST_REASONS: i64 = 25;

/// A setting with its new value.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// A place's channel.
    Channel(Place, Option<ChannelId>),
    /// The channels that the bot listens to.
    Listening(Vec<ChannelId>),
    /// A channel that the bot begins to listen to, or stops.
    Listen(ChannelId, bool),
    /// A team's role.
    Role(Team, Option<RoleId>),
    /// The manager's role.
    Manager(Option<RoleId>),
    /// The zone.
    Zone(Tz),
    /// The opening spans; holidays stay.
    Hours(BusinessHours),
    /// A day on which the company is closed, or open again.
    Holiday(NaiveDate, bool),
    /// When the digest comes.
    DigestTime(NaiveTime),
    /// Minutes to accept a hot handoff.
    Hot(i64),
    /// Minutes to accept any other.
    Standard(i64),
    /// Points for a handoff.
    Threshold(f64),
    /// Days of half-life.
    HalfLife(f64),
    /// Fields for a handoff.
    Required(Vec<Field>),
    /// Reasons for a loss.
    LossReasons(Vec<String>),
    /// Whether moves are told.
    TellMoves(bool),
}

/// Something of Discord's that a company named, and that is no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// A channel.
    Channel(ChannelId),
    /// A role.
    Role(RoleId),
}

impl Gone {
    /// What it was, as the audit log keeps it.
    pub fn value(self) -> Value {
        match self {
            Self::Channel(channel) => json!({ "channel": channel.to_string() }),
            Self::Role(role) => json!({ "role": role.to_string() }),
        }
    }

    /// The settings that named it, each with nothing in its place.
    pub fn unnamed(self, company: &Company) -> Vec<Setting> {
        match self {
            Self::Channel(gone) => {
                let places = Place::ALL.iter().copied();
                let named = places.filter(|place| company.channels.of(*place) == Some(gone));
                let mut lost: Vec<Setting> =
                    named.map(|place| Setting::Channel(place, None)).collect();
                if company.listening.contains(&gone) {
                    lost.push(Setting::Listen(gone, false));
                }
                lost
            }
            Self::Role(gone) => {
                let roles = company.roles;
                let named = [
                    (roles.marketing, Setting::Role(Team::Marketing, None)),
                    (roles.sales, Setting::Role(Team::Sales, None)),
                    (roles.manager, Setting::Manager(None)),
                ];
                let lost = named.into_iter().filter(|(role, _)| *role == Some(gone));
                lost.map(|(_, setting)| setting).collect()
            }
        }
    }
}

impl Setting {
    /// The role that a company names for `of`.
    pub fn of_role(of: Role, id: Option<RoleId>) -> Self {
        match of {
            Role::Marketing => Self::Role(Team::Marketing, id),
            Role::Sales => Self::Role(Team::Sales, id),
            Role::Manager => Self::Manager(id),
        }
    }

    /// The name by which people and the audit log know it.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Channel(Place::Marketing, _) => "marketing-channel",
            Self::Channel(Place::Sales, _) => "sales-channel",
            Self::Channel(Place::Promotions, _) => "promotions-channel",
            Self::Channel(Place::Digest, _) => "digest-channel",
            Self::Listening(_) | Self::Listen(..) => "listening-channels",
            Self::Role(Team::Marketing, _) => "marketing-role",
            Self::Role(Team::Sales, _) => "sales-role",
            Self::Manager(_) => "manager-role",
            Self::Zone(_) => Key::TimeZone.key(),
            Self::Hours(_) => Key::BusinessHours.key(),
            Self::Holiday(..) => Key::Holiday.key(),
            Self::DigestTime(_) => Key::DigestTime.key(),
            Self::Hot(_) => Key::Hot.key(),
            Self::Standard(_) => Key::Standard.key(),
            Self::Threshold(_) => Key::Threshold.key(),
            Self::HalfLife(_) => Key::HalfLife.key(),
            Self::Required(_) => Key::Required.key(),
            Self::LossReasons(_) => Key::LossReasons.key(),
            Self::TellMoves(_) => Key::TellMoves.key(),
        }
    }

    /// Its value as the audit log keeps it: stable, whatever the code calls it. Ids are text, since a reader
    /// of JSON may not hold them as numbers.
    pub fn value(&self) -> Value {
        let id = |id: Option<String>| json!(id);
        match self {
            Self::Channel(_, channel) => id(channel.map(|channel| channel.to_string())),
            Self::Listening(channels) => channels.iter().map(ToString::to_string).collect(),
            Self::Listen(channel, begins) => {
                json!({ "channel": channel.to_string(), "listens": begins })
            }
            Self::Role(_, role) | Self::Manager(role) => id(role.map(|role| role.to_string())),
            Self::Zone(zone) => json!(zone.name()),
            Self::Hours(hours) => json!({ "week": hours.week }),
            Self::Holiday(day, closed) => json!({ "day": day, "closed": closed }),
            Self::DigestTime(time) => json!(time.format("%H:%M").to_string()),
            Self::Hot(minutes) | Self::Standard(minutes) => json!(minutes),
            Self::Threshold(value) | Self::HalfLife(value) => json!(value),
            Self::Required(fields) => fields.iter().map(|field| field.key()).collect(),
            Self::LossReasons(reasons) => json!(reasons),
            Self::TellMoves(told) => json!(told),
        }
    }

    /// Puts it into a company.
    ///
    /// # Errors
    /// A value that is out of its bounds.
    pub fn apply(&self, company: &mut Company) -> Result<(), TypedRefusal> {
        match self {
            Self::Channel(Place::Marketing, channel) => company.channels.marketing = *channel,
            Self::Channel(Place::Sales, channel) => company.channels.sales = *channel,
            Self::Channel(Place::Promotions, channel) => company.channels.promotions = *channel,
            Self::Channel(Place::Digest, channel) => company.channels.digest = *channel,
            Self::Listening(channels) => company.listening.clone_from(channels),
            Self::Listen(channel, begins) => {
                company.listening.retain(|known| known != channel);
                if *begins {
                    company.listening.push(*channel);
                }
            }
            Self::Role(Team::Marketing, role) => company.roles.marketing = *role,
            Self::Role(Team::Sales, role) => company.roles.sales = *role,
            Self::Manager(role) => company.roles.manager = *role,
            Self::Zone(zone) => company.zone = *zone,
            Self::Hours(hours) => company.hours.week.clone_from(&hours.week),
            Self::Holiday(day, true) => {
                company.hours.holidays.insert(*day);
            }
            Self::Holiday(day, false) => {
                company.hours.holidays.remove(day);
            }
            Self::DigestTime(time) => company.digest_time = *time,
            Self::Hot(minutes) => company.hot = self.time(*minutes)?,
            Self::Standard(minutes) => company.standard = self.time(*minutes)?,
            Self::Threshold(points) => company.threshold = self.within(*points, 0, 10_000)?,
            Self::HalfLife(days) => company.half_life_days = self.within(*days, 1, 3_650)?,
            Self::Required(fields) => company.required.clone_from(fields),
            Self::LossReasons(reasons) => {
                self.within(reasons.len() as f64, 1, MOST_REASONS)?;
                company.loss_reasons.clone_from(reasons);
            }
            Self::TellMoves(told) => company.tell_moves = *told,
        }
        Ok(())
    }

    fn time(&self, minutes: i64) -> Result<TimeDelta, TypedRefusal> {
        if (1..=LONGEST).contains(&minutes) {
            Ok(TimeDelta::minutes(minutes))
        } else {
            Err(TypedRefusal::OutOfRange {
                option: self.key(),
                least: 1,
                most: LONGEST,
            })
        }
    }

    fn within(&self, value: f64, least: i64, most: i64) -> Result<f64, TypedRefusal> {
        // Not a number is within nothing.
        if value >= least as f64 && value <= most as f64 {
            Ok(value)
        } else {
            Err(TypedRefusal::OutOfRange {
                option: self.key(),
                least,
                most,
            })
        }
    }
}
