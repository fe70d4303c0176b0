//! White print on dark ground, as heads and totals of tables and covers have it, becomes black on white; a line stays
//! where the ground of a table ended.

use super::components::components;
use super::ruled_lines::{Rules, is_print};
use crate::document::layout::BBox;
use image::{GrayImage, Luma};
use std::ops::{Range, RangeInclusive};

/// Side of the squares of the map, in inches, and the part of a square that is dark on dark ground.
const SQUARE: f32 = 1.0 / 30.0;
const DARK: f32 = 0.5;
/// Width and height that a band of dark ground has at least, in inches.
const WIDE: f32 = 0.8;
const HIGH: f32 = 0.12;
/// Height of the bands of tables at most, in inches. What is higher is a cover, or a picture: the ground of a cover is of
/// one level, so much of it within so many levels of its middle one.
const OF_TABLE: f32 = 1.2;
const FLAT: f32 = 0.9;
const LEVELS: u8 = 20;
/// Part of the box around it that the dark squares of a band fill, and part of it that is print: of a table's, and of a
/// cover, which has less.
const FILLED: f32 = 0.8;
const PRINT: RangeInclusive<f32> = 0.02..=0.4;
const PRINT_OF_COVER: RangeInclusive<f32> = 0.003..=0.4;
/// Thickness of the line around a band, in pixels.
const LINE: i32 = 3;

/// Makes the bands of dark ground white and their print black; gives where they are. Pixels up to `threshold` are dark.
pub(crate) fn invert(image: &mut GrayImage, threshold: u8, dpi: f32) -> Vec<BBox> {
    let bands = find(image, threshold, dpi);
    for b in &bands {
        let is_of_table = (b.y1 - b.y0) as f32 <= OF_TABLE * dpi;
        for (x, y) in pixels(*b) {
            let near = |at: i32, edge: i32| is_of_table && (at - edge).abs() < LINE;
            let edge = near(x, b.x0) || near(x, b.x1 - 1) || near(y, b.y0) || near(y, b.y1 - 1);
            let Luma([level]) = image.get_pixel_mut(x as u32, y as u32);
            *level = match (edge, *level <= threshold) {
                (true, _) => 0,
                (false, true) => 255,
                (false, false) => 255 - *level,
            };
        }
    }
    bands
}

/// Lines between columns go on through bands of dark ground, in which they could not be seen, but not through print.
pub(crate) fn lead_through(
    image: &GrayImage,
    bands: &[BBox],
    rules: &mut Rules,
    threshold: u8,
    reach: i32,
) {
    for band in bands {
        let inner = band.y0 + LINE..band.y1 - LINE;
        let is_free = |x: i32| {
            let dark = |y: i32| (x - 2..=x + 2).any(|x| is_print(image, threshold, x, y));
            !inner.clone().any(dark)
        };
        for line in &mut rules.upright {
            let x = (line.x0 + line.x1) / 2;
            if !(band.x0..band.x1).contains(&x) || !is_free(x) {
                continue;
            }
            if (line.y0 - band.y1).abs() <= reach {
                line.y0 = band.y0;
            } else if (line.y1 - band.y0).abs() <= reach {
                line.y1 = band.y1;
            }
        }
    }
}

fn pixels(b: BBox) -> impl Iterator<Item = (i32, i32)> {
    (b.y0..b.y1).flat_map(move |y| (b.x0..b.x1).map(move |x| (x, y)))
}

fn find(image: &GrayImage, threshold: u8, dpi: f32) -> Vec<BBox> {
    let side = ((SQUARE * dpi) as usize).max(1);
    let (columns, rows) = (
        image.width() as usize / side,
        image.height() as usize / side,
    );
    let part = |b: BBox| {
        let dark = pixels(b)
            .filter(|&(x, y)| is_print(image, threshold, x, y))
            .count();
        dark as f32 / ((b.x1 - b.x0) * (b.y1 - b.y0)).max(1) as f32
    };
    let place = |x: Range<usize>, y: Range<usize>| {
        BBox::from([x.start * side, y.start * side, x.end * side, y.end * side].map(|at| at as i32))
    };
    let squares = (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y)));
    let dark = squares.map(|(x, y)| part(place(x..x + 1, y..y + 1)) >= DARK);
    let mut bands = Vec::new();
    for area in components(dark.collect(), columns) {
        let [x0, y0, x1, y1] = <[i32; 4]>::from(area.bbox).map(|at| at as usize);
        let (x, y, count) = (x0..x1, y0..y1, area.places.len());
        let fills = count as f32 >= FILLED * (x.len() * y.len()) as f32;
        let inside = x.start > 0 && y.start > 0 && x.end < columns && y.end < rows;
        let inches = |squares: usize| (squares * side) as f32 / dpi;
        let high = inches(y.len());
        if !fills || !inside || inches(x.len()) < WIDE || high < HIGH {
            continue;
        }
        let band = trimmed(place(x, y), side as i32, part);
        let is_white_on_dark = match high <= OF_TABLE {
            true => PRINT.contains(&(1.0 - part(band))),
            false => {
                PRINT_OF_COVER.contains(&(1.0 - part(band))) && is_flat(image, band, threshold)
            }
        };
        if is_white_on_dark {
            bands.push(band);
        }
    }
    bands
}

/// Whether the dark pixels of a box are about of one level.
fn is_flat(image: &GrayImage, b: BBox, threshold: u8) -> bool {
    let mut counts = [0usize; 256];
    for (x, y) in pixels(b) {
        let Luma([level]) = *image.get_pixel(x as u32, y as u32);
        if level <= threshold {
            counts[usize::from(level)] += 1;
        }
    }
    let all: usize = counts.iter().sum();
    let mut below = 0;
    let middle = counts.iter().position(|count| {
        below += count;
        2 * below >= all
    });
    let middle = middle.unwrap_or(0) as u8;
    let levels =
        usize::from(middle.saturating_sub(LEVELS))..=usize::from(middle.saturating_add(LEVELS));
    counts[levels].iter().sum::<usize>() as f32 >= FLAT * all as f32
}

/// A box of squares moved to where its dark ground begins and ends.
fn trimmed(b: BBox, side: i32, part: impl Fn(BBox) -> f32) -> BBox {
    let mut band = b;
    let row = |y: i32| part(BBox::from([b.x0, y, b.x1, y + 1])) >= DARK;
    band.y0 = (b.y0 - side..b.y0 + side).find(|&y| row(y)).unwrap_or(b.y0);
    band.y1 = (b.y1 - side..b.y1 + side)
        .rev()
        .find(|&y| row(y))
        .map_or(b.y1, |y| y + 1);
    let column = |x: i32| part(BBox::from([x, band.y0, x + 1, band.y1])) >= DARK;
    band.x0 = (b.x0 - side..b.x0 + side)
        .find(|&x| column(x))
        .unwrap_or(b.x0);
    band.x1 = (b.x1 - side..b.x1 + side)
        .rev()
        .find(|&x| column(x))
        .map_or(b.x1, |x| x + 1);
    band
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_print_on_dark_ground_becomes_black_and_columns_go_on() {
        let mut page = GrayImage::from_fn(900, 600, |x, y| {
            let ground = (100..800).contains(&x) && (200..260).contains(&y);
            let print = (150..300).contains(&x) && (215..245).contains(&y) && x % 12 < 5;
            Luma([if ground && !print { 40 } else { 255 }])
        });
        let bands = invert(&mut page, 128, 300.0);
        assert_eq!(bands, [BBox::from([100, 200, 800, 260])]);
        let level = |x, y| page.get_pixel(x, y).0[0];
        assert_eq!(
            (level(163, 230), level(148, 230), level(400, 201)),
            (255, 255, 0)
        );
        assert!(level(156, 230) < 20);
        let upright = |x: i32| BBox::from([x, 262, x + 3, 400]);
        let mut rules = Rules {
            upright: vec![upright(500), upright(206)],
            ..Rules::default()
        };
        lead_through(&page, &bands, &mut rules, 128, 12);
        let tops: Vec<i32> = rules.upright.iter().map(|line| line.y0).collect();
        assert_eq!(tops, [200, 262]);
    }

    #[test]
    fn covers_are_inverted_and_pictures_are_not() {
        let page = |ground: fn(u32, u32) -> u8| {
            GrayImage::from_fn(900, 900, |x, y| {
                let inside = (100..800).contains(&x) && (200..700).contains(&y);
                let print = (150..300).contains(&x) && (300..345).contains(&y) && x % 12 < 5;
                let print =
                    print || (400..600).contains(&x) && (400..600).contains(&y) && x % 5 == 0;
                Luma([if inside && !print { ground(x, y) } else { 255 }])
            })
        };
        let mut cover = page(|x, y| 40 + (x * y % 9) as u8);
        assert_eq!(
            invert(&mut cover, 128, 300.0),
            [BBox::from([100, 200, 800, 700])]
        );
        let level = |x, y| cover.get_pixel(x, y).0[0];
        assert_eq!(
            (level(163, 320), level(100, 450), level(156, 320)),
            (255, 255, 0)
        );
        let mut picture = page(|x, y| ((x + y) / 15 % 128) as u8);
        assert_eq!(invert(&mut picture, 128, 300.0), []);
    }
}
