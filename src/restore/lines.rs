//! Lines as they go into a restoration and come out of it.

use super::confusion_table::Noise;
use crate::document::layout::{JoinedLine, JoinedWord};
use crate::text::Span;
use std::ops::Range;

/// A line to restore.
///
/// ```
/// let line = baocao::SourceLine::of_text("cong tac thong tin");
/// assert!(line.words.is_empty());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct SourceLine<'a> {
    /// The line as read, without its line end.
    pub text: &'a str,
    /// The words of an engine that make up `text`; none for text that comes without.
    pub words: &'a [JoinedWord<'a>],
}

impl<'a> SourceLine<'a> {
    /// A line of which nothing but its text is known.
    pub fn of_text(text: &'a str) -> Self {
        SourceLine { text, words: &[] }
    }
}

impl<'a> From<&'a JoinedLine<'a>> for SourceLine<'a> {
    fn from(line: &'a JoinedLine<'a>) -> Self {
        SourceLine {
            text: &line.text,
            words: &line.words,
        }
    }
}

/// A restored line.
///
/// ```
/// use baocao::{Detail, Restorer, SourceLine};
///
/// let lines = [SourceLine::of_text("cong tac"), SourceLine::of_text("thong tin")];
/// let restored = Restorer::builtin().restore(&lines, Detail::Confidence);
/// assert_eq!(restored[1].text, "thông tin");
/// assert_eq!(restored[1].tokens.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct RestoredLine {
    /// The restored text, without a line end.
    pub text: String,
    /// Its tokens from left to right; every non-space character of `text` lies in exactly one. Empty
    /// with [`Detail::Text`].
    pub tokens: Vec<RestoredToken>,
}

/// A token (a word, a number or a mark) of a restored line and where it came from.
///
/// ```
/// use baocao::{Detail, Restorer, SourceLine};
///
/// let line = SourceLine::of_text("cong tac");
/// let restored = &Restorer::builtin().restore(&[line], Detail::Confidence)[0];
/// let token = &restored.tokens[0];
/// assert_eq!(token.source.of(line.text), "cong");
/// assert_eq!(token.target.of(&restored.text), "công");
/// assert!((0.0..=1.0).contains(&token.confidence));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RestoredToken {
    /// The bytes of the source line that it restores.
    pub source: Span,
    /// Its bytes in the restored line.
    pub target: Span,
    /// Probability, 0–1, that the token is right.
    pub confidence: f32,
    /// Other readings with their probabilities, best first.
    pub alternatives: Vec<(String, f32)>,
}

/// How much a restoration reports; [`Detail::Text`] saves the time that writing alternatives takes.
///
/// ```
/// use baocao::{Detail, Restorer, SourceLine};
///
/// let line = [SourceLine::of_text("cong tac")];
/// assert!(Restorer::builtin().restore(&line, Detail::Text)[0].tokens.is_empty());
/// ```
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The text alone.
    Text,
    /// Also tokens: where each came from, confidences and alternatives.
    Confidence,
}

/// A part of the work: a paragraph's lines, their noise and the caution that is due.
pub(crate) struct Task {
    pub(crate) lines: Range<usize>,
    pub(crate) noise: Noise,
    pub(crate) caution: f32,
}
