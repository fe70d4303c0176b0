//! Small scanners over text: folding, words to the left and right, lenient digits.

use super::fold::is_alphanumeric;
use super::letters;
use super::span::Span;
use unicode_normalization::char::is_combining_mark;

/// Blanks between words: spaces, and those that stand for marks of notes.
pub(crate) const BLANKS: [char; 3] = [' ', '\u{a0}', '\u{2003}'];

/// Signs that open the items of a list; those of fonts of symbols stand in the places of `§`, `Ø` and `ü`.
pub(crate) const BULLETS: &str = "-–—+*•·∙‣◦●○■□▪▫◆◇♦➢➤►▶✓✔❖§Øü";

/// Whether a sign opens the items of a list: one of [`BULLETS`], or one of the codes for private use.
pub(crate) fn is_bullet(c: char) -> bool {
    BULLETS.contains(c) || ('\u{e000}'..='\u{f8ff}').contains(&c)
}

/// Where the blanks end that begin at a place, if a character begins there.
pub(crate) fn blanks_after(text: &str, at: usize) -> Option<usize> {
    Some(text.len() - text.get(at..)?.trim_start_matches(BLANKS).len())
}

/// Where the blanks begin that end at a place, if a character begins there.
pub(crate) fn blanks_before(text: &str, at: usize) -> Option<usize> {
    Some(text.get(..at)?.trim_end_matches(BLANKS).len())
}

/// The end of `words` (lower case, single spaces) if the text goes on with them at `at` after
/// optional white space, in any case, at a word boundary.
pub(crate) fn after(text: &str, at: usize, words: &str) -> Option<usize> {
    let mut rest = text[blanks_after(text, at)?..].chars();
    for expected in words.chars() {
        let fits = match expected {
            ' ' => {
                let left = rest.as_str();
                rest = left.trim_start_matches(BLANKS).chars();
                !left.starts_with(is_alphanumeric)
            }
            _ => is_letter(rest.next()?, expected),
        };
        if !fits {
            return None;
        }
    }
    let ends = !rest.as_str().starts_with(is_alphanumeric);
    ends.then(|| text.len() - rest.as_str().len())
}

/// The start of `words` (lower case, single spaces) if the text before `at` ends with them, as
/// [`after`] forwards.
pub(crate) fn before(text: &str, at: usize, words: &str) -> Option<usize> {
    let mut rest = text[..blanks_before(text, at)?].chars();
    for expected in words.chars().rev() {
        let fits = match expected {
            ' ' => {
                let left = rest.as_str();
                rest = left.trim_end_matches(BLANKS).chars();
                !left.ends_with(is_alphanumeric)
            }
            _ => is_letter(rest.next_back()?, expected),
        };
        if !fits {
            return None;
        }
    }
    let starts = !rest.as_str().ends_with(is_alphanumeric);
    starts.then_some(rest.as_str().len())
}

/// Whether a letter is a small letter, in any case.
fn is_letter(found: char, small: char) -> bool {
    found == small || letters::lower(found) == small
}

/// Like [`before`] for the first of several phrases that fits.
pub(crate) fn before_any<'p>(
    text: &str,
    at: usize,
    phrases: &[&'p str],
) -> Option<(usize, &'p str)> {
    phrases
        .iter()
        .find_map(|phrase| before(text, at, phrase).map(|start| (start, *phrase)))
}

/// Like [`after`] for the first of several phrases that fits.
pub(crate) fn after_any<'p>(
    text: &str,
    at: usize,
    phrases: &[&'p str],
) -> Option<(usize, &'p str)> {
    phrases
        .iter()
        .find_map(|phrase| after(text, at, phrase).map(|end| (end, *phrase)))
}

/// Whether a character is part of a word: letters, digits, and marks that stand alone.
pub(crate) fn is_word_char(c: char) -> bool {
    is_alphanumeric(c) || is_combining_mark(c)
}

/// The last place at most `bytes` after `at` where a character starts: scans that look ahead stop
/// there, so that reading stays linear in the length of the text.
pub(crate) fn window_after(text: &str, at: usize, bytes: usize) -> usize {
    text.floor_char_boundary(at.saturating_add(bytes))
}

/// The first place at most `bytes` before `at` where a character starts.
pub(crate) fn window_before(text: &str, at: usize, bytes: usize) -> usize {
    text.ceil_char_boundary(at.saturating_sub(bytes))
}

/// Where the clause that holds a place starts, at most `bytes` before: behind the last ASCII character that `ends` one
/// or the last full stop.
pub(crate) fn clause_start(text: &str, at: usize, bytes: usize, ends: &[u8]) -> usize {
    debug_assert!(ends.is_ascii());
    let near = window_before(text, at, bytes);
    let head = &text.as_bytes()[near..at];
    let end = head.iter().enumerate().rev().find_map(|(i, byte)| {
        let stop = *byte == b'.' && head.get(i + 1) == Some(&b' ');
        (stop || ends.contains(byte)).then_some(i + 1 + usize::from(stop))
    });
    near + end.unwrap_or(0)
}

/// Where the clause that goes on at a place ends, at most `bytes` behind: at the first character that `ends` one or
/// the first full stop.
pub(crate) fn clause_end(
    text: &str,
    at: usize,
    bytes: usize,
    ends: impl Fn(char) -> bool,
) -> usize {
    let rest = &text[at..window_after(text, at, bytes)];
    let end = rest.find(ends).unwrap_or(rest.len());
    at + rest[..end].find(". ").unwrap_or(end)
}

/// The first place from `at` on where none of some characters stands.
pub(crate) fn skip(text: &str, at: usize, characters: &[char]) -> usize {
    text.len() - text[at..].trim_start_matches(characters).len()
}

/// Longest word in bytes.
const LONGEST: usize = 128;

/// The words from `at` on, up to the first character that is neither a word character nor a space.
pub(crate) fn words_after(text: &str, at: usize) -> impl Iterator<Item = Span> + '_ {
    let mut pos = at;
    std::iter::from_fn(move || {
        let start = blanks_after(text, pos)?;
        let window = &text[start..window_after(text, start, LONGEST)];
        let length = window.find(|c| !is_word_char(c)).unwrap_or(window.len());
        pos = start + length;
        (length > 0).then(|| Span::new(start, pos))
    })
}

/// Words of a text and the same in lower case.
pub(crate) struct LowerWords {
    /// Where they stand.
    pub(crate) words: Vec<Span>,
    /// From the first of them to the last, in lower case.
    lower: String,
    /// Where each stands in `lower`.
    places: Vec<Span>,
}

impl LowerWords {
    /// At most `most` of the words from `at` on, as [`words_after`] gives them.
    pub(crate) fn after(text: &str, at: usize, most: usize) -> Self {
        let words: Vec<Span> = words_after(text, at).take(most).collect();
        let mut places = Vec::with_capacity(words.len());
        let mut last = words.first().map_or(at, |word| word.start);
        let length = words.last().map_or(0, |word| word.end - last);
        let mut lower = String::with_capacity(length);
        for word in &words {
            lower.push_str(&text[last..word.start]);
            let start = lower.len();
            let small = word.of(text).chars().map(letters::lower);
            small.for_each(|c| lower.push(c));
            places.push(Span::new(start, lower.len()));
            last = word.end;
        }
        LowerWords {
            words,
            lower,
            places,
        }
    }

    /// The words from one to another in lower case, with what stands between them.
    pub(crate) fn lower(&self, first: usize, last: usize) -> &str {
        &self.lower[self.places[first].start..self.places[last].end]
    }
}

/// The words before `at`, from right to left, up to the first character that is neither a word
/// character nor a space.
pub(crate) fn words_before(text: &str, at: usize) -> impl Iterator<Item = Span> + '_ {
    let mut pos = at;
    std::iter::from_fn(move || {
        let end = blanks_before(text, pos)?;
        let from = window_before(text, end, LONGEST);
        let tail = text[from..end]
            .char_indices()
            .rev()
            .find(|(_, c)| !is_word_char(*c));
        let start = tail.map_or(from, |(i, c)| from + i + c.len_utf8());
        pos = start;
        (start < end).then(|| Span::new(start, end))
    })
}

/// The names that a list holds, parted by commas; a part that begins none goes on with the one before.
pub(crate) fn listed<'t>(
    parts: impl Iterator<Item = &'t str>,
    begins: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        match names.last_mut() {
            Some(last) if !begins(part) => *last = format!("{last}, {part}"),
            _ => names.push(part.to_owned()),
        }
    }
    names
}

/// The parts of a stretch between `;` and sentence ends.
pub(crate) fn clauses(text: &str, whole: Span) -> Vec<Span> {
    let printed = whole.of(text);
    let stops = printed.match_indices([';', '.']).filter(|&(at, mark)| {
        let rest = printed[at + 1..].strip_prefix(' ').unwrap_or("");
        // `TP. Hồ Chí Minh`: a short word in capitals before the dot is an abbreviation.
        let mut word = printed[..at]
            .chars()
            .rev()
            .take_while(|c| c.is_alphabetic());
        let opens = rest.trim_start().starts_with(char::is_uppercase);
        mark == ";" || opens && !word.all(char::is_uppercase)
    });
    let mut start = whole.start;
    let ends = stops.map(|(at, _)| whole.start + at).chain([whole.end]);
    let parts = ends.map(|end| Span::new(std::mem::replace(&mut start, end + 1), end));
    let noise = |c: char| c.is_whitespace() || matches!(c, '.' | ';' | ',');
    let parts = parts.map(|part| trim(text, part, noise));
    parts.filter(|part| !part.is_empty()).collect()
}

/// A line without a small word of up to three letters at its beginning, as seals leave them.
#[cfg(feature = "extract")]
pub(crate) fn without_small(text: &str, line: Span) -> Span {
    const MOST: usize = 3;
    let printed = line.of(text);
    let (first, rest) = printed.split_once(' ').unwrap_or((printed, ""));
    let small = !first.contains(char::is_uppercase) && letters::letters(first) <= MOST;
    match small && !rest.is_empty() {
        true => Span::new(line.end - rest.len(), line.end),
        false => line,
    }
}

/// A text without what stands in parentheses, also in parentheses within them.
pub(crate) fn without_parentheses(text: &str) -> String {
    let mut depth = 0;
    let outside = text.chars().filter(|&c| {
        depth += i32::from(c == '(');
        let is_outside = depth <= 0;
        depth -= i32::from(c == ')');
        is_outside
    });
    outside.collect()
}

/// A span without the characters at its ends that `drop` names.
pub(crate) fn trim(text: &str, span: Span, drop: impl Fn(char) -> bool) -> Span {
    let part = span.of(text);
    let start = span.start + part.len() - part.trim_start_matches(&drop).len();
    let end = start.max(span.start + part.trim_end_matches(&drop).len());
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_end_at_semicolons_and_sentences() {
        let text = "Họp tại TP. Hồ Chí Minh; kiểm tra. Tiếp tục báo cáo.";
        let parts = clauses(text, Span::new(0, text.len()));
        let parts: Vec<&str> = parts.iter().map(|part| part.of(text)).collect();
        assert_eq!(
            parts,
            ["Họp tại TP. Hồ Chí Minh", "kiểm tra", "Tiếp tục báo cáo"]
        );
        assert_eq!(without_parentheses("5 vụ (2 (1) mới), 3 xã"), "5 vụ , 3 xã");
    }

    #[test]
    fn words_in_lower_case_are_those_of_the_text() {
        let text = "5  Đơn  VỊ, khác";
        let read = LowerWords::after(text, 1, 7);
        let printed: Vec<&str> = read.words.iter().map(|word| word.of(text)).collect();
        assert_eq!(printed, ["Đơn", "VỊ"]);
        assert_eq!((read.lower(0, 1), read.lower(1, 1)), ("đơn  vị", "vị"));
        assert!(LowerWords::after(text, text.len(), 7).words.is_empty());
    }

    #[test]
    fn phrases_are_found_on_both_sides() {
        let text = "so  với Tháng 3";
        assert_eq!(after(text, 0, "so với"), Some(9));
        assert_eq!(before(text, text.len() - 1, "tháng"), Some(10));
        assert_eq!(before("mthang 3", 7, "thang"), None);
        assert_eq!(after("nay mai", 0, "na"), None);
    }
}
