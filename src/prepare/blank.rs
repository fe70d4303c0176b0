//! Whether a page is blank: nothing on it is darker than its paper but dust, and what its edges show of holes,
//! folds and the lid of the scanner.

use image::imageops::FilterType;
use image::{DynamicImage, GenericImageView, GrayImage};

/// Longest side at which pages are looked at, in pixels: letters are still darker than paper, dust no longer is.
const SIDE: u32 = 600;
/// Part of each side that is an edge.
const EDGE: f32 = 0.08;
/// How much darker than the paper a pixel of something is.
const DARKER: u8 = 40;
/// Share of the pixels that are so dark on a page with something on it: less than a line of print has.
const SOMETHING: f32 = 0.0006;

/// Whether there is nothing on the page.
pub(crate) fn is_blank(image: &DynamicImage) -> bool {
    let small = image.resize(SIDE, SIDE, FilterType::Triangle).into_luma8();
    let (width, height) = small.dimensions();
    let edge = |side: u32| (side as f32 * EDGE) as u32;
    let (across, down) = (edge(width), edge(height));
    let inner = small.view(across, down, width - 2 * across, height - 2 * down);
    let mut levels: Vec<u8> = inner.pixels().map(|(_, _, pixel)| pixel.0[0]).collect();
    levels.sort_unstable();
    let paper = levels[levels.len() / 2];
    // A page that is dark throughout is no paper.
    let dark = levels.partition_point(|&level| level < paper.saturating_sub(DARKER));
    paper > 128 && (dark as f32) < SOMETHING * levels.len() as f32
}

/// Whether no pixel of a page, its edges included, differs from its paper: there is nothing to prepare or to read.
pub(crate) fn is_empty(gray: &GrayImage) -> bool {
    let Some(&first) = gray.as_raw().first() else {
        return true;
    };
    let (least, most) = (first.saturating_sub(DARKER), first.saturating_add(DARKER));
    first > 128
        && gray
            .as_raw()
            .iter()
            .all(|level| (least..=most).contains(level))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    fn page(draw: impl Fn(u32, u32) -> bool) -> DynamicImage {
        let level = |x, y| {
            Luma([if draw(x, y) {
                30
            } else {
                235 + ((x * 7 + y) % 9) as u8
            }])
        };
        GrayImage::from_fn(1240, 1754, level).into()
    }

    #[test]
    fn dust_holes_and_edges_are_nothing() {
        assert!(is_blank(&page(|_, _| false)));
        assert!(is_blank(&page(|x, y| x % 400 == 7 && y % 300 == 9)));
        assert!(is_blank(&page(
            |x, y| x < 60 || (40..90).contains(&x) && y > 800 && y < 850
        )));
    }

    #[test]
    fn only_paper_is_empty() {
        let empty = |draw: fn(u32, u32) -> bool| is_empty(&page(draw).into_luma8());
        assert!(empty(|_, _| false));
        assert!(!empty(|x, y| (x, y) == (700, 900)) && !empty(|_, _| true));
    }

    #[test]
    fn a_line_a_band_and_a_dark_page_are_something() {
        let line = |x, y| (300..900).contains(&x) && (700..725).contains(&y) && x % 6 < 2;
        assert!(!is_blank(&page(line)));
        assert!(!is_blank(&page(|_, y| (900..930).contains(&y))));
        assert!(!is_blank(&page(|_, _| true)));
    }
}
