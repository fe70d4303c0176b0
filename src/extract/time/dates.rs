//! Days: `24/3/2020`, `ngày 14 tháng 02 năm 2023`, `ngày 24/3`.

use super::TimeReader;
use crate::document::{DateFormat, DateMention, DateRole, NumberClass, Provenance};
use crate::extract::reading::numbers::NumberLedger;
use crate::rules::family::{Family, Match};
use crate::rules::register::{self, RuleName};
use crate::rules::shapes::Shape;
use crate::rules::words::{Role, Words};
use crate::text::phrases::{before, window_before};
use crate::text::{Span, iso_day};

const ISSUE: RuleName = RuleName("date.issue");

static DAYS: Shape<DateFormat> = Shape::new(|| Family::new(&register::file("date.toml")));

/// A day and where it stands.
#[derive(Debug)]
pub(crate) struct Day {
    pub(crate) span: Span,
    pub(crate) mention: DateMention,
}

/// A day as written: ISO form, format, the mark of its rule.
type Written = (Option<String>, DateFormat, Provenance);

/// Finds all days of a text and claims their digits. `header` is the day of issue.
pub(crate) fn find(
    reader: &TimeReader,
    ledger: &mut NumberLedger,
    header: Option<(Span, Option<String>)>,
) -> Vec<Day> {
    let view = reader.view;
    let mut found = reader.forms(&DAYS, ledger, &["day", "month", "year"], written);
    let issue = header.as_ref().map(|(span, _)| *span);
    found.retain(|(span, _)| !issue.is_some_and(|issue| issue.overlaps(*span)));
    found.extend(header.map(|(span, iso)| (span, (iso, DateFormat::Long, ISSUE.provenance()))));
    found.sort_by_key(|(span, _)| span.start);
    let mut days: Vec<Day> = Vec::new();
    for (span, (iso, format, provenance)) in found {
        let id = format!("d{}", days.len() + 1);
        ledger.claim(span, NumberClass::Date, Some(&id));
        let issued = issue == Some(span);
        let role = match issued {
            true => DateRole::Issue,
            false => role(&view.text, &reader.lists.words, span),
        };
        let mention = DateMention {
            id,
            iso,
            text: view.string(span),
            format,
            role,
            target: issued.then(|| "header".to_owned()),
            span: view.place(span),
            provenance,
        };
        days.push(Day { span, mention });
    }
    days
}

/// The day that a form holds; `None` for one that no calendar has.
fn written(found: &Match<DateFormat>) -> Option<(Span, Written)> {
    let year = found.number("year");
    // A day without a year may be that of a leap year.
    let (month, day) = (found.number("month")?, found.number("day")?);
    let iso = iso_day(year.unwrap_or(2024), month, day)?;
    let iso = year.map(|_| iso);
    Some((found.span(), (iso, found.kind, found.mark.clone())))
}

/// What a day is for, from the words before it.
fn role(text: &str, words: &Words, span: Span) -> DateRole {
    const NEAR: usize = 48;
    let at = before(text, span.start, "ngày").unwrap_or(span.start);
    let as_of = words.before(text, at, Role::AsOf);
    let range = as_of.is_some_and(|(start, _)| {
        let near = &text[window_before(text, start, NEAR)..start];
        near.contains("từ ") || near.contains("Từ ")
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
