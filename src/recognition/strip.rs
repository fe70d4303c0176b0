//! A line cut out of a page: levels of gray become paper 0 and ink 1.

use image::{DynamicImage, GrayImage};

/// Shares of pixels darker and lighter, between which ink and paper are set.
const INK: f32 = 0.01;
const PAPER: f32 = 0.8;
/// Least difference, in gray levels, from ink to paper.
const CONTRAST: f32 = 40.0;

/// The levels of a page in which stamps fade and ink of pens stays dark: red where there is colour.
pub(crate) fn levels(image: &DynamicImage, top: u32) -> GrayImage {
    let top = top.min(image.height());
    match image {
        DynamicImage::ImageLuma8(gray) => crop(gray, top),
        DynamicImage::ImageRgb8(colours) => GrayImage::from_fn(colours.width(), top, |x, y| {
            image::Luma([colours.get_pixel(x, y).0[0]])
        }),
        DynamicImage::ImageRgba8(colours) => GrayImage::from_fn(colours.width(), top, |x, y| {
            image::Luma([colours.get_pixel(x, y).0[0]])
        }),
        other => crop(&other.to_luma8(), top),
    }
}

fn crop(gray: &GrayImage, height: u32) -> GrayImage {
    image::imageops::crop_imm(gray, 0, 0, gray.width(), height).to_image()
}

/// Cuts a strip of some width and height out of a page. `on_page` leads from a point of the strip to one of the
/// page, and `scale` is the pixels of the page for one of the strip.
pub(crate) fn cut(
    levels: &GrayImage,
    (width, height): (usize, usize),
    scale: f32,
    on_page: impl Fn(f32, f32) -> (f32, f32),
) -> Vec<f32> {
    let points = scale.ceil().max(1.0) as usize;
    let mut strip = vec![0.0; width * height];
    for (row, pixels) in strip.chunks_exact_mut(width).enumerate() {
        for (column, pixel) in pixels.iter_mut().enumerate() {
            *pixel = average(levels, &on_page, (column, row), points);
        }
    }
    normalise(&mut strip);
    strip
}

/// Mean level under a pixel of the strip, over `points` × `points` places.
fn average(
    levels: &GrayImage,
    on_page: &impl Fn(f32, f32) -> (f32, f32),
    (column, row): (usize, usize),
    points: usize,
) -> f32 {
    let mut sum = 0.0;
    for at in 0..points * points {
        let part = |from: usize, n: usize| from as f32 + (n as f32 + 0.5) / points as f32;
        let (x, y) = on_page(part(column, at % points), part(row, at / points));
        sum += between(levels, x - 0.5, y - 0.5);
    }
    sum / (points * points) as f32
}

/// Level between four pixels; outside of the page it is white.
fn between(levels: &GrayImage, x: f32, y: f32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let at = |x: f32, y: f32| {
        let inside =
            x >= 0.0 && y >= 0.0 && x < levels.width() as f32 && y < levels.height() as f32;
        if inside {
            f32::from(levels.get_pixel(x as u32, y as u32).0[0])
        } else {
            255.0
        }
    };
    let (right, down) = (x - left, y - top);
    let upper = at(left, top) * (1.0 - right) + at(left + 1.0, top) * right;
    let lower = at(left, top + 1.0) * (1.0 - right) + at(left + 1.0, top + 1.0) * right;
    upper * (1.0 - down) + lower * down
}

/// Paper becomes 0 and ink 1; `training/scans.py` does the same.
pub(crate) fn normalise(strip: &mut [f32]) {
    if strip.is_empty() {
        return;
    }
    let mut sorted = strip.to_vec();
    sorted.sort_unstable_by(f32::total_cmp);
    let share = |share: f32| sorted[((sorted.len() - 1) as f32 * share) as usize];
    let (ink, paper) = (share(INK), share(PAPER));
    let range = (paper - ink).max(CONTRAST);
    for level in strip {
        *level = ((paper - *level) / range).clamp(0.0, 1.0);
    }
}
