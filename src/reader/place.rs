//! Where a line lies on a page, by the boxes of its words, and how it becomes a strip.

use super::shape::HEIGHT;
use crate::document::layout::BBox;
use crate::recognition::strip;
use image::GrayImage;
use std::ops::Range;

/// Rows of a strip that the boxes of a line's words fill: marks over capitals may stand above them.
const FILLED: f32 = 27.0;
/// Share of the usual height of a page's lines that a line has at least: figures alone are low.
const LEAST: f32 = 0.72;
/// Height in pixels of a line that can be read, at least, and columns of its strip at most, ten times those of a
/// line across a page.
const LOWEST: f32 = 8.0;
const WIDEST: usize = 10_200;
/// Pixels of the page before and behind a line.
const MARGIN: f32 = 4.0;
/// Words that a line has at least so that the slope of their middles is the line's.
const SLOPING: usize = 4;
/// Slope that is a mistake of the boxes.
const STEEP: f32 = 0.03;
/// Of so many boxes, one may reach farther up or down than the line does.
const BEYOND: usize = 5;
/// Height of a line in those of its words at most: some boxes reach into the next line.
const TALL: f32 = 1.3;

/// Share of the ink of a line's fullest row that the rows between lines have at most.
const VALLEY: f32 = 0.08;
/// How often a place is made narrower, and the share of its height under which it is worth it.
const FITS: usize = 2;
const NARROWER: f32 = 0.85;
/// Of so many columns of a strip one is in its sketch.
const SKETCHED: usize = 2;

/// A line on a page: a straight band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinePlace {
    left: f32,
    right: f32,
    /// Rows of the page at the middle of the line.
    top: f32,
    bottom: f32,
    /// Rows down for a column to the right.
    slope: f32,
    /// Rows that it has at least.
    least: f32,
}

impl LinePlace {
    /// The line of some words, on a page whose lines are usually `usual` pixels high; `None` without words, and where
    /// they are too far apart for a line.
    pub fn of_words(boxes: &[BBox], usual: f32) -> Option<LinePlace> {
        let left = boxes.iter().map(|b| b.x0).min()? as f32;
        let right = boxes.iter().map(|b| b.x1).max()? as f32;
        let middle = (left + right) / 2.0;
        let slope = slope(boxes, (right - left) / 4.0);
        let least = (LEAST * usual).max(LOWEST);
        let level = |b: &BBox, row: i32| row as f32 - slope * ((b.x0 + b.x1) as f32 / 2.0 - middle);
        let tops = sorted(boxes.iter().map(|b| level(b, b.y0)));
        let bottoms = sorted(boxes.iter().map(|b| level(b, b.y1)));
        let heights = sorted(boxes.iter().map(|b| (b.y1 - b.y0) as f32));
        let beyond = boxes.len() / BEYOND;
        let (top, bottom) = (tops[beyond], bottoms[boxes.len() - 1 - beyond]);
        let height = (bottom - top)
            .min(TALL * heights[boxes.len() / 2])
            .max(least);
        let row = (top + bottom) / 2.0;
        let place = LinePlace {
            left: left - MARGIN,
            right: right + MARGIN,
            top: row - height / 2.0,
            bottom: row + height / 2.0,
            slope,
            least,
        };
        (place.width() <= WIDEST).then_some(place)
    }

    /// The strip of the line. Where other lines reach into it, since the boxes of its words did, the place is made
    /// narrower until it holds the line alone.
    pub(super) fn strip(&self, levels: &GrayImage) -> (LinePlace, Vec<f32>) {
        let mut place = *self;
        for _ in 0..FITS {
            let narrower = place.around(&rows_of_print(&place.sketch(levels)));
            if narrower.height() > NARROWER * place.height() {
                break;
            }
            place = narrower;
        }
        let size = (place.width(), HEIGHT);
        let strip = strip::cut(levels, size, place.scale(), |x, y| place.on_page(x, y));
        (place, strip)
    }

    /// The strip with some of its columns, each pixel of one place of the page: enough to see which rows hold print.
    fn sketch(&self, levels: &GrayImage) -> Vec<f32> {
        let size = (self.width().div_ceil(SKETCHED), HEIGHT);
        let on_page = |x, y| self.on_page(x * SKETCHED as f32, y);
        strip::cut(levels, size, 1.0, on_page)
    }

    fn height(&self) -> f32 {
        self.bottom - self.top
    }

    /// The place that these rows of the strip have, as high as a line is at least.
    fn around(&self, rows: &Range<usize>) -> LinePlace {
        let middle = (rows.start + rows.end) as f32 / 2.0 - HEIGHT as f32 / 2.0;
        let row = (self.top + self.bottom) / 2.0 + middle * self.scale();
        let height = (rows.len() as f32 * self.scale()).max(self.least);
        LinePlace {
            top: row - height / 2.0,
            bottom: row + height / 2.0,
            ..*self
        }
    }

    /// Columns of the strip.
    pub(super) fn width(&self) -> usize {
        ((self.right - self.left) / self.scale()).max(8.0) as usize
    }

    /// Pixels of the page for one of the strip.
    pub(super) fn scale(&self) -> f32 {
        (self.bottom - self.top).max(1.0) / FILLED
    }

    /// The point of the page under a point of the strip.
    pub fn on_page(&self, across: f32, down: f32) -> (f32, f32) {
        let x = self.left + across * self.scale();
        let middle =
            (self.top + self.bottom) / 2.0 + self.slope * (x - (self.left + self.right) / 2.0);
        (x, middle + (down - HEIGHT as f32 / 2.0) * self.scale())
    }
}

/// The rows around the middle of a strip that hold its line: they end where there is almost no ink.
fn rows_of_print(strip: &[f32]) -> Range<usize> {
    let width = strip.len() / HEIGHT;
    let ink: Vec<f32> = strip
        .chunks_exact(width)
        .map(|row| row.iter().sum::<f32>() / width as f32)
        .collect();
    let middle = HEIGHT / 4..HEIGHT - HEIGHT / 4;
    let peak = middle.max_by(|&a, &b| ink[a].total_cmp(&ink[b]));
    let peak = peak.unwrap_or(HEIGHT / 2);
    let paper = ink.iter().copied().fold(f32::MAX, f32::min);
    let valley = paper + VALLEY * (ink[peak] - paper);
    let above = ink[..peak].iter().rposition(|&row| row <= valley);
    let below = ink[peak..].iter().position(|&row| row <= valley);
    above.map_or(0, |row| row + 1)..below.map_or(HEIGHT, |rows| peak + rows)
}

/// The slope of a line: the median of those between words that are `far` apart, so that a box that is wrong
/// does not count.
fn slope(boxes: &[BBox], far: f32) -> f32 {
    if boxes.len() < SLOPING {
        return 0.0;
    }
    let middle = |b: &BBox| ((b.x0 + b.x1) as f32 / 2.0, (b.y0 + b.y1) as f32 / 2.0);
    let pairs = boxes.iter().flat_map(|a| boxes.iter().map(move |b| (a, b)));
    let slopes = sorted(pairs.filter_map(|(a, b)| {
        let ((x0, y0), (x1, y1)) = (middle(a), middle(b));
        (x1 - x0 > far).then(|| (y1 - y0) / (x1 - x0))
    }));
    let median = slopes.get(slopes.len() / 2).copied().unwrap_or(0.0);
    if median.abs() > STEEP { 0.0 } else { median }
}

fn sorted(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut values: Vec<f32> = values.collect();
    values.sort_unstable_by(f32::total_cmp);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(x0: i32, y0: i32, x1: i32, y1: i32) -> BBox {
        BBox { x0, y0, x1, y1 }
    }

    #[test]
    fn a_line_fills_the_rows_of_its_strip() {
        let words = [word(100, 200, 180, 227), word(190, 204, 300, 225)];
        let place = LinePlace::of_words(&words, 27.0).expect("words");
        assert_eq!(place.scale(), 1.0);
        assert_eq!(place.width(), 208);
        assert_eq!(place.on_page(4.0, 6.5), (100.0, 200.0));
        assert_eq!(place.on_page(4.0, 33.5), (100.0, 227.0));
        assert_eq!(LinePlace::of_words(&[], 31.0), None);
    }

    #[test]
    fn a_low_line_is_not_blown_up() {
        let dash = [word(100, 210, 110, 214)];
        let place = LinePlace::of_words(&dash, 27.0).expect("a word");
        assert!((place.scale() - 0.72).abs() < 1e-6);
        assert_eq!(place.on_page(0.0, 20.0).1, 212.0);
    }

    #[test]
    fn a_place_that_reaches_into_other_lines_becomes_narrower() {
        // Lines of print 20 rows high, 10 rows apart: one stands in rows 60 to 79.
        let page = GrayImage::from_fn(400, 140, |x, y| {
            image::Luma([if y % 30 < 20 && x % 6 < 3 { 0 } else { 250 }])
        });
        let place = LinePlace::of_words(&[word(50, 47, 350, 92)], 20.0).expect("a word");
        let (narrow, _) = place.strip(&page);
        assert!((narrow.top - 60.0).abs() < 2.5, "{narrow:?}");
        assert!((narrow.bottom - 80.0).abs() < 2.5, "{narrow:?}");
        let place = LinePlace::of_words(&[word(50, 59, 350, 81)], 20.0).expect("a word");
        assert_eq!(place.strip(&page).0, place);
    }

    #[test]
    fn what_is_no_line_makes_no_endless_strip() {
        let white = GrayImage::from_pixel(3000, 60, image::Luma([255]));
        let place = LinePlace::of_words(&[word(0, 20, 3000, 21)], 0.0);
        let place = place.expect("low, but no longer than pages are wide");
        assert!(place.strip(&white).0.width() <= 10_200, "{place:?}");
        assert_eq!(LinePlace::of_words(&[word(0, 20, 30_000, 21)], 0.0), None);
    }

    #[test]
    fn a_strip_follows_a_line_that_rises() {
        let words: Vec<BBox> = (0..8)
            .map(|n| word(n * 100, 300 - n, n * 100 + 80, 330 - n))
            .collect();
        let place = LinePlace::of_words(&words, 30.0).expect("words");
        let (_, left) = place.on_page(0.0, 20.0);
        let (_, right) = place.on_page(place.width() as f32, 20.0);
        assert!((left - right - 7.5).abs() < 1.0, "{left} {right}");
    }
}
