//! Keywords of the head, found although the engine damaged them: set phrases by edit distance,
//! *Số:*, *ngày … tháng … năm*, and the names of the kinds of document.

use super::lists::Lists;
use super::scan::{fold, fold_char, iso_day, lenient_number, trim};
use super::view::is_capitals;
use crate::text::Span;
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

/// *Số:* and the slot after it: (start of the keyword, slot).
pub(crate) fn so_keyword(text: &str, part: Span) -> Option<(usize, Span)> {
    for word in spaced_words(text, part).take(4) {
        let folded = fold(word.of(text));
        let rest = folded
            .strip_prefix("so")
            .or_else(|| folded.strip_prefix("s6"))?;
        let marked = rest.is_empty()
            || rest.starts_with([':', '.', ';', ',', '-'])
            || rest.starts_with(|c: char| c.is_ascii_digit());
        if marked {
            let skip = char_to_byte(word.of(text), 2);
            let slot = trim(text, Span::new(word.start + skip, part.end), |c| {
                matches!(c, ':' | '.' | ';' | ',' | ' ')
            });
            return Some((word.start, slot));
        }
    }
    None
}

/// A day with *ngày … tháng … năm*.
pub(crate) struct LongDay {
    pub(crate) span: Span,
    pub(crate) iso: Option<String>,
}

/// Finds *ngày … tháng … năm …* in a line, the keywords damaged by at most one letter.
pub(crate) fn long_day(text: &str, line: Span) -> Option<LongDay> {
    let chars: Vec<(usize, char)> = line
        .of(text)
        .char_indices()
        .map(|(i, c)| (i, fold_char(c)))
        .collect();
    let folded: String = chars.iter().map(|(_, c)| *c).collect();
    let byte = |folded_byte: usize| {
        let index = folded[..folded_byte].chars().count();
        line.start + chars.get(index).map_or(line.len(), |(i, _)| *i)
    };
    let day = find_near(&folded, 0, "ngay")?;
    let month = find_near(&folded, day.1, "thang").filter(|found| found.0 - day.1 <= 14)?;
    let year = find_near(&folded, month.1, "nam").filter(|found| found.0 - month.1 <= 12)?;
    let number = |from: usize, to: usize| {
        let slot = &text[byte(from)..byte(to)];
        let slot = slot.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '…'));
        lenient_number(slot)
    };
    let rest = text[byte(year.1)..line.end].trim_start();
    let start = line.end - rest.len();
    let length = rest
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(rest.len());
    let value = lenient_number(&rest[..length]).filter(|year| (1945..2100).contains(year));
    let end = if value.is_some() {
        start + length
    } else {
        byte(year.1)
    };
    let iso = value
        .zip(number(month.1, year.0))
        .zip(number(day.1, month.0));
    let iso = iso.and_then(|((year, month), day)| iso_day(year, month, day));
    Some(LongDay {
        span: Span::new(byte(day.0), end),
        iso,
    })
}

/// Finds a keyword in folded text from `from` on, exactly or with one letter wrong after its first.
pub(crate) fn find_near(folded: &str, from: usize, keyword: &str) -> Option<(usize, usize)> {
    let exact = folded
        .get(from..)?
        .find(keyword)
        .map(|at| (from + at, from + at + keyword.len()));
    exact.or_else(|| {
        let tail = &folded[from..];
        tail.match_indices(&keyword[..1]).find_map(|(at, _)| {
            let end = char_to_byte(&tail[at..], keyword.len());
            let found = &tail[at..at + end];
            (keyword.len() > 3 && levenshtein(found, keyword) == 1)
                .then_some((from + at, from + at + end))
        })
    })
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

pub(crate) fn char_to_byte(text: &str, chars: usize) -> usize {
    text.char_indices()
        .nth(chars)
        .map_or(text.len(), |(i, _)| i)
}

/// Words between white space.
pub(crate) fn spaced_words(text: &str, span: Span) -> impl Iterator<Item = Span> + '_ {
    let base = span.start;
    let words = span.of(text).split_whitespace();
    words.map(move |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        debug_assert!(start >= base);
        Span::new(start, start + word.len())
    })
}
