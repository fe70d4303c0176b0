//! A line cut out of a page as scanned: upright, of the recogniser's size, paper 0 and ink 1.

use super::classes::HEIGHT;
use crate::document::layout::BBox;
use crate::recognition::strip;
use image::GrayImage;

/// Dots per inch of a strip, and the row that its line of print stands on, as in training.
pub(crate) const DPI: f32 = 140.0;
const BASELINE: f32 = 37.0;
/// Rows that a line of print fills, with its marks.
const TOP: f32 = BASELINE - 28.0;
const BOTTOM: f32 = BASELINE + 2.0;

/// Where a line of print lies on the page as scanned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cut {
    /// Left end of the line of print.
    pub(crate) x: f32,
    pub(crate) y: f32,
    /// Length in pixels.
    pub(crate) length: f32,
    /// Clockwise turn of the page in radians.
    pub(crate) turn: f32,
    /// Pixels of the page for one of the strip.
    pub(crate) scale: f32,
}

impl Cut {
    /// The point of the page under a point of the strip.
    pub(crate) fn on_page(&self, across: f32, down: f32) -> (f32, f32) {
        let (sin, cos) = self.turn.sin_cos();
        let (across, down) = (across * self.scale, (down - BASELINE) * self.scale);
        (
            self.x + across * cos - down * sin,
            self.y + across * sin + down * cos,
        )
    }

    /// The box on the page around columns of the strip, as high as its line of print.
    pub(crate) fn part(&self, from: f32, to: f32) -> BBox {
        let corners =
            [(from, TOP), (to, TOP), (from, BOTTOM), (to, BOTTOM)].map(|(x, y)| self.on_page(x, y));
        let least = |value: fn(&(f32, f32)) -> f32| {
            corners.iter().map(value).fold(f32::MAX, f32::min) as i32
        };
        let greatest = |value: fn(&(f32, f32)) -> f32| {
            corners.iter().map(value).fold(f32::MIN, f32::max) as i32
        };
        BBox {
            x0: least(|c| c.0),
            y0: least(|c| c.1),
            x1: greatest(|c| c.0),
            y1: greatest(|c| c.1),
        }
    }

    /// Columns of the strip.
    pub(crate) fn width(&self) -> usize {
        (self.length / self.scale).round().max(8.0) as usize
    }
}

/// Rows above a line that print fills, rows below it that are empty, and rows in which it is sought.
const FULL: usize = 7;
const EMPTY: usize = 3;
const SOUGHT: std::ops::Range<usize> = 15..41;
/// Ink, in pixels of a column's rows of print, that ends an empty margin, and the margin left.
const STROKE: f32 = 2.0;
const MARGIN: usize = 8;

impl Cut {
    /// Moves the strip so that the print stands on its line, and what is empty before it is left
    /// out: boxes of words reach as far as the ink that was read as a part of them.
    pub(crate) fn align_to_print(&mut self, levels: &GrayImage) {
        let (strip, width) = (cut(levels, self), self.width());
        let rows: Vec<f32> = strip
            .chunks_exact(width)
            .map(|row| row.iter().sum())
            .collect();
        let mean = |rows: &[f32]| rows.iter().sum::<f32>() / rows.len() as f32;
        let step = |row: usize| {
            let below = (row + 1).min(HEIGHT - 1)..(row + 1 + EMPTY).min(HEIGHT);
            mean(&rows[row + 1 - FULL..=row]) - mean(&rows[below])
        };
        let line = SOUGHT
            .max_by(|a, b| step(*a).total_cmp(&step(*b)))
            .unwrap_or(BASELINE as usize);
        let print = |column: &usize| {
            (line + 1 - FULL..=line)
                .map(|row| strip[row * width + column])
                .sum::<f32>()
        };
        let first = (0..width)
            .find(|column| print(column) > STROKE)
            .unwrap_or(0);
        let skipped = first.saturating_sub(MARGIN) as f32;
        let (x, y) = self.on_page(skipped, line as f32 + 1.0);
        (self.x, self.y) = (x, y);
        self.length -= skipped * self.scale;
    }
}

/// Cuts a line out.
pub(crate) fn cut(levels: &GrayImage, place: &Cut) -> Vec<f32> {
    let size = (place.width(), HEIGHT);
    strip::cut(levels, size, place.scale, |x, y| place.on_page(x, y))
}

/// A strip as an image of levels → paper 0 and ink 1; it is cut or filled up to the height of a strip.
pub(crate) fn of_levels(levels: &GrayImage) -> Vec<f32> {
    let width = levels.width();
    let level = |at: u32| match levels.get_pixel_checked(at % width, at / width) {
        Some(pixel) => f32::from(pixel.0[0]),
        None => 255.0,
    };
    let mut strip: Vec<f32> = (0..width * HEIGHT as u32).map(level).collect();
    strip::normalise(&mut strip);
    strip
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    /// White with bars of ink that stand on row 100, as letters do, from column 60 on.
    fn print(turn: f32) -> GrayImage {
        GrayImage::from_fn(400, 200, |x, y| {
            let line = 100.0 + (x as f32 - 60.0) * turn.tan();
            let above = line - y as f32;
            Luma([if x >= 60 && x % 8 < 3 && (0.0..16.0).contains(&above) {
                20
            } else {
                240
            }])
        })
    }

    #[test]
    fn a_strip_is_aligned_to_its_line_of_print() {
        for (turn, y, x) in [
            (0.0, 100.0, 50.0),
            (0.0, 108.0, 20.0),
            (0.0, 92.0, 55.0),
            (0.03, 106.0, 50.0),
        ] {
            let mut place = Cut {
                x,
                y,
                length: 300.0,
                turn,
                scale: 200.0 / DPI,
            };
            place.align_to_print(&print(turn));
            let end = place.x + place.length;
            assert!((place.y - 100.0).abs() < 3.0, "{turn} {y}: {place:?}");
            assert!((40.0..60.0).contains(&place.x), "{turn} {x}: {place:?}");
            assert!((end - x - 300.0).abs() < 3.0, "{turn} {x}: {place:?}");
        }
    }

    #[test]
    fn ink_is_one_and_paper_is_zero() {
        let place = Cut {
            x: 50.0,
            y: 100.0,
            length: 200.0,
            turn: 0.0,
            scale: 200.0 / DPI,
        };
        let strip = cut(&print(0.0), &place);
        assert_eq!(strip.len(), place.width() * HEIGHT);
        assert_eq!(strip[0], 0.0);
        assert!(strip.iter().copied().fold(0.0, f32::max) > 0.9);
        // Outside of the page is paper.
        let outside = Cut {
            x: -500.0,
            y: -500.0,
            ..place
        };
        assert!(cut(&print(0.0), &outside).iter().all(|&level| level == 0.0));
    }

    #[test]
    fn parts_are_led_back_to_the_page() {
        let place = Cut {
            x: 100.0,
            y: 300.0,
            length: 200.0,
            turn: 0.0,
            scale: 2.0,
        };
        let part = place.part(10.0, 20.0);
        assert_eq!((part.x0, part.x1), (120, 140));
        assert!(part.y0 < 300 && part.y1 > 300);
    }
}
