//! The laws of business time, tried on many zones and around their clock changes.

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use chrono_tz::{America, Asia, Australia, Europe, Tz, UTC};
use proptest::prelude::*;

use super::BusinessHours;

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z").parse().expect(text)
}

fn zones() -> impl Strategy<Value = Tz> {
    prop::sample::select(vec![
        UTC,
        Europe::Berlin,
        America::New_York,
        America::Sao_Paulo,
        America::Nuuk,
        Asia::Kolkata,
        Australia::Lord_Howe,
    ])
}

/// Hours of several shapes; the last ones are open while clocks change.
fn hours() -> impl Strategy<Value = BusinessHours> {
    prop::sample::select(vec![
        "Mon-Fri 9-17",
        "Mon-Thu 9-12, 13-17; Fri 9-13",
        "Sat, Sun 22-24",
        "Mon-Sun 0-24",
        "Sun 0-2:30, 2:45-3, 3:10-5; Sat 20-24",
    ])
    .prop_map(|typed| typed.parse().expect(typed))
}

/// Any minute from 2016 to 2027, or one within two days of a clock change.
fn starts() -> impl Strategy<Value = DateTime<Utc>> {
    let changes = prop::sample::select(vec![
        "2018-02-18T02:00",
        "2018-11-04T03:00",
        "2026-03-29T01:00",
        "2026-10-25T01:00",
        "2026-03-08T07:00",
        "2026-11-01T06:00",
        "2026-04-04T15:00",
        "2026-10-03T15:30",
    ]);
    prop_oneof![
        (24_000_000i64..30_300_000).prop_map(|minute| (minute, 0)),
        (changes, -2_880i64..2_880).prop_map(|(change, off)| (at(change).timestamp() / 60, off)),
    ]
    .prop_map(|(minute, off)| DateTime::from_timestamp((minute + off) * 60, 0).expect("in range"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_was_added_was_worked(hours in hours(), zone in zones(), start in starts(), seconds in 1i64..360_000) {
        let work = TimeDelta::seconds(seconds);
        let end = hours.add(zone, start, work).expect("opens");
        prop_assert_eq!(hours.worked(zone, start, end), work);
        // It is done while the company is open, or as it closes.
        prop_assert!(hours.is_open(zone, end - TimeDelta::seconds(1)));
    }

    #[test]
    fn time_adds_up(
        hours in hours(), zone in zones(), start in starts(), first in 1i64..600, second in 1i64..600,
    ) {
        let at_once = hours.add(zone, start, TimeDelta::minutes(first + second));
        let between = hours.add(zone, start, TimeDelta::minutes(first)).expect("opens");
        prop_assert_eq!(hours.add(zone, between, TimeDelta::minutes(second)), at_once);
        prop_assert!(between >= start);
        prop_assert!(Some(between) < at_once, "more work ends later");
    }

    #[test]
    fn a_later_start_never_ends_earlier(
        hours in hours(), zone in zones(), start in starts(), wait in 0i64..6_000, minutes in 0i64..600,
    ) {
        let (later, work) = (start + TimeDelta::minutes(wait), TimeDelta::minutes(minutes));
        prop_assert!(hours.add(zone, start, work) <= hours.add(zone, later, work));
    }

    /// Counted minute by minute, business time is what the sum of spans says.
    #[test]
    fn worked_is_every_open_minute(hours in hours(), zone in zones(), start in starts(), minutes in 0i64..3_000) {
        let end = start + TimeDelta::minutes(minutes);
        let open = (0..minutes).filter(|minute| hours.is_open(zone, start + TimeDelta::minutes(*minute)));
        prop_assert_eq!(hours.worked(zone, start, end), TimeDelta::minutes(open.count() as i64));
        let next = hours.next_opening(zone, start).expect("opens");
        prop_assert!(next >= start && hours.is_open(zone, next));
        prop_assert_eq!(hours.worked(zone, start, next), TimeDelta::zero());
    }

    /// The wall clock decides: with spans whose edges no clock change touches, a company is open when
    /// its clock says so.
    #[test]
    fn open_is_what_the_clock_on_the_wall_says(zone in zones(), start in starts()) {
        let hours: BusinessHours = "Mon-Thu 9-12, 13-17; Fri 9-13".parse().expect("hours");
        let local = start.with_timezone(&zone);
        let minute = u16::try_from(local.hour() * 60 + local.minute()).expect("a day's minute");
        let today = &hours.week[local.weekday().num_days_from_monday() as usize];
        let open = today.iter().any(|span| span.from <= minute && minute < span.to);
        prop_assert_eq!(hours.is_open(zone, start), open);
    }
}
