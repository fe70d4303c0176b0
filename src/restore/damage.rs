//! Which damage a line of text has, told from its letters.

use super::confusions::Damage;
use crate::text::case::{Shape, shape};
use crate::text::letters::is_vietnamese_only;
use crate::text::pieces::{PieceKind, pieces};

/// What the words of a text look like.
#[derive(Debug, Default, Clone, Copy)]
struct Signs {
    words: f32,
    /// Words with a letter that only Vietnamese has.
    vietnamese: f32,
    /// Words with another marked letter, a digit inside, or capitals inside: traces of misreading.
    odd: f32,
}

/// From this share of Vietnamese words on, the whole document was read with Vietnamese letters; about
/// 60 % of the words of correct text have one.
const NATIVE_DOCUMENT: f32 = 0.35;
/// Below this share no line of the document was.
const FOREIGN_DOCUMENT: f32 = 0.03;
/// Between them, each line decides from this share on.
const NATIVE_LINE: f32 = 0.15;
/// A document's share counts for a line like this many words.
const PRIOR_WORDS: f32 = 3.0;
/// Text that was only stripped has fewer odd words than this share.
const ODD: f32 = 0.012;

impl Signs {
    fn of(line: &str) -> Self {
        let mut signs = Signs::default();
        for piece in pieces(line).filter(|piece| piece.kind == PieceKind::Word) {
            let word = piece.span.of(line);
            signs.words += 1.0;
            if word.is_ascii() {
                let digits = word.bytes().any(|b| b.is_ascii_digit()) && !is_code(word);
                signs.odd += f32::from(u8::from(digits || is_misread_case(word)));
            } else if word.chars().any(is_vietnamese_only) {
                signs.vietnamese += 1.0;
            } else {
                signs.odd += 1.0;
            }
        }
        signs
    }

    fn add(&mut self, other: Signs) {
        self.words += other.words;
        self.vietnamese += other.vietnamese;
        self.odd += other.odd;
    }
}

/// `3G`, `m2`, `COVID19`: one change between letters and digits, with no small letter after a digit.
fn is_code(word: &str) -> bool {
    let changes = word.as_bytes().windows(2);
    let changes = changes
        .filter(|w| w[0].is_ascii_digit() != w[1].is_ascii_digit())
        .count();
    let upper = !word.bytes().any(|b| b.is_ascii_lowercase());
    changes == 1 && (upper || word.len() == 2)
}

/// `giSi`, `XUAt`: capitals inside or before small letters, unlike `iOffice` and `GDĐTx`.
fn is_misread_case(word: &str) -> bool {
    shape(word) == Shape::Mixed && word.len() <= 6
}

/// The damage of each line of a document.
pub(super) fn detect<'a>(lines: impl Iterator<Item = &'a str> + Clone) -> Vec<Damage> {
    let mut document = Signs::default();
    let signs: Vec<Signs> = lines
        .map(Signs::of)
        .inspect(|&signs| document.add(signs))
        .collect();
    let share = document.vietnamese / document.words.max(1.0);
    let unmarked = if document.odd < ODD * document.words {
        Damage::Stripped
    } else {
        Damage::Foreign
    };
    let line_damage = |line: &Signs| {
        let local = (line.vietnamese + PRIOR_WORDS * share) / (line.words + PRIOR_WORDS);
        let native =
            share >= NATIVE_DOCUMENT || (share >= FOREIGN_DOCUMENT && local >= NATIVE_LINE);
        if native { Damage::Native } else { unmarked }
    };
    signs.iter().map(line_damage).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damages_are_told_apart() {
        for (text, expected) in [
            ("Ủy ban nhân dân tỉnh ban hành", Damage::Native),
            ("Uy ban nhan dan tinh ban hanh", Damage::Stripped),
            (
                "Két qua cong tac thong tin va truyén thong",
                Damage::Foreign,
            ),
            ("cdng tac s6 32 vé giSi thiéu", Damage::Foreign),
            ("dich vu 3G va 4G cua VNPT", Damage::Stripped),
        ] {
            assert_eq!(detect([text].into_iter()), [expected], "{text}");
        }
    }

    #[test]
    fn a_foreign_line_in_a_vietnamese_document_is_left_to_the_native_channel() {
        let lines = [
            "Ủy ban nhân dân tỉnh được giao quản lý",
            "Microsoft Windows Server",
        ];
        assert_eq!(detect(lines.into_iter()), [Damage::Native; 2]);
        assert_eq!(detect(std::iter::empty()), []);
    }
}
