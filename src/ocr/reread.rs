//! Lines with words that are not sure are read once more from their own picture, smaller and softer,
//! and the better reading is kept: by the engine's confidence and by how likely it is as language.

use super::engine::{OcrError, Segmentation};
use super::page_reader::PageReader;
use super::strokes;
use crate::document::layout::{BBox, Line, Word, words};
use crate::prepare::Prepared;
use image::imageops::FilterType;
use image::{GrayImage, Luma, imageops};
use imageproc::filter::gaussian_blur_f32;

/// Confidence of a word from which it need not be read again.
const SURE: f32 = 0.7;
/// Most lines of a page that are read again, the least sure first: it bounds the time.
const MOST: usize = 16;
/// Sizes at which a line is read again.
const SCALES: [f32; 2] = [0.6, 1.0];
const BLUR: f32 = 1.0;
/// Paper around a line, in pixels at 300 dpi.
const MARGIN: i32 = 10;
/// Worth of a nat of the language's likelihood in confidence.
const NAT: f32 = 0.05;
/// By how much another reading has to be better.
const BETTER: f32 = 0.02;
/// Confidence of figures that are read otherwise each time.
const DISPUTED: f32 = 0.5;

/// Least confidence of the words of a line; `None` for one of marks alone.
fn weakest(line: &Line) -> Option<f32> {
    let words = line.words.iter();
    let print = words.filter(|word| word.text.contains(char::is_alphanumeric));
    print.map(|word| word.confidence).reduce(f32::min)
}

/// Reads the lines again that are not sure; whether one was read better.
pub(crate) fn reread_lines(
    lines: &mut [Line],
    prepared: &Prepared,
    reader: &mut PageReader,
) -> Result<bool, OcrError> {
    let mut weak: Vec<(usize, f32)> = lines
        .iter()
        .enumerate()
        .filter_map(|(index, line)| Some((index, weakest(line).filter(|&c| c < SURE)?)))
        .collect();
    weak.sort_by(|a, b| a.1.total_cmp(&b.1));
    weak.truncate(MOST);
    let mut better = false;
    for (index, _) in weak {
        better |= reread_line(&mut lines[index], prepared, reader)?;
    }
    Ok(better)
}

fn reread_line(
    line: &mut Line,
    prepared: &Prepared,
    reader: &mut PageReader,
) -> Result<bool, OcrError> {
    let boxes = line.words.iter().map(|word| word.bbox);
    let Some(place) = boxes.reduce(BBox::union) else {
        return Ok(false);
    };
    let mut best = (score(line, reader), line.clone());
    for scale in SCALES {
        let other = read_at(place, scale, prepared, reader)?;
        let found = score(&other, reader);
        if found > best.0 + BETTER {
            best = (found, other);
        }
        if weakest(&best.1).is_none_or(|least| least >= SURE) {
            break;
        }
    }
    let better = best.1 != *line;
    if better {
        if words::digits(&best.1.words) != words::digits(&line.words) {
            doubt(&mut best.1);
        }
        *line = best.1;
    }
    Ok(better)
}

/// A line as it is read at other sizes.
pub(crate) fn readings(
    place: BBox,
    prepared: &Prepared,
    reader: &mut PageReader,
) -> Result<Vec<Line>, OcrError> {
    let read = |scale| read_at(place, scale, prepared, reader);
    SCALES.into_iter().map(read).collect()
}

/// The same without the strokes of a pen.
pub(crate) fn readings_without_thin(
    place: BBox,
    prepared: &Prepared,
    reader: &mut PageReader,
) -> Result<Vec<Line>, OcrError> {
    let mut shown = CutOut::of(place, prepared);
    shown.image = strokes::without_thin(&shown.image);
    let read = |scale| shown.line(scale, reader);
    SCALES.into_iter().map(read).collect()
}

/// The same by the second reader; without words where there is none.
pub(crate) fn by_second(
    place: BBox,
    prepared: &Prepared,
    reader: &PageReader,
) -> Result<Line, OcrError> {
    if reader.second.is_none() {
        return Ok(Line::default());
    }
    let shown = CutOut::of(place, prepared);
    let read = |image: &GrayImage, dpi| reader.read_by_second(image, dpi, Segmentation::Line);
    shown.read(1.0, read).map(in_one)
}

/// What stands in a box, read as a block of lines.
pub(crate) fn block(
    place: BBox,
    prepared: &Prepared,
    reader: &mut PageReader,
) -> Result<Vec<Line>, OcrError> {
    let read = |image: &GrayImage, dpi| reader.engine.recognize(image, dpi, Segmentation::Block);
    CutOut::of(place, prepared).read(1.0, read)
}

/// What stands in a box as one line, read at this scale and softer.
pub(crate) fn read_at(
    place: BBox,
    scale: f32,
    prepared: &Prepared,
    reader: &mut PageReader,
) -> Result<Line, OcrError> {
    CutOut::of(place, prepared).line(scale, reader)
}

/// A box of the page with some paper around it.
struct CutOut {
    image: GrayImage,
    /// Where its first pixel lies on the page.
    at: (i32, i32),
    dpi: f32,
}

impl CutOut {
    fn of(place: BBox, prepared: &Prepared) -> Self {
        let image = &prepared.image;
        let (x, y) = ((place.x0 - MARGIN).max(0), (place.y0 - MARGIN).max(0));
        let side = |from: i32, to: i32, end: u32| (to + MARGIN).min(end as i32) - from;
        let width = side(x, place.x1, image.width()).max(1) as u32;
        let height = side(y, place.y1, image.height()).max(1) as u32;
        CutOut {
            image: imageops::crop_imm(image, x as u32, y as u32, width, height).to_image(),
            at: (x, y),
            dpi: prepared.dpi,
        }
    }

    /// Its words as one line.
    fn line(&self, scale: f32, reader: &mut PageReader) -> Result<Line, OcrError> {
        let read = |image: &GrayImage, dpi| reader.engine.recognize(image, dpi, Segmentation::Line);
        self.read(scale, read).map(in_one)
    }

    /// Reads it at this scale and softer.
    fn read(
        &self,
        scale: f32,
        recognize: impl FnOnce(&GrayImage, u32) -> Result<Vec<Line>, OcrError>,
    ) -> Result<Vec<Line>, OcrError> {
        let (width, height) = self.image.dimensions();
        let scaled = |pixels: u32| ((pixels as f32 * scale).round() as u32).max(1);
        let filter = FilterType::CatmullRom;
        let shown = imageops::resize(&self.image, scaled(width), scaled(height), filter);
        let (wide, high) = shown.dimensions();
        let rim = 2 * MARGIN as u32;
        let mut paper = GrayImage::from_pixel(wide + rim, high + rim, Luma([255]));
        imageops::replace(&mut paper, &shown, i64::from(MARGIN), i64::from(MARGIN));
        let paper = gaussian_blur_f32(&paper, BLUR);
        let dpi = (self.dpi * scale).round() as u32;
        let mut lines = recognize(&paper, dpi)?;
        let back = |at: i32, start: i32| ((at - MARGIN) as f32 / scale).round() as i32 + start;
        let (x, y) = self.at;
        for word in lines.iter_mut().flat_map(|line| &mut line.words) {
            let b = word.bbox;
            word.bbox = BBox::from([back(b.x0, x), back(b.y0, y), back(b.x1, x), back(b.y1, y)]);
        }
        Ok(lines)
    }
}

/// Lines as one.
fn in_one(lines: Vec<Line>) -> Line {
    Line {
        words: lines.into_iter().flat_map(|line| line.words).collect(),
    }
}

/// How good a reading is: mean confidence of its letters, and how likely it is as language.
fn score(line: &Line, reader: &PageReader) -> f32 {
    let letters = |word: &Word| word.text.chars().count() as f32;
    let all: f32 = line.words.iter().map(letters).sum();
    if all == 0.0 {
        return f32::MIN;
    }
    let sure: f32 = line
        .words
        .iter()
        .map(|word| letters(word) * word.confidence)
        .sum();
    sure / all + NAT * (reader.fluency)(&line.text())
}

fn doubt(line: &mut Line) {
    let figures = line
        .words
        .iter_mut()
        .filter(|word| word.text.contains(|c: char| c.is_ascii_digit()));
    figures.for_each(|word| word.confidence = word.confidence.min(DISPUTED));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::page_image::PageImage;
    use crate::ocr::engine::OcrEngine;
    use crate::prepare::Attempt;
    use crate::prepare::prepare;
    use image::DynamicImage;

    /// Reads every line as the text, that sure.
    struct Fake(&'static str, f32);

    fn words(text: &str, confidence: f32) -> Line {
        let word = |(at, text): (usize, &str)| {
            let x = at as i32 * 50;
            Word::new(text.to_owned(), confidence, BBox::from([x, 20, x + 40, 50]))
        };
        Line {
            words: text.split(' ').enumerate().map(word).collect(),
        }
    }

    impl OcrEngine for Fake {
        fn recognize(
            &mut self,
            _: &GrayImage,
            _: u32,
            _: Segmentation,
        ) -> Result<Vec<Line>, OcrError> {
            Ok(vec![words(self.0, self.1)])
        }
    }

    #[test]
    fn the_better_reading_is_kept() {
        let page = PageImage::new(
            DynamicImage::ImageLuma8(GrayImage::from_pixel(2480, 3508, Luma([255]))),
            Some(300.0),
        );
        let prepared = prepare(&page, Attempt::Normal);
        let cases = [
            ("Lưu: VTL", 0.3, "Lưu: VT", 0.9, "Lưu: VT", 0.9),
            ("Lưu: VT", 0.6, "Lưu: VTL", 0.5, "Lưu: VT", 0.6),
            ("Lưu: VT", 0.8, "Lưu: VTL", 0.9, "Lưu: VT", 0.8),
            ("có 12", 0.4, "có 13", 0.9, "có 13", DISPUTED),
        ];
        for (first, sure, second, surer, wanted, confidence) in cases {
            let mut lines = [words(first, sure)];
            let mut engine = Fake(second, surer);
            let mut reader = PageReader {
                engine: &mut engine,
                second: None,
                fluency: &|_| -5.0,
            };
            let better = reread_lines(&mut lines, &prepared, &mut reader).expect("read");
            assert_eq!(better, wanted != first);
            assert_eq!(lines[0].text(), wanted);
            assert_eq!(lines[0].words[1].confidence, confidence);
        }
    }
}
