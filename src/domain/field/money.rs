//! Amounts of money: hundredths and a currency.

use iso_currency::Currency;
use serde::{Deserialize, Serialize};

use super::Problem;

/// An amount, more than nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    cents: i64,
    currency: String,
}

/// The most: a million millions.
const MOST_CENTS: i64 = 100_000_000_000_000;

impl Money {
    /// An amount of hundredths in an ISO 4217 currency; `None` when it is none.
    pub fn new(cents: i64, currency: &str) -> Option<Self> {
        let currency = Currency::from_code(currency)?;
        (1..=MOST_CENTS).contains(&cents).then(|| Self {
            cents,
            currency: currency.code().to_owned(),
        })
    }

    /// Hundredths of the currency's unit.
    pub fn cents(&self) -> i64 {
        self.cents
    }

    /// ISO 4217.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// Reads `1200 EUR`, `€1,200.50`, `1.200,50 EUR`, `$900`.
    ///
    /// # Errors
    /// [`Problem::NotMoney`] when the amount or the currency cannot be told, [`Problem::MoneyOutOfRange`].
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let text = typed.trim();
        let digit = |c: char| c.is_ascii_digit();
        let first = text.find(digit).ok_or(Problem::NotMoney)?;
        let last = text.rfind(digit).ok_or(Problem::NotMoney)?;
        // The number stands in one piece, the currency before or behind it.
        let (before, amount, behind) = (&text[..first], &text[first..=last], &text[last + 1..]);
        let sign = match (before.trim(), behind.trim()) {
            (sign, "") | ("", sign) => sign,
            _ => return Err(Problem::NotMoney),
        };
        let currency = match sign {
            "€" => "EUR".to_owned(),
            "$" => "USD".to_owned(),
            "£" => "GBP".to_owned(),
            letters => letters.to_uppercase(),
        };
        // Three letters are not enough: `500 per` and `20 pcs` are no money.
        Currency::from_code(&currency).ok_or(Problem::NotMoney)?;
        let (units, part) = split(amount).ok_or(Problem::NotMoney)?;
        // Only digits are left: what does not fit is too much.
        let cents = units.parse::<i64>().ok().and_then(|units| {
            let part = format!("{part:0<2}").parse::<i64>().ok()?;
            units.checked_mul(100)?.checked_add(part)
        });
        cents
            .and_then(|cents| Self::new(cents, &currency))
            .ok_or(Problem::MoneyOutOfRange)
    }
}

/// The digits of the units, and those of the hundredths, if any.
///
/// The last sign parts hundredths when it is a point or a comma with one or two digits behind it, and
/// not also the sign of thousands. Thousands stand in groups of three behind one to three digits, all
/// with the same sign: a point, a comma, a space or an apostrophe. `None`: it could mean two things.
fn split(amount: &str) -> Option<(String, &str)> {
    let sign = |c: char| !c.is_ascii_digit();
    let (whole, point, part) = match amount.rfind(['.', ',']) {
        Some(at) if amount.len() - at - 1 <= 2 => (
            &amount[..at],
            amount[at..].chars().next(),
            &amount[at + 1..],
        ),
        _ => (amount, None, ""),
    };
    let mut signs = whole.matches(sign);
    if let Some(thousands) = signs.next() {
        let usual = [".", ",", " ", "\u{A0}", "\u{202F}", "'", "’"].contains(&thousands);
        let doubtful = point.is_some_and(|point| thousands.starts_with(point));
        let groups: Vec<&str> = whole.split(sign).collect();
        let grouped = (1..=3).contains(&groups[0].len())
            && !groups[0].starts_with('0')
            && groups[1..].iter().all(|group| group.len() == 3);
        if !usual || doubtful || !grouped || signs.any(|other| other != thousands) {
            return None;
        }
    }
    let units = whole.chars().filter(char::is_ascii_digit).collect();
    Some((units, part))
}

impl std::fmt::Display for Money {
    /// `1,200.50 EUR`; whole amounts without their hundredths.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let units = (self.cents / 100).to_string();
        let first = units.len() % 3;
        for (index, digit) in units.chars().enumerate() {
            if index > 0 && index % 3 == first {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        if self.cents % 100 != 0 {
            write!(f, ".{:02}", self.cents % 100)?;
        }
        write!(f, " {}", self.currency)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (typed, shown) in [
            ("1200 EUR", "1,200 EUR"),
            ("€1,200.50", "1,200.50 EUR"),
            ("1.200,50 eur", "1,200.50 EUR"),
            ("$900", "900 USD"),
            ("CHF 1'200", "1,200 CHF"),
            ("1 200,50 €", "1,200.50 EUR"),
            ("1.200 EUR", "1,200 EUR"),
            ("1,234,567 usd", "1,234,567 USD"),
            ("0.5 GBP", "0.50 GBP"),
            ("£12.05", "12.05 GBP"),
        ] {
            assert_eq!(
                Money::parse(typed).map(|m| m.to_string()),
                Ok(shown.to_owned()),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_could_mean_two_things_is_refused() {
        for typed in [
            "",
            "1200",
            "EUR",
            "a lot",
            "-5 EUR",
            "5 EUR 6",
            "€5 USD",
            "12,34,56 EUR",
            "1,234.567 EUR",
            "1.200.50 EUR",
            "0.500 EUR",
            "1200.000 EUR",
            "900 20 EUR",
            "1,2345 EUR",
            "5.EUR",
            ".5 EUR",
            "1..5 EUR",
            "12/50 EUR",
            "1200 EUO",
            "500 per",
            "20 pcs",
            "١٢ EUR",
        ] {
            assert_eq!(Money::parse(typed), Err(Problem::NotMoney), "{typed}");
        }
        for typed in [
            "0 EUR",
            "0.00 EUR",
            "99999999999999 EUR",
            "99999999999999999999999 EUR",
        ] {
            assert_eq!(
                Money::parse(typed),
                Err(Problem::MoneyOutOfRange),
                "{typed}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(cents in 1..=MOST_CENTS) {
            let money = Money::new(cents, "EUR").expect("in range");
            prop_assert_eq!(Money::parse(&money.to_string()), Ok(money));
        }
    }
}
