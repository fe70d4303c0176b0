//! Light: shade of the paper, faded ink and the print of the other side that shines through.

use image::{GrayImage, Luma};
use imageproc::contrast::otsu_level;
use imageproc::filter::{gaussian_blur_f32, median_filter};

/// Side of the squares, in pixels, in which the paper's level is measured: larger than strokes,
/// smaller than shades.
const SQUARE: usize = 24;
/// Part of a square's pixels that are darker than its paper: most of a square is paper.
const DARKER: f32 = 0.75;
/// Part that is surely ink where a square is printed.
const INK: f32 = 0.06;
/// Pixels that the levels of a page are measured on, at most.
const MOST_PIXELS: usize = 1 << 23;
/// Level that paper is brought to.
const PAPER: f32 = 240.0;
/// Darkest paper; what is darker is a picture or a border, and stays dark.
const DARKEST: u8 = 96;
/// Squares that may have a higher contrast than print has: fewer than a short line takes.
const OUTLIERS: usize = 8;
/// Least range from ink to paper that print can have; a page with less is empty but for noise.
const FAINTEST: f32 = 60.0;
/// Where between ink (0) and paper (1) black and white begin. Bleed-through and noise of the paper
/// lie above the second.
const BLACK: f32 = 0.15;
const WHITE: f32 = 0.80;

/// Levels of the ink and of the paper of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Levels {
    /// Level between them (Otsu 1979).
    pub(crate) threshold: u8,
    /// Mean level of what is darker.
    pub(crate) ink: f32,
    /// Mean level of what is brighter.
    pub(crate) paper: f32,
}

impl Levels {
    /// Measures the parts of a page that have print on them: on the rest of a page that is mostly
    /// empty, noise would pass for ink.
    pub(crate) fn measure(image: &GrayImage) -> Levels {
        let mut printed = printed_pixels(image);
        // The counts of Otsu's method have 32 bits, levels times pixels.
        let step = printed.len().div_ceil(MOST_PIXELS).max(1);
        if step > 1 {
            printed = printed.into_iter().step_by(step).collect();
        }
        let count = printed.len() as u32;
        let printed = GrayImage::from_raw(count, 1, printed).unwrap_or_default();
        let threshold = otsu_level(&printed);
        let (mut dark, mut bright) = ((0u64, 0u64), (0u64, 0u64));
        for &pixel in printed.as_raw() {
            let side = if pixel <= threshold {
                &mut dark
            } else {
                &mut bright
            };
            side.0 += u64::from(pixel);
            side.1 += 1;
        }
        let mean = |(sum, count): (u64, u64)| sum as f32 / count.max(1) as f32;
        Levels {
            threshold,
            ink: mean(dark),
            paper: mean(bright),
        }
    }
}

/// Pixels of the squares with the highest contrast.
fn printed_pixels(image: &GrayImage) -> Vec<u8> {
    let corners = || {
        let rows = (0..image.height() as usize).step_by(SQUARE);
        rows.flat_map(|y| {
            (0..image.width() as usize)
                .step_by(SQUARE)
                .map(move |x| (x, y))
        })
    };
    let contrasts: Vec<u8> = corners()
        .map(|(x, y)| {
            let counts = Counts::of_square(image, x, y);
            counts.level(DARKER) - counts.level(INK)
        })
        .collect();
    let mut sorted = contrasts.clone();
    sorted.sort_unstable();
    let Some(&high) = sorted.iter().rev().nth(OUTLIERS.min(sorted.len() / 2)) else {
        return Vec::new();
    };
    let printed = corners()
        .zip(contrasts)
        .filter(|&(_, contrast)| contrast >= high / 2);
    printed
        .flat_map(|((x, y), _)| square_rows(image, x, y).flatten().copied())
        .collect()
}

/// Levels of the paper over the page, a pixel a square.
pub(crate) fn background(image: &GrayImage) -> GrayImage {
    let squares = |side: u32| (side as usize).div_ceil(SQUARE).max(1) as u32;
    let levels = GrayImage::from_fn(squares(image.width()), squares(image.height()), |x, y| {
        let (x, y) = (x as usize * SQUARE, y as usize * SQUARE);
        Luma([Counts::of_square(image, x, y).level(DARKER)])
    });
    gaussian_blur_f32(&median_filter(&levels, 2, 2), 1.5)
}

/// Every second row of a square.
fn square_rows(image: &GrayImage, x: usize, y: usize) -> impl Iterator<Item = &[u8]> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let rows = (y..height.min(y + SQUARE)).step_by(2);
    rows.map(move |row| &image.as_raw()[row * width..][x..width.min(x + SQUARE)])
}

/// How often each level occurs.
struct Counts {
    of: [u32; 256],
    all: u32,
}

impl Counts {
    fn of_square(image: &GrayImage, x: usize, y: usize) -> Counts {
        let mut counts = Counts {
            of: [0; 256],
            all: 0,
        };
        for &pixel in square_rows(image, x, y).flatten() {
            counts.of[usize::from(pixel)] += 1;
            counts.all += 1;
        }
        counts
    }

    /// The level that this part of the pixels lies below.
    fn level(&self, part: f32) -> u8 {
        let mut below = (part * self.all as f32) as u32;
        let level = self.of.iter().position(|&count| {
            let found = count > below;
            below = below.saturating_sub(count);
            found
        });
        level.unwrap_or(255) as u8
    }
}

/// How far the paper's level is from even: its range without the outermost twentieths.
pub(crate) fn shade(background: &GrayImage) -> u8 {
    let mut levels = background.as_raw().clone();
    levels.sort_unstable();
    let at = |part: usize| levels[(levels.len() - 1) * part / 20];
    at(19) - at(1)
}

/// Brings the paper of the whole page to one level.
pub(crate) fn flatten(image: &mut GrayImage, background: &GrayImage) {
    let width = image.width() as usize;
    if width == 0 {
        return;
    }
    let columns: Vec<Between> = (0..width)
        .map(|x| Between::of(x, background.width()))
        .collect();
    let mut gains = vec![0.0f32; background.width() as usize];
    for (y, row) in image.chunks_exact_mut(width).enumerate() {
        let between = Between::of(y, background.height());
        for (x, gain) in gains.iter_mut().enumerate() {
            let level = |y: usize| background.get_pixel(x as u32, y as u32).0[0].max(DARKEST);
            let (one, other) = (level(between.one), level(between.other));
            *gain = PAPER / between.mix(f32::from(one), f32::from(other));
        }
        for (pixel, between) in row.iter_mut().zip(&columns) {
            let gain = between.mix(gains[between.one], gains[between.other]);
            *pixel = (f32::from(*pixel) * gain) as u8;
        }
    }
}

/// The two squares between whose middles a pixel lies, and the weight of the second.
struct Between {
    one: usize,
    other: usize,
    weight: f32,
}

impl Between {
    fn of(pixel: usize, squares: u32) -> Between {
        let last = squares as usize - 1;
        let at = ((pixel as f32 + 0.5) / SQUARE as f32 - 0.5).clamp(0.0, last as f32);
        Between {
            one: at as usize,
            other: (at as usize + 1).min(last),
            weight: at.fract(),
        }
    }

    fn mix(&self, one: f32, other: f32) -> f32 {
        one + (other - one) * self.weight
    }
}

/// Makes ink black and paper white.
pub(crate) fn stretch(image: &mut GrayImage, levels: Levels) {
    let range = (levels.paper - levels.ink).max(FAINTEST);
    let ink = levels.paper - range;
    let (black, white) = (ink + BLACK * range, ink + WHITE * range);
    let new: [u8; 256] = std::array::from_fn(|level| {
        ((level as f32 - black) * 255.0 / (white - black).max(1.0)).clamp(0.0, 255.0) as u8
    });
    for pixel in image.iter_mut() {
        *pixel = new[usize::from(*pixel)];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paper that darkens from left to right, faded lines of print on it.
    fn shaded() -> GrayImage {
        GrayImage::from_fn(480, 480, |x, y| {
            let paper = 240 - x / 4;
            let ink = y % 12 < 2 && x % 5 < 3;
            Luma([if ink { paper * 6 / 10 } else { paper } as u8])
        })
    }

    #[test]
    fn shade_goes_and_faded_print_turns_black() {
        let mut page = shaded();
        let levels = background(&page);
        assert!(shade(&levels) > 80, "{}", shade(&levels));
        flatten(&mut page, &levels);
        assert!(
            shade(&background(&page)) < 12,
            "{}",
            shade(&background(&page))
        );
        let measured = Levels::measure(&page);
        assert!((measured.ink - 144.0).abs() < 8.0 && (measured.paper - 240.0).abs() < 8.0);
        stretch(&mut page, measured);
        assert_eq!(page.get_pixel(240, 120), &Luma([0]));
        assert_eq!(page.get_pixel(240, 126), &Luma([255]));
    }

    #[test]
    fn pages_without_pixels_and_of_one_level_stay() {
        for mut page in [
            GrayImage::new(0, 0),
            GrayImage::from_pixel(50, 50, Luma([255])),
        ] {
            let before = page.clone();
            flatten(&mut page, &background(&before));
            assert_eq!(page.dimensions(), before.dimensions());
        }
    }
}
