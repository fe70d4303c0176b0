//! What lies around the print: dark borders of the scanner and holes of the punch, made white.
//!
//! Both are looked for in a coarse map of the page: print, however bold, leaves paper between its
//! strokes, and so never fills many neighbouring squares.

use super::components::{Component, components};
use image::GrayImage;

/// Side of the squares of the map, in inches: wider than strokes.
const SQUARE: f32 = 1.0 / 30.0;
/// Part of a square's pixels that are print where it is dark.
const FILLED: f32 = 0.7;
/// Sides that a hole can have, in inches, and part of the box around it that it fills.
const HOLE: std::ops::RangeInclusive<f32> = 0.12..=0.45;
const ROUND: f32 = 0.6;
/// Part of the page's width at either side in which holes lie.
const MARGIN: f32 = 0.12;
/// Part of the map that a border takes at least.
const BORDER: f32 = 0.002;
/// Part of the page that can be a border; a page with more is dark throughout.
const MOST: f32 = 0.5;

/// Squares of a page that are dark.
struct Map {
    width: usize,
    height: usize,
    /// Pixels of a square's side.
    side: usize,
    dark: Vec<bool>,
}

/// Makes borders and holes white; whether there were any.
pub(crate) fn clear(image: &mut GrayImage, threshold: u8, dpi: f32) -> bool {
    let map = Map::of(image, threshold, dpi);
    let mut marked = vec![false; map.dark.len()];
    let mut borders = 0;
    for area in components(map.dark.clone(), map.width) {
        if map.touches_edge(&area) || map.is_hole(&area) {
            borders += area.places.len();
            for square in area.places {
                marked[square] = true;
            }
        }
    }
    let part = borders as f32 / marked.len().max(1) as f32;
    let any = borders > 0 && part < MOST;
    if any {
        map.whiten(image, &marked, threshold);
    }
    any
}

impl Map {
    fn of(image: &GrayImage, threshold: u8, dpi: f32) -> Map {
        let side = ((SQUARE * dpi) as usize).max(2);
        let (width, height) = (image.width() as usize, image.height() as usize);
        let (columns, rows) = (width.div_ceil(side), height.div_ceil(side));
        let mut dark = Vec::with_capacity(columns * rows);
        for top in (0..height).step_by(side) {
            let mut counts = vec![0usize; columns];
            // Every second row is enough.
            let lines = (top..height.min(top + side)).step_by(2);
            let taken = lines.len();
            for y in lines {
                let row = &image.as_raw()[y * width..][..width];
                for (count, square) in counts.iter_mut().zip(row.chunks(side)) {
                    *count += square.iter().filter(|&&pixel| pixel <= threshold).count();
                }
            }
            let filled = |(x, count): (usize, usize)| {
                let all = taken * side.min(width - x * side);
                count as f32 >= FILLED * all as f32
            };
            dark.extend(counts.into_iter().enumerate().map(filled));
        }
        Map {
            width: columns,
            height: rows,
            side,
            dark,
        }
    }

    /// Squares that touch one, itself among them.
    fn neighbours(&self, x: usize, y: usize) -> Vec<usize> {
        let span = |at: usize, end: usize| at.saturating_sub(1)..(at + 2).min(end);
        let rows = span(y, self.height);
        rows.flat_map(|y| span(x, self.width).map(move |x| (x, y)))
            .map(|(x, y)| y * self.width + x)
            .collect()
    }

    fn touches_edge(&self, area: &Component) -> bool {
        let b = area.bbox;
        let (width, height) = (self.width as i32, self.height as i32);
        let edge = b.x0 == 0 || b.y0 == 0 || b.x1 == width || b.y1 == height;
        let large = area.places.len() as f32 >= BORDER * (self.width * self.height) as f32;
        edge && large
    }

    fn is_hole(&self, area: &Component) -> bool {
        let b = area.bbox;
        let (width, height) = (b.x1 - b.x0, b.y1 - b.y0);
        let inches = |squares: i32| squares as f32 * SQUARE;
        let margin = (MARGIN * self.width as f32) as i32;
        let outside = b.x1 <= margin || b.x0 + margin >= self.width as i32;
        outside
            && width.abs_diff(height) <= 2
            && HOLE.contains(&inches(width))
            && HOLE.contains(&inches(height))
            && area.places.len() as f32 >= ROUND * (width * height) as f32
    }

    /// Makes the marked squares white, and what is dark in the squares about them.
    fn whiten(&self, image: &mut GrayImage, marked: &[bool], threshold: u8) {
        let rim = threshold.saturating_add((255 - threshold) / 3);
        let image_width = image.width() as usize;
        let height = image.height() as usize;
        for square in 0..marked.len() {
            let (x, y) = (square % self.width, square / self.width);
            if !self.neighbours(x, y).into_iter().any(|near| marked[near]) {
                continue;
            }
            let columns = x * self.side..image_width.min((x + 1) * self.side);
            for row in y * self.side..height.min((y + 1) * self.side) {
                for pixel in &mut (**image)[row * image_width..][columns.clone()] {
                    if marked[square] || *pixel <= rim {
                        *pixel = 255;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    fn dark(x: i32, y: i32) -> bool {
        let hole = (x - 60).pow(2) + (y - 700).pow(2) < 20 * 20;
        let border = x > 1190 || (y < 30 && x > 300);
        // Bold print in the middle, with paper between the strokes.
        let print = (400..800).contains(&x) && (600..640).contains(&y) && x % 20 < 9;
        hole || border || print
    }

    #[test]
    fn borders_and_holes_go_and_print_stays() {
        let page = |print_only: bool| {
            GrayImage::from_fn(1240, 1754, |x, y| {
                let (x, y) = (x as i32, y as i32);
                let outside = x > 1190 || y < 30 || x < 120;
                Luma([if dark(x, y) && !(print_only && outside) {
                    10
                } else {
                    250
                }])
            })
        };
        let mut scan = page(false);
        assert!(clear(&mut scan, 128, 150.0));
        let black = |image: &GrayImage| image.pixels().filter(|p| p.0[0] < 128).count();
        assert_eq!(black(&scan), black(&page(true)));
        let mut clean = page(true);
        assert!(!clear(&mut clean, 128, 150.0));
        assert_eq!(clean, page(true));
        assert!(!clear(&mut GrayImage::new(0, 0), 128, 150.0));
    }
}
