//! A company: the Discord server that uses Tandem, and what it has settled.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{
    access::Rights,
    alert::Place,
    hours::BusinessHours,
    ids::{ChannelId, GuildId, RoleId},
    lead::Field,
    stage::Team,
};

/// Everything a company can settle, with the defaults of the product.
#[derive(Clone, Debug)]
pub struct Company {
    /// The server.
    pub guild: GuildId,
    /// The server's name.
    pub name: String,
    /// The zone in which the company works.
    pub zone: Tz,
    /// When it is open, holidays included.
    pub hours: BusinessHours,
    /// Local time of the daily digest; 09:00 by default.
    pub digest_time: NaiveTime,
    /// Where the bot speaks.
    pub channels: Channels,
    /// The channels in which it listens, and nowhere else.
    pub listening: Vec<ChannelId>,
    /// Who is who.
    pub roles: Roles,
    /// Time to accept a hot handoff; 5 minutes by default.
    pub hot: TimeDelta,
    /// Time to accept any other; 4 business hours by default.
    pub standard: TimeDelta,
    /// Points that a lead needs for a handoff; 50 by default.
    pub threshold: f64,
    /// Days after which a touch is worth half; 30 by default.
    pub half_life_days: f64,
    /// Fields that must be filled before a handoff.
    pub required: Vec<Field>,
    /// What a loss can be put down to.
    pub loss_reasons: Vec<String>,
    /// Whether new leads and moves inside a team's stages are told in its channel.
    pub tell_moves: bool,
    /// The page of `/setup` at which somebody left.
    pub setup_page: Option<i16>,
    /// When `/setup` was finished first.
    pub set_up_at: Option<DateTime<Utc>>,
    /// Keys of settings that stand in the database and cannot be read: their defaults count, so that the
    /// company works and they can be set anew.
    pub unreadable: Vec<&'static str>,
    /// Counts changes of all this: who remembers a company asks by it whether that still holds.
    pub version: i64,
}

/// The channels that the company named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Channels {
    /// Marketing's own.
    pub marketing: Option<ChannelId>,
    /// Sales' own: handoff cards go here.
    pub sales: Option<ChannelId>,
    /// Where promotions are news.
    pub promotions: Option<ChannelId>,
    /// Where the digest goes.
    pub digest: Option<ChannelId>,
}

impl Channels {
    /// The channel of a place.
    pub fn of(&self, place: Place) -> Option<ChannelId> {
        match place {
            Place::Marketing => self.marketing,
            Place::Sales => self.sales,
            Place::Promotions => self.promotions,
            Place::Digest => self.digest,
        }
    }
}

/// The roles that the company named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// Marketing's role.
    pub marketing: Option<RoleId>,
    /// Sales' role.
    pub sales: Option<RoleId>,
    /// The manager's role.
    pub manager: Option<RoleId>,
}

impl Roles {
    /// What the member's roles amount to here. `admin` is Discord's "Manage Server".
    pub fn rights(&self, held: &[RoleId], admin: bool) -> Rights {
        let has = |role: Option<RoleId>| role.is_some_and(|role| held.contains(&role));
        Rights {
            marketing: has(self.marketing),
            sales: has(self.sales),
            manager: has(self.manager),
            admin,
        }
    }
}

/// Why a company cannot be worked with yet.
#[derive(Clone, Debug, PartialEq)]
pub enum CompanyRefusal {
    /// `/setup` was not finished.
    NotSetUp,
    /// Used in a direct message.
    NotInAServer,
}

impl Company {
    /// The channel of a team.
    pub fn channel_of(&self, team: Team) -> Option<ChannelId> {
        match team {
            Team::Marketing => self.channels.marketing,
            Team::Sales => self.channels.sales,
        }
    }

    /// Whether time to accept runs differently than in `other`.
    pub fn times_differ(&self, other: &Self) -> bool {
        (self.zone, &self.hours, self.hot, self.standard)
            != (other.zone, &other.hours, other.hot, other.standard)
    }

    /// The places in which these teams hear something that is meant for all of them: where teams share a
    /// channel, it is said there once.
    pub fn places(&self, teams: &[Team]) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        for place in teams.iter().copied().map(Place::of) {
            let channel = self.channels.of(place);
            let said = |known: &Place| channel.is_some() && self.channels.of(*known) == channel;
            if !places.iter().any(said) {
                places.push(place);
            }
        }
        places
    }

    /// Refuses until `/setup` has been finished.
    pub fn ready(&self) -> Result<(), CompanyRefusal> {
        if self.set_up_at.is_some() {
            Ok(())
        } else {
            Err(CompanyRefusal::NotSetUp)
        }
    }
}
