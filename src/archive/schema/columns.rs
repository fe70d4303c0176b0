//! Days and moments as numbers, for files with types.

use crate::results::clock;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Days since 1970 of a day in ISO 8601.
pub fn days(day: &str) -> Option<i32> {
    let plain = day.len() == 10 && day.as_bytes()[4] == b'-' && day.as_bytes()[7] == b'-';
    let seconds = plain
        .then(|| clock::seconds(&format!("{day}T00:00:00Z")))
        .flatten()?;
    let days = i32::try_from(seconds.div_euclid(DAY)).ok()?;
    // What is no day of the calendar leads to another.
    clock::iso(seconds).starts_with(day).then_some(days)
}

/// Microseconds since 1970 of a moment in ISO 8601.
pub fn microseconds(moment: &str) -> Option<i64> {
    Some(clock::seconds(moment)? * 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (day, number) in [
            ("1970-01-02", Some(1)),
            ("2023-02-14", Some(19_402)),
            ("2023-02-30", None),
            ("2023-2-14", None),
            ("220/BC-STT", None),
        ] {
            assert_eq!(days(day), number, "{day}");
        }
    }
}
