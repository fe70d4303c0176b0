//! Days of the Gregorian calendar.

use super::fold::fold;
use super::numbers::lenient_number;

/// An ISO day if it exists.
pub(crate) fn iso_day(year: u32, month: u32, day: u32) -> Option<String> {
    let valid = (1..=12).contains(&month) && day >= 1 && day <= month_days(year, month);
    (valid && (1900..2200).contains(&year)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// The ISO day that a text is, in figures or with the words *ngày, tháng, năm*.
pub(crate) fn written_day(text: &str) -> Option<String> {
    let folded = fold(text);
    let parts = folded.split(|c: char| c.is_whitespace() || "/.-,".contains(c));
    let parts = parts.filter(|part| !["", "ngay", "thang", "nam"].contains(part));
    let parts: Vec<u32> = parts.map(lenient_number).collect::<Option<_>>()?;
    match parts[..] {
        [day, month, year] => iso_day(year, month, day),
        _ => None,
    }
}

/// Number of days of a month, 1–12.
pub(crate) fn month_days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_must_exist() {
        assert_eq!(iso_day(2024, 2, 29).as_deref(), Some("2024-02-29"));
        assert_eq!(iso_day(2023, 2, 29), None);
    }

    #[test]
    fn days_are_read_in_figures_and_with_words() {
        let day = Some("2023-02-14".to_owned());
        for text in [
            "14/02/2023",
            "14.2.2023",
            "ngày 14 tháng 02 năm 2023",
            "I4-02-2023",
        ] {
            assert_eq!(written_day(text), day, "{text}");
        }
        assert_eq!(written_day("tháng 02 năm 2023"), None);
    }
}
