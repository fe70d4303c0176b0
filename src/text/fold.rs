//! Folding: letters without marks and in lower case, so that damaged marks do not hide a word.

use super::letters;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// The base letter of a character: lower case, without marks, `đ` as `d`. One character stays one
/// character, so offsets counted in characters are the same in the folded text.
pub(crate) fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let base = match c {
        'đ' | 'Đ' | 'Ð' | 'ð' => return 'd',
        'ø' | 'Ø' => return 'o',
        '–' | '—' | '‐' | '‑' | '−' => return '-',
        _ if is_combining_mark(c) => return c,
        _ => {
            let mut first = None;
            decompose_canonical(c, |part| first = first.or(Some(part)));
            first.unwrap_or(c)
        }
    };
    letters::lower(base)
}

/// [`fold_char`] over a text.
pub(crate) fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

/// Letters and digits alone, folded.
pub(crate) fn bare(text: &str) -> String {
    let folded = text.chars().map(fold_char);
    folded.filter(|c| c.is_alphanumeric()).collect()
}

/// Lower case.
pub(crate) fn lower(text: &str) -> String {
    text.to_lowercase()
}

/// As [`char::is_alphanumeric`], with quick answers for the letters of Vietnamese.
pub(crate) fn is_alphanumeric(c: char) -> bool {
    letters::is_letter(c) || c.is_numeric()
}
