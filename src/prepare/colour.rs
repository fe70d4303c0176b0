//! Colour → gray, without red stamps and blue pens: in the light that an ink gives back, it is as bright as
//! paper, and the black print under it stays black.

use super::colour_print::{self, Coloured};
use super::components::{Component, components};
use crate::document::layout::BBox;
use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage};
use std::ops::RangeInclusive;

/// By how much a colour has to lead the other two for a pixel to be its ink. Colour fringes of JPEG
/// around black print stay below it.
const LEAD: u8 = 40;
/// The same for red ink that is looked for alone, and by how much it is made darker.
const FAINT: u8 = 24;
const STRENGTH: f32 = 2.0;
/// The same for a stroke of a pen, and its length in the page's shorter sides: fringes are as short as letters, and
/// what is longer is no stroke.
const PALE: u8 = 7;
const STROKE: RangeInclusive<f32> = 1.0 / 33.0..=0.6;
/// How much brighter an ink's own channel is made, at most, to be as bright as paper.
const BRIGHTER: f32 = 1.5;
/// Part of a page's pixels from which ink is a stamp or a signature rather than stray colour.
const STAMP: f32 = 2e-4;
/// Part of what is dark on a page from which blue is the colour of its print.
const PRINT: f32 = 0.3;
/// Level below which a pixel is dark.
const DARK: u8 = 140;
/// Letters of an underlined word, at least.
const PARTS: i32 = 3;
/// Level up to which what a stroke crosses is print.
const BLACK: u8 = 70;
/// Part of a page's pixels that is darker than its paper.
const PAPER: f32 = 0.8;
/// Pixels that are looked at are this far apart.
const SAMPLE: usize = 7;

/// A gray image and the inks that were taken out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Gray {
    pub(crate) image: GrayImage,
    /// Red ink alone, dark on white: stamps.
    pub(crate) red: Option<GrayImage>,
    /// Blue ink alone, dark on white: signatures and what else is written.
    pub(crate) pen: Option<GrayImage>,
}

/// A channel of a pixel.
#[derive(Debug, Clone, Copy)]
enum Ink {
    Red = 0,
    Blue = 2,
}

impl Ink {
    /// By how much its channel leads the others.
    fn lead(self, Rgb(pixel): Rgb<u8>) -> u8 {
        let own = pixel[self as usize];
        let others = (0..3).filter(|&channel| channel != self as usize);
        own.saturating_sub(others.map(|channel| pixel[channel]).max().unwrap_or(0))
    }
}

/// Makes a page gray.
pub(crate) fn gray(image: &DynamicImage) -> Gray {
    let luma = image.to_luma8();
    let DynamicImage::ImageRgb8(rgb) = image else {
        return Gray {
            image: luma,
            red: None,
            pen: None,
        };
    };
    let sample = || rgb.pixels().step_by(SAMPLE);
    let all = sample().len().max(1) as f32;
    let part = |ink: Ink| sample().filter(|pixel| ink.lead(**pixel) > LEAD).count() as f32;
    let dark = luma.pixels().step_by(SAMPLE);
    let dark = dark.filter(|level| level.0[0] < DARK).count() as f32;
    let (red, blue) = (part(Ink::Red), part(Ink::Blue));
    let stamp = red > STAMP * all;
    let mut pen = blue > STAMP * all && blue < PRINT * dark;
    let mut image = luma.clone();
    for (taken, ink) in [(stamp, Ink::Red), (pen, Ink::Blue)] {
        if taken {
            take(rgb, &luma, ink, &mut image);
        }
    }
    let strokes = strokes(rgb, &luma);
    let pixels: usize = strokes.iter().map(|stroke| stroke.places.len()).sum();
    if pixels > 0 && pixels as f32 <= PRINT * dark * SAMPLE as f32 {
        pen = true;
        whiten(&mut image, &strokes);
    }
    let red = stamp.then(|| alone(rgb));
    let pen = pen.then(|| taken(rgb, &luma, &image));
    Gray { image, red, pen }
}

/// Takes an ink out of a page but for what is print of its colour.
fn take(rgb: &RgbImage, luma: &GrayImage, ink: Ink, image: &mut GrayImage) {
    let mask: Vec<bool> = rgb
        .pixels()
        .map(|pixel| ink.lead(*pixel) > LEAD / 2)
        .collect();
    let print = Coloured {
        luma,
        mask: &mask,
        dark: DARK,
    };
    let print = print.print();
    let place =
        |b: BBox| (b.y0..b.y1).flat_map(move |y| (b.x0..b.x1).map(move |x| (x as u32, y as u32)));
    let kept: Vec<_> = print
        .into_iter()
        .flat_map(place)
        .map(|(x, y)| (x, y, *image.get_pixel(x, y)))
        .collect();
    remove(rgb, ink, image);
    for (x, y, level) in kept {
        image.put_pixel(x, y, level);
    }
}

/// The strokes of a blue pen, also of one that left little colour.
fn strokes(rgb: &RgbImage, luma: &GrayImage) -> Vec<Component> {
    let (width, height) = rgb.dimensions();
    let side = width.min(height) as f32;
    let paper = level(luma.pixels().map(|level| level.0[0]), PAPER);
    let inked = |(pixel, level): (&Rgb<u8>, &Luma<u8>)| {
        Ink::Blue.lead(*pixel) > PALE && level.0[0] < paper.saturating_sub(FAINT)
    };
    let mask: Vec<bool> = rgb.pixels().zip(luma.pixels()).map(inked).collect();
    let is_stroke = |mark: &Component| {
        let b = mark.bbox;
        let long = STROKE.contains(&((b.x1 - b.x0).max(b.y1 - b.y0) as f32 / side));
        long && !(colour_print::is_letter(mark, side) && is_parted(mark))
    };
    components(mask, width as usize).filter(is_stroke).collect()
}

/// Whether a mark is parted into letters, row by row, as an underlined word is and a stroke is not.
fn is_parted(mark: &Component) -> bool {
    let mut places = mark.places.clone();
    places.sort_unstable();
    let starts = places.windows(2).filter(|pair| pair[0] + 1 != pair[1]);
    starts.count() as i32 >= PARTS * (mark.bbox.y1 - mark.bbox.y0)
}

/// The red ink of a page on white; also where a stamp had little of it.
fn alone(rgb: &RgbImage) -> GrayImage {
    GrayImage::from_fn(rgb.width(), rgb.height(), |x, y| {
        let pixel = rgb.get_pixel(x, y);
        let part = (f32::from(Ink::Red.lead(*pixel)) / f32::from(FAINT) - 0.5).clamp(0.0, 1.0);
        let dark = f32::from(255 - pixel.0[1].min(pixel.0[2]));
        Luma([(255.0 - (part * STRENGTH * dark).min(255.0)) as u8])
    })
}

/// The blue ink that was taken out of a page, on white.
fn taken(rgb: &RgbImage, luma: &GrayImage, left: &GrayImage) -> GrayImage {
    GrayImage::from_fn(rgb.width(), rgb.height(), |x, y| {
        let (before, after) = (luma.get_pixel(x, y), left.get_pixel(x, y));
        let is_blue = Ink::Blue.lead(*rgb.get_pixel(x, y)) > PALE;
        match is_blue && after.0[0] > before.0[0].saturating_add(FAINT) {
            true => Luma([0]),
            false => Luma([255]),
        }
    })
}

/// Makes an ink as bright as paper, and leaves what is dark under it.
fn remove(rgb: &RgbImage, ink: Ink, image: &mut GrayImage) {
    let own = |pixel: &Rgb<u8>| pixel.0[ink as usize];
    let inked = rgb.pixels().filter(|pixel| ink.lead(**pixel) > LEAD);
    let paper = f32::from(level(image.pixels().map(|level| level.0[0]), PAPER));
    let bright = f32::from(level(inked.map(own), 0.5).max(1));
    let brighter = (paper / bright).clamp(1.0, BRIGHTER);
    for (pixel, gray) in rgb.pixels().zip(image.pixels_mut()) {
        let level = f32::from(gray.0[0]);
        // From half the lead on, so that the rim of a stroke goes with the stroke.
        let part = (f32::from(ink.lead(*pixel)) / f32::from(LEAD) - 0.5).clamp(0.0, 1.0);
        let bright = (f32::from(own(pixel)) * brighter).min(paper).max(level);
        *gray = Luma([(level + (bright - level) * part) as u8]);
    }
}

/// Makes strokes white, with their rims, where nothing dark is under them.
fn whiten(image: &mut GrayImage, strokes: &[Component]) {
    let (width, height) = (image.width() as usize, image.height() as usize);
    for &place in strokes.iter().flat_map(|stroke| &stroke.places) {
        let (x, y) = (place % width, place / width);
        for y in y.saturating_sub(1)..(y + 2).min(height) {
            for x in x.saturating_sub(1)..(x + 2).min(width) {
                let Luma([level]) = image.get_pixel_mut(x as u32, y as u32);
                if *level > BLACK {
                    *level = 255;
                }
            }
        }
    }
}

/// The level that a part of the levels stays below.
fn level(levels: impl Iterator<Item = u8>, part: f32) -> u8 {
    let mut counts = [0usize; 256];
    for level in levels {
        counts[level as usize] += 1;
    }
    let mut left = (counts.iter().sum::<usize>() as f32 * part) as usize;
    let reached = |count: &usize| {
        let is_there = left < *count;
        left = left.saturating_sub(*count);
        is_there
    };
    counts.iter().position(reached).unwrap_or(255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn red_and_blue_ink_go_and_the_print_under_them_stays() {
        let mut page = RgbImage::from_pixel(200, 200, Rgb([250, 250, 250]));
        for (x, y) in (50..150).flat_map(|x| (50..60).map(move |y| (x, y))) {
            page.put_pixel(x, y, Rgb([230, 60, 70]));
        }
        let strokes = [
            (100, [90, 15, 20]),
            (20, [30, 30, 30]),
            (21, [30, 30, 30]),
            (22, [30, 30, 30]),
            (180, [40, 60, 230]),
        ];
        for (x, colour) in strokes {
            for y in 40..70 {
                page.put_pixel(x, y, Rgb(colour));
            }
        }
        let found = gray(&DynamicImage::ImageRgb8(page));
        let level = |x, y| found.image.get_pixel(x, y).0[0];
        assert!(found.red.is_some() && level(60, 55) > 200);
        let pen = found.pen.as_ref().expect("pen");
        assert!(pen.get_pixel(180, 50).0[0] == 0 && level(180, 50) > 200);
        assert_eq!(pen.get_pixel(60, 55).0[0], 255);
        assert!(level(100, 55) < 100 && level(20, 50) < 60);
    }

    #[test]
    fn a_pale_stroke_goes_and_what_it_crosses_stays() {
        let mut page = RgbImage::from_pixel(700, 700, Rgb([250, 250, 250]));
        for (x, y) in (300..310).flat_map(|x| (10..690).map(move |y| (x, y))) {
            page.put_pixel(x, y, Rgb([20, 20, 20]));
        }
        for x in 200..400 {
            for y in 300..304 {
                let crossed = (300..310).contains(&x);
                let colour = if crossed {
                    [25, 25, 40]
                } else {
                    [120, 122, 140]
                };
                page.put_pixel(x, y + x / 20, Rgb(colour));
            }
        }
        let found = gray(&DynamicImage::ImageRgb8(page));
        let level = |x, y| found.image.get_pixel(x, y).0[0];
        assert!(found.pen.is_some() && level(250, 313) == 255 && level(390, 320) == 255);
        assert!((290..330).all(|y| level(305, y) < 40));
    }

    #[test]
    fn an_underlined_word_in_blue_is_no_stroke() {
        let page = RgbImage::from_fn(700, 700, |x, y| {
            let black = (100..600).contains(&y) && (10..20).contains(&x);
            let letters = (300..316).contains(&y) && x % 10 < 5;
            let word = (200..260).contains(&x) && (letters || (316..318).contains(&y));
            match (black, word) {
                (true, _) => Rgb([20, 20, 20]),
                (_, true) => Rgb([60, 70, 110]),
                _ => Rgb([250, 250, 250]),
            }
        });
        let found = gray(&DynamicImage::ImageRgb8(page));
        let level = |x, y| found.image.get_pixel(x, y).0[0];
        assert!(level(202, 308) < 128 && level(230, 316) < 128);
    }

    #[test]
    fn blue_print_is_print() {
        let mut page = RgbImage::from_pixel(200, 200, Rgb([250, 250, 250]));
        for (x, y) in (50..150).flat_map(|x| (50..60).map(move |y| (x, y))) {
            page.put_pixel(x, y, Rgb([30, 40, 160]));
        }
        let found = gray(&DynamicImage::ImageRgb8(page));
        assert!(found.pen.is_none() && found.image.get_pixel(60, 55).0[0] < 100);
    }

    #[test]
    fn pages_without_ink_are_plain_gray() {
        let page = DynamicImage::ImageRgb8(RgbImage::from_pixel(50, 50, Rgb([200, 190, 180])));
        let plain = Gray {
            image: page.to_luma8(),
            red: None,
            pen: None,
        };
        assert_eq!(gray(&page), plain);
    }
}
