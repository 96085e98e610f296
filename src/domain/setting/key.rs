//! Settings whose value is typed: how it is read, and how it stands.

use super::Setting;
use crate::domain::{
    company::Company,
    field::{self, OneLine},
    lead::Field,
    local::{parse_day, parse_time, parse_zone},
    typed::TypedRefusal,
};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// What stands for an empty list.
const NONE: &str = "none";

/// A setting whose value people type, in the order in which settings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Key {
    /// The zone in which the company works.
    TimeZone,
    /// When it is open.
    BusinessHours,
    /// Days on which it is closed.
    Holiday,
    /// When the digest comes.
    DigestTime,
    /// Time to accept a hot handoff.
    #[strum(serialize = "accept-hot-minutes")]
    Hot,
    /// Time to accept any other.
    #[strum(serialize = "accept-minutes")]
    Standard,
    /// Warmth that a handoff needs.
    Threshold,
    /// How fast warmth fades.
    #[strum(serialize = "half-life-days")]
    HalfLife,
    /// Fields that a handoff needs.
    #[strum(serialize = "required-fields")]
    Required,
    /// Reasons for a loss.
    LossReasons,
    /// Whether moves are told.
    TellMoves,
}

keyed!(Key);

impl Key {
    /// The key that somebody typed.
    ///
    /// # Errors
    /// No such key; the refusal names those there are.
    pub fn find(typed: &str) -> Result<Self, TypedRefusal> {
        let known = |key: &Self| key.key().eq_ignore_ascii_case(typed.trim());
        Self::ALL
            .iter()
            .copied()
            .find(known)
            .ok_or_else(|| TypedRefusal::UnknownChoice {
                option: "key",
                choices: Self::ALL.iter().map(|key| key.key().to_owned()).collect(),
            })
    }

    /// What it is about, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::TimeZone => "where the company works",
            Self::BusinessHours => "when it is open",
            Self::Holiday => "a day off; “remove” and the day to take it back",
            Self::DigestTime => "when the digest comes",
            Self::Hot => "minutes to accept a hot handoff",
            Self::Standard => "business minutes to accept any other",
            Self::Threshold => "points that a handoff needs",
            Self::HalfLife => "days after which a touch is worth half",
            Self::Required => "fields that a handoff needs",
            Self::LossReasons => "what a loss can be put down to",
            Self::TellMoves => "whether new leads and moves are told",
        }
    }

    /// Reads a value.
    ///
    /// # Errors
    /// What is wrong with it, and what may be typed.
    pub fn read(self, typed: &str) -> Result<Setting, TypedRefusal> {
        let typed = typed.trim();
        Ok(match self {
            Self::TimeZone => {
                Setting::Zone(parse_zone(typed).map_err(|near| TypedRefusal::Zone {
                    typed: typed.to_owned(),
                    near,
                })?)
            }
            Self::BusinessHours => Setting::Hours(typed.parse().map_err(TypedRefusal::Hours)?),
            Self::Holiday => self.holiday(typed)?,
            Self::DigestTime => {
                Setting::DigestTime(parse_time(typed).map_err(|error| TypedRefusal::When {
                    option: self.key(),
                    error,
                })?)
            }
            // What is no number is out of every range, and the range is what helps.
            Self::Hot => Setting::Hot(typed.parse().unwrap_or(0)),
            Self::Standard => Setting::Standard(typed.parse().unwrap_or(0)),
            Self::Threshold => Setting::Threshold(typed.parse().unwrap_or(f64::NAN)),
            Self::HalfLife => Setting::HalfLife(typed.parse().unwrap_or(f64::NAN)),
            Self::Required => Setting::Required(self.fields(typed)?),
            Self::LossReasons => Setting::LossReasons(self.reasons(typed)?),
            Self::TellMoves => match typed.to_lowercase().as_str() {
                "yes" | "on" | "true" => Setting::TellMoves(true),
                "no" | "off" | "false" => Setting::TellMoves(false),
                _ => return Err(self.one_of(["yes", "no"])),
            },
        })
    }

    /// `2026-12-25`, `add 2026-12-25`, `remove 2026-12-25`.
    fn holiday(self, typed: &str) -> Result<Setting, TypedRefusal> {
        let lower = typed.to_lowercase();
        let (day, closed) = match lower
            .strip_prefix("remove ")
            .or_else(|| lower.strip_prefix('-'))
        {
            Some(day) => (day, false),
            None => (lower.strip_prefix("add ").unwrap_or(&lower), true),
        };
        let day = parse_day(day.trim()).map_err(|error| TypedRefusal::When {
            option: self.key(),
            error,
        })?;
        Ok(Setting::Holiday(day, closed))
    }

    fn fields(self, typed: &str) -> Result<Vec<Field>, TypedRefusal> {
        let mut fields = Vec::new();
        if typed.eq_ignore_ascii_case(NONE) {
            return Ok(fields);
        }
        for part in parts(typed) {
            let known = Field::from_key(&part.to_lowercase());
            let field =
                known.ok_or_else(|| self.one_of(Field::ALL.iter().map(|field| field.key())))?;
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        if fields.is_empty() {
            Err(self.one_of(Field::ALL.iter().map(|field| field.key())))
        } else {
            Ok(fields)
        }
    }

    fn reasons(self, typed: &str) -> Result<Vec<String>, TypedRefusal> {
        let mut reasons: Vec<String> = Vec::new();
        for part in parts(typed) {
            let reason = field::required(self.key(), part, OneLine::parse)?;
            let same = |known: &String| known.to_lowercase() == reason.as_str().to_lowercase();
            if !reasons.iter().any(same) {
                reasons.push(reason.as_str().to_owned());
            }
        }
        Ok(reasons)
    }

    fn one_of<'a>(self, choices: impl IntoIterator<Item = &'a str>) -> TypedRefusal {
        let choices = choices.into_iter().map(str::to_owned).collect();
        TypedRefusal::UnknownChoice {
            option: self.key(),
            choices,
        }
    }

    /// What it is now, as it would be typed.
    pub fn current(self, company: &Company) -> String {
        let list = |parts: Vec<String>| {
            if parts.is_empty() {
                NONE.to_owned()
            } else {
                parts.join(", ")
            }
        };
        match self {
            Self::TimeZone => company.zone.name().to_owned(),
            Self::BusinessHours => company.hours.to_string(),
            Self::Holiday => list(
                company
                    .hours
                    .holidays
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
            ),
            Self::DigestTime => company.digest_time.format("%H:%M").to_string(),
            Self::Hot => company.hot.num_minutes().to_string(),
            Self::Standard => company.standard.num_minutes().to_string(),
            Self::Threshold => company.threshold.to_string(),
            Self::HalfLife => company.half_life_days.to_string(),
            Self::Required => list(company.required.iter().map(ToString::to_string).collect()),
            Self::LossReasons => list(company.loss_reasons.clone()),
            Self::TellMoves => if company.tell_moves { "yes" } else { "no" }.to_owned(),
        }
    }
}

fn parts(typed: &str) -> impl Iterator<Item = &str> {
    typed
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveTime, TimeDelta};

    use super::*;
    use crate::domain::{
        company::{Channels, Roles},
        hours::BusinessHours,
        ids::GuildId,
    };

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
            required: vec![Field::Email],
            loss_reasons: vec!["price".to_owned()],
            tell_moves: true,
            setup_page: None,
            set_up_at: None,
            unreadable: Vec::new(),
            version: 1,
        }
    }

    fn set(key: &str, typed: &str) -> Result<String, TypedRefusal> {
        let mut company = company();
        let key = Key::find(key)?;
        key.read(typed)?.apply(&mut company)?;
        Ok(key.current(&company))
    }

    #[test]
    fn what_is_typed_is_what_stands_there() {
        for (key, typed, now) in [
            ("time-zone", "europe/berlin", "Europe/Berlin"),
            ("business-hours", "mon-fri 8-16", "Mon-Fri 08:00-16:00"),
            ("Holiday", "2026-12-25", "2026-12-25"),
            ("holiday", "add 2026-12-25", "2026-12-25"),
            ("holiday", "remove 2026-12-25", "none"),
            ("digest-time", "8:30", "08:30"),
            ("accept-hot-minutes", "10", "10"),
            ("accept-minutes", "10080", "10080"),
            ("threshold", "62.5", "62.5"),
            ("half-life-days", "14", "14"),
            ("required-fields", "email, Phone, email", "email, phone"),
            ("required-fields", "none", "none"),
            (
                "loss-reasons",
                "price, moved away, Price",
                "price, moved away",
            ),
            ("tell-moves", "off", "no"),
        ] {
            assert_eq!(set(key, typed), Ok(now.to_owned()), "{key} {typed}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (key, typed) in [
            ("colour", "blue"),
            ("time-zone", "Mars"),
            ("business-hours", "whenever"),
            ("holiday", "2026-02-30"),
            ("digest-time", "25:00"),
            ("accept-hot-minutes", "0"),
            ("accept-minutes", "many"),
            ("accept-minutes", "10081"),
            ("threshold", "-1"),
            ("threshold", "NaN"),
            ("half-life-days", "0.5"),
            ("required-fields", "email, shoe size"),
            ("required-fields", ""),
            ("loss-reasons", " , "),
            (
                "loss-reasons",
                "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z",
            ),
            ("tell-moves", "sometimes"),
        ] {
            assert!(set(key, typed).is_err(), "{key} {typed}");
        }
    }

    #[test]
    fn what_stands_there_can_be_typed_again() {
        for &key in Key::ALL {
            if key != Key::Holiday {
                let now = key.current(&company());
                assert_eq!(set(key.key(), &now), Ok(now), "{}", key.key());
            }
        }
    }
}
