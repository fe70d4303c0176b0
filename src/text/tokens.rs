//! Cuts text into tokens: words, numbers and single marks. Both the language model's training and
//! the restoration see text this way, so `40/QD-UBND` is five tokens to either.

use super::letters::is_marked_letter;
use super::span::Span;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, possibly with digits between (`công`, `m2`, `3G`).
    Word,
    /// Digits only.
    Number,
    /// One mark, or a run of the same mark (`…`, `-----`).
    Mark,
}

/// A token of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Its bytes.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
    /// Whether white space, or the start of the text, stands before it.
    pub after_space: bool,
}

/// The tokens of `text` from left to right; all that is not white space lies in exactly one.
///
/// ```
/// use baocao::text::tokens::tokens;
/// let text = "số 40/QĐ-UBND.";
/// let all: Vec<&str> = tokens(text).map(|p| p.span.of(text)).collect();
/// assert_eq!(all, ["số", "40", "/", "QĐ", "-", "UBND", "."]);
/// ```
pub fn tokens(text: &str) -> impl Iterator<Item = Token> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = at;
        let rest = &text[at..];
        let start = at + (rest.len() - rest.trim_start().len());
        let first = text[start..].chars().next()?;
        let (len, kind) = run(&text[start..], first);
        at = start + len;
        Some(Token {
            span: Span::new(start, at),
            kind,
            after_space: start > from || from == 0,
        })
    })
}

/// Length in bytes and kind of the token that begins `rest` with the character `first`.
fn run(rest: &str, first: char) -> (usize, TokenKind) {
    if is_word_char(first) {
        let end = rest.find(|c| !is_word_char(c)).unwrap_or(rest.len());
        let numeric = rest[..end].bytes().all(|b| b.is_ascii_digit());
        return (
            end,
            if numeric {
                TokenKind::Number
            } else {
                TokenKind::Word
            },
        );
    }
    (
        rest.find(|c| c != first).unwrap_or(rest.len()),
        TokenKind::Mark,
    )
}

/// Whether a character is that of a [`TokenKind::Mark`].
pub(crate) fn is_mark(c: char) -> bool {
    !is_word_char(c) && !c.is_whitespace()
}

/// Letters, digits, the marks that combine with letters, and what is not seen inside words.
fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && (is_marked_letter(c) || is_other_word_char(c)))
}

fn is_other_word_char(c: char) -> bool {
    let letter = c.is_alphanumeric() && !is_spacing_mark(c);
    letter || ('\u{300}'..'\u{370}').contains(&c) || is_invisible(c)
}

/// Whether a character is an accent without its letter, `ˆ` or `ˊ`, some of which Unicode counts among the letters.
fn is_spacing_mark(c: char) -> bool {
    ('\u{2C2}'..='\u{2DF}').contains(&c)
}

/// Whether a character leaves no trace on paper: soft hyphen, zero-width space and joiners.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<(&str, TokenKind, bool)> {
        tokens(text)
            .map(|p| (p.span.of(text), p.kind, p.after_space))
            .collect()
    }

    #[test]
    fn words_numbers_and_marks_are_cut() {
        use crate::text::tokens::TokenKind::*;
        assert_eq!(
            all(" 3G, 4.5%…… ok"),
            [
                ("3G", Word, true),
                (",", Mark, false),
                ("4", Number, true),
                (".", Mark, false),
                ("5", Number, false),
                ("%", Mark, false),
                ("……", Mark, false),
                ("ok", Word, true)
            ]
        );
        assert_eq!(
            all("quyền ˆ."),
            [("quyền", Word, true), ("ˆ", Mark, true), (".", Mark, false)]
        );
        assert_eq!(all(""), []);
    }

    proptest! {
        #[test]
        fn every_visible_character_lies_in_one_piece(text in "\\PC*") {
            let joined: String = tokens(&text).map(|p| p.span.of(&text)).collect();
            let visible: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            prop_assert_eq!(joined, visible);
        }
    }
}
