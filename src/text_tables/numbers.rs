//! The numbers in cells: figures, marks that number rows, and dashes in place of a figure.

use crate::text::fold::bare;
use crate::text::number_value;

/// A figure and nothing else in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CellFigure {
    /// The number as printed, with its sign.
    pub(crate) printed: String,
    pub(crate) value: f64,
    pub(crate) percent: bool,
}

/// The figure that a cell holds: `1.284`, `-76,6`, `97,4%`.
pub(crate) fn figure(text: &str) -> Option<CellFigure> {
    let (printed, percent) = match text.trim().strip_suffix('%') {
        Some(number) => (number.trim_end(), true),
        None => (text.trim(), false),
    };
    let (negative, digits) = match printed.strip_prefix(['-', '–', '−', '+']) {
        Some(digits) => (!printed.starts_with('+'), digits.trim_start()),
        None => (false, printed),
    };
    let inside = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\u{a0}' | '\u{202f}');
    let number = digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(inside);
    let value = number_value(digits).filter(|_| number)?;
    Some(CellFigure {
        printed: printed.to_owned(),
        value: if negative { -value } else { value },
        percent,
    })
}

/// Whether a cell holds a figure.
pub(crate) fn is_figure(text: &str) -> bool {
    figure(text).is_some()
}

/// Whether a cell says that there is no figure: `-`, `x`.
pub(crate) fn is_dash(text: &str) -> bool {
    matches!(text, "-" | "–" | "—" | "--" | "x" | "X" | "…" | "...")
}

/// Whether a text numbers a row: `1`, `1.2`, `IV`, `A`, `a)`, `-`, `*`.
pub(crate) fn is_mark(text: &str) -> bool {
    let mark = text.trim_matches(['.', ')', '(']);
    let numbers = mark.len() <= 6 && mark.chars().all(|c| c.is_ascii_digit() || c == '.');
    let roman = mark.chars().all(|c| "IVX".contains(c));
    let sign = mark.chars().count() == 1 && !mark.contains(char::is_whitespace);
    !mark.is_empty() && (numbers || roman || sign)
}

/// Whether a heading is that of the column that numbers the rows: *TT*, *STT*, *Số TT*.
pub(crate) fn heads_numbers(heading: &str) -> bool {
    matches!(bare(heading).as_str(), "tt" | "stt" | "sott" | "sothutu")
}

/// The mark that words begin with: `- Nam`, `1. Thu nội địa`, `a) Phí`; and what follows it.
pub(crate) fn leading_mark(label: &str) -> Option<(&str, &str)> {
    let (mark, rest) = label.split_once(' ')?;
    let marked = matches!(mark, "-" | "–" | "+" | "*") || mark.ends_with(['.', ')']);
    (marked && is_mark(mark)).then(|| (mark, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_signs_and_marks_are_short() {
        for (text, value) in [
            ("1.284", Some(1284.0)),
            ("-76,6", Some(-76.6)),
            ("– 5", Some(-5.0)),
            ("97,4 %", Some(97.4)),
            ("0.250", Some(0.25)),
            ("-", None),
            ("15/7/2019", None),
            ("5 hộ", None),
        ] {
            assert_eq!(figure(text).map(|f| f.value), value, "{text}");
        }
        for mark in ["1", "1.2", "IV", "A", "a)", "-"] {
            assert!(is_mark(mark), "{mark}");
        }
        for words in ["Phí", "10.000.000", "", "ab"] {
            assert!(!is_mark(words), "{words}");
        }
        assert_eq!(leading_mark("a) Phí"), Some(("a)", "Phí")));
        assert_eq!(leading_mark("Thu khác"), None);
    }
}
