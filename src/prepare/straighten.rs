//! Ruled lines that are bent, by a book's back or a sheet that lay crooked, are made straight, and the print between
//! them with them: each column of pixels is stretched so that every long line comes to lie at its mean height.

use crate::document::layout::BBox;
use image::{GrayImage, Luma};

/// Least length of a line that shows how the page is bent, in inches and in parts of the longest one.
const LONG: f32 = 2.0;
const SHARE: f32 = 0.6;
/// Gap between two pieces of a line, and how far the next may lie above or below, in inches.
const GAP: f32 = 0.15;
const STEP: f32 = 0.02;
/// Bend up to which a line is straight enough, in inches.
const STRAIGHT: f32 = 0.01;
/// How much two lines of a bent sheet may differ in their course, beside what is straight enough, in parts of the
/// distance between them.
const UNLIKE: f32 = 0.02;
/// Pixels from one place to the next at which the height of a line is kept.
const EVERY: i32 = 32;
/// Side of the squares, in pixels, that a page is flipped by.
const SQUARE: usize = 32;

/// How the level lines of a page are bent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bend {
    /// Its long lines, from the top.
    lines: Vec<BentLine>,
}

/// A line as it runs.
#[derive(Debug, Clone, PartialEq)]
struct BentLine {
    start: i32,
    /// Its height at `start`, and at every [`EVERY`]th pixel after.
    heights: Vec<f32>,
    /// Its mean height.
    mean: f32,
}

impl BentLine {
    /// Through the middles of the pieces of a line, from the left.
    fn of(pieces: &[BBox]) -> BentLine {
        let middles: Vec<(f32, f32)> = pieces
            .iter()
            .map(|b| ((b.x0 + b.x1) as f32 / 2.0, (b.y0 + b.y1 - 1) as f32 / 2.0))
            .collect();
        let (start, end) = (pieces[0].x0, pieces[pieces.len() - 1].x1);
        let heights: Vec<f32> = (start..=end)
            .step_by(EVERY as usize)
            .map(|x| between(&middles, x as f32))
            .collect();
        let mean = heights.iter().sum::<f32>() / heights.len() as f32;
        BentLine {
            start,
            heights,
            mean,
        }
    }

    fn at(&self, x: f32) -> f32 {
        let place =
            ((x - self.start as f32) / EVERY as f32).clamp(0.0, (self.heights.len() - 1) as f32);
        let (left, part) = (place as usize, place.fract());
        let right = (left + 1).min(self.heights.len() - 1);
        self.heights[left] * (1.0 - part) + self.heights[right] * part
    }

    fn bend(&self) -> f32 {
        self.heights
            .iter()
            .map(|height| (height - self.mean).abs())
            .fold(0.0, f32::max)
    }

    /// Whether it runs as another line does, beside which it lies for half of its length: paper bends both, and a pen
    /// or a stamp draws one.
    fn runs_like(&self, other: &BentLine, dpi: f32) -> bool {
        let end = |line: &BentLine| line.start + EVERY * (line.heights.len() as i32 - 1);
        let shared = self.start.max(other.start)..end(self).min(end(other)) + 1;
        let apart = shared.clone().step_by(EVERY as usize);
        let apart: Vec<f32> = apart
            .map(|x| self.at(x as f32) - other.at(x as f32))
            .collect();
        let most = apart.iter().copied().fold(f32::MIN, f32::max);
        let least = apart.iter().copied().fold(f32::MAX, f32::min);
        let may = STRAIGHT * dpi + UNLIKE * (self.mean - other.mean).abs();
        2 * shared.len() as i32 > end(self) - self.start && most - least <= 2.0 * may
    }
}

/// The height at `x` of the line through points.
fn between(points: &[(f32, f32)], x: f32) -> f32 {
    let right = points
        .iter()
        .position(|point| point.0 >= x)
        .unwrap_or(points.len() - 1)
        .max(1)
        .min(points.len() - 1);
    let (a, b) = (points[right.saturating_sub(1)], points[right]);
    let part = if b.0 > a.0 {
        ((x - a.0) / (b.0 - a.0)).clamp(0.0, 1.0)
    } else {
        0.0
    };
    a.1 + (b.1 - a.1) * part
}

impl Bend {
    /// How the lines that these pieces make are bent; `None` if they are straight.
    pub(crate) fn of(pieces: &[BBox], dpi: f32) -> Option<Bend> {
        let mut lines = chained(pieces, dpi);
        let length = |line: &Vec<BBox>| line[line.len() - 1].x1 - line[0].x0;
        let longest = lines.iter().map(length).max()? as f32;
        lines.retain(|line| length(line) as f32 >= (SHARE * longest).max(LONG * dpi));
        let mut lines: Vec<BentLine> = lines.iter().map(|line| BentLine::of(line)).collect();
        lines.sort_by(|a, b| a.mean.total_cmp(&b.mean));
        // Two that come near each other are pieces of one.
        let near = GAP * dpi;
        lines.dedup_by(|line, before| line.mean - before.mean < near);
        let alike = |(at, line): (usize, &BentLine)| {
            let mut others = lines[..at].iter().chain(&lines[at + 1..]);
            others.any(|other| line.runs_like(other, dpi))
        };
        let alike: Vec<bool> = lines.iter().enumerate().map(alike).collect();
        let mut alike = alike.into_iter();
        lines.retain(|_| alike.next().unwrap_or(false));
        let bent = lines.iter().any(|line| line.bend() > STRAIGHT * dpi);
        bent.then_some(Bend { lines })
    }

    /// Which lines are about a height of the straight page, and how far it is from the first to the second.
    fn around(&self, y: f32) -> (usize, usize, f32) {
        let below = self.lines.iter().position(|line| line.mean > y);
        let below = below
            .unwrap_or(self.lines.len() - 1)
            .max(1)
            .min(self.lines.len() - 1);
        let above = below.saturating_sub(1);
        let (start, end) = (self.lines[above].mean, self.lines[below].mean);
        let part = if end > start {
            (y - start) / (end - start)
        } else {
            0.0
        };
        (above, below, part.clamp(0.0, 1.0))
    }

    /// The height on the bent page of a point of the straight one.
    pub(crate) fn back(&self, x: f32, y: f32) -> f32 {
        let (above, below, part) = self.around(y);
        let shift = |line: usize| self.lines[line].at(x) - self.lines[line].mean;
        y + shift(above) * (1.0 - part) + shift(below) * part
    }

    /// The page made straight; linear between pixels.
    pub(crate) fn apply(&self, image: &GrayImage) -> GrayImage {
        let (width, height) = image.dimensions();
        let shifts: Vec<Vec<f32>> = self
            .lines
            .iter()
            .map(|line| (0..width).map(|x| line.at(x as f32) - line.mean).collect())
            .collect();
        let mut out = GrayImage::from_pixel(width, height, Luma([255]));
        let pixels = image.as_raw();
        for (y, row) in out.chunks_exact_mut(width.max(1) as usize).enumerate() {
            let (above, below, part) = self.around(y as f32);
            let (above, below) = (&shifts[above], &shifts[below]);
            for (x, pixel) in row.iter_mut().enumerate() {
                let from = y as f32 + above[x] * (1.0 - part) + below[x] * part;
                if from < 0.0 || from >= (height - 1) as f32 {
                    continue;
                }
                let (top, part) = (from as usize, from.fract());
                let at = top * width as usize + x;
                let (a, b) = (
                    f32::from(pixels[at]),
                    f32::from(pixels[at + width as usize]),
                );
                *pixel = (a + (b - a) * part + 0.5) as u8;
            }
        }
        out
    }
}

/// A page with rows and columns changed.
pub(crate) fn flipped(image: &GrayImage) -> GrayImage {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let mut flipped = GrayImage::new(image.height(), image.width());
    // In squares, so that what is read and what is written stays in the cache.
    for top in (0..height).step_by(SQUARE) {
        for left in (0..width).step_by(SQUARE) {
            for x in left..width.min(left + SQUARE) {
                let rows = top..height.min(top + SQUARE);
                let column = rows.clone().map(|y| image.as_raw()[y * width + x]);
                let start = x * height;
                for (to, from) in (*flipped)[start + rows.start..start + rows.end]
                    .iter_mut()
                    .zip(column)
                {
                    *to = from;
                }
            }
        }
    }
    flipped
}

/// Pieces one after the other → lines.
fn chained(pieces: &[BBox], dpi: f32) -> Vec<Vec<BBox>> {
    let mut sorted = pieces.to_vec();
    sorted.sort_by_key(|piece| (piece.x0 + piece.x1, piece.y0));
    let (gap, step) = ((GAP * dpi) as i32, (STEP * dpi) as i32);
    let mut lines: Vec<Vec<BBox>> = Vec::new();
    for piece in sorted {
        let follows = |line: &&mut Vec<BBox>| {
            let last = line[line.len() - 1];
            piece.x0 <= last.x1 + gap && piece.x1 > last.x1 && (piece.y0 - last.y0).abs() <= step
        };
        let nearest = lines
            .iter_mut()
            .filter(follows)
            .min_by_key(|line| (line[line.len() - 1].y0 - piece.y0).abs());
        match nearest {
            Some(line) => line.push(piece),
            None => lines.push(vec![piece]),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::ruled_lines;

    fn bent(x: u32, y: u32) -> f32 {
        y as f32 + 12.0 * (x as f32 / 1200.0).powi(2)
    }

    #[test]
    fn bent_lines_become_straight_and_points_are_found_again() {
        let page = GrayImage::from_fn(1200, 600, |x, y| {
            let line = [100.0, 250.0, 400.0]
                .iter()
                .any(|at| (bent(x, 0) + at - y as f32).abs() < 2.0);
            Luma([if line && (50..1150).contains(&x) {
                0
            } else {
                255
            }])
        });
        let pieces = ruled_lines::level_pieces(&page, 128, 300.0);
        let bend = Bend::of(&pieces, 300.0).expect("bent");
        let straight = bend.apply(&page);
        let rules = ruled_lines::find(&straight, 128, 300.0);
        let tops: std::collections::BTreeSet<i32> = rules.level.iter().map(|b| b.y0).collect();
        assert_eq!(tops.len(), 3, "{:?}", rules.level);
        assert!(
            rules.level.iter().all(|line| line.y1 - line.y0 <= 7),
            "{:?}",
            rules.level
        );
        let second = rules.level.iter().find(|line| line.y0 > 200);
        let line = second.expect("the second line");
        let back = bend.back(1000.0, (line.y0 + line.y1) as f32 / 2.0);
        assert!((back - bent(1000, 250)).abs() < 2.5, "{back}");
        assert_eq!(
            Bend::of(&ruled_lines::level_pieces(&straight, 128, 300.0), 300.0),
            None
        );
    }

    #[test]
    fn a_line_that_climbs_alone_bends_nothing() {
        let page = GrayImage::from_fn(1200, 900, |x, y| {
            let level = [100.0, 300.0, 500.0, 700.0];
            let level = level.iter().any(|at| (at - y as f32).abs() < 2.0);
            let drawn = (400.0 + 0.03 * (x as f32 - 600.0) - y as f32).abs() < 2.0;
            let line = (level || drawn) && (50..1150).contains(&x);
            Luma([if line { 0 } else { 255 }])
        });
        let pieces = ruled_lines::level_pieces(&page, 128, 300.0);
        assert_eq!(Bend::of(&pieces, 300.0), None);
    }
}
