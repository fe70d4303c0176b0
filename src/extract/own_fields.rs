//! Fields of a user's own rules: what their patterns capture, read as the types that they name.

use super::citations::document_number;
use super::reading::paragraphs::JoinedText;
use super::time::periods::{TimeContext, of_text};
use crate::document::{CustomField, CustomKind, CustomValue, PeriodRange, Provenance};
use crate::rules::lists::Lists;
use crate::rules::rule::{UNIT, VALUE, is_unit};
use crate::rules::set::Capture;
use crate::rules::{Rule, RuleSet};
use crate::text::Span;
use crate::text::days::written_day;
use crate::text::numbers::misread_value;

/// What is known of the document whose fields are read.
pub(crate) struct Reader<'a> {
    pub(crate) view: &'a JoinedText,
    pub(crate) lists: &'a Lists,
    /// Day of issue, ISO 8601: what months without a year are near to.
    pub(crate) issued: Option<String>,
}

/// The fields that rules take, in the order of the text.
pub(crate) fn read(rules: &RuleSet, reader: &Reader) -> Vec<CustomField> {
    let mut found: Vec<(Span, CustomField)> = Vec::new();
    rules.find(&reader.view.text, &mut |rule, captures| {
        let own = captures.iter().filter(|capture| !is_unit(capture.name));
        let own = own.filter(|capture| !capture.span.is_empty());
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
        let (value, range) = match kind {
            CustomKind::Number => (misread_value(&text).map(CustomValue::Number), None),
            CustomKind::Period => self.period(&text).unzip(),
            _ => (self.value(kind, &text).map(CustomValue::Text), None),
        };
        let range = range.flatten();
        let (from, to) = range.map_or((None, None), |range| (range.from, range.to));
        CustomField {
            id: String::new(),
            name,
            term: rule.term.clone(),
            kind,
            value,
            unit: unit.map(|unit| self.view.string(unit.span)),
            from,
            to,
            span: self.view.place(capture.span),
            provenance: Provenance {
                rule: rule.name.clone().into(),
                rule_confidence: rule.confidence,
            },
            text,
        }
    }

    /// What a text means as a value of a kind that is no number and no period.
    fn value(&self, kind: CustomKind, text: &str) -> Option<String> {
        let lists = self.lists;
        match kind {
            CustomKind::Day => written_day(text),
            CustomKind::DocumentNumber => {
                document_number::at_digits(text, 0, lists)?.field.normalized
            }
            CustomKind::Agency => {
                let known = lists.agency_of_abbr(text);
                let known = known.or_else(|| lists.agency_of_name(text));
                Some(known.map_or(text, |(_, name)| name).to_owned())
            }
            _ => Some(text.to_owned()),
        }
    }

    /// The first period that a text names, and its bounds.
    fn period(&self, text: &str) -> Option<(CustomValue, Option<PeriodRange>)> {
        let time = TimeContext {
            issued: self.issued.clone(),
            ..TimeContext::default()
        };
        let found = of_text(text, self.lists, time).1.into_iter().next()?;
        Some((CustomValue::Text(found.period.value?), found.range))
    }
}
