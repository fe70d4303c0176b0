//! Leaders: rows of dots that lead from one column to the next or leave room to write. An engine reads them
//! as letters and loses the words beside them; they are taken off the page and counted.

use crate::document::layout::BBox;
use image::GrayImage;
use std::ops::Range;

/// Largest dot, and largest gap between two, in inches.
const DOT: f32 = 0.034;
const GAP: f32 = 0.05;
/// Dots that are a leader.
const LEAST: usize = 6;
/// Paper above and below the dots, in inches, that distinguishes them from letters.
const CLEAR: f32 = 0.015;
/// Part of that paper that may be print: noise.
const SPECKS: f32 = 0.01;

/// A row of dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leader {
    /// Where it is, in pixels of the prepared page.
    pub bbox: BBox,
    /// Number of dots.
    pub dots: usize,
}

/// Takes the leaders off a page.
pub(crate) fn take(image: &mut GrayImage, threshold: u8, dpi: f32) -> Vec<Leader> {
    let pixels = |inches: f32| (inches * dpi).ceil() as usize;
    let (dot, gap, clear) = (pixels(DOT), pixels(GAP), pixels(CLEAR));
    let mut leaders: Vec<Leader> = Vec::new();
    // Dots are several rows high.
    for y in (0..image.height() as usize).step_by(2) {
        let found = chains(row(image, y), threshold, dot, gap);
        for chain in found {
            let x = chain.start.saturating_sub(1)..(chain.end + 1).min(image.width() as usize);
            let Some(rows) = printed_rows(image, y, &x, threshold, clear) else {
                continue;
            };
            // Dots are as high as wide; what is left of the skew lets a row of them climb a little.
            if rows.len() > chain.widest * 3 / 2 + 4 {
                continue;
            }
            let bbox = [x.start, rows.start, x.end, rows.end].map(|at| at as i32);
            whiten(image, rows, x);
            leaders.push(Leader {
                bbox: BBox::from(bbox),
                dots: chain.dots,
            });
        }
    }
    leaders
}

/// The printed rows about `y`, if there is paper above and below them.
fn printed_rows(
    image: &GrayImage,
    y: usize,
    x: &Range<usize>,
    threshold: u8,
    clear: usize,
) -> Option<Range<usize>> {
    let height = image.height() as usize;
    let most = SPECKS * x.len() as f32;
    let is_clear = |y: usize| printed(&row(image, y)[x.clone()], threshold) as f32 <= most;
    let start = (0..y).rev().find(|&y| is_clear(y))? + 1;
    let end = (y..height).find(|&y| is_clear(y))?;
    let above = start.saturating_sub(clear)..start;
    let below = end..(end + clear).min(height);
    above.chain(below).all(is_clear).then_some(start..end)
}

fn row(image: &GrayImage, y: usize) -> &[u8] {
    let width = image.width() as usize;
    &image.as_raw()[y * width..][..width]
}

fn printed(pixels: &[u8], threshold: u8) -> usize {
    pixels.iter().filter(|&&pixel| pixel <= threshold).count()
}

fn whiten(image: &mut GrayImage, rows: Range<usize>, x: Range<usize>) {
    let width = image.width() as usize;
    for y in rows {
        (**image)[y * width..][x.clone()].fill(255);
    }
}

/// Short runs of print in a row, each near the next.
#[derive(Debug, Clone, Copy)]
struct Chain {
    start: usize,
    end: usize,
    dots: usize,
    narrowest: usize,
    widest: usize,
}

impl Chain {
    /// Both, one after the other.
    fn and(self, next: Chain) -> Chain {
        Chain {
            start: self.start,
            end: next.end,
            dots: self.dots + next.dots,
            narrowest: self.narrowest.min(next.narrowest),
            widest: self.widest.max(next.widest),
        }
    }

    /// Whether its runs are equally wide, as dots are and letters are not.
    fn is_even(&self) -> bool {
        self.widest <= 2 * self.narrowest + 1
    }
}

/// The chains of equally wide runs of a row.
fn chains(row: &[u8], threshold: u8, dot: usize, gap: usize) -> Vec<Chain> {
    let mut found: Vec<Chain> = Vec::new();
    let mut open: Option<Chain> = None;
    let mut x = 0;
    while let Some(start) = row[x..].iter().position(|&pixel| pixel <= threshold) {
        let start = x + start;
        let run = row[start..].iter().position(|&pixel| pixel > threshold);
        let end = run.map_or(row.len(), |run| start + run);
        let width = end - start;
        let alone = Chain {
            start,
            end,
            dots: 1,
            narrowest: width,
            widest: width,
        };
        let longer = open.map(|chain| chain.and(alone)).filter(|longer| {
            open.is_some_and(|chain| start - chain.end <= gap) && longer.is_even()
        });
        let (closed, next) = match longer {
            _ if width > dot => (open, None),
            Some(longer) => (None, Some(longer)),
            None => (open, Some(alone)),
        };
        found.extend(closed);
        open = next;
        x = end;
    }
    found.extend(open);
    found.retain(|chain| chain.dots >= LEAST);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    #[test]
    fn rows_of_dots_go_and_letters_stay() {
        let is_print = |x: u32, y: u32| {
            let dots = (100..400).contains(&x) && x % 10 < 5 && (200..205).contains(&y);
            let few = (500..540).contains(&x) && x % 10 < 5 && (200..205).contains(&y);
            let letters = (100..400).contains(&x) && x % 12 < 5 && (100..130).contains(&y);
            // Small print: as low as the paper about dots is high.
            let small = (100..400).contains(&x) && x % 8 < 3 && (250..260).contains(&y);
            dots || few || letters || small
        };
        let mut page = GrayImage::from_fn(600, 300, |x, y| {
            Luma([if is_print(x, y) { 0 } else { 255 }])
        });
        let leaders = take(&mut page, 128, 300.0);
        assert_eq!(leaders.len(), 1);
        assert_eq!(leaders[0].dots, 30);
        let kept = |rows: Range<u32>| {
            let dark = |(_, y, pixel): (u32, u32, &Luma<u8>)| rows.contains(&y) && pixel.0[0] == 0;
            page.enumerate_pixels().filter(|&pixel| dark(pixel)).count()
        };
        let small = (100..400).filter(|x| x % 8 < 3).count() * 10;
        let wanted = [25 * 5 * 30, 4 * 25, small];
        assert_eq!([kept(0..190), kept(190..240), kept(240..300)], wanted);
        assert!(take(&mut GrayImage::new(0, 0), 128, 300.0).is_empty());
    }
}
