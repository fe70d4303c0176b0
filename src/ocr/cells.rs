//! Cells of ruled tables are read one by one: an engine that is shown the whole table takes the lines of
//! neighbouring cells, which stand at different heights, for lines across.

use super::engine::{OcrError, Segmentation};
use super::page_reader::PageReader;
use super::print::{Component, Print, tall};
use super::table_rows::CellPrint;
use super::tables::Draft;
use super::{
    column_figures, digits, dot_leaders, figures, lost_marks, numeric_columns, reread,
    roman_numerals, table_rows, tables, torn_words,
};
use crate::document::layout::{BBox, Line, Word, words};
use crate::prepare::{Grid, GridCell, Prepared};
use image::{GrayImage, Luma, imageops};
use std::borrow::Cow;

/// What is left of the ruled lines at a cell's edge, in inches.
const EDGE: f32 = 0.012;
/// Paper around the print of a cell, in inches, that the engine wants.
const MARGIN: f32 = 0.05;
/// Height of print, in inches, up to which it is one line.
const ONE_LINE: f32 = 0.26;
/// Strip along a cell's edge, in inches, in which crossings of its lines are left.
const FRAME: f32 = 0.025;
/// Larger side, in inches, up to which a component is a speck: points are larger.
const SPECK: f32 = 0.014;
/// Longest dash, in inches.
const DASH: f32 = 0.2;
/// Confidence from which a figure need not be read again.
const SURE: f32 = 0.8;

/// Reads the ruled tables of a page.
pub(crate) fn read(prepared: &Prepared, reader: &mut PageReader) -> Result<Vec<Draft>, OcrError> {
    let one = |grid: &Grid| {
        let prints = prints(&grid.cells, prepared, reader)?;
        let (grid, prints) = match table_rows::split(grid, &prints) {
            Some(finer) => {
                let prints = again(&finer.cells, grid, &prints, prepared, reader)?;
                (Cow::Owned(finer), prints)
            }
            None => (Cow::Borrowed(grid), prints),
        };
        let words = prints.into_iter().map(|print| print.words);
        let mut draft = tables::ruled(&grid, words);
        for column in 0..grid.columns {
            read_figures(draft.column_mut(column, 1), prepared, reader)?;
            column_figures::confirm(draft.column_mut(column, 0), prepared, reader)?;
        }
        for words in draft.column_mut(0, 0) {
            roman_numerals::recognise_numerals(words, &prepared.image);
        }
        for words in draft.cells_mut() {
            torn_words::join(words);
        }
        for word in draft.cells_mut().flatten() {
            figures::correct_separators(word, &prepared.image);
        }
        numeric_columns::number_columns(draft.rows_mut());
        for column in 0..grid.columns {
            numeric_columns::correct_columns(&mut draft.column_mut(column, 0), column == 0);
            if column > 0 {
                lost_marks::put_back(&mut draft.column_mut(column, 0), &prepared.image);
            }
        }
        for words in draft.cells_mut() {
            dot_leaders::put_back_in_cell(words, &prepared.leaders);
        }
        Ok(draft)
    };
    prepared.grids.iter().map(one).collect()
}

fn prints(
    cells: &[GridCell],
    prepared: &Prepared,
    reader: &mut PageReader,
) -> Result<Vec<CellPrint>, OcrError> {
    let cells = cells.iter();
    cells
        .map(|cell| print(prepared, cell.bbox, reader))
        .collect()
}

/// Reads the cells that are new; the others stay as they were read.
fn again(
    finer: &[GridCell],
    grid: &Grid,
    prints: &[CellPrint],
    prepared: &Prepared,
    reader: &mut PageReader,
) -> Result<Vec<CellPrint>, OcrError> {
    let read = |cell: &GridCell| match grid.cells.iter().position(|old| old.bbox == cell.bbox) {
        Some(old) => Ok(prints[old].clone()),
        None => print(prepared, cell.bbox, reader),
    };
    finer.iter().map(read).collect()
}

/// In a column of figures, rereads the cells that are not numbers.
fn read_figures(
    mut cells: Vec<&mut Vec<Word>>,
    prepared: &Prepared,
    reader: &mut PageReader,
) -> Result<(), OcrError> {
    cells.retain(|words| !words.is_empty());
    let figures = cells.iter().filter(|words| is_figure(words)).count();
    if 2 * figures < cells.len() {
        return Ok(());
    }
    for words in cells.into_iter().filter(|words| !is_figure(words)) {
        let Some(place) = words.iter().map(|word| word.bbox).reduce(BBox::union) else {
            continue;
        };
        let mut others = Vec::new();
        for line in reread::readings(place, prepared, reader)? {
            others.push(with_digits(line.words));
        }
        others.retain(|words| is_figure(words));
        others.push(figures::likely(words));
        if let Some(figure) = others.into_iter().find(|words| is_figure(words)) {
            *words = figure;
        }
        for word in words.iter_mut() {
            word.confidence = word.confidence.min(figures::DOUBTFUL);
        }
    }
    Ok(())
}

fn is_figure(words: &[Word]) -> bool {
    matches!(words, [word] if tables::is_figure(&word.text))
}

fn with_digits(mut words: Vec<Word>) -> Vec<Word> {
    words.iter_mut().for_each(figures::replace_letters);
    words
}

/// The page without its ruled tables.
pub(crate) fn without(prepared: &Prepared) -> Cow<'_, GrayImage> {
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

/// Reads a cell.
fn print(prepared: &Prepared, cell: BBox, reader: &mut PageReader) -> Result<CellPrint, OcrError> {
    let pixels = |inches: f32| (inches * prepared.dpi).ceil() as i32;
    let edge = pixels(EDGE);
    let cell = BBox::from([
        cell.x0 + edge,
        cell.y0 + edge,
        cell.x1 - edge,
        cell.y1 - edge,
    ]);
    let components = printed_components(&prepared.image, cell, prepared.dpi);
    let boxes = components.iter().map(|component| component.bbox);
    let Some(print) = boxes.reduce(BBox::union) else {
        return Ok(CellPrint::default());
    };
    let (width, height) = (print.x1 - print.x0, print.y1 - print.y0);
    let margin = pixels(MARGIN);
    let paper = |side: i32| (side + 2 * margin) as u32;
    let mut image = GrayImage::from_pixel(paper(width), paper(height), Luma([255]));
    let (x, y) = (print.x0 as u32, print.y0 as u32);
    let shown = imageops::crop_imm(&prepared.image, x, y, width as u32, height as u32);
    imageops::replace(&mut image, &*shown, i64::from(margin), i64::from(margin));
    let lines = table_rows::lines(&components);
    let segmentation = if height <= pixels(ONE_LINE) && lines.len() <= 1 {
        Segmentation::Line
    } else {
        Segmentation::Block
    };
    let dpi = prepared.dpi.round() as u32;
    let read = reader.engine.recognize(&image, dpi, segmentation)?;
    let moved = |mut word: Word| {
        word.bbox = word.bbox.moved_by((print.x0 - margin, print.y0 - margin));
        word
    };
    let words = read.into_iter().flat_map(|line: Line| line.words);
    let words = with_digits(words.map(moved).collect());
    let words = match segmentation {
        Segmentation::Line => best_figure(words, tall(&components).len(), prepared, reader)?,
        _ => words,
    };
    Ok(CellPrint { words, lines })
}

/// Of a figure whose reading is not sure, or has not the digits that are seen, the better reading.
fn best_figure(
    words: Vec<Word>,
    seen: usize,
    prepared: &Prepared,
    reader: &mut PageReader,
) -> Result<Vec<Word>, OcrError> {
    let fits = |words: &[Word]| is_figure(words) && words::digits(words).len() == seen;
    let sure = |words: &[Word]| {
        let least = words.iter().map(|word| word.confidence).reduce(f32::min);
        least.unwrap_or(0.0)
    };
    let boxes = words.iter().map(|word| word.bbox);
    let Some(place) = boxes
        .reduce(BBox::union)
        .filter(|_| !words::digits(&words).is_empty())
    else {
        return Ok(words);
    };
    let mut best = words;
    if fits(&best) && sure(&best) >= SURE {
        if digits::is_doubtful(&best[0]) {
            digits::disambiguate_word(&mut best[0], prepared, reader)?;
        }
        return Ok(best);
    }
    for line in reread::readings(place, prepared, reader)? {
        let other = with_digits(line.words);
        let rank = |words: &[Word]| (fits(words), is_figure(words), sure(words));
        if rank(&other) > rank(&best) {
            let disputed = words::digits(&other) != words::digits(&best);
            best = other;
            if disputed && !fits(&best) {
                best[0].confidence = best[0].confidence.min(figures::DOUBTFUL);
            }
        }
    }
    Ok(best)
}

/// What is printed in a cell, without specks and what is left of its lines.
fn printed_components(image: &GrayImage, cell: BBox, dpi: f32) -> Vec<Component> {
    let pixels = |inches: f32| (inches * dpi).ceil() as i32;
    let (frame, speck, long) = (pixels(FRAME), pixels(SPECK), pixels(DASH));
    let mut components = Print::of(image, inside(cell, image)).components();
    let is_print = |component: &Component| {
        let b = component.bbox;
        let on_frame = b.x1 <= cell.x0 + frame
            || b.x0 >= cell.x1 - frame
            || b.y1 <= cell.y0 + frame
            || b.y0 >= cell.y1 - frame;
        let line = component.width() > long && component.height() < frame;
        !on_frame && !line && component.width().max(component.height()) >= speck
    };
    components.retain(is_print);
    components
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_print_of_a_cell_is_found() {
        let mut page = GrayImage::from_pixel(300, 200, Luma([255]));
        let mut draw = |x: i32, y: i32, width: i32, height: i32| {
            for (x, y) in (x..x + width).flat_map(|x| (y..y + height).map(move |y| (x, y))) {
                page.put_pixel(x as u32, y as u32, Luma([0]));
            }
        };
        let (letter, point) = ([60, 60, 20, 40], [85, 95, 5, 5]);
        let (corner, speck, line) = ([12, 12, 6, 6], [150, 80, 3, 3], [100, 150, 120, 3]);
        for [x, y, width, height] in [letter, point, corner, speck, line] {
            draw(x, y, width, height);
        }
        let components = printed_components(&page, BBox::from([10, 10, 290, 190]), 300.0);
        let found: Vec<BBox> = components.iter().map(|component| component.bbox).collect();
        let wanted = [[60, 60, 80, 100], [85, 95, 90, 100]].map(BBox::from);
        assert_eq!(found, wanted);
    }
}
