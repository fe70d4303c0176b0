//! Which kind of noise a line of text has, determined from its letters.

use super::confusion_table::Noise;
use super::lexicon::Lexicon;
use super::losses::{self, ALL, Alike, ByState, NEUTRAL, Rates, TYPED};
use crate::lm::{NgramModel, Normalizer};
use crate::text::case::{Shape, shape};
use crate::text::letters::is_vietnamese_only;
use crate::text::tokens::{TokenKind, tokens};
use crate::text::{case, syllable};
use rustc_hash::FxHashMap;

/// What the words of a text look like.
#[derive(Debug, Default, Clone, Copy)]
struct Signs {
    words: f32,
    /// Words with a letter that only Vietnamese has.
    vietnamese: f32,
    /// Words with another marked letter.
    western: f32,
    /// Words with a digit or capitals inside: traces of misreading.
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
/// Text that was not misread has a smaller share of odd words than this.
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
                signs.western += 1.0;
            }
        }
        signs
    }

    fn add(&mut self, other: Signs) {
        self.words += other.words;
        self.vietnamese += other.vietnamese;
        self.western += other.western;
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
    /// How often the document loses marks.
    pub(crate) rates: Rates,
}

/// Marks that engines see in dirt and that reports do not print.
pub(crate) const DIRT: &str = "~_^|`ˆ©®§{}\\<>";
/// Share of words with traces of misreading on pages of middling quality, on which the table of
/// confusions was learned.
const MISREAD: f32 = 0.005;
/// A document counts as one of that quality by this many words beside its own.
const USUAL_WORDS: f32 = 40.0;
/// Most that caution can be.
const MOST_CAUTION: f32 = 4.0;
/// How much faster caution grows than traces get fewer: text with none may never have been read by an engine.
const DOUBT: f32 = 1.5;

/// Lines that the rates of lost marks are estimated from, about.
const LINES: usize = 400;
/// Share of words that lost all their marks from which on lines without marks have lost them, whatever
/// their words are.
const STRIPPED: f32 = 0.8;
/// A spelling less likely than this among the words around it was misread, not only robbed of marks.
const UNLIKELY: f32 = 0.02;
/// Least share of such words among those with marks that Western languages have too, in text that was misread:
/// seven tenths are in what an engine without Vietnamese reads, four where all but the names lost their marks.
const MISREAD_MARKS: f32 = 0.55;

/// Share of words that stand as they were typed from which on digits inside words are keys.
const SOME_TYPED: f32 = 0.05;

/// Detects the noise of each line of a document.
pub(crate) fn diagnose(lines: &[&str], model: &NgramModel, lexicon: &Lexicon) -> Diagnosis {
    let signs: Vec<Signs> = lines.iter().map(|line| Signs::of(line)).collect();
    let mut document = Signs::default();
    signs.iter().for_each(|&signs| document.add(signs));
    let every = lines.len().div_ceil(LINES).max(1);
    let marks = Marks::of(lines.iter().step_by(every), model, lexicon);
    let odd = document.odd + if marks.misread { document.western } else { 0.0 };
    let typed = marks.typed >= SOME_TYPED;
    let share = document.vietnamese / document.words.max(1.0);
    let line_noise = |line: &Signs| {
        let local = (line.vietnamese + PRIOR_WORDS * share) / (line.words + PRIOR_WORDS);
        let knows_vietnamese =
            share >= VIETNAMESE_DOCUMENT || (share >= MIXED_DOCUMENT && local >= VIETNAMESE_LINE);
        let marked = line.vietnamese + line.western > 0.0;
        match () {
            () if odd >= ODD * document.words && !typed && !knows_vietnamese => Noise::OcrLatin,
            () if !marked && marks.lost >= STRIPPED => Noise::NoDiacritics,
            () => Noise::OcrVietnamese,
        }
    };
    let misread = document.misread + MISREAD * USUAL_WORDS;
    let misread = misread / (document.words + USUAL_WORDS);
    Diagnosis {
        noises: signs.iter().map(line_noise).collect(),
        caution: (DOUBT * (MISREAD / misread).ln()).clamp(0.0, MOST_CAUTION),
        rates: marks.rates,
    }
}

/// What became of the marks of a document.
struct Marks {
    rates: Rates,
    /// Share of words that lost all of theirs.
    lost: f32,
    /// Share of words that stand as they were typed.
    typed: f32,
    /// Whether marks that Western languages have too came from misreading.
    misread: bool,
}

impl Marks {
    fn of<'a>(
        lines: impl Iterator<Item = &'a &'a str>,
        model: &NgramModel,
        lexicon: &Lexicon,
    ) -> Self {
        let mut spellings = Spellings::new(model, lexicon);
        let (likelihoods, western): (Vec<Vec<ByState>>, Vec<Vec<bool>>) =
            lines.map(|line| spellings.of(line)).unzip();
        let rates = Rates::of(&likelihoods);
        let (mut words, mut lost, mut typed) = (0, 0.0, 0.0);
        let (mut all, mut unlikely) = (0, 0);
        let mut chances = Vec::new();
        for (line, western) in likelihoods.iter().zip(&western) {
            rates.chances(line, &mut chances, |_, _| ());
            for ((likelihoods, chances), western) in line.iter().zip(&chances).zip(western) {
                let likely = losses::product(likelihoods, chances);
                let sum: f32 = likely.iter().sum();
                if *likelihoods != NEUTRAL {
                    words += 1;
                    lost += likely[ALL] / sum;
                    typed += likely[TYPED] / sum;
                }
                all += usize::from(*western);
                let misread = sum < UNLIKELY || *likelihoods == NEUTRAL;
                unlikely += usize::from(*western && misread);
            }
        }
        Marks {
            rates,
            lost: lost / (words as f32).max(1.0),
            typed: typed / (words as f32).max(1.0),
            misread: (unlikely + 1) as f32 > MISREAD_MARKS * (all + 1) as f32,
        }
    }
}

/// The likelihoods of spellings, each worked out once.
struct Spellings<'m> {
    model: &'m NgramModel,
    lexicon: &'m Lexicon,
    normalizer: Normalizer,
    /// By the word as it stands.
    known: FxHashMap<String, ByState>,
}

impl<'m> Spellings<'m> {
    fn new(model: &'m NgramModel, lexicon: &'m Lexicon) -> Self {
        Spellings {
            model,
            lexicon,
            normalizer: Normalizer::default(),
            known: FxHashMap::default(),
        }
    }

    /// For each word of a line its likelihoods, and whether its marks are such as Western languages have too.
    fn of(&mut self, line: &str) -> (Vec<ByState>, Vec<bool>) {
        let words = tokens(line).filter(|piece| piece.kind == TokenKind::Word);
        words
            .map(|piece| {
                let word = piece.span.of(line);
                let western = word.chars().nth(1).is_some()
                    && !word.is_ascii()
                    && !word.chars().any(is_vietnamese_only);
                if let Some(&known) = self.known.get(word) {
                    return (known, western);
                }
                let form = self.normalizer.form(line, &piece);
                let alike = Alike::of(word, form, self.model, self.lexicon);
                let likelihoods = losses::likelihoods(word, &alike, self.model, self.lexicon);
                self.known.insert(word.to_owned(), likelihoods);
                (likelihoods, western)
            })
            .unzip()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::LazyLock;

    static MODEL: LazyLock<NgramModel> = LazyLock::new(NgramModel::builtin);
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(&MODEL));

    fn diagnosis(text: &str) -> Diagnosis {
        diagnose(&text.lines().collect::<Vec<_>>(), &MODEL, &LEXICON)
    }

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
            ("Uy ban nhân dân tinh ban hành", Noise::OcrVietnamese),
            ("Uy ban nhan dan tinh đa ban hanh", Noise::OcrVietnamese),
            ("Ùy ban nhan dan tinh dã ban hành", Noise::OcrVietnamese),
        ] {
            assert_eq!(diagnosis(text).noises, [expected], "{text}");
        }
    }

    #[test]
    fn a_line_of_other_letters_in_a_vietnamese_document_is_left_to_the_vietnamese_channel() {
        let lines = "Ủy ban nhân dân tỉnh được giao quản lý\nMicrosoft Windows Server";
        assert_eq!(diagnosis(lines).noises, [Noise::OcrVietnamese; 2]);
        assert_eq!(diagnosis("").noises, []);
    }

    #[test]
    fn long_text_without_traces_of_misreading_is_changed_with_caution() {
        let right = "Ủy ban nhân dân tỉnh ban hành quyết định ".repeat(200);
        let misread = "Ủy ban nhân dần ˆ tĩnh bạnn hầnh _ quyễtt định ".repeat(200);
        let caution = |text: &str| diagnosis(text).caution;
        assert!(caution(&right) > 1.5, "{}", caution(&right));
        assert_eq!(caution(&misread), 0.0);
        assert!(caution("Ủy ban nhân dân") < 0.2);
    }
}
