//! The print of a word, taken out of the page: its connected components and its upright strokes.

use crate::document::layout::BBox;
use crate::prepare::components::components;
use image::GrayImage;
use std::ops::Range;

/// Level up to which a pixel of a prepared page is print.
pub(crate) const PRINT: u8 = 128;
/// Height of words, in inches, where a page has none to measure: those of 14 points.
pub(crate) const HEIGHT: f32 = 0.14;

/// Share of the tallest component's height from which a component is a letter or a digit, not a mark.
const TALL: f32 = 0.6;
/// Rows of the letters, as shares of their height, in which neither serifs nor flags lie.
const MIDDLE: Range<f32> = 0.35..0.65;
/// Share of those rows that a stroke fills.
const STROKE: f32 = 0.8;

/// Print around a word.
pub(crate) struct Print {
    width: usize,
    height: usize,
    /// Where its first pixel lies on the page.
    at: (i32, i32),
    dark: Vec<bool>,
}

/// A connected component of the print, in pixels of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Component {
    /// The box around it.
    pub(crate) bbox: BBox,
    /// Pixels that are print.
    pub(crate) area: usize,
}

impl Component {
    pub(crate) fn width(&self) -> i32 {
        self.bbox.x1 - self.bbox.x0
    }

    pub(crate) fn height(&self) -> i32 {
        self.bbox.y1 - self.bbox.y0
    }
}

impl Print {
    /// The print in a box of the page.
    pub(crate) fn of(image: &GrayImage, bbox: BBox) -> Print {
        let clamp = |at: i32, end: u32| at.clamp(0, end as i32);
        let (x0, x1) = (clamp(bbox.x0, image.width()), clamp(bbox.x1, image.width()));
        let (y0, y1) = (
            clamp(bbox.y0, image.height()),
            clamp(bbox.y1, image.height()),
        );
        let (width, height) = ((x1 - x0).max(0) as usize, (y1 - y0).max(0) as usize);
        let mut dark = Vec::with_capacity(width * height);
        for y in y0..y0 + height as i32 {
            let row = &image.as_raw()[y as usize * image.width() as usize + x0 as usize..][..width];
            dark.extend(row.iter().map(|&pixel| pixel <= PRINT));
        }
        Print {
            width,
            height,
            at: (x0, y0),
            dark,
        }
    }

    /// Its connected components, from left to right.
    pub(crate) fn components(&self) -> Vec<Component> {
        let found = components(self.dark.clone(), self.width).map(|found| Component {
            bbox: found.bbox.moved_by(self.at),
            area: found.places.len(),
        });
        let mut found: Vec<Component> = found.collect();
        found.sort_by_key(|component| component.bbox.x0);
        found
    }

    /// Whether the pixel of the page is print.
    pub(crate) fn is_dark(&self, x: i32, y: i32) -> bool {
        let (x, y) = (x - self.at.0, y - self.at.1);
        let inside = (0..self.width as i32).contains(&x) && (0..self.height as i32).contains(&y);
        inside && self.dark[y as usize * self.width + x as usize]
    }

    /// Columns of the strokes that run upright through the middle of a component, if nothing else is there.
    pub(crate) fn strokes(&self, component: BBox) -> Option<Vec<Range<i32>>> {
        let height = (component.y1 - component.y0) as f32;
        let at = |share: f32| component.y0 + (height * share) as i32;
        let rows = at(MIDDLE.start)..at(MIDDLE.end).max(at(MIDDLE.start) + 1);
        let filled = |x: i32| rows.clone().filter(|&y| self.is_dark(x, y)).count() as f32;
        let least = STROKE * rows.len() as f32;
        let mut strokes: Vec<Range<i32>> = Vec::new();
        for x in component.x0..component.x1 {
            if filled(x) < least {
                continue;
            }
            match strokes.last_mut() {
                Some(last) if last.end == x => last.end += 1,
                _ => strokes.push(x..x + 1),
            }
        }
        let barred = |pair: &[Range<i32>]| {
            let mut gap = pair[0].end..pair[1].start;
            rows.clone().any(|y| gap.all(|x| self.is_dark(x, y)))
        };
        (!strokes.windows(2).any(barred)).then_some(strokes)
    }
}

/// The components that are letters or digits.
pub(crate) fn tall(components: &[Component]) -> Vec<Component> {
    let tallest = components.iter().map(Component::height).max().unwrap_or(0);
    let is_tall = |component: &&Component| component.height() as f32 > TALL * tallest as f32;
    components.iter().filter(is_tall).copied().collect()
}

/// Whether half of the lower of two boxes stands beside the other.
pub(super) fn share_a_line(a: BBox, b: BBox) -> bool {
    let shared = a.y1.min(b.y1) - a.y0.max(b.y0);
    2 * shared >= (a.y1 - a.y0).min(b.y1 - b.y0)
}

/// The value in the middle.
pub(crate) fn median(mut values: Vec<i32>) -> Option<i32> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    use image::Luma;

    /// A page of letters drawn with `#`, a character for 3 × 3 pixels, from (30, 30) on.
    pub(crate) fn drawn(rows: &[&str]) -> (GrayImage, BBox) {
        let width = rows.iter().map(|row| row.len()).max().unwrap_or(0) as u32;
        let size = (3 * width + 60, 3 * rows.len() as u32 + 60);
        let mut page = GrayImage::from_pixel(size.0, size.1, Luma([255]));
        for (y, row) in (0..).zip(rows) {
            for (x, _) in (0..).zip(row.chars()).filter(|(_, c)| *c == '#') {
                for (dx, dy) in (0..9).map(|at| (at % 3, at / 3)) {
                    page.put_pixel(30 + 3 * x + dx, 30 + 3 * y + dy, Luma([0]));
                }
            }
        }
        let bbox = [30, 30, 30 + 3 * width as i32, 30 + 3 * rows.len() as i32];
        (page, BBox::from(bbox))
    }

    #[test]
    fn parts_and_strokes_are_found() {
        let (page, bbox) = drawn(&[
            "### ###  # #",
            " #   #   # #",
            " #   #   ###",
            " #   #   # #",
            "###.###  # #",
        ]);
        let print = Print::of(&page, bbox);
        let components = print.components();
        let lefts: Vec<i32> = components
            .iter()
            .map(|component| component.bbox.x0)
            .collect();
        assert_eq!(lefts, [30, 42, 57]);
        assert_eq!(components[0].area, 9 * 9);
        let strokes = |component: Component| print.strokes(component.bbox).map(|found| found.len());
        assert_eq!(
            [strokes(components[0]), strokes(components[2])],
            [Some(1), None]
        );
        assert!(
            Print::of(&page, BBox::from([-5, -5, 3, 3]))
                .components()
                .is_empty()
        );
    }
}
