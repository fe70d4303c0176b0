//! Days and periods.

pub(crate) mod dates;
pub(crate) mod periods;

use super::reading::paragraphs::JoinedText;
use super::register;
use crate::document::{DateFormat, PeriodKind};
use crate::rules::family::Family;
use crate::rules::lists::Lists;
use crate::rules::plain::{Letters, PlainText};
use crate::rules::words::Words;

/// The forms of days and periods.
#[derive(Debug)]
pub(crate) struct TimeForms {
    days: Family<DateFormat>,
    periods: Family<PeriodKind>,
}

impl TimeForms {
    /// Those of `dictionaries/rules/`.
    pub(crate) fn builtin() -> Self {
        TimeForms {
            days: Family::new(&register::file("date.toml")),
            periods: Family::new(&register::file("period.toml")),
        }
    }
}

/// A text that is searched for days and periods.
pub(crate) struct TimeReader<'a> {
    pub(crate) view: &'a JoinedText,
    plain: PlainText,
    forms: &'a TimeForms,
    words: &'a Words,
}

/// What rules look up: lists, and the forms of days and periods.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lookups<'a> {
    pub(crate) lists: &'a Lists,
    pub(crate) time: &'a TimeForms,
}

impl<'a> Lookups<'a> {
    /// A reader of the days and periods of a text.
    pub(crate) fn time_reader(&self, view: &'a JoinedText) -> TimeReader<'a> {
        TimeReader::new(view, self.time, &self.lists.words)
    }
}

impl<'a> TimeReader<'a> {
    /// A reader of a text.
    pub(crate) fn new(view: &'a JoinedText, forms: &'a TimeForms, words: &'a Words) -> Self {
        TimeReader {
            view,
            plain: PlainText::new(&view.text, Letters::Exact),
            forms,
            words,
        }
    }
}
