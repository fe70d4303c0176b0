//! Keywords of the header, found although the engine damaged them: set phrases by edit distance,
//! *Số:*, *ngày … tháng … năm*, and the names of the kinds of document.

use crate::rules::lists::Lists;
use crate::text::case::is_capitals;
use crate::text::fuzzy::{char_to_byte, spaced_words};
use crate::text::look_alikes::{Context, look_alike};
use crate::text::phrases::trim;
use crate::text::{Span, fold, fold_char};
use strsim::levenshtein;

/// The run of words whose letters are nearest to `target` (folded, without spaces) in a line, if
/// near enough.
pub(crate) fn fuzzy_window(text: &str, line: Span, target: &str) -> Option<Span> {
    let words: Vec<(Span, String)> = spaced_words(text, line)
        .map(|word| {
            let letters = word
                .of(text)
                .chars()
                .map(fold_char)
                .filter(|c| c.is_alphanumeric());
            (word, letters.collect())
        })
        .collect();
    if words.len() > 40 {
        return None;
    }
    let limit = target.len() / 5;
    let mut best: Option<(usize, Span)> = None;
    for i in 0..words.len() {
        let mut joined = String::new();
        for (word, letters) in &words[i..] {
            joined.push_str(letters);
            if joined.len() > target.len() + limit {
                break;
            }
            if joined.len() + limit < target.len() || letters.is_empty() || words[i].1.is_empty() {
                continue;
            }
            let distance = levenshtein(&joined, target);
            if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, Span::new(words[i].0.start, word.end)));
            }
        }
    }
    let span = best?.1;
    Some(trim(text, span, |c| !c.is_alphanumeric()))
}

/// *Số:* and the slot after it: (start of the keyword, slot). Only what an engine makes of rules and
/// specks may stand before it: behind a word, the number is that of another document.
pub(crate) fn number_keyword(text: &str, part: Span) -> Option<(usize, Span)> {
    const REACH: usize = 4;
    let mut words = spaced_words(text, part).take(REACH);
    let word = words.find(|word| !is_debris(word.of(text)))?;
    let folded = fold(word.of(text));
    let rest = folded
        .strip_prefix("so")
        .or_else(|| folded.strip_prefix("s6"))?;
    let marked = rest.is_empty()
        || rest.starts_with([':', '.', ';', ',', '-'])
        || rest.starts_with(|c: char| c.is_ascii_digit());
    let skip = char_to_byte(word.of(text), 2);
    let slot = trim(text, Span::new(word.start + skip, part.end), |c| {
        matches!(c, ':' | '.' | ';' | ',' | ' ')
    });
    marked.then_some((word.start, slot))
}

/// Whether a word is nothing but marks and upright strokes.
fn is_debris(word: &str) -> bool {
    let stroke = |c| c == 'I' || look_alike(c, Context::Stroke).is_some();
    word.chars().all(|c| !c.is_alphanumeric() || stroke(c))
}

/// Whether a line is the name of a kind of document in capitals, or starts with it and goes on in
/// capitals.
pub(crate) fn type_line<'l>(
    text: &str,
    line: Span,
    lists: &'l Lists,
) -> Option<(&'l (String, String), Span)> {
    if line.is_empty() || line.len() > 200 || !is_capitals(line.of(text)) {
        return None;
    }
    let kinds = lists.doc_types.iter().filter(|kind| kind.0 != "Văn bản");
    let best = kinds.filter_map(|kind| {
        let target: String = fold(&kind.0).chars().filter(|c| *c != ' ').collect();
        let found = whole_or_start(text, line, &target)?;
        Some((found.0, std::cmp::Reverse(target.len()), kind, found.1))
    });
    let best = best.min_by_key(|(distance, length, ..)| (*distance, *length))?;
    Some((best.2, best.3))
}

/// Edit distance of the words at the start of a line to `target`, and their span: exact where the
/// line goes on, off by one letter where they are the whole line.
fn whole_or_start(text: &str, line: Span, target: &str) -> Option<(usize, Span)> {
    let mut joined = String::new();
    for word in spaced_words(text, line) {
        joined.extend(
            word.of(text)
                .chars()
                .map(fold_char)
                .filter(|c| c.is_alphanumeric()),
        );
        if joined.len() > target.len() + 1 {
            return None;
        }
        let whole = word.end == line.end;
        let span = Span::new(line.start, word.end);
        if joined == target {
            return Some((0, span));
        }
        if whole && target.len() >= 6 && levenshtein(&joined, target) == 1 {
            return Some((1, span));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_behind_words_is_not_that_of_the_document() {
        for line in ["Công văn số 12/BC-UBND", "QĐ số 12/BC-UBND", "Theo số 12"] {
            assert_eq!(
                number_keyword(line, Span::new(0, line.len())),
                None,
                "{line}"
            );
        }
    }
}
