//! Keywords with a wrong letter: *ngày … tháng … năm*, and any other by its edit distance.

use super::days::iso_day;
use super::fold::{bare, fold_char};
use super::numbers::lenient_number;
use super::phrases::trim;
use super::span::Span;
use strsim::levenshtein;

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

/// The run of words whose letters are nearest to `target` (folded, without spaces) in a line, if
/// near enough.
pub(crate) fn fuzzy_window(text: &str, line: Span, target: &str) -> Option<Span> {
    const LONGEST: usize = 40;
    let limit = target.len() / 5;
    let words = spaced_words(text, line).map(|word| (word, bare(word.of(text))));
    let words: Vec<_> = words.filter(|(_, letters)| !letters.is_empty()).collect();
    let mut best: Option<(usize, Span)> = None;
    for (i, (first, _)) in words.iter().enumerate().filter(|_| words.len() <= LONGEST) {
        let mut joined = String::new();
        for (last, letters) in &words[i..] {
            joined.push_str(letters);
            if joined.len() > target.len() + limit {
                break;
            }
            if joined.len() + limit < target.len() {
                continue;
            }
            // Later ones have to be nearer; none is nearer than the words themselves.
            let limit = best.map_or(Some(limit), |(least, _)| least.checked_sub(1));
            if let Some(wrong) = limit.and_then(|limit| distance(&joined, target, limit)) {
                best = Some((wrong, Span::new(first.start, last.end)));
            }
        }
    }
    Some(trim(text, best?.1, |c| !c.is_alphanumeric()))
}

/// Whether two texts differ in one letter of six at most, as where one was misread.
pub(crate) fn near(a: &str, b: &str) -> bool {
    let limit = a.chars().count().max(b.chars().count()) / 6;
    a == b || distance(a, b, limit).is_some()
}

/// The edit distance of two texts, if it is at most `limit`. Most texts are told apart by the letters that one has
/// more of: each takes an edit.
pub(crate) fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    const KINDS: usize = 32;
    let mut more = [0_i32; KINDS];
    for c in a.chars() {
        more[c as usize % KINDS] += 1;
    }
    for c in b.chars() {
        more[c as usize % KINDS] -= 1;
    }
    let (of_a, of_b) = more.iter().fold((0, 0), |(of_a, of_b), count| {
        (of_a + count.max(&0), of_b - count.min(&0))
    });
    if of_a.max(of_b) as usize > limit {
        return None;
    }
    if a == b {
        return Some(0);
    }
    Some(levenshtein(a, b)).filter(|distance| *distance <= limit)
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
            (keyword.len() > 3 && distance(found, keyword, 1) == Some(1))
                .then_some((from + at, from + at + end))
        })
    })
}

/// The byte where a character starts, counted from 0; the length of the text if it has fewer.
pub(crate) fn char_to_byte(text: &str, chars: usize) -> usize {
    text.char_indices()
        .nth(chars)
        .map_or(text.len(), |(i, _)| i)
}

/// The place in a text that a byte of its folded form stands for.
pub(crate) fn unfolded(text: &str, folded: &str, at: usize) -> usize {
    char_to_byte(text, folded[..at].chars().count())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_levenshtein_up_to_their_limit() {
        let words = [
            "",
            "thang",
            "thong",
            "ngay thang",
            "gnaht",
            "ôớ",
            "nam",
            "namm",
        ];
        for a in words {
            for b in words {
                let real = levenshtein(a, b);
                for limit in 0..12 {
                    let found = distance(a, b, limit);
                    assert_eq!(found, (real <= limit).then_some(real), "{a} {b} {limit}");
                }
            }
        }
    }
}
