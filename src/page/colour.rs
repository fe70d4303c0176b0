//! Colour → gray, without red stamps: in the light that red ink gives back, it is as bright as paper,
//! and the black print under it stays black.

use image::{DynamicImage, GrayImage, Luma};

/// By how much red has to lead green and blue for a pixel to be red ink. Colour fringes of JPEG
/// around black print stay below it.
const LEAD: u8 = 40;
/// Part of a page's pixels from which red ink is a stamp rather than stray colour.
const STAMP: f32 = 2e-4;

/// A gray image, and whether red ink was taken out.
pub(super) fn gray(image: &DynamicImage) -> (GrayImage, bool) {
    let DynamicImage::ImageRgb8(rgb) = image else {
        return (image.to_luma8(), false);
    };
    let lead = |[red, green, blue]: [u8; 3]| red.saturating_sub(green.max(blue));
    let red = rgb.pixels().step_by(7).filter(|p| lead(p.0) > LEAD).count();
    if (red * 7) as f32 <= STAMP * (rgb.width() * rgb.height()) as f32 {
        return (image.to_luma8(), false);
    }
    let luma = image.to_luma8();
    let without = GrayImage::from_fn(rgb.width(), rgb.height(), |x, y| {
        let (pixel, gray) = (rgb.get_pixel(x, y).0, luma.get_pixel(x, y).0[0]);
        // From half the lead on, so that the rim of a stroke goes with the stroke.
        let part = (f32::from(lead(pixel)) / f32::from(LEAD) - 0.5).clamp(0.0, 1.0);
        let bright = f32::from(pixel[0].max(gray));
        Luma([(f32::from(gray) + (bright - f32::from(gray)) * part) as u8])
    });
    (without, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    #[test]
    fn red_ink_goes_and_the_print_under_it_stays() {
        let mut page = RgbImage::from_pixel(200, 200, Rgb([250, 250, 250]));
        for (x, y) in (50..150).flat_map(|x| (50..60).map(move |y| (x, y))) {
            page.put_pixel(x, y, Rgb([230, 60, 70]));
        }
        for (x, colour) in [
            (100, [90, 15, 20]),
            (20, [30, 30, 30]),
            (180, [40, 60, 200]),
        ] {
            for y in 40..70 {
                page.put_pixel(x, y, Rgb(colour));
            }
        }
        let (gray, stamp) = gray(&DynamicImage::ImageRgb8(page));
        let level = |x, y| gray.get_pixel(x, y).0[0];
        assert!(stamp && level(60, 55) > 200);
        assert!(level(100, 55) < 100 && level(20, 50) < 60 && level(180, 50) < 100);
    }

    #[test]
    fn pages_without_stamps_are_plain_gray() {
        let page = DynamicImage::ImageRgb8(RgbImage::from_pixel(50, 50, Rgb([200, 190, 180])));
        assert_eq!(gray(&page), (page.to_luma8(), false));
    }
}
