//! Business hours as people type them: `Mon-Thu 9-12, 13-17; Fri 9-13`.

use std::{fmt, str::FromStr};

use chrono::Timelike;

use super::{BusinessHours, Span};
use crate::domain::local;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// What is wrong with hours as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoursError {
    /// Nothing was typed.
    Empty,
    /// No weekday, or not one we know.
    Day(String),
    /// Not a time between 0:00 and 24:00.
    Time(String),
    /// Not `from-to`, or it ends before it begins.
    Span(String),
    /// Two spans of a day share time.
    Overlap(String),
}

/// An example to show beside an error.
pub const EXAMPLE: &str = "Mon-Thu 9:00-12:00, 13:00-17:00; Fri 9:00-13:00";

impl FromStr for BusinessHours {
    type Err = HoursError;

    /// Reads groups of days, separated by `;` or a line break, each with its spans, separated by `,`; a
    /// comma before a day begins a group too. Days that are not named are closed. Holidays are none; they
    /// are kept apart.
    fn from_str(text: &str) -> Result<Self, HoursError> {
        let text = text.to_lowercase();
        let text = text.replace(['–', '—', '‑'], "-").replace(" to ", "-");
        let mut week: [Vec<Span>; 7] = Default::default();
        let groups = text.split([';', '\n']).map(str::trim);
        let mut any = false;
        for group in groups.filter(|group| !group.is_empty()) {
            any = true;
            read_group(group, &mut week)?;
        }
        if !any {
            return Err(HoursError::Empty);
        }
        for (day, spans) in week.iter_mut().enumerate() {
            spans.sort();
            if spans.windows(2).any(|pair| pair[0].to > pair[1].from) {
                return Err(HoursError::Overlap(DAYS[day].into()));
            }
        }
        Ok(Self {
            week,
            holidays: Default::default(),
        })
    }
}

/// `mon-thu, sat 9-12, 13-17`, and again with other days.
fn read_group(group: &str, week: &mut [Vec<Span>; 7]) -> Result<(), HoursError> {
    let mut days: Vec<usize> = Vec::new();
    let mut spans = 0;
    for part in group.split(',').map(str::trim) {
        let digit = part.find(|c: char| c.is_ascii_digit());
        let (named, span) = part.split_at(digit.unwrap_or(part.len()));
        if !named.is_empty() {
            if spans > 0 {
                days.clear();
                spans = 0;
            }
            days.extend(read_days(named)?);
        }
        if !span.is_empty() {
            let span = read_span(span)?;
            if days.is_empty() {
                return Err(HoursError::Day(String::new()));
            }
            days.iter().for_each(|day| week[*day].push(span));
            spans += 1;
        }
    }
    if spans > 0 {
        Ok(())
    } else {
        Err(HoursError::Span(group.to_owned()))
    }
}

/// A day, or the days from one to another, over Sunday too.
fn read_days(text: &str) -> Result<impl Iterator<Item = usize>, HoursError> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (read_day(first)?, read_day(last)?);
    let length = (last + 7 - first) % 7;
    Ok((0..=length).map(move |step| (first + step) % 7))
}

/// A weekday's English name, or its first two letters or more.
fn read_day(text: &str) -> Result<usize, HoursError> {
    const NAMES: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let typed = text.trim().trim_end_matches([':', '.']).trim_end();
    NAMES
        .iter()
        .position(|name| typed.len() >= 2 && name.starts_with(typed))
        .ok_or_else(|| HoursError::Day(text.trim().to_owned()))
}

fn read_span(text: &str) -> Result<Span, HoursError> {
    let wrong = || HoursError::Span(text.trim().to_owned());
    let (from, to) = text.split_once('-').ok_or_else(wrong)?;
    let span = Span {
        from: read_time(from)?,
        to: read_time(to)?,
    };
    if span.from < span.to {
        Ok(span)
    } else {
        Err(wrong())
    }
}

/// Minutes from midnight. Unlike a time of day it may be 24:00, and have a point: `8.30`.
fn read_time(text: &str) -> Result<u16, HoursError> {
    let text = text.trim();
    if matches!(text, "24" | "24:00" | "24.00") {
        return Ok(1440);
    }
    let time = local::parse_time(&text.replace('.', ":"))
        .map_err(|_| HoursError::Time(text.to_owned()))?;
    // A day has 1440 minutes.
    Ok((time.hour() * 60 + time.minute()) as u16)
}

impl fmt::Display for BusinessHours {
    /// Days with the same spans stand together; the text reads back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = 0;
        let mut written = false;
        while first < 7 {
            let mut last = first;
            while last + 1 < 7 && self.week[last + 1] == self.week[first] {
                last += 1;
            }
            if !self.week[first].is_empty() {
                if written {
                    f.write_str("; ")?;
                }
                written = true;
                f.write_str(DAYS[first])?;
                if last > first {
                    write!(f, "-{}", DAYS[last])?;
                }
                for (index, span) in self.week[first].iter().enumerate() {
                    let lead = if index == 0 { " " } else { ", " };
                    let (a, b) = (span.from, span.to);
                    write!(
                        f,
                        "{lead}{:02}:{:02}-{:02}:{:02}",
                        a / 60,
                        a % 60,
                        b / 60,
                        b % 60
                    )?;
                }
            }
            first = last + 1;
        }
        if written {
            Ok(())
        } else {
            f.write_str("never open")
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hours_read_as_typed_and_read_back() {
        for (typed, shown) in [
            ("Mon-Fri 09:00-17:00", "Mon-Fri 09:00-17:00"),
            (
                "mon–thu 9-12, 13-17; fri 9-13",
                "Mon-Thu 09:00-12:00, 13:00-17:00; Fri 09:00-13:00",
            ),
            (
                "Sunday-Thursday 8.30-16",
                "Mon-Thu 08:30-16:00; Sun 08:30-16:00",
            ),
            ("Sat, Sun 0-24", "Sat-Sun 00:00-24:00"),
            ("Mon-Wed, Fri 9-17", "Mon-Wed 09:00-17:00; Fri 09:00-17:00"),
            (
                "Mon-Fri 9-17, Sat 10-14",
                "Mon-Fri 09:00-17:00; Sat 10:00-14:00",
            ),
            ("Mo-Fr 13-17, 9-12", "Mon-Fri 09:00-12:00, 13:00-17:00"),
            ("Fri-Mon 9-12", "Mon 09:00-12:00; Fri-Sun 09:00-12:00"),
            (
                "Mon to Fri 9am to 5:30pm\nSat: 9 - 12 pm",
                "Mon-Fri 09:00-17:30; Sat 09:00-12:00",
            ),
        ] {
            let hours: BusinessHours = typed.parse().expect(typed);
            assert_eq!(hours.to_string(), shown);
            assert_eq!(shown.parse::<BusinessHours>(), Ok(hours));
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (typed, error) in [
            ("", HoursError::Empty),
            ("9-17", HoursError::Day("".into())),
            (" ; ", HoursError::Empty),
            ("Xyz 9-17", HoursError::Day("xyz".into())),
            ("Summer 9-17", HoursError::Day("summer".into())),
            ("M 9-17", HoursError::Day("m".into())),
            ("Mon-Xyz 9-17", HoursError::Day("xyz".into())),
            ("Mon 9-12; 13-17", HoursError::Day("".into())),
            ("Mon 9", HoursError::Span("9".into())),
            ("Mon 9-9", HoursError::Span("9-9".into())),
            ("Mon 22-6", HoursError::Span("22-6".into())),
            ("Mon 9-17:60", HoursError::Time("17:60".into())),
            ("Mon 9-24:01", HoursError::Time("24:01".into())),
            ("Mon 9-17-20", HoursError::Time("17-20".into())),
            ("Mon 9-17, Tue", HoursError::Span("mon 9-17, tue".into())),
            ("always", HoursError::Day("always".into())),
            ("Mon 9-25", HoursError::Time("25".into())),
            ("Mon 17-9", HoursError::Span("17-9".into())),
            ("Mon", HoursError::Span("mon".into())),
            ("Mon 9-12, 11-13", HoursError::Overlap("Mon".into())),
        ] {
            assert_eq!(typed.parse::<BusinessHours>(), Err(error), "{typed}");
        }
    }

    fn week() -> impl Strategy<Value = BusinessHours> {
        // Cuts of a day, taken in pairs, are spans that do not overlap.
        let day = prop::collection::btree_set(0u16..=1440, 0..7).prop_map(|cuts| {
            let cuts: Vec<u16> = cuts.into_iter().collect();
            let pairs = cuts.chunks_exact(2);
            pairs
                .map(|pair| Span {
                    from: pair[0],
                    to: pair[1],
                })
                .collect::<Vec<_>>()
        });
        prop::array::uniform7(day).prop_map(|week| BusinessHours {
            week,
            holidays: Default::default(),
        })
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(hours in week()) {
            let shown = hours.to_string();
            if hours.week.iter().all(Vec::is_empty) {
                prop_assert_eq!(shown, "never open");
            } else {
                prop_assert_eq!(shown.parse(), Ok(hours));
            }
        }

        #[test]
        fn what_is_typed_never_breaks_the_reader(text in "\\PC{0,30}|[a-uA-Z0-9:;,. -]{0,40}") {
            if let Ok(hours) = text.parse::<BusinessHours>() {
                prop_assert!(hours.week.iter().flatten().all(|span| span.from < span.to && span.to <= 1440));
            }
        }
    }
}
