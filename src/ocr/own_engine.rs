//! The reader of printed lines behind [`OcrEngine`]: lines are found by their print, and read without Tesseract.

use super::engine::{OcrEngine, OcrError, Segmentation};
use super::hocr::with_printed_apostrophes;
use super::print::median;
use super::print_rows::{PrintRow, rows};
use crate::document::layout::{BBox, Choice, Line, Word};
use crate::reader::{APART, Character, LinePlace, Reader};
use image::GrayImage;
use std::borrow::Borrow;

/// Gap between letters that are one word's, in the heights of lines.
const TOGETHER: f32 = 0.12;
/// Gap between lines, in their heights and beyond the usual one, that parts paragraphs.
const PARAGRAPH: f32 = 0.5;
/// By how much less than what was read another sign may be believed that is still worth a look.
const FARTHEST: f32 = 0.98;

/// Reads pages with a reader of lines, its own or a borrowed one.
#[derive(Debug)]
pub struct OwnEngine<R = Reader> {
    reader: R,
}

impl OwnEngine {
    /// Name and version of the engine.
    pub fn version() -> String {
        format!("baocao {}", env!("CARGO_PKG_VERSION"))
    }
}

impl<R: Borrow<Reader>> OwnEngine<R> {
    /// An engine around a reader of lines.
    pub fn new(reader: R) -> Self {
        OwnEngine { reader }
    }

    /// Reads a row, in parts where wide gaps lie in it.
    fn line(&self, image: &GrayImage, row: &PrintRow, usual: f32) -> Line {
        let is_near = |a: &BBox, b: &BBox| ((b.x0 - a.x1) as f32) < APART * usual;
        let parts = row.print.chunk_by(is_near);
        let words = parts.flat_map(|print| self.words(image, print, usual));
        Line {
            words: words.collect(),
        }
    }

    /// Reads print that stands together.
    fn words(&self, image: &GrayImage, print: &[BBox], usual: f32) -> Vec<Word> {
        let is_near = |a: &BBox, b: &BBox| ((b.x0 - a.x1) as f32) < TOGETHER * usual;
        let around = |print: &[BBox]| print.iter().copied().reduce(BBox::union);
        let boxes: Vec<BBox> = print.chunk_by(is_near).filter_map(around).collect();
        let Some(place) = LinePlace::of_words(&boxes, usual) else {
            return Vec::new();
        };
        let (place, read) = self.reader.borrow().line(image, &place);
        let words: Vec<&[Character]> = read
            .characters
            .split(|read| read.character == ' ')
            .filter(|word| !word.is_empty())
            .collect();
        let mut places: Vec<Option<BBox>> = vec![None; words.len()];
        let column = |read: &Character| place.on_page(read.across, 0.0).0;
        for &letter in print {
            let middle = (letter.x0 + letter.x1) as f32 / 2.0;
            let far = |word: &[Character]| {
                let all = word.iter().map(|read| (column(read) - middle).abs());
                all.fold(f32::MAX, f32::min)
            };
            let nearest = (0..words.len()).min_by(|&a, &b| far(words[a]).total_cmp(&far(words[b])));
            if let Some(nearest) = nearest {
                let place = &mut places[nearest];
                *place = Some(place.map_or(letter, |place| place.union(letter)));
            }
        }
        let found = words.into_iter().zip(places);
        found
            .filter_map(|(read, place)| Some(word(read, place?)))
            .collect()
    }
}

fn word(read: &[Character], place: BBox) -> Word {
    let text: String = read.iter().map(|read| read.character).collect();
    let sure = read.iter().map(|read| read.probability).fold(1.0, f32::min);
    let choices = (0..).zip(read).filter_map(|(at, read)| {
        let (sign, probability) = read.other?;
        let gap = read.probability - probability;
        let letters = sign.is_alphabetic() && read.character.is_alphabetic();
        (gap <= FARTHEST).then(|| Choice {
            at,
            sign: sign.to_string(),
            // A language model weighs letters, by their odds; of digits nothing but what was seen tells.
            confidence_gap: match letters {
                true => (read.probability / probability).ln() / Choice::NATS,
                false => gap,
            },
        })
    });
    Word {
        choices: choices.collect(),
        ..Word::new(with_printed_apostrophes(&text), sure, place)
    }
}

impl<R: Borrow<Reader> + Send> OcrEngine for OwnEngine<R> {
    fn recognize(
        &mut self,
        image: &GrayImage,
        dpi: u32,
        segmentation: Segmentation,
    ) -> Result<Vec<Line>, OcrError> {
        let mut rows = rows(image, dpi as f32);
        if segmentation == Segmentation::Line {
            let wide = |row: &PrintRow| row.print.iter().map(|b| b.x1 - b.x0).sum::<i32>();
            rows = rows.into_iter().max_by_key(wide).into_iter().collect();
        }
        let heights = rows.iter().map(|row| row.bbox.y1 - row.bbox.y0);
        let usual = median(heights.collect()).unwrap_or(0) as f32;
        let gaps = |rows: &[PrintRow]| rows[1].bbox.y0 - rows[0].bbox.y1;
        let gap = median(rows.windows(2).map(gaps).collect()).unwrap_or(0) as f32;
        let mut lines: Vec<Line> = Vec::new();
        let mut bottom = None;
        for row in &rows {
            let line = self.line(image, row, usual);
            if line.words.is_empty() {
                continue;
            }
            if bottom.is_some_and(|bottom| (row.bbox.y0 - bottom) as f32 > gap + PARAGRAPH * usual)
            {
                lines.push(Line::default());
            }
            lines.push(line);
            bottom = Some(row.bbox.y1);
        }
        Ok(lines)
    }
}
