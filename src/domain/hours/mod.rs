//! Business time: when a company is open, and how time adds up while it is.

#[cfg(test)]
mod laws;
mod parse;

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use parse::{EXAMPLE, HoursError};

use super::local;

/// How far ahead business time is looked for, in days: ten years.
const HORIZON: i64 = 3660;

/// An open span of a day, in minutes from local midnight; `to` is exclusive, 1440 is midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First open minute.
    pub from: u16,
    /// First closed minute after it.
    pub to: u16,
}

/// When a company is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusinessHours {
    /// Spans by weekday, Monday first; sorted, not overlapping.
    pub week: [Vec<Span>; 7],
    /// Days on which it is closed all the same.
    #[serde(default)]
    pub holidays: BTreeSet<NaiveDate>,
}

impl Default for BusinessHours {
    /// Monday to Friday, 9 to 17.
    fn default() -> Self {
        let day = vec![Span {
            from: 9 * 60,
            to: 17 * 60,
        }];
        Self {
            week: std::array::from_fn(|weekday| if weekday < 5 { day.clone() } else { Vec::new() }),
            holidays: BTreeSet::new(),
        }
    }
}

impl BusinessHours {
    /// Whether the company opens at all on a local date.
    pub fn opens_on(&self, date: NaiveDate) -> bool {
        !self.spans(date).is_empty()
    }

    /// Whether it is open at an instant.
    pub fn is_open(&self, zone: Tz, at: DateTime<Utc>) -> bool {
        let date = at.with_timezone(&zone).date_naive();
        self.open_on(zone, date)
            .any(|(from, to)| from <= at && at < to)
    }

    /// The instant at which it is open next: `from` itself when it is open then. `None`: never within
    /// ten years.
    pub fn next_opening(&self, zone: Tz, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.open_after(zone, from)
            .next()
            .map(|(open, _)| open.max(from))
    }

    /// The instant at which `work` has been done, begun at `start`. Work of zero is done when the
    /// company is open next. `None`: never within ten years.
    pub fn add(&self, zone: Tz, start: DateTime<Utc>, work: TimeDelta) -> Option<DateTime<Utc>> {
        let mut left = work.max(TimeDelta::zero());
        for (from, to) in self.open_after(zone, start) {
            let from = from.max(start);
            if left < to - from {
                return Some(from + left);
            }
            left -= to - from;
            // Exactly at closing time: done then, not at the next opening.
            if left.is_zero() {
                return Some(to);
            }
        }
        None
    }

    /// How much business time lies between two instants; zero when they run backward.
    pub fn worked(&self, zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        self.open_after(zone, from)
            .take_while(|(open, _)| *open < to)
            .map(|(open, close)| close.min(to) - open.max(from))
            .fold(TimeDelta::zero(), |sum, part| {
                sum + part.max(TimeDelta::zero())
            })
    }

    fn spans(&self, date: NaiveDate) -> &[Span] {
        if self.holidays.contains(&date) {
            &[]
        } else {
            &self.week[date.weekday().num_days_from_monday() as usize]
        }
    }

    /// The open stretches of a local date, as instants. A stretch that a clock change swallows whole is
    /// left out; one that holds the change is an hour shorter or longer, as it is for those who work.
    fn open_on(
        &self,
        zone: Tz,
        date: NaiveDate,
    ) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
        self.spans(date).iter().filter_map(move |span| {
            let edge = |minutes: u16| -> Option<NaiveDateTime> {
                date.and_hms_opt(0, 0, 0)?
                    .checked_add_signed(TimeDelta::minutes(minutes.into()))
            };
            let from = local::instant(zone, edge(span.from)?)?;
            let to = local::instant(zone, edge(span.to)?)?;
            (from < to).then_some((from, to))
        })
    }

    /// The open stretches that end after `start`.
    fn open_after(
        &self,
        zone: Tz,
        start: DateTime<Utc>,
    ) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
        let first = start.with_timezone(&zone).date_naive();
        let days = if self.week.iter().all(Vec::is_empty) {
            0
        } else {
            HORIZON
        };
        first
            .pred_opt()
            .into_iter()
            .flat_map(|day| day.iter_days())
            .take(days as usize)
            .flat_map(move |date| self.open_on(zone, date))
            .filter(move |(_, to)| *to > start)
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Europe, UTC};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}:00Z").parse().expect(text)
    }

    #[test]
    fn friday_afternoon_plus_one_hour_is_monday_morning() {
        let hours = BusinessHours::default();
        // 2026-11-27 is a Friday.
        let due = hours.add(UTC, at("2026-11-27T16:30"), TimeDelta::hours(1));
        assert_eq!(due, Some(at("2026-11-30T09:30")));
    }

    #[test]
    fn what_ends_at_closing_time_is_due_then_and_not_a_second_later() {
        let hours = BusinessHours::default();
        let due = |seconds| hours.add(UTC, at("2026-11-27T16:30"), TimeDelta::seconds(seconds));
        assert_eq!(due(30 * 60), Some(at("2026-11-27T17:00")));
        let monday = at("2026-11-30T09:00") + TimeDelta::seconds(1);
        assert_eq!(due(30 * 60 + 1), Some(monday));
    }

    #[test]
    fn split_shifts_and_holidays_are_honoured() {
        let mut hours: BusinessHours = "Mon-Thu 9-12, 13-17; Fri 9-13".parse().expect("hours");
        hours
            .holidays
            .insert(NaiveDate::from_ymd_opt(2026, 12, 25).expect("date"));
        for (start, minutes, due) in [
            ("2026-11-23T11:30", 60, "2026-11-23T13:30"),
            ("2026-11-23T12:30", 0, "2026-11-23T13:00"),
            ("2026-11-23T11:00", 60, "2026-11-23T12:00"),
            ("2026-11-27T12:30", 60, "2026-11-30T09:30"),
            ("2026-12-24T16:30", 60, "2026-12-28T09:30"),
            ("2026-11-21T03:00", 5, "2026-11-23T09:05"),
        ] {
            let found = hours.add(UTC, at(start), TimeDelta::minutes(minutes));
            assert_eq!(found, Some(at(due)), "{start} plus {minutes} min");
        }
    }

    #[test]
    fn clock_changes_shorten_and_lengthen_the_night() {
        let hours: BusinessHours = "Mon-Sun 00:00-24:00".parse().expect("hours");
        let day = |date: &str| at(&format!("{date}T00:00"));
        // Berlin, 2026-03-29 has 23 hours; 2026-10-25 has 25.
        let spring = hours.worked(
            Europe::Berlin,
            day("2026-03-28") + TimeDelta::hours(23),
            day("2026-03-29") + TimeDelta::hours(22),
        );
        assert_eq!(spring, TimeDelta::hours(23));
        let autumn = hours.worked(
            Europe::Berlin,
            day("2026-10-24") + TimeDelta::hours(22),
            day("2026-10-25") + TimeDelta::hours(23),
        );
        assert_eq!(autumn, TimeDelta::hours(25));
    }

    #[test]
    fn a_company_that_never_opens_has_no_deadline() {
        let hours = BusinessHours {
            week: Default::default(),
            holidays: BTreeSet::new(),
        };
        assert_eq!(
            hours.add(UTC, at("2026-11-23T10:00"), TimeDelta::hours(1)),
            None
        );
        assert_eq!(hours.next_opening(UTC, at("2026-11-23T10:00")), None);
    }

    #[test]
    fn a_span_that_a_clock_change_swallows_or_doubles() {
        // Berlin: 02:00 to 03:00 is missing on 2026-03-29 and comes twice on 2026-10-25, both Sundays.
        for (typed, day, worked) in [
            ("Sun 2:15-2:45", "2026-03-29", 0),
            ("Sun 1-4", "2026-03-29", 120),
            ("Sun 1-2:30", "2026-03-29", 60),
            ("Sun 2:30-4", "2026-03-29", 60),
            ("Sun 1-4", "2026-10-25", 240),
            ("Sun 1-2:30", "2026-10-25", 90),
            ("Sun 2:30-4", "2026-10-25", 150),
        ] {
            let hours: BusinessHours = typed.parse().expect(typed);
            let noon = at(&format!("{day}T12:00"));
            let found = hours.worked(Europe::Berlin, noon - TimeDelta::days(1), noon);
            assert_eq!(found, TimeDelta::minutes(worked), "{typed} on {day}");
        }
    }

    #[test]
    fn edges_are_open_at_the_start_and_closed_at_the_end() {
        let hours = BusinessHours::default();
        for (when, open) in [
            ("2026-11-23T08:59", false),
            ("2026-11-23T09:00", true),
            ("2026-11-23T16:59", true),
            ("2026-11-23T17:00", false),
            ("2026-11-22T12:00", false),
        ] {
            assert_eq!(hours.is_open(UTC, at(when)), open, "{when}");
        }
        let monday = Some(at("2026-11-23T09:00"));
        assert_eq!(hours.next_opening(UTC, at("2026-11-20T17:00")), monday);
        assert_eq!(hours.next_opening(UTC, at("2026-11-23T09:00")), monday);
        let noon = at("2026-11-23T12:00");
        assert_eq!(hours.next_opening(UTC, noon), Some(noon));
        assert_eq!(
            hours.worked(UTC, noon, noon - TimeDelta::days(1)),
            TimeDelta::zero()
        );
        assert_eq!(hours.add(UTC, noon, TimeDelta::hours(-1)), Some(noon));
    }

    #[test]
    fn what_takes_longer_than_ten_years_has_no_deadline() {
        let hours: BusinessHours = "Sun 0:00-0:01".parse().expect("hours");
        let start = at("2026-11-23T10:00");
        assert!(hours.add(UTC, start, TimeDelta::minutes(500)).is_some());
        assert_eq!(hours.add(UTC, start, TimeDelta::minutes(600)), None);
    }

    #[test]
    fn hours_are_kept_as_they_were() {
        let mut hours: BusinessHours = "Mon-Thu 9-12, 13-17; Fri 9-13".parse().expect("hours");
        hours
            .holidays
            .insert(NaiveDate::from_ymd_opt(2026, 12, 25).expect("date"));
        let stored = serde_json::to_string(&hours).expect("serializes");
        assert_eq!(
            serde_json::from_str::<BusinessHours>(&stored).expect("reads"),
            hours
        );
    }
}
