//! Leaders: rows of dots that lead from one column to the next or leave room to write. An engine reads them
//! as letters and loses the words beside them; they are taken off the page and counted.

use crate::ocr::BBox;
use image::GrayImage;

/// Largest dot, and largest gap between two, in inches.
const DOT: f32 = 0.028;
const GAP: f32 = 0.05;
/// Dots that are a leader.
const LEAST: usize = 6;
/// Paper above and below the dots, in inches, that tells them from letters.
const CLEAR: f32 = 0.035;
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
pub(super) fn take(image: &mut GrayImage, threshold: u8, dpi: f32) -> Vec<Leader> {
    let pixels = |inches: f32| (inches * dpi).ceil() as usize;
    let clear = pixels(CLEAR);
    let mut leaders: Vec<Leader> = Vec::new();
    // Dots are several rows high.
    for y in (clear..(image.height() as usize).saturating_sub(clear)).step_by(2) {
        for (x, dots) in chains(row(image, y), threshold, pixels(DOT), pixels(GAP)) {
            let above = printed(&row(image, y - clear)[x.clone()], threshold);
            let below = printed(&row(image, y + clear)[x.clone()], threshold);
            if above.max(below) as f32 > SPECKS * x.len() as f32 {
                continue;
            }
            let rows = y + 1 - clear..y + clear;
            let bbox = [x.start, rows.start, x.end, rows.end].map(|at| at as i32);
            whiten(image, rows, x);
            leaders.push(Leader {
                bbox: BBox::from(bbox),
                dots,
            });
        }
    }
    leaders
}

fn row(image: &GrayImage, y: usize) -> &[u8] {
    let width = image.width() as usize;
    &image.as_raw()[y * width..][..width]
}

fn printed(pixels: &[u8], threshold: u8) -> usize {
    pixels.iter().filter(|&&pixel| pixel <= threshold).count()
}

fn whiten(image: &mut GrayImage, rows: std::ops::Range<usize>, x: std::ops::Range<usize>) {
    let width = image.width() as usize;
    for y in rows {
        image.as_mut()[y * width..][x.clone()].fill(255);
    }
}

/// Columns and numbers of dots of the chains of a row, a pixel of their rims on either side.
fn chains(
    row: &[u8],
    threshold: u8,
    dot: usize,
    gap: usize,
) -> Vec<(std::ops::Range<usize>, usize)> {
    let mut found = Vec::new();
    let mut chain: Option<(usize, usize, usize)> = None;
    let mut close = |chain: &mut Option<(usize, usize, usize)>| {
        if let Some((start, end, dots)) = chain.take().filter(|chain| chain.2 >= LEAST) {
            found.push((start.saturating_sub(1)..(end + 1).min(row.len()), dots));
        }
    };
    let mut x = 0;
    while let Some(start) = row[x..].iter().position(|&pixel| pixel <= threshold) {
        let start = x + start;
        let run = row[start..].iter().position(|&pixel| pixel > threshold);
        let end = run.map_or(row.len(), |run| start + run);
        if chain.is_some_and(|(_, last, _)| start - last > gap) || end - start > dot {
            close(&mut chain);
        }
        if end - start <= dot {
            let (first, dots) = chain.map_or((start, 0), |(first, _, dots)| (first, dots));
            chain = Some((first, end, dots + 1));
        }
        x = end;
    }
    close(&mut chain);
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
            dots || few || letters
        };
        let mut page = GrayImage::from_fn(600, 300, |x, y| {
            Luma([if is_print(x, y) { 0 } else { 255 }])
        });
        let leaders = take(&mut page, 128, 300.0);
        assert_eq!(leaders.len(), 1);
        assert_eq!(leaders[0].dots, 30);
        let left = page
            .enumerate_pixels()
            .filter(|(_, _, pixel)| pixel.0[0] == 0);
        let (few, letters): (Vec<_>, Vec<_>) = left.partition(|(_, y, _)| *y >= 200);
        assert_eq!((few.len(), letters.len()), (4 * 25, 25 * 5 * 30));
        assert!(take(&mut GrayImage::new(0, 0), 128, 300.0).is_empty());
    }
}
