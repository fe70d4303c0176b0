//! Folding: letters without marks and in lower case, so that damaged marks do not hide a word.

use super::letters;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// The base letter of a character: lower case, without marks, `đ` as `d`. One character stays one
/// character, so offsets counted in characters are the same in the folded text.
pub(crate) fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    if let Some(vowel) = letters::plain_vowel(c) {
        return vowel;
    }
    let base = match c {
        'đ' | 'Đ' | 'Ð' | 'ð' => return 'd',
        'ø' | 'Ø' => return 'o',
        '–' | '—' | '‐' | '‑' | '−' => return '-',
        _ if is_combining_mark(c) => return c,
        _ => first_part(c),
    };
    letters::lower(base)
}

/// The first character that a character is composed of.
fn first_part(c: char) -> char {
    let mut first = None;
    decompose_canonical(c, |part| first = first.or(Some(part)));
    first.unwrap_or(c)
}

/// [`fold_char`] over a text.
pub(crate) fn fold(text: &str) -> String {
    mapped(text, fold_char)
}

/// A text with each of its letters put for another.
fn mapped(text: &str, letter: impl Fn(char) -> char) -> String {
    // Few letters take more bytes than before: collecting would grow the string many times.
    let mut changed = String::with_capacity(text.len());
    text.chars().for_each(|c| changed.push(letter(c)));
    changed
}

/// Letters and digits alone, folded.
pub(crate) fn bare(text: &str) -> String {
    let mut folded = fold(text);
    folded.retain(is_alphanumeric);
    folded
}

/// Lower case, letter by letter.
pub(crate) fn lower(text: &str) -> String {
    mapped(text, letters::lower)
}

/// As [`char::is_alphanumeric`], with quick answers for the letters of Vietnamese.
pub(crate) fn is_alphanumeric(c: char) -> bool {
    letters::is_letter(c) || c.is_numeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vowels_fold_to_the_letter_they_are_composed_of() {
        let composed = ('\u{80}'..'\u{2000}').filter(|c| letters::plain_vowel(*c).is_some());
        let mut count = 0;
        for c in composed {
            assert_eq!(fold_char(c), letters::lower(first_part(c)), "{c}");
            count += 1;
        }
        // Twelve vowels with six tones, small and capital, but for those of ASCII.
        assert_eq!(count, 2 * (72 - 6));
    }
}
