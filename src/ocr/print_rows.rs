//! Lines of a picture, found by its print alone: letters that stand beside each other are a row, and rows on one level
//! are a line, as an engine reads them: across.

use super::print::{Component, HEIGHT, Print, median, share_a_line};
use crate::document::layout::BBox;
use image::GrayImage;
use std::ops::RangeInclusive;

/// Height in inches of what is taken for letters before their usual height is known.
const LETTER: RangeInclusive<f32> = 0.03..=0.35;
/// Height of letters, in the usual one; what is lower is a mark, what is higher hangs over several lines.
const HIGH: RangeInclusive<f32> = 0.6..=2.6;
const HIGHEST: f32 = 6.0;
/// Width of a word whose letters touch, and of a rule, in the usual height; and height of a rule.
const WIDEST: f32 = 20.0;
const LONG: f32 = 6.0;
const THIN: f32 = 0.3;
/// Least area of print, and least width of a dash, in the usual height.
const SPECK: f32 = 0.008;
const DASH: f32 = 0.3;
/// Gap between the letters of a row, in the usual height.
const GAP: f32 = 2.2;
/// Share of a line's height in which what hangs over several lines belongs to it.
const SHARED: f32 = 0.5;
/// How far beside, above and below a row its marks stand, in the usual height.
const AROUND: f32 = 1.2;
const ABOVE: f32 = 0.9;
const BELOW: f32 = 0.6;

/// Print that stands on one level, from left to right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PrintRow {
    /// The boxes of its letters and marks.
    pub(super) print: Vec<BBox>,
    /// The box around its letters.
    pub(super) bbox: BBox,
}

impl PrintRow {
    fn of(letter: BBox) -> PrintRow {
        PrintRow {
            print: vec![letter],
            bbox: letter,
        }
    }

    fn add(&mut self, letter: BBox) {
        self.print.push(letter);
        self.bbox = self.bbox.union(letter);
    }
}

/// The rows of a picture of `dpi` dots an inch, from the top.
pub(super) fn rows(image: &GrayImage, dpi: f32) -> Vec<PrintRow> {
    let all = BBox::from([0, 0, image.width() as i32, image.height() as i32]);
    let found = Print::of(image, all).components();
    let usual = usual_height(&found, dpi);
    let is_print = |found: &&Component| {
        let (wide, high) = (found.width() as f32 / usual, found.height() as f32 / usual);
        let is_rule = wide > LONG && high < THIN || wide > WIDEST || high > HIGHEST;
        found.area as f32 >= SPECK * usual * usual && !is_rule
    };
    let (mut letters, mut marks, mut tall) = (Vec::new(), Vec::new(), Vec::new());
    for found in found.iter().filter(is_print) {
        let high = found.height() as f32 / usual;
        match () {
            () if high < *HIGH.start() => marks.push(found.bbox),
            () if high > *HIGH.end() => tall.push(found.bbox),
            () => letters.push(found.bbox),
        }
    }
    let mut rows = rows_of(letters, GAP * usual);
    let alone: Vec<BBox> = marks
        .into_iter()
        .filter(|mark| !give(*mark, &mut rows, usual))
        .collect();
    let dashes = alone
        .into_iter()
        .filter(|mark| (mark.x1 - mark.x0) as f32 >= DASH * usual);
    rows.extend(rows_of(dashes.collect(), GAP * usual));
    let mut lines = on_one_level(rows);
    // What hangs over several lines belongs to each with the part that stands in it.
    for tall in tall {
        for line in &mut lines {
            let part = BBox {
                y0: tall.y0.max(line.bbox.y0),
                y1: tall.y1.min(line.bbox.y1),
                ..tall
            };
            if (part.y1 - part.y0) as f32 >= SHARED * (line.bbox.y1 - line.bbox.y0) as f32 {
                line.print.push(part);
            }
        }
    }
    for line in &mut lines {
        line.print.sort_by_key(|b| b.x0);
    }
    lines.sort_by_key(|line| line.bbox.y0 + line.bbox.y1);
    lines
}

/// Median height of letters, in pixels.
fn usual_height(found: &[Component], dpi: f32) -> f32 {
    let heights = found.iter().map(Component::height);
    let heights = heights.filter(|&high| LETTER.contains(&(high as f32 / dpi)));
    median(heights.collect()).map_or(HEIGHT * dpi / 2.0, |height| height as f32)
}

/// Letters in rows: each goes on the one whose last letter stands most beside it.
fn rows_of(mut letters: Vec<BBox>, gap: f32) -> Vec<PrintRow> {
    letters.sort_by_key(|letter| letter.x0);
    let mut rows: Vec<(BBox, PrintRow)> = Vec::new();
    for letter in letters {
        let near = rows.iter_mut().filter_map(|row| {
            let goes_on = (letter.x0 - row.0.x1) as f32 <= gap && share_a_line(row.0, letter);
            goes_on.then(|| (beside(row.0, letter), row))
        });
        match near.max_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((_, (last, row))) => {
                row.add(letter);
                *last = letter;
            }
            None => rows.push((letter, PrintRow::of(letter))),
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Share of the lower of two boxes that stands beside the other.
fn beside(a: BBox, b: BBox) -> f32 {
    let shared = a.y1.min(b.y1) - a.y0.max(b.y0);
    shared as f32 / (a.y1 - a.y0).min(b.y1 - b.y0).max(1) as f32
}

/// Gives a mark to the row nearest to it; whether there is one.
fn give(mark: BBox, rows: &mut [PrintRow], usual: f32) -> bool {
    let (x, y) = ((mark.x0 + mark.x1) / 2, (mark.y0 + mark.y1) / 2);
    let outside = |at: i32, from: i32, to: i32| (from - at).max(at - to).max(0) as f32;
    let near = rows.iter_mut().filter_map(|row| {
        let b = row.bbox;
        let down = outside(y, b.y0, b.y1);
        let reach = if y < b.y0 { ABOVE } else { BELOW } * usual;
        let across = outside(x, b.x0, b.x1);
        (across <= AROUND * usual && down <= reach).then_some((down + across, row))
    });
    let nearest = near.min_by(|a, b| a.0.total_cmp(&b.0));
    nearest.map(|(_, row)| row.print.push(mark)).is_some()
}

/// Rows on one level, put together to lines.
fn on_one_level(mut rows: Vec<PrintRow>) -> Vec<PrintRow> {
    rows.sort_by_key(|row| row.bbox.x0);
    let mut lines: Vec<(BBox, PrintRow)> = Vec::new();
    for row in rows {
        let level = lines.iter_mut().filter_map(|line| {
            let goes_on = line.0.x1 <= row.bbox.x1 && share_a_line(line.0, row.bbox);
            goes_on.then(|| (beside(line.0, row.bbox), line))
        });
        match level.max_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((_, (last, line))) => {
                *last = row.bbox;
                line.bbox = line.bbox.union(row.bbox);
                line.print.extend(row.print);
            }
            None => lines.push((row.bbox, row)),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    /// A white picture of 300 dots an inch with black boxes.
    fn picture(boxes: &[[i32; 4]]) -> GrayImage {
        GrayImage::from_fn(900, 300, |x, y| {
            let (x, y) = (x as i32, y as i32);
            let black = |b: &[i32; 4]| (b[0]..b[2]).contains(&x) && (b[1]..b[3]).contains(&y);
            Luma([if boxes.iter().any(black) { 0 } else { 255 }])
        })
    }

    /// Letters of 14 × 22 pixels beside each other.
    fn letters(x: i32, y: i32, count: i32) -> Vec<[i32; 4]> {
        (0..count)
            .map(|at| [x + 20 * at, y, x + 20 * at + 14, y + 22])
            .collect()
    }

    #[test]
    fn letters_on_one_level_are_a_line_with_their_marks() {
        let mut boxes = [
            letters(20, 50, 10),
            letters(500, 52, 5),
            letters(20, 100, 10),
        ]
        .concat();
        // A mark above, a full stop, a dash in a column of its own, a rule and a speck.
        boxes.extend([[45, 40, 52, 46], [220, 68, 225, 73], [800, 62, 815, 65]]);
        boxes.extend([[20, 150, 800, 153], [700, 200, 701, 201]]);
        let lines = rows(&picture(&boxes), 300.0);
        let found: Vec<(i32, usize)> = lines
            .iter()
            .map(|line| (line.bbox.y0, line.print.len()))
            .collect();
        assert_eq!(found, [(50, 18), (100, 10)]);
    }

    #[test]
    fn what_hangs_over_two_lines_belongs_to_both() {
        let mut boxes = [letters(20, 50, 10), letters(20, 80, 10)].concat();
        boxes.push([230, 50, 240, 110]);
        let lines = rows(&picture(&boxes), 300.0);
        let last = |line: &PrintRow| line.print[line.print.len() - 1];
        let ends: Vec<BBox> = lines.iter().map(last).collect();
        assert_eq!(
            ends,
            [[230, 50, 240, 72], [230, 80, 240, 102]].map(BBox::from)
        );
    }

    #[test]
    fn a_picture_without_print_has_no_lines() {
        assert_eq!(rows(&picture(&[]), 300.0), []);
        let dash = rows(&picture(&[[20, 50, 32, 53]]), 300.0);
        assert_eq!(dash.len(), 1);
    }
}
