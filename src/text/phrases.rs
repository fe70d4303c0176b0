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

/// The end of `words` (lower case, single spaces) if the text goes on with them at `at` after
/// optional white space, in any case, at a word boundary.
pub(crate) fn after(text: &str, at: usize, words: &str) -> Option<usize> {
    let mut pos = at;
    for word in words.split(' ') {
        let rest = text.get(pos..)?;
        pos += rest.len() - rest.trim_start_matches(BLANKS).len();
        let mut chars = text[pos..].chars();
        for expected in word.chars() {
            let found = chars.next()?;
            if found != expected && letters::lower(found) != expected {
                return None;
            }
            pos += found.len_utf8();
        }
        if text[pos..].starts_with(is_alphanumeric) {
            return None;
        }
    }
    Some(pos)
}

/// The start of `words` (lower case, single spaces) if the text before `at` ends with them, as
/// [`after`] forwards.
pub(crate) fn before(text: &str, at: usize, words: &str) -> Option<usize> {
    let mut pos = at;
    for word in words.rsplit(' ') {
        pos = text.get(..pos)?.trim_end_matches(BLANKS).len();
        let mut chars = text[..pos].chars();
        for expected in word.chars().rev() {
            let found = chars.next_back()?;
            if found != expected && letters::lower(found) != expected {
                return None;
            }
            pos -= found.len_utf8();
        }
        if text[..pos].ends_with(is_alphanumeric) {
            return None;
        }
    }
    Some(pos)
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
    c.is_alphanumeric() || is_combining_mark(c)
}

/// The last place at most `bytes` after `at` where a character starts: scans that look ahead stop
/// there, so that reading stays linear in the length of the text.
pub(crate) fn window_after(text: &str, at: usize, bytes: usize) -> usize {
    let limit = at.saturating_add(bytes).min(text.len());
    (0..=limit)
        .rev()
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(0)
}

/// The first place at most `bytes` before `at` where a character starts.
pub(crate) fn window_before(text: &str, at: usize, bytes: usize) -> usize {
    let limit = at.saturating_sub(bytes);
    (limit..=text.len())
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(text.len())
}

/// Where the clause that holds a place starts, at most `bytes` before: behind the last character that `ends` one or
/// the last full stop.
pub(crate) fn clause_start(text: &str, at: usize, bytes: usize, ends: &[char]) -> usize {
    let near = window_before(text, at, bytes);
    let head = &text[near..at];
    let start = head.rfind(ends).map_or(0, |i| i + 1);
    near + start + head[start..].rfind(". ").map_or(0, |i| i + 2)
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
        let rest = &text[pos..];
        let start = pos + rest.len() - rest.trim_start_matches(BLANKS).len();
        let window = &text[start..window_after(text, start, LONGEST)];
        let length = window.find(|c| !is_word_char(c)).unwrap_or(window.len());
        pos = start + length;
        (length > 0).then(|| Span::new(start, pos))
    })
}

/// The words before `at`, from right to left, up to the first character that is neither a word
/// character nor a space.
pub(crate) fn words_before(text: &str, at: usize) -> impl Iterator<Item = Span> + '_ {
    let mut pos = at;
    std::iter::from_fn(move || {
        let end = text[..pos].trim_end_matches(BLANKS).len();
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
    fn phrases_are_found_on_both_sides() {
        let text = "so  với Tháng 3";
        assert_eq!(after(text, 0, "so với"), Some(9));
        assert_eq!(before(text, text.len() - 1, "tháng"), Some(10));
        assert_eq!(before("mthang 3", 7, "thang"), None);
        assert_eq!(after("nay mai", 0, "na"), None);
    }
}
