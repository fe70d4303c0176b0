//! Numbers as they are printed and as engines read them.

use super::look_alikes::{Context, look_alike};

/// The number that OCR'd digits mean: letters that engines confuse with digits count as those
/// (`I4` → 14); `None` if anything else is in it, or nothing.
pub(crate) fn lenient_number(text: &str) -> Option<u32> {
    let mut value = 0u32;
    let mut any = false;
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        let digit = look_alike(c, Context::Slot).unwrap_or(c).to_digit(10)?;
        value = value.checked_mul(10)?.checked_add(digit)?;
        any = true;
    }
    any.then_some(value)
}

/// [`number_value`] of a text in which letters may stand for digits.
pub(crate) fn misread_value(text: &str) -> Option<f64> {
    let digit = |c| look_alike(c, Context::Digits).unwrap_or(c);
    number_value(text.chars().map(digit).collect::<String>().trim())
}

/// A number without more decimals than tell anything.
pub(crate) fn shortened(value: f64) -> String {
    format!("{}", (value * 1e4).round() / 1e4)
}

/// How many decimals a number is printed with, behind a comma or a dot (`35,48`, `35.48`).
pub(crate) fn decimals(text: &str) -> usize {
    match text.rsplit_once([',', '.']) {
        Some((_, digits)) if digits.len() != 3 || text.contains(',') => digits.len(),
        _ => 0,
    }
}

/// A share, or another number of a few digits, as it is written: with three decimals.
pub(crate) fn rounded(share: f32) -> f32 {
    thousandths(share) as f32
}

/// The same for JSON that is made of values, which hold numbers of twice the length.
pub(crate) fn thousandths(share: impl Into<f64>) -> f64 {
    (share.into() * 1000.0).round() / 1000.0
}

/// Whether a blank may group thousands: one at which no line breaks.
pub(crate) fn groups_thousands(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}')
}

/// The value of a number as Vietnamese prints it: dots or blanks group thousands, a comma starts the
/// decimals; a dot before another number of digits than three, or behind a zero alone, is read as a decimal point.
pub(crate) fn number_value(text: &str) -> Option<f64> {
    let text = text.replace(groups_thousands, ".");
    let (whole, decimals) = text.split_once(',').unwrap_or((&text, ""));
    let groups: Vec<&str> = whole.split('.').collect();
    // No group of thousands stands behind a zero alone: `0.250` is a decimal.
    let leads = groups[0].len() <= 3 && groups[0] != "0";
    let grouped = leads && groups[1..].iter().all(|group| group.len() == 3);
    let plain = if groups.len() == 1 || grouped {
        format!("{}.{}", groups.concat(), decimals)
    } else if groups.len() == 2 && decimals.is_empty() {
        whole.to_owned()
    } else {
        return None;
    };
    plain
        .trim_end_matches('.')
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_short() {
        assert_eq!(rounded(0.970_588_2).to_string(), "0.971");
        assert_eq!(thousandths(0.998f32).to_string(), "0.998");
        assert_eq!(rounded(199.999_98).to_string(), "200");
    }

    #[test]
    fn decimals_are_those_that_are_printed() {
        for (text, count) in [
            ("35,48", 2),
            ("35.48", 2),
            ("1.190,6", 1),
            ("19.168", 0),
            ("7", 0),
        ] {
            assert_eq!(decimals(text), count, "{text}");
        }
        assert_eq!(shortened(29.650_04), "29.65");
        assert_eq!(misread_value(" 1.2O5,5"), Some(1205.5));
    }

    #[test]
    fn letters_that_digits_are_read_as_mean_the_same_everywhere() {
        for (read, value) in [
            ("1ô", Some(16)),
            ("1ó", Some(16)),
            ("1Ó", Some(16)),
            ("2O", Some(20)),
            ("I4", Some(14)),
            ("ÔJ", None),
        ] {
            assert_eq!(lenient_number(read), value, "{read}");
        }
    }

    #[test]
    fn numbers_are_read_as_printed() {
        for (text, value) in [
            ("68.627", Some(68627.0)),
            ("29,65", Some(29.65)),
            ("1.190,6", Some(1190.6)),
            ("08", Some(8.0)),
            ("2.9", Some(2.9)),
            ("1.2.3", None),
            ("0.250", Some(0.25)),
            ("10.000.000", Some(1e7)),
            ("1\u{a0}284,5", Some(1284.5)),
        ] {
            assert_eq!(number_value(text), value, "{text}");
        }
    }
}
