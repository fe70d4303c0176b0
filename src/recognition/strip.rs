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
    let (right, down) = (x - left, y - top);
    let width = levels.width() as usize;
    let (column, row) = (left as usize, top as usize);
    let inside = left >= 0.0 && top >= 0.0 && column + 1 < width;
    let start = row * width + column;
    let pixels = levels.as_raw();
    let rows = match (inside, pixels.get(start + width..start + width + 2)) {
        (true, Some(lower)) => [&pixels[start..start + 2], lower].map(|row| [row[0], row[1]]),
        _ => at_the_edge(levels, left, top),
    };
    let [upper, lower] = rows.map(|[a, b]| f32::from(a) * (1.0 - right) + f32::from(b) * right);
    upper * (1.0 - down) + lower * down
}

/// Two rows of two pixels, of which some may lie outside of the page.
fn at_the_edge(levels: &GrayImage, left: f32, top: f32) -> [[u8; 2]; 2] {
    let at = |x: f32, y: f32| {
        let inside =
            x >= 0.0 && y >= 0.0 && x < levels.width() as f32 && y < levels.height() as f32;
        match inside {
            true => levels.get_pixel(x as u32, y as u32).0[0],
            false => 255,
        }
    };
    [top, top + 1.0].map(|y| [left, left + 1.0].map(|x| at(x, y)))
}

/// Paper becomes 0 and ink 1; `training/scans.py` does the same.
pub(crate) fn normalise(strip: &mut [f32]) {
    if strip.is_empty() {
        return;
    }
    let mut levels = strip.to_vec();
    let mut share = |share: f32| {
        let place = ((levels.len() - 1) as f32 * share) as usize;
        *levels.select_nth_unstable_by(place, f32::total_cmp).1
    };
    let (ink, paper) = (share(INK), share(PAPER));
    let range = (paper - ink).max(CONTRAST);
    for level in strip {
        *level = ((paper - *level) / range).clamp(0.0, 1.0);
    }
}
