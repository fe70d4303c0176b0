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

/// Adds up the readings that mean the same; those that mean nothing count against all.
pub(crate) fn candidates(
    readings: &[Reading],
    value: impl Fn(&[Label]) -> Option<(String, Vec<String>)>,
) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for reading in readings {
        let Some((value, parts)) = value(&reading.labels) else {
            continue;
        };
        let probability = reading.probability as f32;
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
            Some((serial.value(), serial.parts()))
        });
        let seen: Vec<(&str, f32)> = found
            .iter()
            .map(|found| (found.value.as_str(), found.probability))
            .collect();
        assert_eq!(seen, [("11", 0.6), ("1", 0.3)]);
    }
}
