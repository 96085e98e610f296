//! How points in time are told.

use chrono::{DateTime, SecondsFormat, Utc};

/// As Discord writes it: to the microsecond, or to the second when there is nothing behind it, and with
/// its offset. Some clients take no `Z`, and no milliseconds.
pub fn written(time: DateTime<Utc>) -> String {
    let precision = if time.timestamp_subsec_micros() == 0 {
        SecondsFormat::Secs
    } else {
        SecondsFormat::Micros
    };
    time.to_rfc3339_opts(precision, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_its_microseconds_if_any_and_its_offset() {
        for (micros, expected) in [
            (1_580_608_922_020_000, "2020-02-02T02:02:02.020000+00:00"),
            (1_580_608_922_000_000, "2020-02-02T02:02:02+00:00"),
        ] {
            let time = DateTime::from_timestamp_micros(micros).expect("a time");
            assert_eq!(written(time), expected);
        }
    }
}
