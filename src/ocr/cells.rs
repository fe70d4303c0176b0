//! Cells of ruled tables are read one by one: an engine that is shown the whole table takes the lines of
//! neighbouring cells, which stand at different heights, for lines across.

use super::tables::{self, Draft};
use super::{BBox, Layout, Line, OcrEngine, OcrError, Word};
use crate::page::{Grid, Prepared};
use image::{GrayImage, Luma, imageops};
use std::borrow::Cow;

/// Level up to which a pixel of a prepared page is print.
const PRINT: u8 = 128;
/// What is left of the ruled lines at a cell's edge, in inches.
const EDGE: f32 = 0.012;
/// Paper around the print of a cell, in inches, that the engine wants.
const MARGIN: f32 = 0.05;
/// Height of print, in inches, up to which it is one line.
const ONE_LINE: f32 = 0.26;
/// Least width or height of print, in inches; less is a speck.
const PRINTED: f32 = 0.025;

/// Reads the ruled tables of a page.
pub(super) fn read(
    prepared: &Prepared,
    engine: &mut dyn OcrEngine,
) -> Result<Vec<Draft>, OcrError> {
    let one = |grid: &Grid| tables::ruled(grid, |cell| words(prepared, cell, engine));
    prepared.grids.iter().map(one).collect()
}

/// The page without its ruled tables.
pub(super) fn without(prepared: &Prepared) -> Cow<'_, GrayImage> {
    if prepared.grids.is_empty() {
        return Cow::Borrowed(&prepared.image);
    }
    let mut rest = prepared.image.clone();
    for b in prepared
        .grids
        .iter()
        .map(|grid| inside(grid.bbox, &rest))
        .collect::<Vec<_>>()
    {
        for y in b.y0..b.y1 {
            for x in b.x0..b.x1 {
                rest.put_pixel(x as u32, y as u32, Luma([255]));
            }
        }
    }
    Cow::Owned(rest)
}

fn inside(b: BBox, image: &GrayImage) -> BBox {
    let (width, height) = (image.width() as i32, image.height() as i32);
    BBox {
        x0: b.x0.clamp(0, width),
        y0: b.y0.clamp(0, height),
        x1: b.x1.clamp(0, width),
        y1: b.y1.clamp(0, height),
    }
}

fn words(
    prepared: &Prepared,
    cell: BBox,
    engine: &mut dyn OcrEngine,
) -> Result<Vec<Word>, OcrError> {
    let pixels = |inches: f32| (inches * prepared.dpi).ceil() as i32;
    let edge = pixels(EDGE);
    let cell = BBox::from([
        cell.x0 + edge,
        cell.y0 + edge,
        cell.x1 - edge,
        cell.y1 - edge,
    ]);
    let Some(print) = print(&prepared.image, inside(cell, &prepared.image)) else {
        return Ok(Vec::new());
    };
    let (width, height) = (print.x1 - print.x0, print.y1 - print.y0);
    if width.max(height) < pixels(PRINTED) {
        return Ok(Vec::new());
    }
    let margin = pixels(MARGIN);
    let paper = |side: i32| (side + 2 * margin) as u32;
    let mut image = GrayImage::from_pixel(paper(width), paper(height), Luma([255]));
    let (x, y) = (print.x0 as u32, print.y0 as u32);
    let shown = imageops::crop_imm(&prepared.image, x, y, width as u32, height as u32);
    imageops::replace(&mut image, &*shown, i64::from(margin), i64::from(margin));
    let layout = if height <= pixels(ONE_LINE) {
        Layout::Line
    } else {
        Layout::Block
    };
    let dpi = prepared.dpi.round() as u32;
    let mut lines = engine.recognize(&image, dpi, layout)?;
    if layout == Layout::Line && may_be_figure(&lines) {
        let figure = engine.recognize(&image, dpi, Layout::Figure)?;
        // Without a separator that was read before, the figure would be another one.
        if is_one_word(&figure) && separators(&figure) == separators(&lines) {
            lines = figure;
        }
    }
    let moved = |mut word: Word| {
        let (dx, dy) = (print.x0 - margin, print.y0 - margin);
        let b = word.bbox;
        word.bbox = BBox::from([b.x0 + dx, b.y0 + dy, b.x1 + dx, b.y1 + dy]);
        word
    };
    let words = lines.into_iter().flat_map(|line: Line| line.words);
    Ok(words.map(moved).collect())
}

/// Whether the words look like a number with letters among its digits.
fn may_be_figure(lines: &[Line]) -> bool {
    let text: String = lines.iter().map(Line::text).collect();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters > 0 && digits > letters
}

fn is_one_word(lines: &[Line]) -> bool {
    lines.iter().map(|line| line.words.len()).sum::<usize>() == 1
}

fn separators(lines: &[Line]) -> usize {
    let texts = lines.iter().map(Line::text);
    texts.map(|text| text.matches(['.', ',']).count()).sum()
}

/// The box around the print in a box.
fn print(image: &GrayImage, cell: BBox) -> Option<BBox> {
    let width = image.width() as usize;
    let mut found: Option<BBox> = None;
    for y in cell.y0..cell.y1 {
        let row = &image.as_raw()[y as usize * width..][..width];
        let dark = |x: &i32| row[*x as usize] <= PRINT;
        let (first, last) = (
            (cell.x0..cell.x1).find(dark),
            (cell.x0..cell.x1).rev().find(dark),
        );
        if let (Some(first), Some(last)) = (first, last) {
            let row = BBox::from([first, y, last + 1, y + 1]);
            found = Some(found.map_or(row, |before| before.union(row)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_letters_among_them_are_read_again() {
        let line = |text: &str| Line {
            words: vec![Word {
                text: text.to_owned(),
                confidence: 0.9,
                bbox: BBox::default(),
                replaced: None,
            }],
        };
        let cases = [
            ("8.70ó", true),
            ("8.706", false),
            ("Quý", false),
            ("s51", true),
            ("", false),
        ];
        for (text, wanted) in cases {
            assert_eq!(may_be_figure(&[line(text)]), wanted, "{text}");
        }
    }

    #[test]
    fn the_print_of_a_cell_is_found() {
        let mut page = GrayImage::from_pixel(100, 100, Luma([255]));
        for (x, y) in [(20, 30), (60, 40), (95, 95)] {
            page.put_pixel(x, y, Luma([0]));
        }
        let cell = BBox::from([10, 10, 90, 90]);
        assert_eq!(print(&page, cell), Some(BBox::from([20, 30, 61, 41])));
        assert_eq!(print(&page, BBox::from([0, 0, 15, 15])), None);
    }
}
