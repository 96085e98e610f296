//! Every sentence that the bot says is a named function here, made of what the domain knows.

pub mod asked;
pub mod card;
pub mod digest;
pub mod handoff;
pub mod help;
pub mod lead;
pub mod member;
pub mod naming;
pub mod press;
pub mod promotion;
pub mod refusal;
pub mod settings;
pub mod setup;
pub mod timeline;
pub mod win;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{
    ids::{ChannelId, RoleId, UserId},
    part::COUNTED,
    stage::Team,
    warmth::seen,
};

/// A person, as Discord shows them. In a card this pings nobody.
pub fn person(id: UserId) -> String {
    format!("<@{id}>")
}

/// A role, as Discord shows it.
pub fn role(id: RoleId) -> String {
    format!("<@&{id}>")
}

/// A channel, as Discord shows it.
pub fn channel(id: ChannelId) -> String {
    format!("<#{id}>")
}

/// A point in time, in the zone of whoever reads it.
pub fn time(at: DateTime<Utc>) -> String {
    format!("<t:{}:f>", at.timestamp())
}

/// How far a point in time is away, as of when it is read.
pub fn relative(at: DateTime<Utc>) -> String {
    format!("<t:{}:R>", at.timestamp())
}

/// A length of time in its two largest units: `2 days 3 h`, `4 min`.
pub fn length(time: TimeDelta) -> String {
    let minutes = time.num_minutes().max(0);
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => "less than a minute".to_owned(),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (1, 0, _) => "1 day".to_owned(),
        (days, 0, _) => format!("{days} days"),
        (1, hours, _) => format!("1 day {hours} h"),
        (days, hours, _) => format!("{days} days {hours} h"),
    }
}

/// Points as people see them: whole, or to a tenth.
pub fn points(points: f64) -> String {
    let tenths = seen(points);
    if tenths.fract() == 0.0 {
        format!("{tenths:.0}")
    } else {
        format!("{tenths:.1}")
    }
}

/// A team's name at the beginning of a sentence.
pub fn team(team: Team) -> &'static str {
    match team {
        Team::Marketing => "Marketing",
        Team::Sales => "Sales",
    }
}

/// A list with commas and, last, "and".
pub fn and(parts: &[String]) -> String {
    joined(parts, "and")
}

/// A list with commas and, last, "or".
pub fn or(parts: &[String]) -> String {
    joined(parts, "or")
}

fn joined(parts: &[String], last_word: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {last_word} {last}", first.join(", ")),
    }
}

/// Characters that lines in a card's text may take; Discord takes 4096.
const BODY: usize = 3900;

/// Characters that lines in a card's field may take; Discord takes 1024.
const FIELD: usize = 960;

/// The first lines of many, for a card's text, and how many more there are.
pub fn first(lines: &[String], most: usize) -> String {
    fitting(lines, lines.len(), most, BODY)
}

/// The first lines of a list of which only these were looked up.
pub fn first_of(lines: &[String], total: usize) -> String {
    fitting(lines, total, lines.len(), BODY)
}

/// The same for a card's field.
pub fn in_field(lines: &[String], most: usize) -> String {
    fitting(lines, lines.len(), most, FIELD)
}

/// And for a card's field.
pub fn in_field_of(lines: &[String], total: usize) -> String {
    fitting(lines, total, lines.len(), FIELD)
}

/// A count in words: beyond a thousand nobody has counted.
pub fn counted(count: usize) -> String {
    if count > COUNTED {
        format!("more than {COUNTED}")
    } else {
        count.to_string()
    }
}

fn fitting(lines: &[String], total: usize, most: usize, room: usize) -> String {
    let mut shown = String::new();
    let mut count = 0;
    for line in lines.iter().take(most) {
        // The first is shown in any case; what is too long of it is cut when it is sent.
        if count > 0 && shown.chars().count() + line.chars().count() >= room {
            break;
        }
        if count > 0 {
            shown.push('\n');
        }
        shown.push_str(line);
        count += 1;
    }
    if total > COUNTED {
        shown.push_str("\n… and many more");
    } else if total > count {
        shown.push_str(&format!("\n… and {} more", total - count));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_naturally() {
        for (minutes, said) in [
            (0, "less than a minute"),
            (4, "4 min"),
            (60, "1 h"),
            (90, "1 h 30 min"),
            (1440, "1 day"),
            (3000, "2 days 2 h"),
        ] {
            assert_eq!(length(TimeDelta::minutes(minutes)), said);
        }
    }

    #[test]
    fn lists_end_with_and() {
        let parts = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(and(&parts), "a, b and c");
        assert_eq!(first(&parts, 2), "a\nb\n… and 1 more");
        let long = vec!["x".repeat(600); 3];
        assert_eq!(in_field(&long, 3), format!("{}\n… and 2 more", long[0]));
    }
}
