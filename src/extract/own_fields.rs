//! Fields of a user's own rules: what their patterns capture, read as the types that they name.

use super::citations::document_number;
use super::reading::numbers::NumberLedger;
use super::reading::paragraphs::{JoinedText, Start};
use super::register;
use super::time::periods::TimeContext;
use super::time::{Lookups, TimeForms, periods};
use crate::document::{CustomField, CustomKind, CustomValue, PeriodRange, Provenance};
use crate::rules::lists::Lists;
use crate::rules::rule::{UNIT, VALUE, is_unit};
use crate::rules::set::Capture;
use crate::rules::{FileError, FileErrorKind, Rule, RuleFile, RuleSet};
use crate::text::look_alikes::{Context, look_alike};
use crate::text::numbers::lenient_number;
use crate::text::{Span, fold, iso_day, number_value};
use std::borrow::Cow;

/// What is known of the document whose fields are read.
pub(crate) struct Reader<'a> {
    pub(crate) view: &'a JoinedText,
    pub(crate) lists: &'a Lists,
    pub(crate) time: &'a TimeForms,
    /// Day of issue, ISO 8601: what months without a year are near to.
    pub(crate) issued: Option<String>,
}

/// Reads a user's file of rules.
///
/// # Errors
/// If it is no file of rules, or a rule in it cannot be used.
pub fn read_file(name: &str, text: &str) -> Result<RuleFile, FileError> {
    let builtin: Vec<String> = register::all().map(|rule| rule.name).collect();
    let file = RuleFile::parse(name, text, &|name| {
        builtin.iter().any(|known| known == name)
    })?;
    check(&file)?;
    Ok(file)
}

/// Whether every rule has a pattern, with a place for the value that it reads.
fn check(file: &RuleFile) -> Result<(), FileError> {
    for rule in &file.rules {
        let error = |kind| FileError {
            file: file.name.clone(),
            line: rule.line,
            kind,
        };
        let Some(regex) = &rule.regex else {
            return Err(error(FileErrorKind::NoPattern(rule.name.clone())));
        };
        let named = regex.capture_names().flatten().any(|name| name == VALUE);
        if rule.kinds[VALUE] != CustomKind::Text && !named {
            let kind = FileErrorKind::Capture(rule.name.clone(), VALUE.to_owned());
            return Err(error(kind));
        }
    }
    Ok(())
}

/// The fields that rules take, in the order of the text.
pub(crate) fn read(rules: &RuleSet, reader: &Reader) -> Vec<CustomField> {
    let mut found: Vec<(Span, CustomField)> = Vec::new();
    rules.find(&reader.view.text, &mut |rule, captures| {
        let own = captures
            .iter()
            .filter(|capture| !is_unit(capture.name) && !capture.span.is_empty());
        found.extend(own.map(|capture| (capture.span, reader.field(rule, capture, captures))));
    });
    found.sort_by_key(|(span, _)| (span.start, span.end));
    let fields = (1..).zip(found).map(|(number, (_, field))| CustomField {
        id: format!("f{number}"),
        ..field
    });
    fields.collect()
}

impl Reader<'_> {
    fn field(&self, rule: &Rule, capture: &Capture, all: &[Capture]) -> CustomField {
        let (name, unit) = match capture.name {
            VALUE => (rule.name.clone(), UNIT.to_owned()),
            other => (format!("{}.{other}", rule.name), format!("{other}_{UNIT}")),
        };
        let kind = rule.kinds.get(capture.name).copied().unwrap_or_default();
        let text = self.view.string(capture.span);
        let unit = all.iter().find(|other| other.name == unit);
        let (value, range) = self.value(kind, &text);
        CustomField {
            id: String::new(),
            name,
            term: rule.term.clone(),
            kind,
            value,
            unit: unit.map(|unit| self.view.string(unit.span)),
            from: range.as_ref().and_then(|range| range.from.clone()),
            to: range.and_then(|range| range.to),
            span: self.view.place(capture.span),
            provenance: Provenance {
                rule: Cow::Owned(rule.name.clone()),
                rule_confidence: rule.confidence,
            },
            text,
        }
    }

    /// What a text means as a value of a kind, and the bounds of a period.
    fn value(&self, kind: CustomKind, text: &str) -> (Option<CustomValue>, Option<PeriodRange>) {
        let value = match kind {
            CustomKind::Text => Some(text.to_owned()),
            CustomKind::Number => return (number(text).map(CustomValue::Number), None),
            CustomKind::Day => day(text),
            CustomKind::Period => {
                let (value, range) = self.period(text);
                return (value.map(CustomValue::Text), range);
            }
            CustomKind::DocumentNumber => document_number::at_digits(text, 0, self.lists)
                .and_then(|found| found.field.normalized),
            CustomKind::Agency => {
                let known = self
                    .lists
                    .agency_of_abbr(text)
                    .or_else(|| self.lists.agency_of_name(text));
                Some(known.map_or(text, |(_, name)| name).to_owned())
            }
        };
        (value.map(CustomValue::Text), None)
    }

    fn period(&self, text: &str) -> (Option<String>, Option<PeriodRange>) {
        let view = JoinedText::starting(text, Start::of(text));
        let mut time = TimeContext {
            issued: self.issued.clone(),
            ..TimeContext::default()
        };
        let mut ledger = NumberLedger::new(&view.text);
        let lookups = Lookups {
            lists: self.lists,
            time: self.time,
        };
        let found = periods::find(&lookups.time_reader(&view), &mut ledger, &mut time);
        let first = found.into_iter().next();
        first.map_or((None, None), |found| (found.period.value, found.range))
    }
}

/// A number, with what engines read for its digits.
fn number(text: &str) -> Option<f64> {
    let digits = text
        .chars()
        .map(|c| look_alike(c, Context::Digits).unwrap_or(c));
    number_value(digits.collect::<String>().trim())
}

/// A day, whether in figures or with the words *ngày, tháng, năm*, in ISO 8601.
fn day(text: &str) -> Option<String> {
    let folded = fold(text);
    let parts = folded.split(|c: char| c.is_whitespace() || "/.-,".contains(c));
    let parts = parts.filter(|part| !part.is_empty() && !["ngay", "thang", "nam"].contains(part));
    let parts: Vec<u32> = parts.map(lenient_number).collect::<Option<_>>()?;
    match parts[..] {
        [day, month, year] => iso_day(year, month, day),
        _ => None,
    }
}
