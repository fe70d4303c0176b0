//! Readings of a line → serials and days that can be, with their probabilities.

use super::classes::Keyword;
use super::decode::{Label, Reading};
use crate::document::layout::slots::Candidate;
use crate::text::iso_day;

/// Years that documents bear.
const YEARS: std::ops::Range<u32> = 1945..2100;

/// What stands on the line of number and symbol, as far as its symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Serial {
    pub(crate) digits: String,
    /// In the numbers of legal acts.
    pub(crate) year: Option<String>,
    /// Labels up to and with the last mark.
    pub(crate) length: usize,
}

impl Serial {
    /// Serial and year as they stand in a number.
    pub(crate) fn value(&self) -> String {
        self.parts().join("/")
    }

    pub(crate) fn parts(&self) -> Vec<String> {
        std::iter::once(&self.digits)
            .chain(&self.year)
            .cloned()
            .collect()
    }

    /// Reads `Số 04 / 2019 /`; `None` if no mark ends the digits.
    pub(crate) fn of(labels: &[Label]) -> Option<Serial> {
        let start = skip_word(labels, Keyword::Number);
        let (digits, end) = digits(labels, start);
        if digits.is_empty() || digits.len() > 5 {
            return None;
        }
        let mark = *labels
            .get(end)
            .filter(|mark| matches!(mark, Label::Slash | Label::Dash))?;
        let (year, year_end) = digits_of_year(labels, end + 1);
        let followed = labels.get(year_end) == Some(&Label::Slash);
        let year = year.filter(|_| mark == Label::Slash && followed);
        let length = if year.is_some() {
            year_end + 1
        } else {
            end + 1
        };
        Some(Serial {
            digits,
            year,
            length,
        })
    }
}

fn digits_of_year(labels: &[Label], from: usize) -> (Option<String>, usize) {
    let (digits, end) = digits(labels, from);
    let year = digits.parse().is_ok_and(|year| YEARS.contains(&year));
    (year.then_some(digits), end)
}

/// Where the labels after a word begin: at the start where it was not read.
fn skip_word(labels: &[Label], word: Keyword) -> usize {
    let at = labels.iter().position(|label| *label == Label::word(word));
    at.map_or(0, |at| at + 1)
}

/// Digits from a place on, and their end.
fn digits(labels: &[Label], from: usize) -> (String, usize) {
    let digits = labels[from.min(labels.len())..]
        .iter()
        .map_while(|label| match label {
            Label::Digit(digit) => Some(char::from(b'0' + digit)),
            _ => None,
        });
    let digits: String = digits.collect();
    let end = from + digits.len();
    (digits, end)
}

/// Day, month and year as they stand on the line, each perhaps not filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Day {
    pub(crate) day: String,
    pub(crate) month: String,
    pub(crate) year: String,
}

impl Day {
    /// Reads `ngày 16 tháng 04 năm 2019`; `None` if the words do not follow each other.
    pub(crate) fn of(labels: &[Label]) -> Option<Day> {
        let (day, end) = digits(labels, skip_word(labels, Keyword::Day));
        let (month, end) = after(labels, end, Keyword::Month)?;
        let (year, _) = after(labels, end, Keyword::Year)?;
        Some(Day { day, month, year })
    }

    /// Day, month and year as they stand on the line.
    pub(crate) fn parts(&self, printed_year: Option<u32>) -> Vec<String> {
        let year = printed_year.map_or_else(|| self.year.clone(), |year| year.to_string());
        vec![self.day.clone(), self.month.clone(), year]
    }

    /// ISO 8601, with the year of print where the line's own was not read; `None` if it is no day.
    pub(crate) fn iso(&self, printed_year: Option<u32>) -> Option<String> {
        let number = |digits: &str| digits.parse::<u32>().ok().filter(|_| digits.len() <= 2);
        let year = self.year.parse().ok().filter(|year| YEARS.contains(year));
        iso_day(
            printed_year.or(year)?,
            number(&self.month)?,
            number(&self.day)?,
        )
    }
}

fn after(labels: &[Label], at: usize, word: Keyword) -> Option<(String, usize)> {
    (labels.get(at) == Some(&Label::word(word))).then(|| digits(labels, at + 1))
}

/// A value that a reading can mean, the digits of its parts, and its share of the reading, 0–1.
pub(crate) type Meaning = (String, Vec<String>, f32);

/// The number of an incoming stamp, behind *Số* and to the end of its line.
pub(crate) fn stamp_number(labels: &[Label]) -> Option<String> {
    const LONGEST: usize = 6;
    let start = labels
        .iter()
        .position(|label| *label == Label::word(Keyword::Number))?;
    let (digits, end) = digits(labels, start + 1);
    let whole = labels[end..].iter().all(|label| !label.is_digit());
    (whole && (1..=LONGEST).contains(&digits.len())).then_some(digits)
}

/// What stands between day, month and year of a stamp, and how likely each is beside a mark: a slash that was written
/// upright is a 1, a faint one is nothing.
const BETWEEN: [(&[Label], f32); 5] = [
    (&[Label::Slash], 1.0),
    (&[Label::Dash], 1.0),
    (&[Label::Digit(1)], 0.3),
    (&[Label::Dash, Label::Digit(1)], 0.3),
    (&[], 0.1),
];

/// The days that the line of an incoming stamp can be, `28/4/2026` behind *Ngày*, with the share of each.
pub(crate) fn stamp_days(labels: &[Label]) -> Vec<Meaning> {
    let labels = &labels[skip_word(labels, Keyword::Day)..];
    let mut found = Vec::new();
    for (day, rest, of_day) in group(labels) {
        for (month, year, of_month) in group(rest) {
            let (year, _) = digits(year, 0);
            let number = |digits: &str| digits.parse::<u32>().ok();
            let valid = number(&year).filter(|year| YEARS.contains(year));
            let iso = valid.and_then(|year| iso_day(year, number(&month)?, number(&day)?));
            let parts = || vec![day.clone(), month.clone(), year.clone()];
            found.extend(iso.map(|iso| (iso, parts(), of_day * of_month)));
        }
    }
    let all: f32 = found.iter().map(|(_, _, share)| share).sum();
    for (_, _, share) in &mut found {
        *share /= all;
    }
    found
}

/// One or two digits with what parts them from the labels behind, these, and how likely that is.
fn group(labels: &[Label]) -> impl Iterator<Item = (String, &[Label], f32)> {
    let (digits, _) = digits(labels, 0);
    (1..=digits.len().min(2)).flat_map(move |end| {
        let digits = digits[..end].to_owned();
        BETWEEN.iter().filter_map(move |(between, likely)| {
            let rest = labels[end..].strip_prefix(*between)?;
            Some((digits.clone(), rest, *likely))
        })
    })
}

/// Adds up the readings that mean the same, each by the shares of the values that it can mean; those that mean nothing
/// count against all.
pub(crate) fn candidates<Values>(
    readings: &[Reading],
    values: impl Fn(&[Label]) -> Values,
) -> Vec<Candidate>
where
    Values: IntoIterator<Item = Meaning>,
{
    let mut candidates: Vec<Candidate> = Vec::new();
    let read = readings.iter().flat_map(|reading| {
        let meant = values(&reading.labels).into_iter();
        meant.map(|(value, parts, share)| (value, parts, share * reading.probability as f32))
    });
    for (value, parts, probability) in read {
        match candidates
            .iter_mut()
            .find(|candidate| candidate.value == value)
        {
            Some(candidate) => candidate.probability += probability,
            None => candidates.push(Candidate {
                value,
                parts,
                probability,
            }),
        }
    }
    candidates.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `S`, `D`, `T`, `N` are the words *Số*, *ngày*, *tháng*, *năm*.
    fn labels(text: &str) -> Vec<Label> {
        let one = |c: char| match c {
            'S' => Label::word(Keyword::Number),
            'D' => Label::word(Keyword::Day),
            'T' => Label::word(Keyword::Month),
            'N' => Label::word(Keyword::Year),
            '/' => Label::Slash,
            '-' => Label::Dash,
            digit => Label::Digit(digit as u8 - b'0'),
        };
        text.chars().map(one).collect()
    }

    #[test]
    fn serials_end_at_a_mark() {
        for (text, wanted) in [
            ("S318/", Some(("318", 5))),
            ("S06/2021/-", Some(("06/2021", 9))),
            ("S12-/", Some(("12", 4))),
            ("752/-", Some(("752", 4))),
            ("S63/2021", Some(("63", 4))),
            ("S/-", None),
            ("S318", None),
            ("S123456/", None),
            ("", None),
        ] {
            let found = Serial::of(&labels(text)).map(|serial| (serial.value(), serial.length));
            assert_eq!(
                found,
                wanted.map(|(value, length)| (value.to_owned(), length)),
                "{text}"
            );
        }
    }

    #[test]
    fn days_of_stamps_may_have_ones_for_slashes() {
        for (text, wanted) in [
            ("D28/4/2026", &[("2026-04-28", 1.0)][..]),
            ("281412026", &[("2026-04-28", 1.0)]),
            ("D241412026", &[("2026-04-24", 1.0)]),
            ("D28-14/2026", &[("2026-04-28", 1.0)]),
            ("D241412-2026", &[]),
            (
                "D1112/2026",
                &[
                    ("2026-02-11", 0.3),
                    ("2026-12-01", 0.3),
                    ("2026-12-11", 0.1),
                ],
            ),
            ("D31/2/2026", &[]),
            ("D28/4", &[]),
            ("", &[]),
        ] {
            let all: f32 = wanted.iter().map(|(_, share)| share).sum();
            let mut found = stamp_days(&labels(text));
            found.sort_by(|a, b| a.0.cmp(&b.0));
            let found: Vec<(&str, f32)> = found
                .iter()
                .map(|(iso, _, share)| (iso.as_str(), *share))
                .collect();
            assert_eq!(found.len(), wanted.len(), "{text}: {found:?}");
            for (found, wanted) in found.iter().zip(wanted) {
                assert_eq!(found.0, wanted.0, "{text}");
                assert!((found.1 - wanted.1 / all).abs() < 1e-5, "{text}: {found:?}");
            }
        }
    }

    #[test]
    fn numbers_of_stamps_end_their_line() {
        for (text, wanted) in [
            ("S1234", Some("1234")),
            ("S12/", Some("12")),
            ("S12/34", None),
            ("S1234567", None),
            ("1234", None),
            ("S", None),
        ] {
            assert_eq!(stamp_number(&labels(text)).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for (text, year, wanted) in [
            ("D17T09N2021", None, Some("2021-09-17")),
            ("D3T2N2020", None, Some("2020-02-03")),
            ("D18T6N", Some(2023), Some("2023-06-18")),
            ("D18T6N2028", Some(2023), Some("2023-06-18")),
            ("18T6N2023", None, Some("2023-06-18")),
            ("D31T2N2023", None, None),
            ("D19T13N2023", None, None),
            ("DTN2023", None, None),
            ("D19N2023", None, None),
        ] {
            let found = Day::of(&labels(text)).and_then(|day| day.iso(year));
            assert_eq!(found.as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn readings_of_one_value_are_added_up() {
        let reading = |text: &str, probability| Reading {
            labels: labels(text),
            probability,
        };
        let readings = [
            reading("S11/", 0.4),
            reading("S1/", 0.3),
            reading("11/", 0.2),
            reading("S11", 0.1),
        ];
        let found = candidates(&readings, |labels| {
            let serial = Serial::of(labels)?;
            Some((serial.value(), serial.parts(), 1.0))
        });
        let seen: Vec<(&str, f32)> = found
            .iter()
            .map(|found| (found.value.as_str(), found.probability))
            .collect();
        assert_eq!(seen, [("11", 0.6), ("1", 0.3)]);
    }
}
