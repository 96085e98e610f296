//! When a digest is due, and what it covers.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{hours::BusinessHours, local};

/// How long a digest may still come after midnight of its own day: one at 23:59 must not be lost to a
/// minute's delay, nor one whose local time a clock change pushed into the next day.
const PAST_MIDNIGHT: TimeDelta = TimeDelta::hours(1);

/// How far ahead the next digest is looked for, in days: ten years, as for business hours.
const HORIZON: usize = 3660;

/// The last digest of a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastDigest {
    /// Its local date.
    pub local_date: NaiveDate,
    /// The end of what it covered.
    pub covers_to: DateTime<Utc>,
}

/// A digest that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigestWindow {
    /// The local date that it is for.
    pub local_date: NaiveDate,
    /// When it was due.
    pub at: DateTime<Utc>,
    /// What it covers: from the end of the last one,
    pub covers_from: DateTime<Utc>,
    /// to its own time.
    pub covers_to: DateTime<Utc>,
}

/// The digest that is due at `now`, if there is one: today's, on a day with business hours, once its
/// local time has come; yesterday's still in the hour after it, when midnight fell into that hour.
/// After a time down it is today's only, and covers all since the last.
pub fn digest_due(
    hours: &BusinessHours,
    zone: Tz,
    time: NaiveTime,
    last: Option<LastDigest>,
    set_up_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<DigestWindow> {
    let today = now.with_timezone(&zone).date_naive();
    let due_on =
        |date| window(hours, zone, time, last, set_up_at, date).filter(|window| window.at <= now);
    due_on(today)
        .or_else(|| due_on(today.pred_opt()?).filter(|window| now - window.at <= PAST_MIDNIGHT))
}

/// When the next digest comes after `now`. `None`: the company does not open within ten years.
pub fn next_digest(
    hours: &BusinessHours,
    zone: Tz,
    time: NaiveTime,
    last: Option<LastDigest>,
    set_up_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let today = now.with_timezone(&zone).date_naive();
    // From yesterday on: a clock change at midnight can push its digest into today.
    let days = today.pred_opt()?.iter_days().take(HORIZON);
    days.filter_map(|date| window(hours, zone, time, last, set_up_at, date))
        .map(|window| window.at)
        .find(|at| *at > now)
}

/// The digest of a local date, if it has one that was not sent.
fn window(
    hours: &BusinessHours,
    zone: Tz,
    time: NaiveTime,
    last: Option<LastDigest>,
    set_up_at: DateTime<Utc>,
    local_date: NaiveDate,
) -> Option<DigestWindow> {
    if !hours.opens_on(local_date) || last.is_some_and(|last| last.local_date >= local_date) {
        return None;
    }
    let at = local::instant(zone, local_date.and_time(time))?;
    let covers_from = last.map_or(set_up_at, |last| last.covers_to);
    (covers_from < at).then_some(DigestWindow {
        local_date,
        at,
        covers_from,
        covers_to: at,
    })
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America, Asia, Australia, Europe, UTC};
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}:00Z").parse().expect(text)
    }

    fn time(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).expect("a time")
    }

    fn every_day() -> BusinessHours {
        "Mon-Sun 9-17".parse().expect("hours")
    }

    /// A company whose bot looks at the clock every `step`.
    struct Run {
        hours: BusinessHours,
        zone: Tz,
        time: NaiveTime,
        from: DateTime<Utc>,
        days: i64,
        step: TimeDelta,
    }

    impl Run {
        fn sent(&self) -> Vec<DigestWindow> {
            let mut now = self.from;
            let mut sent: Vec<DigestWindow> = Vec::new();
            while now <= self.from + TimeDelta::days(self.days) {
                let last = last_of(&sent);
                sent.extend(digest_due(
                    &self.hours,
                    self.zone,
                    self.time,
                    last,
                    self.from,
                    now,
                ));
                now += self.step;
            }
            sent
        }

        fn times(&self) -> Vec<DateTime<Utc>> {
            self.sent().iter().map(|digest| digest.at).collect()
        }
    }

    fn last_of(sent: &[DigestWindow]) -> Option<LastDigest> {
        sent.last().map(|digest| LastDigest {
            local_date: digest.local_date,
            covers_to: digest.covers_to,
        })
    }

    fn run(hours: BusinessHours, zone: Tz, time: NaiveTime, from: &str, days: i64) -> Run {
        let step = TimeDelta::minutes(10);
        Run {
            hours,
            zone,
            time,
            from: at(from),
            days,
            step,
        }
    }

    #[test]
    fn across_a_clock_change_it_comes_at_the_same_local_time() {
        let week = BusinessHours::default;
        let berlin = run(week(), Europe::Berlin, time(9, 0), "2026-10-22T12:00", 5);
        let times = ["2026-10-23T07:00", "2026-10-26T08:00", "2026-10-27T08:00"];
        assert_eq!(berlin.times(), times.map(at));
        let kolkata = run(week(), Asia::Kolkata, time(9, 0), "2026-10-22T12:00", 4);
        let times = ["2026-10-23T03:30", "2026-10-26T03:30"];
        assert_eq!(kolkata.times(), times.map(at));
    }

    #[test]
    fn a_local_time_that_is_missing_or_comes_twice_gives_one_digest() {
        for (zone, time, from, expected) in [
            // 02:30 does not exist in Berlin on 2026-03-29, and comes twice on 2026-10-25.
            (
                Europe::Berlin,
                time(2, 30),
                "2026-03-28T12:00",
                "2026-03-29T01:00",
            ),
            (
                Europe::Berlin,
                time(2, 30),
                "2026-10-24T12:00",
                "2026-10-25T00:30",
            ),
            // Saturday 23:00 to midnight does not exist in Nuuk on 2026-03-28.
            (
                America::Nuuk,
                time(23, 30),
                "2026-03-28T06:00",
                "2026-03-29T01:00",
            ),
            (
                America::Sao_Paulo,
                time(0, 0),
                "2018-11-03T12:00",
                "2018-11-04T03:00",
            ),
            (
                Australia::Lord_Howe,
                time(1, 45),
                "2026-04-04T12:00",
                "2026-04-04T14:45",
            ),
        ] {
            let sent = run(every_day(), zone, time, from, 1).times();
            assert_eq!(sent.first(), Some(&at(expected)), "{zone} {time}");
        }
    }

    #[test]
    fn late_in_the_evening_it_is_not_lost_at_midnight() {
        let due = |now: &str| {
            let (hours, set_up_at) = (BusinessHours::default(), at("2026-11-27T00:00"));
            digest_due(&hours, UTC, time(23, 59), None, set_up_at, at(now)).map(|due| due.at)
        };
        // 2026-11-27 is a Friday: nothing would come on Saturday to make up for it.
        assert_eq!(due("2026-11-28T00:10"), Some(at("2026-11-27T23:59")));
        assert_eq!(due("2026-11-28T01:10"), None);
        assert_eq!(due("2026-11-27T23:58"), None);
    }

    #[test]
    fn after_a_time_down_only_todays_comes_and_covers_all() {
        let last = LastDigest {
            local_date: NaiveDate::from_ymd_opt(2026, 11, 16).expect("date"),
            covers_to: at("2026-11-16T09:00"),
        };
        let due = |now: &str| {
            let (hours, set_up_at) = (BusinessHours::default(), at("2026-01-01T00:00"));
            digest_due(&hours, UTC, time(9, 0), Some(last), set_up_at, at(now))
        };
        let friday = due("2026-11-20T15:00").expect("due");
        assert_eq!(
            (friday.covers_from, friday.covers_to),
            (at("2026-11-16T09:00"), at("2026-11-20T09:00"))
        );
        assert_eq!(due("2026-11-20T08:59"), None, "Thursday's is past");
        assert_eq!(due("2026-11-21T12:00"), None, "nobody works on Saturday");
        assert_eq!(due("2026-11-16T12:00"), None, "Monday's was sent");
    }

    #[test]
    fn before_it_was_set_up_nothing_is_due() {
        let (hours, set_up_at) = (BusinessHours::default(), at("2026-11-23T10:00"));
        let due = |now: &str| digest_due(&hours, UTC, time(9, 0), None, set_up_at, at(now));
        assert_eq!(due("2026-11-23T10:30"), None);
        assert_eq!(
            due("2026-11-24T09:00").map(|due| due.covers_from),
            Some(set_up_at)
        );
        let next = next_digest(&hours, UTC, time(9, 0), None, set_up_at, set_up_at);
        assert_eq!(next, Some(at("2026-11-24T09:00")));
    }

    /// Whether `found` is the first instant at which the zone's clock shows `date` and `time`, or, when it
    /// never does, the first at which it shows more.
    fn first_at(zone: Tz, date: NaiveDate, time: NaiveTime, found: DateTime<Utc>) -> bool {
        let wanted = date.and_time(time);
        let shows = |minutes: i64| {
            let at = found + TimeDelta::minutes(minutes);
            at.with_timezone(&zone).naive_local()
        };
        shows(0) >= wanted && (-180..0).all(|minutes| shows(minutes) < wanted)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        /// One each working day, with no gap and no overlap, whatever the zone, the time and the step.
        #[test]
        fn windows_tile_time(
            zone in prop::sample::select(vec![
                Europe::Berlin, America::New_York, Australia::Lord_Howe, Asia::Kolkata,
                America::Sao_Paulo, America::Nuuk, Asia::Beirut,
            ]),
            weekend in any::<bool>(),
            hour in 0u32..24, minute in prop::sample::select(vec![0u32, 15, 30, 59]),
            step in 5i64..60, start in 0i64..4_000,
        ) {
            let hours = if weekend { every_day() } else { BusinessHours::default() };
            let from = at("2016-01-01T00:00") + TimeDelta::days(start);
            let run = Run {
                hours, zone, time: time(hour, minute), from, days: 35, step: TimeDelta::minutes(step),
            };
            let sent = run.sent();
            prop_assert_eq!(sent.first().map(|digest| digest.covers_from), Some(from));
            for pair in sent.windows(2) {
                prop_assert_eq!(pair[0].covers_to, pair[1].covers_from);
                prop_assert!(pair[0].local_date < pair[1].local_date);
            }
            for (index, digest) in sent.iter().enumerate() {
                prop_assert!(first_at(zone, digest.local_date, run.time, digest.at), "{:?}", digest);
                let last = last_of(&sent[..index]);
                let before = digest.at - TimeDelta::seconds(1);
                let next = next_digest(&run.hours, zone, run.time, last, from, before);
                prop_assert_eq!(next, Some(digest.at));
            }
            let (first, last) = (sent[0].local_date, sent[sent.len() - 1].local_date);
            let days = first.iter_days().take_while(|day| *day <= last);
            prop_assert_eq!(sent.len(), days.filter(|day| run.hours.opens_on(*day)).count());
        }
    }
}
