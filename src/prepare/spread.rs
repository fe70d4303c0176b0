//! Two sheets that lie side by side on one scan: a wide page with a gutter from top to bottom, white or dark, and
//! print on either side of it.

use super::light::Levels;
use crate::document::layout::page_image::PageImage;
use image::GrayImage;

/// How the steps of a page's preparation tell of them.
pub(crate) const TWO_SHEETS: &str = "two sheets";
/// Width of two upright sheets, of A4 as of A5, as a multiple of their height.
const SHAPE: std::ops::RangeInclusive<f32> = 1.25..=1.65;
/// Part of the width, about its middle, in which the gutter lies, and least part that it takes: the margins of
/// the sheets take twice that.
const MIDDLE: f32 = 0.12;
const GUTTER: f32 = 0.03;
/// Strokes that a column of the gutter may cross: its shadow is one, and there is dirt.
const STROKES: usize = 2;
/// Pixels of a stroke from which it is more than a speck.
const STROKE: usize = 2;
/// Strokes that columns of a sheet with print cross on average.
const PRINT: usize = 4;

/// Where the sheets of a page part, in pixels from the left; `None` for a page that is one sheet.
pub(crate) fn gutter(page: &PageImage) -> Option<u32> {
    let (width, height) = (page.image.width(), page.image.height());
    if !SHAPE.contains(&(width as f32 / height.max(1) as f32)) {
        return None;
    }
    let image = page.image.to_luma8();
    let threshold = Levels::measure(&image).threshold;
    let half = (width as f32 * MIDDLE / 2.0) as u32;
    let from = width / 2 - half;
    let zone = strokes(&image, threshold, (from..width / 2 + half).collect());
    let (start, length) = longest_clear(&zone);
    if (length as f32) < GUTTER * width as f32 {
        return None;
    }
    let at = from + (start + length / 2) as u32;
    let is_printed = |columns: std::ops::Range<u32>| {
        let some: Vec<u32> = columns.step_by(8).collect();
        let count = some.len();
        strokes(&image, threshold, some).iter().sum::<usize>() >= PRINT * count
    };
    (is_printed(0..from) && is_printed(width / 2 + half..width)).then_some(at)
}

/// How many strokes each of the columns crosses.
fn strokes(image: &GrayImage, threshold: u8, columns: Vec<u32>) -> Vec<usize> {
    let mut counts = vec![0; columns.len()];
    let mut runs = vec![0; columns.len()];
    for row in image.as_raw().chunks_exact(image.width().max(1) as usize) {
        for ((&x, run), count) in columns.iter().zip(&mut runs).zip(&mut counts) {
            *run = if row[x as usize] <= threshold {
                *run + 1
            } else {
                0
            };
            *count += usize::from(*run == STROKE);
        }
    }
    counts
}

/// Start and length of the longest run of columns that cross next to nothing.
fn longest_clear(strokes: &[usize]) -> (usize, usize) {
    let (mut best, mut start) = ((0, 0), 0);
    for (at, &count) in strokes.iter().enumerate() {
        if count > STROKES {
            start = at + 1;
        } else if at + 1 - start > best.1 {
            best = (start, at + 1 - start);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    /// A page of 1400 × 1000 pixels with lines of print from 60 to `ends.0` and from `ends.1` to 1340.
    fn page(ends: (u32, u32), shadow: bool) -> PageImage {
        let image = GrayImage::from_fn(1400, 1000, |x, y| {
            let line = (100..900).contains(&y) && y % 30 < 12 && x % 10 < 6;
            let print = line && ((60..ends.0).contains(&x) || (ends.1..1340).contains(&x));
            let dark = shadow && (690..710).contains(&x);
            Luma([if print || dark { 30 } else { 250 }])
        });
        PageImage::new(image.into(), None)
    }

    #[test]
    fn two_sheets_part_at_the_gutter() {
        for shadow in [false, true] {
            let at = gutter(&page((620, 780), shadow)).expect("two sheets");
            assert!(at.abs_diff(700) < 10, "{at}");
        }
    }

    #[test]
    fn a_sheet_across_is_one() {
        assert_eq!(gutter(&page((700, 700), false)), None, "print goes through");
        assert_eq!(
            gutter(&page((690, 710), false)),
            None,
            "a gap between words"
        );
        assert_eq!(
            gutter(&page((620, 1340), false)),
            None,
            "the right is empty"
        );
        let mut upright = page((620, 780), false);
        upright.image = upright.image.crop_imm(0, 0, 1000, 1000);
        assert_eq!(gutter(&upright), None);
    }
}
