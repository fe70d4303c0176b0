//! Which kind of noise a line of text has, determined from its letters.

use super::confusion_table::Noise;
use crate::text::case::{Shape, shape};
use crate::text::letters::is_vietnamese_only;
use crate::text::tokens::{TokenKind, tokens};
use crate::text::{case, syllable};

/// What the words of a text look like.
#[derive(Debug, Default, Clone, Copy)]
struct Signs {
    words: f32,
    /// Words with a letter that only Vietnamese has.
    vietnamese: f32,
    /// Words with another marked letter, a digit inside, or capitals inside: traces of misreading.
    odd: f32,
    /// Words with Vietnamese letters that are no syllables, and marks that nobody prints: traces of
    /// an engine that knows Vietnamese and misread it.
    misread: f32,
}

/// From this share of Vietnamese words on, the whole document was read with Vietnamese letters; about
/// 60 % of the words of correct text have one.
const VIETNAMESE_DOCUMENT: f32 = 0.35;
/// Below this share no line of the document was.
const MIXED_DOCUMENT: f32 = 0.03;
/// Between them, each line decides from this share on.
const VIETNAMESE_LINE: f32 = 0.15;
/// A document's share counts for a line like this many words.
const PRIOR_WORDS: f32 = 3.0;
/// Text that only lost its diacritics has a smaller share of odd words than this.
const ODD: f32 = 0.012;

impl Signs {
    fn of(line: &str) -> Self {
        let mut signs = Signs::default();
        for piece in tokens(line) {
            let word = piece.span.of(line);
            if piece.kind != TokenKind::Word {
                signs.misread += word.chars().filter(|&c| DIRT.contains(c)).count() as f32;
                continue;
            }
            signs.words += 1.0;
            if word.is_ascii() {
                let digits = word.bytes().any(|b| b.is_ascii_digit()) && !is_code(word);
                signs.odd += f32::from(u8::from(digits || is_misread_case(word)));
            } else if word.chars().any(is_vietnamese_only) {
                signs.vietnamese += 1.0;
                let syllable = syllable::parse(&case::fold(word)).is_some();
                signs.misread += f32::from(u8::from(!syllable && shape(word) != Shape::Upper));
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
        self.misread += other.misread;
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

/// What a document went through.
#[derive(Debug, PartialEq)]
pub(crate) struct Diagnosis {
    /// The noise of each line.
    pub(crate) noises: Vec<Noise>,
    /// By how much, in nats, keeping a word of text with Vietnamese letters is likelier than on pages
    /// of middling quality: the fewer traces of misreading a document has, the more of it is right.
    pub(crate) caution: f32,
}

/// Marks that engines see in dirt and that reports do not print.
pub(crate) const DIRT: &str = "~_^|`ˆ©®§{}\\<>";
/// Share of words with traces of misreading on pages of middling quality, on which the table of
/// confusions was learned.
const MISREAD: f32 = 0.005;
/// A document counts as one of that quality by this many words beside its own.
const USUAL_WORDS: f32 = 100.0;
/// Most that caution can be.
const MOST_CAUTION: f32 = 2.5;

/// Detects the noise of each line of a document.
pub(crate) fn diagnose<'a>(lines: impl Iterator<Item = &'a str> + Clone) -> Diagnosis {
    let mut document = Signs::default();
    let signs: Vec<Signs> = lines
        .map(Signs::of)
        .inspect(|&signs| document.add(signs))
        .collect();
    let share = document.vietnamese / document.words.max(1.0);
    let unmarked = if document.odd < ODD * document.words {
        Noise::NoDiacritics
    } else {
        Noise::OcrLatin
    };
    let line_noise = |line: &Signs| {
        let local = (line.vietnamese + PRIOR_WORDS * share) / (line.words + PRIOR_WORDS);
        let knows_vietnamese =
            share >= VIETNAMESE_DOCUMENT || (share >= MIXED_DOCUMENT && local >= VIETNAMESE_LINE);
        if knows_vietnamese {
            Noise::OcrVietnamese
        } else {
            unmarked
        }
    };
    let misread = document.misread + MISREAD * USUAL_WORDS;
    let misread = misread / (document.words + USUAL_WORDS);
    Diagnosis {
        noises: signs.iter().map(line_noise).collect(),
        caution: (MISREAD / misread).ln().clamp(0.0, MOST_CAUTION),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_noise_are_distinguished() {
        for (text, expected) in [
            ("Ủy ban nhân dân tỉnh ban hành", Noise::OcrVietnamese),
            ("Uy ban nhan dan tinh ban hanh", Noise::NoDiacritics),
            (
                "Két qua cong tac thong tin va truyén thong",
                Noise::OcrLatin,
            ),
            ("cdng tac s6 32 vé giSi thiéu", Noise::OcrLatin),
            ("dich vu 3G va 4G cua VNPT", Noise::NoDiacritics),
        ] {
            assert_eq!(diagnose([text].into_iter()).noises, [expected], "{text}");
        }
    }

    #[test]
    fn a_line_of_other_letters_in_a_vietnamese_document_is_left_to_the_vietnamese_channel() {
        let lines = [
            "Ủy ban nhân dân tỉnh được giao quản lý",
            "Microsoft Windows Server",
        ];
        assert_eq!(
            diagnose(lines.into_iter()).noises,
            [Noise::OcrVietnamese; 2]
        );
        assert_eq!(diagnose(std::iter::empty()).noises, []);
    }

    #[test]
    fn long_text_without_traces_of_misreading_is_changed_with_caution() {
        let right = "Ủy ban nhân dân tỉnh ban hành quyết định ".repeat(200);
        let misread = "Ủy ban nhân dần ˆ tĩnh bạnn hầnh _ quyễtt định ".repeat(200);
        let caution = |text: &str| diagnose([text].into_iter()).caution;
        assert!(caution(&right) > 1.5, "{}", caution(&right));
        assert_eq!(caution(&misread), 0.0);
        assert!(caution("Ủy ban nhân dân") < 0.1);
    }
}
