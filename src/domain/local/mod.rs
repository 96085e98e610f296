//! Local time: reading what people type, showing it, and the instants that a zone's clock changes leave
//! out or repeat.

mod read;
mod zones;

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

pub use read::{EXAMPLE, WhenError, parse_day, parse_time, parse_when};
pub use zones::{parse_zone, zones_like};

/// The instant of a local date and time: at one that does not exist, the first that does; at one that
/// comes twice, the first. `None` only past the end of the calendar.
pub fn instant(zone: Tz, local: NaiveDateTime) -> Option<DateTime<Utc>> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => Some(at.with_timezone(&Utc)),
        LocalResult::Ambiguous(first, _) => Some(first.with_timezone(&Utc)),
        LocalResult::None => {
            // The gap's end, which lies on a whole minute; no gap is longer than a day.
            let minute = local.with_second(0)?.with_nanosecond(0)?;
            (1..=1440).find_map(|minutes| {
                let later = minute.checked_add_signed(TimeDelta::minutes(minutes))?;
                zone.from_local_datetime(&later)
                    .earliest()
                    .map(|at| at.with_timezone(&Utc))
            })
        }
    }
}

/// A day and time in a zone, as people there read it: `Mon 30 Nov, 09:30`.
pub fn show(zone: Tz, at: DateTime<Utc>) -> String {
    at.with_timezone(&zone)
        .format("%a %-d %b, %H:%M")
        .to_string()
}

/// A day, as people read it: `Mon 30 Nov 2026`.
pub fn show_day(date: NaiveDate) -> String {
    date.format("%a %-d %b %Y").to_string()
}

/// A time of day in a zone, as people there read it: `09:30`.
pub fn show_time(zone: Tz, at: DateTime<Utc>) -> String {
    at.with_timezone(&zone).format("%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use chrono_tz::{
        America::{New_York, Nuuk, Sao_Paulo},
        Australia::Lord_Howe,
        Europe::Berlin,
        Pacific::Apia,
    };

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}:00Z").parse().expect(text)
    }

    #[test]
    fn clock_changes_give_the_first_instant() {
        for (zone, local, found) in [
            (Berlin, "2026-03-29T02:30", "2026-03-29T01:00"),
            (Berlin, "2026-10-25T02:30", "2026-10-25T00:30"),
            (New_York, "2026-11-01T01:30", "2026-11-01T05:30"),
            (Lord_Howe, "2026-10-04T02:15", "2026-10-03T15:30"),
            (Sao_Paulo, "2018-11-04T00:00", "2018-11-04T03:00"),
            (Nuuk, "2026-03-28T23:30", "2026-03-29T01:00"),
            // Samoa left out a whole day.
            (Apia, "2011-12-30T00:00", "2011-12-30T10:00"),
        ] {
            let typed = NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M").expect(local);
            assert_eq!(instant(zone, typed), Some(at(found)), "{zone} {local}");
            let later = typed + TimeDelta::seconds(30);
            assert!(instant(zone, later) >= Some(at(found)), "{zone} {later}");
        }
    }

    #[test]
    fn times_are_shown_as_people_there_read_them() {
        let noon = at("2026-11-30T12:05");
        assert_eq!(show(New_York, noon), "Mon 30 Nov, 07:05");
        assert_eq!(show_time(Berlin, noon), "13:05");
        assert_eq!(show_day(noon.date_naive()), "Mon 30 Nov 2026");
    }
}
