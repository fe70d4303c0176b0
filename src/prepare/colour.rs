//! Colour → gray, without red stamps and blue pens: in the light that an ink gives back, it is as bright as
//! paper, and the black print under it stays black.

use super::red_print::{self, Area};
use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage};

/// By how much a colour has to lead the other two for a pixel to be its ink. Colour fringes of JPEG
/// around black print stay below it.
const LEAD: u8 = 40;
/// The same for red ink that is looked for alone, and by how much it is made darker.
const FAINT: u8 = 24;
const STRENGTH: f32 = 2.0;
/// Part of a page's pixels from which ink is a stamp or a signature rather than stray colour.
const STAMP: f32 = 2e-4;
/// Part of what is dark on a page from which blue is the colour of its print.
const PRINT: f32 = 0.3;
/// Level below which a pixel is dark.
const DARK: u8 = 140;

/// A gray image and the inks that were taken out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Gray {
    pub(crate) image: GrayImage,
    /// Red ink alone, dark on white: stamps.
    pub(crate) red: Option<GrayImage>,
    /// Blue ink: signatures and what else is written.
    pub(crate) pen: bool,
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
            pen: false,
        };
    };
    let sample = || rgb.pixels().zip(luma.pixels()).step_by(7);
    let all = (rgb.width() * rgb.height() / 7).max(1) as f32;
    let part = |ink: Ink| {
        sample()
            .filter(|(pixel, _)| ink.lead(**pixel) > LEAD)
            .count() as f32
    };
    let dark = sample().filter(|(_, level)| level.0[0] < DARK).count() as f32;
    let (red, blue) = (part(Ink::Red), part(Ink::Blue));
    let stamp = red > STAMP * all;
    let pen = blue > STAMP * all && blue < PRINT * dark;
    let inks = [(stamp, Ink::Red), (pen, Ink::Blue)];
    let taken: Vec<Ink> = inks
        .into_iter()
        .filter(|ink| ink.0)
        .map(|ink| ink.1)
        .collect();
    let is_red = |x: u32, y: u32| Ink::Red.lead(*rgb.get_pixel(x, y)) > LEAD / 2;
    let print = match stamp {
        true => red_print::find(rgb, &luma, is_red, DARK),
        false => Vec::new(),
    };
    let place = |(xs, ys): Area| ys.flat_map(move |y| xs.clone().map(move |x| (x, y)));
    let places = print.into_iter().flat_map(place);
    let kept: Vec<_> = places.map(|(x, y)| (x, y, *luma.get_pixel(x, y))).collect();
    let mut image = without(rgb, luma, &taken);
    for (x, y, level) in kept {
        image.put_pixel(x, y, level);
    }
    let red = stamp.then(|| alone(rgb));
    Gray { image, red, pen }
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

fn without(rgb: &RgbImage, mut luma: GrayImage, inks: &[Ink]) -> GrayImage {
    for &ink in inks {
        for (pixel, gray) in rgb.pixels().zip(luma.pixels_mut()) {
            let level = gray.0[0];
            // From half the lead on, so that the rim of a stroke goes with the stroke.
            let part = (f32::from(ink.lead(*pixel)) / f32::from(LEAD) - 0.5).clamp(0.0, 1.0);
            let bright = f32::from(pixel.0[ink as usize].max(level));
            *gray = Luma([(f32::from(level) + (bright - f32::from(level)) * part) as u8]);
        }
    }
    luma
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
        assert!(found.pen && level(180, 50) > 200);
        assert!(level(100, 55) < 100 && level(20, 50) < 60);
    }

    #[test]
    fn blue_print_is_print() {
        let mut page = RgbImage::from_pixel(200, 200, Rgb([250, 250, 250]));
        for (x, y) in (50..150).flat_map(|x| (50..60).map(move |y| (x, y))) {
            page.put_pixel(x, y, Rgb([30, 40, 160]));
        }
        let found = gray(&DynamicImage::ImageRgb8(page));
        assert!(!found.pen && found.image.get_pixel(60, 55).0[0] < 100);
    }

    #[test]
    fn pages_without_ink_are_plain_gray() {
        let page = DynamicImage::ImageRgb8(RgbImage::from_pixel(50, 50, Rgb([200, 190, 180])));
        let plain = Gray {
            image: page.to_luma8(),
            red: None,
            pen: false,
        };
        assert_eq!(gray(&page), plain);
    }
}
