//! Ink that is neither print nor a stamp: what a pen wrote, and pictures. Nobody reads it here; a page that says where
//! it stands hides nothing.

use super::missed::whiten;
use super::print::{Component, Print};
use super::strokes;
use crate::document::UnreadKind;
use crate::document::layout::{BBox, Line};
use crate::prepare::Prepared;
use image::{GrayImage, Luma};
use imageproc::distance_transform::Norm;
use imageproc::morphology::open;

/// Sides of a mark that may be part of one, in inches: what is shorter is a speck or was left of a letter, what is
/// lower a rule.
const LONG: f32 = 0.15;
const HIGH: f32 = 0.04;
/// Gap in inches between the marks of one.
const GAP: f32 = 0.1;
/// Sides in inches of what is worth a look, at least.
const LEAST: (f32, f32) = (0.5, 0.15);
/// Sides in inches from which it is no writing but a picture: a plan, a chart.
const LARGE: (f32, f32) = (5.0, 2.0);
/// Half the side in inches of a square that fits into no stroke of a pen, and part of the ink such squares hold in a
/// picture.
const STROKE: f32 = 1.0 / 75.0;
const THICK: f32 = 0.4;
/// How near the edge of the sheet, in inches, dirt and shadows begin; print comes close to it where a scan is cut.
const EDGE: f32 = 0.02;

/// The ink outside `lines` and `other` places, which are stamps and print that was not read, by what it seems to be;
/// places are boxes of the prepared page.
pub(crate) fn find(lines: &[Line], other: &[BBox], prepared: &Prepared) -> Vec<(UnreadKind, BBox)> {
    let inch = |inches: f32| (inches * prepared.dpi) as i32;
    let mut rest = prepared.image.clone();
    for seal in &prepared.seals {
        seal.whiten(&mut rest);
    }
    if let Some(pen) = &prepared.pen {
        add(&mut rest, pen);
    }
    let words = lines.iter().flat_map(|line| &line.words);
    let read = words.map(|word| word.bbox).chain(other.iter().copied());
    read.for_each(|place| whiten(&mut rest, place, inch(HIGH / 2.0)));
    let (width, height) = (rest.width() as i32, rest.height() as i32);
    let page = BBox::from([0, 0, width, height]);
    let sides = |b: BBox| {
        let (wide, high) = (b.x1 - b.x0, b.y1 - b.y0);
        (wide.max(high), wide.min(high))
    };
    let is_mark = |mark: &Component| {
        let (long, short) = sides(mark.bbox);
        long >= inch(LONG) && short >= inch(HIGH)
    };
    let marks = Print::of(&rest, page).components().into_iter();
    let marks = marks.filter(is_mark).map(|mark| mark.bbox);
    let inside = |b: BBox| {
        let edge = inch(EDGE);
        b.x0 >= edge && b.y0 >= edge && b.x1 <= width - edge && b.y1 <= height - edge
    };
    let is_seen = |b: &BBox| {
        let (long, short) = sides(*b);
        long >= inch(LEAST.0) && short >= inch(LEAST.1) && inside(*b)
    };
    let kind = |b: BBox| {
        let (long, short) = sides(b);
        let is_large = long >= inch(LARGE.0) && short >= inch(LARGE.1);
        match is_large || is_thick(&rest, b, inch(STROKE)) {
            true => UnreadKind::Picture,
            false => UnreadKind::Handwriting,
        }
    };
    let mut found = strokes::apart(marks, inch(GAP));
    found.retain(is_seen);
    found.sort_by_key(|b| (b.y0, b.x0));
    found.into_iter().map(|b| (kind(b), b)).collect()
}

/// Adds the dark of one image to another of its size.
fn add(image: &mut GrayImage, ink: &GrayImage) {
    for (Luma([level]), Luma([added])) in image.pixels_mut().zip(ink.pixels()) {
        *level = (*level).min(*added);
    }
}

/// Whether much of the ink in a box is thicker than the strokes of a pen.
fn is_thick(image: &GrayImage, b: BBox, stroke: i32) -> bool {
    let wide = (b.x1 - b.x0) as u32;
    let high = (b.y1 - b.y0) as u32;
    let print = Print::of(image, b);
    let ink = GrayImage::from_fn(wide, high, |x, y| {
        Luma([match print.is_dark(b.x0 + x as i32, b.y0 + y as i32) {
            true => 255,
            false => 0,
        }])
    });
    let count = |image: &GrayImage| image.pixels().filter(|pixel| pixel.0[0] > 0).count() as f32;
    count(&open(&ink, Norm::LInf, stroke.clamp(1, 255) as u8)) > THICK * count(&ink)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::Word;
    use crate::document::layout::page_image::PageImage;
    use crate::prepare::{Attempt, prepare};
    use image::{DynamicImage, Rgb, RgbImage};

    /// Rows of letters, a signature in an ink of this colour, a filled square near the edge, dirt at it and a rule.
    fn page(ink: [u8; 3]) -> (Prepared, Vec<Line>) {
        let image = RgbImage::from_fn(1200, 1200, |x, y| {
            let at = |xs: std::ops::Range<u32>, ys: std::ops::Range<u32>| {
                xs.contains(&x) && ys.contains(&y)
            };
            let letters = at(150..1000, 100..500) && y % 80 < 28 && x % 30 < 18;
            // A wave, as high as four lines.
            let wave = 720.0 + 60.0 * (x as f32 / 25.0).sin();
            let signature = (600..900).contains(&x) && (y as f32 - wave).abs() < 7.0;
            let picture = at(20..220, 650..850);
            let dirt = at(0..30, 300..600);
            let rule = at(150..500, 1000..1004);
            match (letters || picture || dirt || rule, signature) {
                (true, _) => Rgb([10, 10, 10]),
                (_, true) => Rgb(ink),
                _ => Rgb([250, 250, 250]),
            }
        });
        let scan = PageImage::new(DynamicImage::ImageRgb8(image), Some(300.0));
        let rows = (100..500).filter(|y| y % 80 == 0);
        let line = |y: i32| Line {
            words: vec![Word::new(
                "chữ".to_owned(),
                0.9,
                BBox::from([150, y, 1000, y + 28]),
            )],
        };
        (prepare(&scan, Attempt::Normal), rows.map(line).collect())
    }

    #[test]
    fn signatures_and_pictures_are_seen_and_print_rules_and_dirt_are_not() {
        for ink in [[10, 10, 10], [30, 40, 200]] {
            let (prepared, lines) = page(ink);
            let found = find(&lines, &[], &prepared);
            let near = |b: BBox, place: [i32; 4]| {
                let place = BBox::from(place);
                b.holds_middle_of(place) && place.holds_middle_of(b)
            };
            let [(first, picture), (second, signature)] = found[..] else {
                panic!("{ink:?}: {found:?}");
            };
            assert_eq!(first, UnreadKind::Picture, "{ink:?}");
            assert_eq!(second, UnreadKind::Handwriting, "{ink:?}");
            assert!(near(picture, [20, 650, 220, 850]), "{picture:?}");
            assert!(near(signature, [600, 653, 900, 787]), "{signature:?}");
            assert!(find(&lines, &[picture, signature], &prepared).is_empty());
        }
    }
}
