//! Truecasing of restored words. A writer's capitals are kept; capitals that came from
//! misreading (`giSi`, `XUAt`) are recognised by the line around them and from how the word is usually
//! written.

use crate::lm::CaseCounts;
use crate::text::case::{Shape, apply, shape};
use crate::text::letters::{base, lower, upper};
use crate::text::{case, syllable};

/// Share of a line's longer words that must be in capitals for the line to be.
const CAPITAL_LINE: f32 = 0.6;

/// Whether a line is set in capitals, by its words of three letters or more as they were read.
pub(crate) fn is_capital_line<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let (mut capital, mut all) = (0, 0);
    for word in words.filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 3) {
        all += 1;
        capital += u32::from(mostly_capital(word));
    }
    all > 0 && capital as f32 >= CAPITAL_LINE * all as f32
}

fn mostly_capital(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    2 * capitals > word.chars().filter(|c| c.is_alphabetic()).count()
}

/// Whether capitals of a kept word must be decided anew: a syllable with capitals inside.
pub(crate) fn is_noisy(word: &str) -> bool {
    shape(word) == Shape::Mixed && syllable::parse(&case::fold(word)).is_some()
}

/// What stands around a word that is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surroundings {
    /// A word in capitals was printed so: the text was not misread, or by an engine that knows its
    /// letters.
    pub(crate) capitals_sure: bool,
    /// The line, or what stands beside the word, is set in capitals.
    pub(crate) capital_line: bool,
    /// The piece that the word is a part of is set in capitals.
    pub(crate) capital_piece: bool,
    /// The word begins an item or a sentence.
    pub(crate) first: bool,
    /// How the word is usually written.
    pub(crate) usual: CaseCounts,
}

/// The word, lower case, with the capitals that `source` and its surroundings call for.
pub(crate) fn capitalise(word: &str, source: &str, around: Surroundings) -> String {
    let is_syllable = syllable::parse(word).is_some();
    if !is_syllable && !is_roman(word) && word.chars().count() == source.chars().count() {
        return letter_by_letter(word, source);
    }
    let usual = around.usual;
    let shape = match shape(source) {
        Shape::Lower => Shape::Lower,
        Shape::Title | Shape::Mixed if !is_syllable && is_roman(word) => Shape::Upper,
        // An `l` read as `I`.
        Shape::Title if word.starts_with('l') && source.starts_with('I') => Shape::Lower,
        Shape::Title if around.capital_piece => Shape::Upper,
        Shape::Title => Shape::Title,
        Shape::Upper if around.capitals_sure => Shape::Upper,
        _ if around.capital_line || usual.upper > usual.lower.max(usual.title) => Shape::Upper,
        // Words in capitals inside other text are abbreviations, which are no syllables; a syllable
        // of two letters or three is more likely a misread one (`BO` for *Bộ*).
        Shape::Upper if !is_syllable || word.chars().count() > 3 => Shape::Upper,
        _ if around.first => Shape::Title,
        Shape::Mixed if has_sure_capital(word, source) => Shape::Title,
        _ => usual_shape(source, usual),
    };
    apply(word, shape)
}

/// Whether a word begins with a capital that no small letter is taken for, as it has another shape.
fn has_sure_capital(word: &str, source: &str) -> bool {
    let (Some(first), Some(read)) = (word.chars().next(), source.chars().next()) else {
        return false;
    };
    let same = read.is_uppercase() && base(lower(read)) == base(first);
    same && !"ckopsuvwxyz".contains(base(first))
}

/// Whether a word is a roman numeral of small letters.
fn is_roman(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'))
}

/// Each letter as large as the one at its place in `source`.
fn letter_by_letter(word: &str, source: &str) -> String {
    let letters = word.chars().zip(source.chars());
    letters
        .map(|(c, s)| if s.is_uppercase() { upper(c) } else { lower(c) })
        .collect()
}

/// Small or with a large first letter, by what is usual and by the first letter read.
fn usual_shape(source: &str, usual: CaseCounts) -> Shape {
    let leads_large = source
        .chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(char::is_uppercase);
    if leads_large && u32::from(usual.title) * 2 > u32::from(usual.lower) {
        Shape::Title
    } else {
        Shape::Lower
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(capital_line: bool) -> Surroundings {
        let usual = CaseCounts {
            lower: 240,
            title: 10,
            upper: 5,
        };
        Surroundings {
            capitals_sure: false,
            capital_line,
            capital_piece: false,
            first: false,
            usual,
        }
    }

    #[test]
    fn capitals_of_writers_stay_and_those_of_misreading_go() {
        for (word, source, capital_line, expected) in [
            ("giới", "giSi", false, "giới"),
            ("xuất", "XUAt", false, "xuất"),
            ("với", "VGi", false, "với"),
            ("công", "CONG", true, "CÔNG"),
            ("bộ", "B9", false, "Bộ"),
            ("hội", "HGi", false, "Hội"),
            ("ttg", "TTg", false, "TTg"),
            ("qđ", "QD", false, "QĐ"),
            ("iii", "I1l", false, "III"),
            ("ii", "ii", false, "ii"),
            ("xuất", "xuAt", true, "XUẤT"),
        ] {
            assert_eq!(
                capitalise(word, source, around(capital_line)),
                expected,
                "{source}"
            );
        }
    }

    #[test]
    fn capitals_that_were_not_misread_stay() {
        let sure = Surroundings {
            capitals_sure: true,
            ..around(false)
        };
        assert_eq!(capitalise("nội", "NOI", sure), "NỘI");
        assert_eq!(capitalise("nội", "NOI", around(false)), "nội");
    }

    #[test]
    fn lines_in_capitals_are_recognised_by_their_longer_words() {
        assert!(is_capital_line(
            ["CONG", "TAC", "THANG", "3", "nim"].into_iter()
        ));
        assert!(!is_capital_line(
            ["UBND", "tinh", "ban", "hanh"].into_iter()
        ));
        assert!(!is_capital_line(["Il"].into_iter()));
    }
}
