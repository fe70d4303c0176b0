//! Digits that look like others: where the engine saw another digit nearly as much as the one that it read, the
//! figure is read again at other sizes, and each digit is the one that all readings together believe most.

use super::engine::OcrError;
use super::figures::DOUBTFUL;
use super::page_reader::PageReader;
use super::reread::read_at;
use crate::document::layout::{Line, Word};
use crate::prepare::Prepared;

/// By how much less another digit may be believed that puts the one read in doubt.
const NEAR: f32 = 0.5;
/// Belief in a digit that a reading does not name.
const UNNAMED: f32 = 0.4;
/// Lead over the second digit, in beliefs of one reading, that ends a doubt.
const CLEAR: f32 = 0.5;
/// Sizes at which a figure is read again.
const SCALES: [f32; 3] = [0.6, 0.8, 1.0];
/// Most figures of the lines of a page that are read again: it bounds the time.
const MOST: usize = 24;

/// What a reading believes of each place: ten digits.
type Beliefs = Vec<[f32; 10]>;

/// Reads the doubtful figures of lines again.
pub(crate) fn disambiguate_digits(
    lines: &mut [Line],
    prepared: &Prepared,
    reader: &mut PageReader,
) -> Result<(), OcrError> {
    let words = lines.iter_mut().flat_map(|line| &mut line.words);
    for word in words.filter(|word| is_doubtful(word)).take(MOST) {
        disambiguate_word(word, prepared, reader)?;
    }
    Ok(())
}

/// Whether a digit of the word may well be another.
pub(crate) fn is_doubtful(word: &Word) -> bool {
    let is_digit = |at: u16| {
        let read = word.text.chars().nth(at.into());
        read.is_some_and(|c| c.is_ascii_digit())
    };
    let mut choices = word.choices.iter();
    choices.any(|choice| {
        digit(&choice.sign).is_some() && choice.confidence_gap < NEAR && is_digit(choice.at)
    })
}

/// Reads a figure again and gives it the digits that are believed most.
pub(crate) fn disambiguate_word(
    word: &mut Word,
    prepared: &Prepared,
    reader: &mut PageReader,
) -> Result<(), OcrError> {
    let mut sum = beliefs(std::slice::from_ref(word));
    for scale in SCALES {
        let other = beliefs(&read_at(word.bbox, scale, prepared, reader)?.words);
        if other.len() == sum.len() {
            let places = sum.iter_mut().flatten().zip(other.iter().flatten());
            places.for_each(|(sum, belief)| *sum += belief);
        }
    }
    let mut lead = f32::MAX;
    let mut best = sum.iter().map(|beliefs| {
        let mut order: Vec<usize> = (0..10).collect();
        order.sort_by(|&a, &b| beliefs[b].total_cmp(&beliefs[a]));
        lead = lead.min(beliefs[order[0]] - beliefs[order[1]]);
        char::from(b'0' + order[0] as u8)
    });
    let believed = |c: char| match c.is_ascii_digit() {
        true => best.next().unwrap_or(c),
        false => c,
    };
    let text: String = word.text.chars().map(believed).collect();
    if lead < CLEAR {
        word.confidence = word.confidence.min(DOUBTFUL);
    }
    word.replace(text);
    Ok(())
}

/// How far a reading believes in each digit at each place.
fn beliefs(words: &[Word]) -> Beliefs {
    let mut beliefs = Vec::new();
    for word in words {
        for (read, at) in word.text.chars().zip(0u16..) {
            let Some(read) = read.to_digit(10) else {
                continue;
            };
            let mut of_place = [UNNAMED; 10];
            for choice in word.choices.iter().filter(|choice| choice.at == at) {
                if let Some(other) = digit(&choice.sign) {
                    of_place[other] = of_place[other].max(1.0 - choice.confidence_gap);
                }
            }
            of_place[read as usize] = 1.0;
            beliefs.push(of_place);
        }
    }
    beliefs
}

fn digit(sign: &str) -> Option<usize> {
    let mut signs = sign.chars();
    let digit = signs.next()?.to_digit(10)?;
    signs.next().is_none().then_some(digit as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::BBox;
    use crate::document::layout::page_image::PageImage;
    use crate::document::layout::words::Choice;
    use crate::ocr::Segmentation;
    use crate::ocr::engine::OcrEngine;
    use crate::prepare::Attempt;
    use crate::prepare::prepare;
    use image::DynamicImage;
    use image::GrayImage;
    use image::Luma;

    fn word(text: &str, choices: &[(u16, &str, f32)]) -> Word {
        let choice = |&(at, sign, confidence_gap): &(u16, &str, f32)| Choice {
            at,
            sign: sign.to_owned(),
            confidence_gap,
        };
        Word {
            choices: choices.iter().map(choice).collect(),
            ..Word::new(text.to_owned(), 0.9, BBox::from([50, 50, 90, 80]))
        }
    }

    /// Reads every picture as the word.
    struct Fake(Word);

    impl OcrEngine for Fake {
        fn recognize(
            &mut self,
            _: &GrayImage,
            _: u32,
            _: Segmentation,
        ) -> Result<Vec<Line>, OcrError> {
            let words = vec![self.0.clone()];
            Ok(vec![Line { words }])
        }
    }

    #[test]
    fn digits_in_doubt_are_read_again() {
        let page = PageImage::new(
            DynamicImage::ImageLuma8(GrayImage::from_pixel(2480, 3508, Luma([255]))),
            Some(300.0),
        );
        let prepared = prepare(&page, Attempt::Normal);
        let doubted = [(0, "5", 0.3), (0, "s", 0.1)];
        let cases = [
            (word("94,2", &doubted), word("54,2", &[]), "54,2", 0.9),
            (word("94,2", &doubted), word("94,2", &[]), "94,2", 0.9),
            (word("94,2", &doubted), word("942,0", &[]), "94,2", DOUBTFUL),
            (
                word("94,2", &[(0, "5", 0.55)]),
                word("54,2", &[]),
                "94,2",
                0.9,
            ),
        ];
        for (first, again, wanted, confidence) in cases {
            let mut lines = [Line { words: vec![first] }];
            let mut engine = Fake(again);
            let mut reader = PageReader {
                engine: &mut engine,
                second: None,
                fluency: &|_| -5.0,
            };
            disambiguate_digits(&mut lines, &prepared, &mut reader).expect("read");
            let word = &lines[0].words[0];
            assert_eq!((word.text.as_str(), word.confidence), (wanted, confidence));
        }
    }
}
