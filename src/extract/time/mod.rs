//! Days and periods.

pub(crate) mod dates;
pub(crate) mod periods;

use super::reading::numbers::NumberLedger;
use super::reading::paragraphs::JoinedText;
use crate::rules::family::{Family, Match, Verdict};
use crate::rules::lists::Lists;
use crate::rules::plain::{Letters, PlainText};
use crate::rules::words::Role;
use crate::text::Span;
use serde::de::DeserializeOwned;

/// A text that is searched for days and periods.
pub(crate) struct TimeReader<'a> {
    view: &'a JoinedText,
    plain: PlainText,
    lists: &'a Lists,
}

impl<'a> TimeReader<'a> {
    pub(crate) fn new(view: &'a JoinedText, lists: &'a Lists) -> Self {
        let plain = PlainText::new(&view.text, Letters::Exact);
        TimeReader { view, plain, lists }
    }

    /// Whether words before a place say that a number there counts the times of something.
    fn is_ordinal(&self, at: usize) -> bool {
        let words = &self.lists.words;
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
