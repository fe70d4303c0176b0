//! How sure a token is beyond what the lattice knows: a digit that the engine misread for another has no other
//! reading there, nor has a word that no edit leads to. Probabilities of the lattice are scaled by the
//! share of right tokens among those that it is sure of.

use super::confusion_table::Noise;
use super::lines::Task;
use crate::text::tokens::{TokenKind, tokens};

/// Shares of wrong tokens among those that the lattice is sure of.
struct Wrong {
    number: f32,
    mark: f32,
    kept: f32,
    changed: f32,
}

/// By [`Noise`]; measured on the pairs for training, those of stripped text on correct text.
const WRONG: [Wrong; 3] = [
    Wrong {
        number: 0.0005,
        mark: 0.0005,
        kept: 0.005,
        changed: 0.002,
    },
    Wrong {
        number: 0.07,
        mark: 0.035,
        kept: 0.014,
        changed: 0.003,
    },
    Wrong {
        number: 0.04,
        mark: 0.06,
        kept: 0.005,
        changed: 0.02,
    },
];

/// The probability that a token is right of which the lattice is sure: `text` was restored from
/// `source`.
pub(crate) fn trust(task: &Task, source: &str, text: &str) -> f32 {
    debug_assert_eq!(Noise::OcrVietnamese as usize, WRONG.len() - 1);
    let wrong = &WRONG[task.noise as usize];
    let kind = tokens(text).next().map(|piece| piece.kind);
    let share = match kind {
        Some(TokenKind::Number) => wrong.number,
        Some(TokenKind::Mark) | None => wrong.mark,
        Some(TokenKind::Word) if text == source => wrong.kept,
        Some(TokenKind::Word) => wrong.changed,
    };
    // The fewer traces of misreading a document has, the fewer of its tokens are wrong.
    1.0 - share * (-task.caution).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_misread_documents_are_less_sure_than_words() {
        let task = |noise, caution| Task {
            lines: 0..1,
            noise,
            caution,
        };
        let misread = task(Noise::OcrVietnamese, 0.0);
        assert!(trust(&misread, "12", "12") < trust(&misread, "tỉnh", "tỉnh"));
        assert!(trust(&misread, "tinh", "tỉnh") < trust(&misread, "tỉnh", "tỉnh"));
        assert!(trust(&task(Noise::OcrVietnamese, 2.5), "12", "12") > 0.99);
        assert!(trust(&task(Noise::OcrLatin, 0.0), "12", "12") < 0.95);
        assert_eq!(trust(&misread, "–", "-"), trust(&misread, "-", "-"));
    }
}
