//! What is known of a document when its figures and its plan are read.

use super::citations::Citation;
use super::plan::sections::Heading;
use super::reading::paragraphs::JoinedText;
use super::time::dates::Day;
use super::time::periods::{PeriodMention, TimeContext};
use crate::rules::lists::Lists;
use crate::rules::words::Role;

/// The text, the lists, and what other rules have found.
pub(crate) struct Context<'a> {
    pub(crate) view: &'a JoinedText,
    pub(crate) lists: &'a Lists,
    pub(crate) headings: &'a [Heading],
    pub(crate) citations: &'a [Citation],
    pub(crate) days: &'a [Day],
    pub(crate) periods: &'a [PeriodMention],
    pub(crate) time: &'a TimeContext,
    /// Where the head ends: figures stand after it, in appendices as well.
    pub(crate) after: usize,
}

impl<'a> Context<'a> {
    /// The text that all spans are of.
    pub(crate) fn text(&self) -> &'a str {
        &self.view.text
    }

    /// Where a word of a role ends that starts right after a place.
    pub(crate) fn after(&self, at: usize, role: Role) -> Option<usize> {
        let found = self.lists.words.after(self.text(), at, role);
        found.map(|(end, _)| end)
    }

    /// Where a word of a role starts that ends right before a place.
    pub(crate) fn before(&self, at: usize, role: Role) -> Option<usize> {
        let found = self.lists.words.before(self.text(), at, role);
        found.map(|(start, _)| start)
    }
}
