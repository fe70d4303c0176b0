//! Figures of a table's column are read a second time, all in one picture: an engine takes some digits for others more
//! easily where it sees one figure alone. Where the two readings differ, a third decides.

use super::engine::{OcrError, Segmentation};
use super::figures::{CORRECTED, DOUBTFUL, replace_letters};
use super::page_reader::PageReader;
use super::reread;
use super::tables::is_figure;
use crate::document::layout::{BBox, Line, Word, words};
use crate::prepare::Prepared;
use image::{GrayImage, Luma, imageops};

/// Paper around each figure, in inches.
const MARGIN: f32 = 0.04;
/// Figures from which a column is one.
const LEAST: usize = 2;
/// Size at which a figure is read the third time.
const SMALLER: f32 = 0.6;

/// Reads the figures of a column once more, and corrects those that two of three readings have otherwise.
pub(crate) fn confirm(
    cells: Vec<&mut Vec<Word>>,
    prepared: &Prepared,
    reader: &mut PageReader,
) -> Result<(), OcrError> {
    let figures = cells.into_iter().filter_map(|cell| match &mut cell[..] {
        [word] if is_figure(&word.text) => Some(word),
        _ => None,
    });
    let figures: Vec<&mut Word> = figures.collect();
    if figures.len() < LEAST {
        return Ok(());
    }
    let strip = Strip::of(figures.iter().map(|word| word.bbox), prepared);
    let dpi = prepared.dpi.round() as u32;
    let lines = reader
        .engine
        .recognize(&strip.image, dpi, Segmentation::Block)?;
    for (word, rows) in figures.into_iter().zip(&strip.rows) {
        let Some(again) = strip_figure(&lines, rows.clone()) else {
            continue;
        };
        if digits(&again) == digits(&word.text) {
            continue;
        }
        let third = reread::read_at(word.bbox, SMALLER, prepared, reader)?;
        let third = words::digits(&third.words);
        if third == digits(&again) {
            word.replace(with_digits(&word.text, &again));
            word.confidence = word.confidence.min(CORRECTED);
        } else if third != digits(&word.text) {
            word.confidence = word.confidence.min(DOUBTFUL);
        }
    }
    Ok(())
}

/// A figure with the digits of another reading; its marks stay where both have as many digits.
fn with_digits(text: &str, again: &str) -> String {
    let digits = digits(again);
    let digit = |c: &char| c.is_ascii_digit();
    if text.chars().filter(digit).count() != digits.len() {
        return again.to_owned();
    }
    let mut digits = digits.chars();
    let sign = |c: char| {
        if c.is_ascii_digit() {
            digits.next().unwrap_or(c)
        } else {
            c
        }
    };
    text.chars().map(sign).collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The figure that was read in these rows, if it is one.
fn strip_figure(lines: &[Line], rows: std::ops::Range<i32>) -> Option<String> {
    let inside = |word: &&Word| rows.contains(&((word.bbox.y0 + word.bbox.y1) / 2));
    let found = lines.iter().flat_map(|line| &line.words).filter(inside);
    let mut words: Vec<Word> = found.cloned().collect();
    words.sort_by_key(|word| word.bbox.x0);
    words.iter_mut().for_each(replace_letters);
    let text: String = words.iter().map(|word| word.text.as_str()).collect();
    is_figure(&text).then_some(text)
}

/// Figures under each other, and the rows in which each stands.
struct Strip {
    image: GrayImage,
    rows: Vec<std::ops::Range<i32>>,
}

impl Strip {
    fn of(boxes: impl Iterator<Item = BBox> + Clone, prepared: &Prepared) -> Strip {
        let margin = (MARGIN * prepared.dpi).ceil() as i32;
        let page = &prepared.image;
        let inside = |b: BBox| {
            let x = |at: i32| at.clamp(0, page.width() as i32);
            let y = |at: i32| at.clamp(0, page.height() as i32);
            BBox::from([
                x(b.x0 - margin / 2),
                y(b.y0 - margin / 2),
                x(b.x1 + margin / 2),
                y(b.y1 + margin / 2),
            ])
        };
        let width = boxes.clone().map(|b| b.x1 - b.x0).max().unwrap_or(0) + 3 * margin;
        let height: i32 = boxes.clone().map(|b| b.y1 - b.y0 + 2 * margin).sum();
        let size = |side: i32| (side + 2 * margin).max(1) as u32;
        let mut image = GrayImage::from_pixel(size(width), size(height), Luma([255]));
        let (mut rows, mut at) = (Vec::new(), margin);
        for b in boxes {
            let shown = inside(b);
            let size = ((shown.x1 - shown.x0) as u32, (shown.y1 - shown.y0) as u32);
            let figure = imageops::crop_imm(page, shown.x0 as u32, shown.y0 as u32, size.0, size.1);
            let x = margin + width - size.0 as i32;
            imageops::replace(&mut image, &*figure, i64::from(x), i64::from(at));
            let next = at + b.y1 - b.y0 + 2 * margin;
            rows.push(at..next);
            at = next;
        }
        Strip { image, rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::page_image::PageImage;
    use crate::ocr::engine::OcrEngine;
    use crate::prepare::{Attempt, prepare};
    use image::DynamicImage;

    /// Reads the strip as these texts, one a figure, and a line as the last.
    struct Fake(Vec<&'static str>, &'static str);

    impl OcrEngine for Fake {
        fn recognize(
            &mut self,
            image: &GrayImage,
            _: u32,
            wanted: Segmentation,
        ) -> Result<Vec<Line>, OcrError> {
            let texts = if wanted == Segmentation::Block {
                self.0.clone()
            } else {
                vec![self.1]
            };
            let height = image.height() as i32 / texts.len() as i32;
            let word = |(row, text): (i32, &&str)| {
                let y = row * height + height / 2;
                Word::new((*text).to_owned(), 0.9, BBox::from([10, y - 5, 60, y + 5]))
            };
            Ok((0..)
                .zip(&texts)
                .map(|at| Line {
                    words: vec![word(at)],
                })
                .collect())
        }
    }

    #[test]
    fn marks_outlive_another_reading_of_the_digits() {
        assert_eq!(with_digits("27,7", "21/7"), "21,7");
        assert_eq!(with_digits("-6.240", "6240"), "-6.240");
        assert_eq!(with_digits("229", "2.2,94"), "2.2,94");
    }

    #[test]
    fn two_of_three_readings_decide() {
        let image = DynamicImage::ImageLuma8(GrayImage::from_pixel(600, 600, Luma([255])));
        let prepared = prepare(&PageImage::new(image, Some(300.0)), Attempt::Normal);
        let cases = [
            ("53,2", ("53,2", CORRECTED)),
            ("33,2", ("33,2", 0.9)),
            ("83,2", ("33,2", DOUBTFUL)),
        ];
        for (third, wanted) in cases {
            let figure = |text: &str, y: i32| {
                vec![Word::new(
                    text.to_owned(),
                    0.9,
                    BBox::from([100, y, 180, y + 30]),
                )]
            };
            let mut cells = [figure("33,2", 100), figure("40,3", 200)];
            let mut engine = Fake(vec!["53,2", "40,3"], third);
            let mut reader = PageReader {
                engine: &mut engine,
                second: None,
                fluency: &|_| -5.0,
            };
            confirm(cells.iter_mut().collect(), &prepared, &mut reader).expect("read");
            assert_eq!(
                (cells[0][0].text.as_str(), cells[0][0].confidence),
                wanted,
                "{third}"
            );
            assert_eq!(cells[1][0].confidence, 0.9);
        }
    }
}
