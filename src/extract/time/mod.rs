//! Days and periods.

pub(crate) mod dates;
pub(crate) mod periods;

use super::reading::numbers::NumberLedger;
use super::reading::paragraphs::JoinedText;
use crate::document::{DateFormat, PeriodKind};
use crate::rules::Rule;
use crate::rules::family::{Family, Match, Verdict};
use crate::rules::lists::Lists;
use crate::rules::plain::{Letters, PlainText};
use crate::rules::register;
use crate::rules::words::Role;
use crate::text::Span;
use serde::de::DeserializeOwned;

/// The forms of days and periods.
#[derive(Debug)]
pub(crate) struct TimeForms {
    days: Family<DateFormat>,
    periods: Family<PeriodKind>,
    /// Those that the document's own period and day tell.
    relative: Family<PeriodKind>,
}

impl TimeForms {
    /// Those of `dictionaries/rules/`.
    pub(crate) fn builtin() -> Self {
        let rules = register::file("period.toml").rules;
        let own = |rule: &Rule| rule.name == "period.relative";
        let (relative, periods): (Vec<Rule>, Vec<Rule>) = rules.into_iter().partition(own);
        TimeForms {
            days: Family::new(&register::file("date.toml")),
            periods: Family::of(&periods),
            relative: Family::of(&relative),
        }
    }
}

/// What rules look up: lists, and the forms of days and periods.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lookups<'a> {
    pub(crate) lists: &'a Lists,
    pub(crate) time: &'a TimeForms,
}

impl<'a> Lookups<'a> {
    /// A reader of the days and periods of a text.
    pub(crate) fn time_reader(self, view: &'a JoinedText) -> TimeReader<'a> {
        let plain = PlainText::new(&view.text, Letters::Exact);
        TimeReader {
            view,
            plain,
            lookups: self,
        }
    }
}

/// A text that is searched for days and periods.
pub(crate) struct TimeReader<'a> {
    view: &'a JoinedText,
    plain: PlainText,
    lookups: Lookups<'a>,
}

impl TimeReader<'_> {
    /// Whether words before a place say that a number there counts the times of something.
    fn is_ordinal(&self, at: usize) -> bool {
        let words = &self.lookups.lists.words;
        let before = |role| words.before(&self.view.text, at, role).is_some();
        before(Role::Ordinal) || before(Role::Running)
    }

    /// What `read` makes, with its place, of the forms of a family whose figures nothing else holds; a form may have
    /// none.
    fn forms<K: DeserializeOwned + Copy, T>(
        &self,
        family: &Family<K>,
        ledger: &NumberLedger,
        figures: &[&str],
        read: impl Fn(&Match<K>) -> Option<(Span, T)>,
    ) -> Vec<(Span, T)> {
        let mut end = 0;
        family.find(&self.plain, |found| {
            let parts = figures.iter().filter_map(|part| found.part(part));
            let digits = parts.reduce(|all, part| Span::new(all.start, part.end));
            let start = digits.unwrap_or(found.span()).start;
            if start < end || ledger.class_at(start).is_some() && digits.is_some() {
                return Verdict::Not;
            }
            let whole = digits.is_none_or(|digits| ledger.are_tokens(digits));
            match read(found).filter(|_| whole) {
                Some(found) => {
                    end = found.0.end;
                    Verdict::Taken(found)
                }
                None => Verdict::Shorter,
            }
        })
    }
}
