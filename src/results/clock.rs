//! Times of the day in UTC, ISO 8601, to the second.
//!
//! Days of the civil calendar as Howard Hinnant computes them (`days_from_civil`, `civil_from_days`).

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds of a day, days of 400 years, and days from the calendar's first March to 1970.
const DAY: i64 = 86_400;
const ERA: i64 = 146_097;
const TO_1970: i64 = 719_468;

/// The time now.
pub(crate) fn now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    iso(since.map_or(0, |since| since.as_secs() as i64))
}

/// Seconds since 1970 as `2023-02-14T21:05:00Z`.
pub(crate) fn iso(seconds: i64) -> String {
    let days = seconds.div_euclid(DAY) + TO_1970;
    let (era, day) = (days.div_euclid(ERA), days.rem_euclid(ERA));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let time = seconds.rem_euclid(DAY);
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Seconds since 1970 of a time as [`iso`] writes it.
pub(crate) fn seconds(iso: &str) -> Option<i64> {
    let numbers: Vec<i64> = iso
        .strip_suffix('Z')?
        .split(['-', 'T', ':'])
        .map(|number| number.parse().ok())
        .collect::<Option<_>>()?;
    let [year, month, day, hour, minute, second] = numbers[..] else {
        return None;
    };
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let of_era = |year: i64| year * 365 + year / 4 - year / 100 + of_year;
    let days = year.div_euclid(400) * ERA + of_era(year.rem_euclid(400)) - TO_1970;
    Some(days * DAY + hour * 3600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_and_read() {
        let cases = [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_676_408_700, "2023-02-14T21:05:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ];
        for (time, written) in cases {
            assert_eq!(iso(time), written);
            assert_eq!(seconds(written), Some(time));
        }
        assert_eq!(seconds("2023-02-14"), None);
    }
}
