//! How a token of text is spelled for the model: lower case, NFC, one tone-mark placement, one
//! form for each family of marks.

use crate::text::tokens::{Token, TokenKind, is_invisible};
use crate::text::{letters, tone_placement};
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Spells tokens for the model, with a buffer that is used again and again.
#[derive(Debug, Default)]
pub struct Normalizer {
    buffer: String,
}

impl Normalizer {
    /// The form of a token that is no number: a word in lower case with canonical tone placement,
    /// or a mark.
    pub fn form(&mut self, text: &str, token: &Token) -> &str {
        self.buffer.clear();
        let source = token.span.of(text);
        if token.kind == TokenKind::Mark {
            self.buffer
                .push(lm_mark(source.chars().next().unwrap_or(' ')));
            return &self.buffer;
        }
        self.buffer.extend(
            source
                .chars()
                .filter(|&c| !is_invisible(c))
                .map(letters::lower),
        );
        if has_movable_tone(&self.buffer) {
            self.buffer = tone_placement::canonical(&self.buffer);
        }
        &self.buffer
    }
}

/// Quick check that spares most words the search for a tone to move: it needs a final vowel.
fn has_movable_tone(word: &str) -> bool {
    word.chars()
        .next_back()
        .is_some_and(|c| !c.is_ascii() && matches!(letters::base(c), 'a' | 'e' | 'y'))
}

/// One mark for each family: all quotes are `"`, all dashes `-`, all dots `.`.
pub fn lm_mark(c: char) -> char {
    match c {
        '“' | '”' | '„' | '«' | '»' | '″' => '"',
        '‘' | '’' | '‚' | '´' | '`' | '′' => '\'',
        '–' | '—' | '‐' | '‑' | '−' | '―' => '-',
        '…' | '·' | '•' => '.',
        _ => c,
    }
}

/// The text in NFC, without a copy where it is so already.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens::tokens;

    #[test]
    fn pieces_are_spelled_one_way() {
        let text = "Hoà BÌNH – 3G “";
        let mut normalizer = Normalizer::default();
        let forms: Vec<String> = tokens(text)
            .map(|token| normalizer.form(text, &token).to_owned())
            .collect();
        assert_eq!(forms, ["hòa", "bình", "-", "3g", "\""]);
    }
}
