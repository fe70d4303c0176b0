//! The text as patterns see it: small letters without marks, blanks and dashes of one kind, and for every
//! byte the place that it stands for.

use crate::text::letters::is_marked_letter;
use crate::text::{Span, fold_char, groups_thousands, letters};
use serde::Deserialize;
use unicode_normalization::char::is_combining_mark;

/// Whether letters keep their marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Letters {
    /// `ế` is `e`, so that damaged marks hide nothing.
    Base,
    /// `ế` is `ế`, or what is left of it where marks are damaged.
    Marked,
    /// `ế` is `ế`.
    Exact,
    /// `Ế` is `Ế`: the text as it is printed.
    Printed,
}

impl Letters {
    /// A letter as patterns see it.
    pub(crate) fn of(self, c: char) -> char {
        match self {
            Letters::Base => fold_char(c),
            Letters::Marked | Letters::Exact => letters::lower(c),
            Letters::Printed => c,
        }
    }
}

/// A text as patterns see it, and the way back.
#[derive(Debug)]
pub(crate) struct PlainText {
    text: String,
    /// For every byte of `text`, and for its end, where it stands in the printed text.
    origins: Vec<u32>,
}

impl PlainText {
    /// Shows a text of less than 4 GB.
    pub(crate) fn new(printed: &str, letters: Letters) -> Self {
        let mut plain = PlainText {
            text: String::with_capacity(printed.len()),
            origins: Vec::with_capacity(printed.len() + 1),
        };
        for (at, c) in printed.char_indices() {
            if let Some(c) = plain.shown(c, &printed[at + c.len_utf8()..], letters) {
                plain.text.push(c);
                plain.origins.resize(plain.text.len(), at as u32);
            }
        }
        plain.origins.push(printed.len() as u32);
        plain
    }

    /// What a character is shown as; `None` for blanks behind blanks and for marks without their letter.
    fn shown(&self, c: char, rest: &str, letters: Letters) -> Option<char> {
        match c {
            'a'..='z' | '0'..='9' | '\n' => Some(c),
            _ if is_marked_letter(c) => Some(letters.of(c)),
            _ if groups_thousands(c)
                && self.text.ends_with(|c: char| c.is_ascii_digit())
                && rest.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                Some('\u{a0}')
            }
            _ if c.is_whitespace() => (!self.text.ends_with([' ', '\n'])).then_some(' '),
            '“' | '”' | '„' | '«' | '»' => Some('"'),
            '‘' | '’' => Some('\''),
            '–' | '—' | '‐' | '‑' | '−' => Some('-'),
            _ if letters == Letters::Base && is_combining_mark(c) => None,
            _ => Some(letters.of(c)),
        }
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The printed place of a stretch of the text.
    pub(crate) fn printed(&self, start: usize, end: usize) -> Span {
        Span::new(self.origins[start] as usize, self.origins[end] as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_leads_back_to_what_is_printed() {
        let printed = "Hỗ  trợ\u{a0}“Đề án” – 1\u{a0}284 hộ\nTiê\u{301}p";
        let plain = PlainText::new(printed, Letters::Base);
        assert_eq!(plain.text(), "ho tro \"de an\" - 1\u{a0}284 ho\ntiep");
        for (shown, expected) in [("tro", "trợ"), ("de an", "Đề án"), ("tiep", "Tiê\u{301}p")]
        {
            let at = plain.text().find(shown).expect("it is shown");
            assert_eq!(plain.printed(at, at + shown.len()).of(printed), expected);
        }
        let marked = PlainText::new("HỘ nghèo", Letters::Marked);
        assert_eq!(marked.text(), "hộ nghèo");
    }
}
