//! The height of small letters, from which the resolution of a page is estimated: files name wrong ones, the letters
//! of a typed page are nearly always of 13 or 14 points (Decree 30/2020/NĐ-CP, Appendix I).

use crate::document::layout::Turn;
use image::{GenericImageView, GrayImage, Luma, imageops};
use imageproc::region_labelling::{Connectivity, connected_components};

/// Part of the page's width and height that is looked at, in its middle: there is the body of the text.
const MIDDLE: f32 = 0.5;
/// Most of it, in pixels either way: enough letters stand there at any resolution, and each pixel takes 24 bytes.
const MOST: u32 = 2000;
/// Heights of letters that are looked for, in pixels.
const HEIGHTS: std::ops::Range<usize> = 5..160;
/// Width of a letter in parts of its height: dashes are flatter, `l` and strokes of frames steeper,
/// letters that run together wider.
const WIDTHS: std::ops::RangeInclusive<f32> = 0.35..=1.9;
/// Least letters that a height is determined from.
const LEAST: u32 = 120;
/// Heights that count as one, in parts of the height.
const ALIKE: f32 = 0.06;
/// Part of the greatest weight from which a height counts as common.
const PEAK: f32 = 0.4;

/// The height of small letters without ascender, in pixels; `None` where too few stand in the middle
/// of the page. Pixels up to `threshold` are print.
///
/// Small letters are the most of a text, and marks of tone and vowel stand apart from them: of the
/// boxes around connected print it is the commonest height, each box weighed by its area so that the
/// many dots and marks do not count as letters.
pub(crate) fn x_height(image: &GrayImage, threshold: u8, turn: Turn) -> Option<f32> {
    let (width, height) = image.dimensions();
    let part = |side: u32| ((side as f32 * MIDDLE) as u32).min(MOST);
    let (across, down) = (part(width), part(height));
    if across.min(down) < HEIGHTS.start as u32 {
        return None;
    }
    let middle = imageops::crop_imm(
        image,
        (width - across) / 2,
        (height - down) / 2,
        across,
        down,
    );
    let print = GrayImage::from_fn(across, down, |x, y| {
        Luma([u8::from(middle.get_pixel(x, y).0[0] <= threshold)])
    });
    let labels = connected_components(&print, Connectivity::Eight, Luma([0]));
    let mut weights = [0u64; HEIGHTS.end];
    let mut letters = 0;
    for [width, height] in sizes(&labels) {
        let (width, height) = match turn.swaps_sides() {
            true => (height, width),
            false => (width, height),
        };
        let is_letter = WIDTHS.contains(&(width as f32 / height as f32));
        if is_letter && HEIGHTS.contains(&(height as usize)) {
            weights[height as usize] += u64::from(width * height);
            letters += 1;
        }
    }
    (letters >= LEAST).then(|| commonest(&weights)).flatten()
}

/// Width and height of every connected piece.
fn sizes(labels: &image::ImageBuffer<Luma<u32>, Vec<u32>>) -> impl Iterator<Item = [u32; 2]> {
    // Left, top, right, bottom; right of nothing is less than left.
    let mut boxes: Vec<[u32; 4]> = Vec::new();
    for (x, y, Luma([label])) in labels.enumerate_pixels() {
        let Some(index) = label.checked_sub(1) else {
            continue;
        };
        let index = index as usize;
        if index >= boxes.len() {
            boxes.resize(index + 1, [u32::MAX, u32::MAX, 0, 0]);
        }
        let [left, top, right, bottom] = boxes[index];
        boxes[index] = [left.min(x), top.min(y), right.max(x), bottom.max(y)];
    }
    boxes
        .into_iter()
        .filter(|[left, _, right, _]| left <= right)
        .map(|[left, top, right, bottom]| [right - left + 1, bottom - top + 1])
}

/// The least height about which much of the weight lies, as a mean: letters with an ascender, and vowels
/// that their marks touch, are another common height above it.
fn commonest(weights: &[u64]) -> Option<f32> {
    let about = |height: usize| {
        let reach = ((height as f32 * ALIKE).round() as usize).max(1);
        height.saturating_sub(reach)..(height + reach + 1).min(weights.len())
    };
    let sum = |height: usize| weights[about(height)].iter().sum::<u64>();
    let mut heights = HEIGHTS;
    let most = heights.clone().map(sum).max().filter(|&most| most > 0)?;
    let mut height = heights.find(|&height| sum(height) as f32 >= PEAK * most as f32)?;
    while sum(height + 1) > sum(height) {
        height += 1;
    }
    let moment: u64 = about(height)
        .map(|height| height as u64 * weights[height])
        .sum();
    Some(moment as f32 / sum(height) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use imageproc::drawing::draw_filled_rect_mut;
    use imageproc::rect::Rect;

    /// A page of lines of filled boxes: a mark, a small letter, a small letter, one with ascender.
    fn page(x_height: u32, shapes: &[f32]) -> GrayImage {
        let mut page = GrayImage::from_pixel(2400, 2400, Luma([255]));
        let mut shapes = shapes.iter().cycle();
        for bottom in (100..2400).step_by(100) {
            for left in (0..2390).step_by(40) {
                let height = (shapes.next().unwrap() * x_height as f32) as u32;
                let width = (height * 3 / 4).max(3);
                let place = Rect::at(left, bottom - height as i32).of_size(width, height);
                draw_filled_rect_mut(&mut page, place, Luma([0]));
            }
        }
        page
    }

    #[test]
    fn marks_and_ascenders_do_not_hide_the_small_letters() {
        for x_height in [12, 17, 20, 24] {
            let found = x_height_of(&page(x_height, &[0.3, 1.0, 1.45, 1.0, 0.3, 1.0, 1.5]));
            assert!(
                (found.unwrap() - x_height as f32).abs() < 1.0,
                "{x_height}: {found:?}"
            );
        }
    }

    #[test]
    fn a_page_on_its_side_has_the_same_letters() {
        let page = imageops::rotate90(&page(20, &[1.0, 1.0, 1.45]));
        let found = x_height(&page, 128, Turn::Quarter);
        assert!((found.unwrap() - 20.0).abs() < 1.0, "{found:?}");
    }

    #[test]
    fn pages_without_letters_have_no_height() {
        assert_eq!(
            x_height_of(&GrayImage::from_pixel(900, 1200, Luma([255]))),
            None
        );
        assert_eq!(
            x_height_of(&GrayImage::from_pixel(900, 1200, Luma([0]))),
            None
        );
        assert_eq!(x_height_of(&GrayImage::new(1, 1)), None);
        assert_eq!(x_height_of(&page(12, &[0.3, 30.0])), None);
    }

    fn x_height_of(image: &GrayImage) -> Option<f32> {
        x_height(image, 128, Turn::None)
    }
}
