//! Heads of further documents in a text: offices scan several letters into one file.

use super::Head;
use super::keywords::number_keyword;
use crate::extract::citations::document_number;
use crate::extract::reading::paragraphs::{JoinedLine, JoinedText};
use crate::rules::lists::Lists;
use crate::text::fuzzy::fuzzy_window;

/// What stands in the head of a document and hardly anywhere else: the motto, and the titles of State and Party.
const SET_PHRASES: [&str; 3] = [
    "doclaptudohanhphuc",
    "conghoaxahoichunghia",
    "dangcongsanvietnam",
];
/// Lines of a head before or after its number.
const REACH: usize = 10;

/// A document that begins within the text of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FurtherDocument {
    /// Number and symbol.
    pub number: String,
    /// Its page, if the text has pages.
    pub page: Option<u32>,
    /// Where its head starts in the joined text.
    pub(crate) start: usize,
}

/// The documents that begin after the first one: heads with a set phrase and a number of their own. Forms in
/// an appendix have no number.
pub(crate) fn find(view: &JoinedText, lists: &Lists, first: &Head) -> Vec<FurtherDocument> {
    let lines = view.lines();
    let lines = &lines[lines.partition_point(|line| line.span.start < first.end)..];
    let own = first.header.number.as_ref();
    let own = own.and_then(|number| number.normalized.as_ref());
    let is_set = |at: &usize| {
        let found = |phrase| fuzzy_window(&view.text, lines[*at].span, phrase).is_some();
        SET_PHRASES.into_iter().any(found)
    };
    let mut found: Vec<FurtherDocument> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let near = index.saturating_sub(REACH)..(index + REACH).min(lines.len());
        let known = |number: &String| {
            Some(number) == own || found.iter().any(|other| other.number == *number)
        };
        let number = number_of(view, lists, line).filter(|number| !known(number));
        let phrase = || near.clone().find(is_set);
        let Some((number, phrase)) = number.and_then(|number| Some((number, phrase()?))) else {
            continue;
        };
        let page = view.place(line.span).page;
        // A head is the beginning of its page.
        let on_page = |&at: &usize| page.is_some() && view.place(lines[at].span).page == page;
        let top = near.clone().find(on_page).filter(|&at| at > near.start);
        let start = lines[top.unwrap_or(phrase.min(index))].span.start;
        found.push(FurtherDocument {
            number,
            page,
            start,
        });
    }
    found
}

/// The number that a line of a head holds; `None` without a serial.
fn number_of(view: &JoinedText, lists: &Lists, line: &JoinedLine) -> Option<String> {
    let (_, slot) = number_keyword(&view.text, line.span)?;
    document_number::in_header(&view.text, slot, lists)?
        .field
        .normalized
}
