//! Dates and times as people type them.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::instant;

/// What is wrong with a date or time as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhenError {
    /// It has the form of a date, but the calendar has no such day.
    NoSuchDay(String),
    /// It has the form of a time, but the clock has no such minute.
    NoSuchTime(String),
    /// It is in no form that we read.
    Unreadable(String),
}

/// An example to show beside an error.
pub const EXAMPLE: &str = "2026-12-01, 2026-12-01 09:30, tomorrow, or in 3 days";

/// The furthest that "in 3 days" reaches, in days: ten years.
const FURTHEST: i64 = 3660;

/// Reads a point in time: a day, a day and a time, or a distance from now. Days and longer distances keep
/// the time of day, over a clock change too. A day alone is its first instant, or its last (the next
/// day's first) with `end_of_day`.
///
/// # Errors
/// What is wrong with it. It quotes what was typed, which is still to be escaped before it is shown.
pub fn parse_when(
    text: &str,
    zone: Tz,
    now: DateTime<Utc>,
    end_of_day: bool,
) -> Result<DateTime<Utc>, WhenError> {
    let text = text.trim();
    let unreadable = || WhenError::Unreadable(text.to_owned());
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        let at = at.with_timezone(&Utc);
        return Some(at)
            .filter(|at| sensible(at.year()))
            .ok_or_else(unreadable);
    }
    let lower = text.to_lowercase();
    if lower == "now" {
        return Ok(now);
    }
    if let Some(rest) = lower
        .strip_prefix("in ")
        .or_else(|| lower.strip_prefix('+'))
    {
        return ahead(rest, zone, now).ok_or_else(unreadable);
    }
    let parts = if lower.starts_with(|c: char| c.is_ascii_digit()) {
        lower.split_once([' ', 't'])
    } else {
        lower.split_once(' ')
    };
    let (day, time) = match parts {
        Some((day, time)) => (day.trim_end_matches(','), Some(time.trim())),
        None => (lower.as_str(), None),
    };
    let today = now.with_timezone(&zone).date_naive();
    let date = match day {
        "today" => Some(today),
        "tomorrow" => today.succ_opt(),
        _ => Some(parse_day(day)?),
    };
    let date = date.ok_or_else(unreadable)?;
    let local = match time {
        Some(time) => date.and_time(parse_time(time.strip_prefix("at ").unwrap_or(time))?),
        None if end_of_day => date
            .succ_opt()
            .ok_or_else(unreadable)?
            .and_time(NaiveTime::MIN),
        None => date.and_time(NaiveTime::MIN),
    };
    instant(zone, local).ok_or_else(unreadable)
}

/// Reads a day: `2026-12-01`.
///
/// # Errors
/// What is wrong with it.
pub fn parse_day(text: &str) -> Result<NaiveDate, WhenError> {
    let parts: Vec<&str> = text.trim().split('-').collect();
    let unreadable = || WhenError::Unreadable(text.to_owned());
    let [year, month, day] = parts[..] else {
        return Err(unreadable());
    };
    let year = number(year, 4).ok_or_else(unreadable)?;
    let month = number(month, 2).ok_or_else(unreadable)?;
    let day = number(day, 2).ok_or_else(unreadable)?;
    i32::try_from(year)
        .ok()
        .filter(|year| sensible(*year))
        .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        .ok_or_else(|| WhenError::NoSuchDay(text.to_owned()))
}

/// Reads a time of day: `9`, `9:30`, `09:30`, `9:30 pm`.
///
/// # Errors
/// What is wrong with it.
pub fn parse_time(text: &str) -> Result<NaiveTime, WhenError> {
    let unreadable = || WhenError::Unreadable(text.to_owned());
    let no_such = || WhenError::NoSuchTime(text.to_owned());
    let lower = text.trim().to_lowercase();
    let (clock, noon) = match lower.strip_suffix('m') {
        Some(rest) => match (rest.strip_suffix('a'), rest.strip_suffix('p')) {
            (Some(clock), _) => (clock.trim_end(), Some(0)),
            (_, Some(clock)) => (clock.trim_end(), Some(12)),
            _ => return Err(unreadable()),
        },
        None => (lower.as_str(), None),
    };
    let (hour, minute) = clock.split_once(':').unwrap_or((clock, "00"));
    // Seconds are read where something else wrote them, and must be none.
    let minute = minute.strip_suffix(":00").unwrap_or(minute);
    let hour = number(hour, 2).ok_or_else(unreadable)?;
    let minute = number(minute, 2).ok_or_else(unreadable)?;
    let hour = match noon {
        Some(noon) if (1..=12).contains(&hour) => hour % 12 + noon,
        Some(_) => return Err(no_such()),
        None => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, 0).ok_or_else(no_such)
}

/// At most so many digits, and nothing else.
fn number(text: &str, most: usize) -> Option<u32> {
    let digits = text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// Years that somebody can mean.
fn sensible(year: i32) -> bool {
    (1970..=9999).contains(&year)
}

/// `3 days`, `2h`, `90 minutes`, `1 week`, `2 months` from now; at most ten years.
fn ahead(text: &str, zone: Tz, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let count = number(&text[..end], 7)?;
    let local = now.with_timezone(&zone).naive_local();
    let days = |each: u32| {
        let days = TimeDelta::days(i64::from(count.checked_mul(each)?));
        instant(zone, local.checked_add_signed(days)?)
    };
    let minutes = |each: u32| {
        let minutes = TimeDelta::minutes(i64::from(count.checked_mul(each)?));
        now.checked_add_signed(minutes)
    };
    let unit = text[end..].trim();
    let at = match unit.strip_suffix('s').unwrap_or(unit) {
        "m" | "min" | "minute" => minutes(1),
        "h" | "hour" => minutes(60),
        "d" | "day" => days(1),
        "w" | "week" => days(7),
        "month" => instant(zone, local.checked_add_months(Months::new(count))?),
        _ => None,
    };
    at.filter(|at| *at - now <= TimeDelta::days(FURTHEST))
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Europe::Berlin, UTC};
    use proptest::prelude::*;

    use super::*;
    use crate::domain::local::parse_zone;

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}:00Z").parse().expect(text)
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        let now = at("2026-11-23T10:00");
        for (typed, found) in [
            ("2026-12-01", "2026-11-30T23:00"),
            ("2026-12-1", "2026-11-30T23:00"),
            ("2026-12-01 09:30", "2026-12-01T08:30"),
            ("2026-12-01T09:30", "2026-12-01T08:30"),
            ("2026-12-01T09:30:00", "2026-12-01T08:30"),
            ("2026-12-01T09:30:00-05:00", "2026-12-01T14:30"),
            ("2026-12-01, 9:30 pm", "2026-12-01T20:30"),
            ("2026-12-01 at 12am", "2026-11-30T23:00"),
            ("today", "2026-11-22T23:00"),
            ("Tomorrow", "2026-11-23T23:00"),
            ("tomorrow 9:30", "2026-11-24T08:30"),
            ("in 3 days", "2026-11-26T10:00"),
            ("in 1 month", "2026-12-23T10:00"),
            ("+1w", "2026-11-30T10:00"),
            ("+2h", "2026-11-23T12:00"),
            ("in 90 minutes", "2026-11-23T11:30"),
            ("now", "2026-11-23T10:00"),
        ] {
            assert_eq!(
                parse_when(typed, Berlin, now, false),
                Ok(at(found)),
                "{typed}"
            );
        }
        for (typed, found) in [
            ("2026-12-01", "2026-12-01T23:00"),
            ("tomorrow", "2026-11-24T23:00"),
            ("2026-12-01 09:30", "2026-12-01T08:30"),
        ] {
            assert_eq!(
                parse_when(typed, Berlin, now, true),
                Ok(at(found)),
                "end of {typed}"
            );
        }
    }

    #[test]
    fn days_ahead_keep_the_time_of_day_and_hours_do_not() {
        // Berlin's clocks go back on 2026-10-25.
        let now = at("2026-10-24T08:00");
        let when = |text: &str| parse_when(text, Berlin, now, false);
        assert_eq!(when("in 2 days"), Ok(at("2026-10-26T09:00")));
        assert_eq!(when("in 48 hours"), Ok(at("2026-10-26T08:00")));
    }

    #[test]
    fn what_does_not_exist_is_told_apart_from_what_cannot_be_read() {
        let when = |text: &str| parse_when(text, UTC, at("2026-11-23T10:00"), false);
        for day in [
            "2026-02-30",
            "2026-13-01",
            "2026-00-00",
            "2027-02-29",
            "0001-01-01",
        ] {
            assert_eq!(when(day), Err(WhenError::NoSuchDay(day.into())));
        }
        for time in ["25:00", "24:00", "9:60", "13pm", "0am"] {
            let found = when(&format!("2026-02-03 {time}"));
            assert_eq!(found, Err(WhenError::NoSuchTime(time.into())));
        }
        for text in [
            "soon",
            "30.02.2026",
            "",
            "in many days",
            "in 3",
            "in days",
            "+-3d",
            "in 5000 days",
            "in 9999999 weeks",
            "in 99999999999999999999 days",
            "2026-+1-01",
            "2026-12-01 9:30:15",
            "2026-12-01 noon",
            "12026-12-01",
            "0001-01-01T00:00:00Z",
            "😀",
        ] {
            assert!(
                matches!(when(text), Err(WhenError::Unreadable(_))),
                "{text}: {:?}",
                when(text)
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_typed_never_breaks_the_reader(text in "\\PC{0,40}|[0-9tT:+ apm-]{0,24}|in [0-9]{1,20} [a-z]{1,6}") {
            let now = at("2026-11-23T10:00");
            if let Ok(found) = parse_when(&text, Berlin, now, true) {
                prop_assert!(sensible(found.year()) || found.year() == 10_000, "{}", found);
            }
            let _ = (parse_day(&text), parse_time(&text), parse_zone(&text));
        }
    }
}
