//! Days: `24/3/2020`, `ngày 14 tháng 02 năm 2023`, `ngày 24/3`.

use crate::document::{DateFormat, DateMention, DateRole, NumberClass};
use crate::extract::reading::numbers::NumberLedger;
use crate::extract::reading::paragraphs::JoinedText;
use crate::extract::register::RuleName;
use crate::rules::words::{Role, Words};
use crate::text::phrases::{after, before};
use crate::text::{Span, iso_day};

const ISSUE: RuleName = RuleName("date.issue");
const NUMERIC: RuleName = RuleName("date.numeric");
const LONG: RuleName = RuleName("date.long");
const SHORT: RuleName = RuleName("date.short");

fn rule(format: DateFormat, issue: bool) -> RuleName {
    match format {
        _ if issue => ISSUE,
        DateFormat::DmySlash | DateFormat::DmyDot | DateFormat::DmyDash => NUMERIC,
        DateFormat::Long => LONG,
        DateFormat::DayMonth => SHORT,
    }
}

/// A day and where it stands.
#[derive(Debug)]
pub(crate) struct Day {
    pub(crate) span: Span,
    pub(crate) mention: DateMention,
}

/// A day as written: span, ISO form, format.
type Written = (Span, Option<String>, DateFormat);

/// Finds all days of a text and claims their digits. `header` is the day of issue.
pub(crate) fn find(
    view: &JoinedText,
    words: &Words,
    ledger: &mut NumberLedger,
    header: Option<(Span, Option<String>)>,
) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    let mut found: Vec<Written> = Vec::new();
    let mut end = 0;
    for i in 0..ledger.len() {
        let Some(token) = ledger
            .get(i)
            .filter(|t| t.class.is_none() && t.span.start >= end)
        else {
            continue;
        };
        let inside = header
            .as_ref()
            .is_some_and(|(span, _)| span.overlaps(token.span));
        if let Some(written) = at(&view.text, ledger, i).filter(|_| !inside) {
            end = written.0.end;
            found.push(written);
        }
    }
    let issue = header.map(|(span, iso)| (span, iso, DateFormat::Long));
    found.extend(issue.clone());
    found.sort_by_key(|(span, ..)| span.start);
    for (span, iso, format) in found {
        let id = format!("d{}", days.len() + 1);
        ledger.claim(span, NumberClass::Date, Some(&id));
        let issued = issue.as_ref().is_some_and(|(head, ..)| *head == span);
        let role = if issued {
            DateRole::Issue
        } else {
            role(&view.text, words, span)
        };
        let target = issued.then(|| "header".to_owned());
        let text = view.string(span);
        days.push(Day {
            span,
            mention: DateMention {
                id,
                iso,
                text,
                format,
                role,
                target,
                span: view.place(span),
                provenance: rule(format, issued).provenance(),
            },
        });
    }
    days
}

/// The day that starts with the token at an index.
fn at(text: &str, ledger: &NumberLedger, index: usize) -> Option<Written> {
    let span = ledger.get(index)?.span;
    let number = span.of(text);
    for (mark, format) in [('/', DateFormat::DmySlash), ('.', DateFormat::DmyDot)] {
        let parts: Vec<&str> = number.split(mark).collect();
        if let [day, month, year] = parts[..] {
            let iso = (year.len() == 4).then(|| iso(day, month, year)).flatten()?;
            return Some((span, Some(iso), format));
        }
    }
    dashed(text, ledger, index)
        .or_else(|| long(text, ledger, index))
        .or_else(|| short(text, span))
}

fn iso(day: &str, month: &str, year: &str) -> Option<String> {
    iso_day(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn next<'t>(
    text: &'t str,
    ledger: &NumberLedger,
    index: usize,
    at: usize,
) -> Option<(Span, &'t str)> {
    let span = ledger.get(index)?.span;
    let gap = text.get(at..span.start)?;
    gap.chars().all(|c| c == ' ').then(|| (span, span.of(text)))
}

/// `24-3-2020`, `24 / 3 / 2020`
fn dashed(text: &str, ledger: &NumberLedger, index: usize) -> Option<Written> {
    let first = ledger.get(index)?.span;
    let mark = text[first.end..]
        .trim_start()
        .chars()
        .next()
        .filter(|c| matches!(c, '-' | '/'))?;
    let skip = |at: usize| {
        let rest = text[at..].trim_start_matches(' ').strip_prefix(mark)?;
        // Spaces around dashes make a range, not a day.
        (mark == '/' || text[at..].starts_with(mark)).then_some(text.len() - rest.len())
    };
    let (second, month) = next(text, ledger, index + 1, skip(first.end)?)?;
    let (third, year) = match month.split_once('/') {
        Some((_, year)) => (second, year),
        None => next(text, ledger, index + 2, skip(second.end)?)?,
    };
    let month = month.split('/').next()?;
    let iso = (year.len() == 4)
        .then(|| iso(first.of(text), month, year))
        .flatten()?;
    let format = if mark == '/' {
        DateFormat::DmySlash
    } else {
        DateFormat::DmyDash
    };
    Some((Span::new(first.start, third.end), Some(iso), format))
}

/// `ngày 14 tháng 02 năm 2023`, `ngày 14 tháng 02`
fn long(text: &str, ledger: &NumberLedger, index: usize) -> Option<Written> {
    let first = ledger.get(index)?.span;
    let keyword = before(text, first.start, "ngày");
    let (second, month) = next(text, ledger, index + 1, after(text, first.end, "tháng")?)?;
    let year_at = after(text, second.end, "năm");
    let year = year_at
        .and_then(|at| next(text, ledger, index + 2, at))
        .filter(|(_, year)| year.len() == 4);
    let start = keyword.unwrap_or(first.start);
    if let Some((third, year)) = year {
        let iso = iso(first.of(text), month, year)?;
        return Some((Span::new(start, third.end), Some(iso), DateFormat::Long));
    }
    iso(first.of(text), month, "2024").filter(|_| keyword.is_some())?;
    Some((Span::new(start, second.end), None, DateFormat::DayMonth))
}

/// `ngày 24/3`
fn short(text: &str, span: Span) -> Option<Written> {
    let (day, month) = span.of(text).split_once(['/', '.'])?;
    before(text, span.start, "ngày")?;
    iso(day, month, "2024")?;
    Some((span, None, DateFormat::DayMonth))
}

/// What a day is for, from the words before it.
fn role(text: &str, words: &Words, span: Span) -> DateRole {
    let at = before(text, span.start, "ngày").unwrap_or(span.start);
    let as_of = words.before(text, at, Role::AsOf);
    let range = as_of.is_some_and(|(start, _)| {
        let from = text[..start]
            .char_indices()
            .rev()
            .nth(40)
            .map_or(0, |(i, _)| i);
        text[from..start].contains("từ ") || text[from..start].contains("Từ ")
    });
    let deadline = words.before(text, at, Role::Deadline);
    if deadline.is_some() && before(text, at, "tính đến hết").is_none() {
        DateRole::Deadline
    } else if as_of.is_some() && !range {
        DateRole::AsOf
    } else {
        DateRole::Event
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_look_alikes() {
        for (text, expected) in [
            (
                "họp ngày 24/3/2020 tại",
                Some((Some("2020-03-24"), DateRole::Event)),
            ),
            (
                "trước ngày 20.7.2020",
                Some((Some("2020-07-20"), DateRole::Deadline)),
            ),
            (
                "tính đến ngày 15-02-2023",
                Some((Some("2023-02-15"), DateRole::AsOf)),
            ),
            (
                "vào ngày 01 tháng 02 năm 2023",
                Some((Some("2023-02-01"), DateRole::Event)),
            ),
            ("ngày 24/3 tổ chức", Some((None, DateRole::Event))),
            (
                "ngày 23 / 3 /2022 của",
                Some((Some("2022-03-23"), DateRole::Event)),
            ),
            ("14/19 tiêu chí", None),
            ("31/02/2023", None),
        ] {
            let view = JoinedText::new(text);
            let mut ledger = NumberLedger::new(&view.text);
            let days = find(&view, &Words::builtin(), &mut ledger, None);
            let seen = days
                .first()
                .map(|d| (d.mention.iso.as_deref(), d.mention.role));
            assert_eq!(seen, expected, "{text}");
        }
    }
}
