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
/// page; it must be affine, as only the ends of rows are asked. `scale` is the pixels of the page for one of the strip.
pub(crate) fn cut(
    levels: &GrayImage,
    (width, height): (usize, usize),
    scale: f32,
    on_page: impl Fn(f32, f32) -> (f32, f32),
) -> Vec<f32> {
    let points = scale.ceil().max(1.0) as usize;
    let part = |of: usize| (of as f32 + 0.5) / points as f32;
    let mut strip = vec![0.0; width * height];
    for (row, pixels) in strip.chunks_exact_mut(width.max(1)).enumerate() {
        for down in 0..points {
            let down = row as f32 + part(down);
            add_levels(levels, pixels, points, |across| on_page(across, down));
        }
    }
    let mean = 1.0 / (ONE as f32 * ONE as f32 * (points * points) as f32);
    strip.iter_mut().for_each(|level| *level *= mean);
    normalise(&mut strip);
    strip
}

/// Bits behind the point of places on the page while a strip is cut, and of the weights of pixels: whole numbers are
/// several times as fast.
const PLACE: u32 = 32;
const WEIGHT: u32 = 8;
const ONE: u32 = 1 << WEIGHT;

/// Adds to each pixel of a row of a strip the levels under `points` places in it.
fn add_levels(
    levels: &GrayImage,
    row: &mut [f32],
    points: usize,
    on_page: impl Fn(f32) -> (f32, f32),
) {
    let (start, end) = (on_page(0.0), on_page(row.len() as f32));
    let count = (row.len() * points) as f64;
    let fixed = |of: f64| (of * (1u64 << PLACE) as f64) as i64;
    let step = |start: f32, end: f32| (f64::from(end) - f64::from(start)) / count;
    let (right, down) = (step(start.0, end.0), step(start.1, end.1));
    // The first place, half a step behind the start, and pixels' middles half a pixel behind their corners.
    let mut x = fixed(f64::from(start.0) + right / 2.0 - 0.5);
    let mut y = fixed(f64::from(start.1) + down / 2.0 - 0.5);
    let (right, down) = (fixed(right), fixed(down));
    for pixel in row {
        let mut sum = 0u64;
        for _ in 0..points {
            sum += u64::from(between(levels, x, y));
            (x, y) = (x + right, y + down);
        }
        *pixel += sum as f32;
    }
}

/// Level between four pixels, `ONE` × `ONE` times as high; outside of the page it is white.
fn between(levels: &GrayImage, x: i64, y: i64) -> u32 {
    let weight = |of: i64| (of >> (PLACE - WEIGHT)) as u32 & (ONE - 1);
    let (column, row) = (x >> PLACE, y >> PLACE);
    let width = levels.width() as usize;
    let inside = column >= 0 && row >= 0 && column + 1 < width as i64;
    let pixels = levels.as_raw();
    let rows = inside.then(|| {
        let start = row as usize * width + column as usize;
        let lower = pixels.get(start + width..start + width + 2)?;
        Some([&pixels[start..start + 2], lower].map(|row| [row[0], row[1]]))
    });
    let rows = rows
        .flatten()
        .unwrap_or_else(|| at_the_edge(levels, column, row));
    let mix = |a: u32, b: u32, part: u32| a * (ONE - part) + b * part;
    let [upper, lower] = rows.map(|[a, b]| mix(a.into(), b.into(), weight(x)));
    mix(upper, lower, weight(y))
}

/// Two rows of two pixels, of which some may lie outside of the page.
fn at_the_edge(levels: &GrayImage, left: i64, top: i64) -> [[u8; 2]; 2] {
    let at = |x: i64, y: i64| {
        let (x, y) = (u32::try_from(x).ok()?, u32::try_from(y).ok()?);
        Some(levels.get_pixel_checked(x, y)?.0[0])
    };
    [top, top + 1].map(|y| [left, left + 1].map(|x| at(x, y).unwrap_or(255)))
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
