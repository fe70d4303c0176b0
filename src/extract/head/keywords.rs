//! Keywords of the header, found although the engine damaged them: set phrases by edit distance,
//! *Số:*, and the names of the kinds of document.

use crate::rules::lists::Lists;
use crate::rules::shapes::{Shape, shape};
use crate::text::Span;
use crate::text::case::is_capitals;
use crate::text::fold::bare;
use crate::text::fuzzy::{distance, spaced_words};
use crate::text::phrases::{trim, window_after, without_small};
use std::cmp::Reverse;

static NUMBER_KEYWORD: Shape = Shape::new(|| shape("number_keyword"));

/// *Số:* and the slot after it: (start of the keyword, slot). Only what an engine makes of rules and
/// specks may stand before it: behind a word, the number is that of another document.
pub(crate) fn number_keyword(text: &str, part: Span) -> Option<(usize, Span)> {
    const REACH: usize = 48;
    let end = window_after(text, part.start, REACH).min(part.end);
    let found = NUMBER_KEYWORD.begins(&text[part.start..end])?;
    let keyword = found.part("keyword")?.shifted(part.start);
    let slot = Span::new(keyword.end, part.end);
    Some((keyword.start, trim(text, slot, |c| ":.;, ".contains(c))))
}

/// Whether a line is the name of a kind of document in capitals, off by one letter at most, or starts with it and goes
/// on in capitals.
pub(crate) fn type_line<'l>(
    text: &str,
    line: Span,
    lists: &'l Lists,
) -> Option<(&'l (String, String), Span)> {
    const LONGEST: usize = 200;
    const SHORT: usize = 6;
    let line = without_small(text, line);
    if line.is_empty() || line.len() > LONGEST || !is_capitals(line.of(text)) {
        return None;
    }
    let mut joined = String::new();
    let starts = spaced_words(text, line).map(|word| {
        joined.push_str(&bare(word.of(text)));
        (joined.clone(), Span::new(line.start, word.end))
    });
    let starts: Vec<(String, Span)> = starts.collect();
    let (whole, all) = starts.last()?;
    let kinds = lists.doc_types.iter().zip(&lists.type_letters);
    let kinds = kinds.filter(|(kind, _)| kind.0 != "Văn bản");
    let found = kinds.filter_map(|(kind, target)| {
        let near = || target.len() >= SHORT && distance(whole, target, 1) == Some(1);
        let exact = starts.iter().find(|(start, _)| start == target);
        let (wrong, span) = match exact {
            Some((_, span)) => (0, *span),
            None => near().then_some((1, *all))?,
        };
        Some((wrong, Reverse(target.len()), kind, span))
    });
    let (_, _, kind, span) = found.min_by_key(|(wrong, length, ..)| (*wrong, *length))?;
    Some((kind, span))
}
