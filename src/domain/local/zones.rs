//! Names of time zones as people type them.

use chrono_tz::{TZ_VARIANTS, Tz};

/// The most characters that are compared; no zone's name has half as many.
const MOST_TYPED: usize = 64;

/// Reads an IANA zone, whatever the case, with spaces for underscores.
///
/// # Errors
/// Up to five zones with a name like it.
pub fn parse_zone(text: &str) -> Result<Tz, Vec<&'static str>> {
    let typed = fold(text);
    TZ_VARIANTS
        .iter()
        .find(|zone| zone.name().to_lowercase() == typed)
        .copied()
        .ok_or_else(|| zones_like(text, 5))
}

/// Up to `most` zones whose name is like `text`, the likeliest first: whose city or whole name begins so,
/// then whose name holds it, then, only when there is none of these, whose name differs by a slip or two.
pub fn zones_like(text: &str, most: usize) -> Vec<&'static str> {
    let typed = fold(text);
    if typed.chars().count() > MOST_TYPED {
        return Vec::new();
    }
    let rank = |name: &str| {
        let name = name.to_lowercase();
        if city(&name).starts_with(&typed) || name.starts_with(&typed) {
            Some(0)
        } else {
            name.contains(&typed).then_some(1)
        }
    };
    let mut found = ranked(rank);
    if found.is_empty() {
        let slips = |name: &str| {
            let name = name.to_lowercase();
            let whole = distance(&name, &typed);
            let slips = whole.min(distance(city(&name), city(&typed)));
            // A slip in three characters is another word.
            (slips * 3 <= city(&typed).chars().count()).then_some((slips, whole))
        };
        found = ranked(slips);
    }
    found.truncate(most);
    found
}

fn fold(text: &str) -> String {
    text.trim().to_lowercase().replace(' ', "_")
}

fn city(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// All zones that have a rank, the lowest first; those of a rank by name.
fn ranked<R: Ord>(rank: impl Fn(&str) -> Option<R>) -> Vec<&'static str> {
    let names = TZ_VARIANTS.iter().map(|zone| zone.name());
    let mut ranked: Vec<(R, &'static str)> = names
        .filter_map(|name| rank(name).map(|rank| (rank, name)))
        .collect();
    ranked.sort();
    ranked.into_iter().map(|(_, name)| name).collect()
}

/// How many characters must be put in, left out, changed or swapped with their neighbour to make one
/// text of the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = change.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::New_York, Europe::Berlin, UTC};

    use super::*;

    #[test]
    fn zones_are_read_whatever_the_case() {
        for (typed, zone) in [
            ("Europe/Berlin", Berlin),
            (" europe/berlin ", Berlin),
            ("america/new york", New_York),
            ("utc", UTC),
        ] {
            assert_eq!(parse_zone(typed), Ok(zone), "{typed}");
        }
    }

    #[test]
    fn what_was_meant_comes_first() {
        for (typed, meant) in [
            ("new york", "America/New_York"),
            ("berlin", "Europe/Berlin"),
            ("Berlni", "Europe/Berlin"),
            ("Europe/Berlim", "Europe/Berlin"),
            ("Evrope/Berlin", "Europe/Berlin"),
            ("Lodon", "Europe/London"),
            ("kolkatta", "Asia/Kolkata"),
            ("sao paolo", "America/Sao_Paulo"),
        ] {
            let near = parse_zone(typed).unwrap_err();
            assert_eq!(near.first(), Some(&meant), "{typed}: {near:?}");
            assert!(near.len() <= 5);
        }
        for typed in ["Middle Earth", "UTC+1:00", "😀", "<@1>"] {
            assert_eq!(parse_zone(typed), Err(Vec::new()), "{typed}");
        }
        assert_eq!(zones_like(&"a".repeat(4000), 25), Vec::<&str>::new());
    }

    #[test]
    fn a_list_holds_what_discord_takes() {
        for typed in ["", "e", "europe/"] {
            assert_eq!(zones_like(typed, 25).len(), 25, "{typed}");
        }
    }

    #[test]
    fn slips_are_counted() {
        for (a, b, slips) in [
            ("berlin", "berlin", 0),
            ("berlni", "berlin", 1),
            ("lodon", "london", 1),
            ("paolo", "paulo", 1),
            ("", "rome", 4),
        ] {
            assert_eq!((distance(a, b), distance(b, a)), (slips, slips), "{a} {b}");
        }
    }
}
