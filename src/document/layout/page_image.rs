//! A page as pixels, and turning it.

use super::turn::Turn;
use image::imageops::FilterType;
use image::{DynamicImage, GrayImage, Rgba, imageops};

/// A page as scanned.
#[derive(Debug, Clone)]
pub struct PageImage {
    /// Its pixels.
    pub image: DynamicImage,
    /// Dots per inch, where the file says so; where pixels are not square, across the page.
    pub dpi: Option<f32>,
    /// Height of a pixel as a multiple of its width; 1 where they are square.
    pub pixel_height: f32,
}

impl PageImage {
    /// A page of square pixels. What can be seen through is paper.
    pub fn new(image: DynamicImage, dpi: Option<f32>) -> Self {
        PageImage {
            image: on_white(image),
            dpi,
            pixel_height: 1.0,
        }
    }
}

/// Pixels are square if their sides differ by no more than this: files give resolutions in whole numbers.
const SQUARE: f32 = 1.01;
/// Most by which the sides of a pixel differ; fax machines make some twice as high as wide, and more is an error.
const OBLONG: f32 = 4.0;
/// Most by which the sides of pixels differ that are read as they are.
const READABLE: f32 = 1.1;

impl PageImage {
    /// The page with pixels of this height, as a multiple of their width, where that can be believed.
    pub(crate) fn with_pixel_height(self, pixel_height: f32) -> Self {
        let differs = pixel_height.max(pixel_height.recip());
        let believed = (SQUARE..=OBLONG).contains(&differs);
        PageImage {
            pixel_height: if believed { pixel_height } else { 1.0 },
            ..self
        }
    }

    /// The page scaled up to square pixels; `None` where they are near enough to it to be read.
    pub(crate) fn squared(&self) -> Option<PageImage> {
        let (across, down) = (
            self.pixel_height.recip().max(1.0),
            self.pixel_height.max(1.0),
        );
        if across.max(down) <= READABLE {
            return None;
        }
        let side = |side: u32, by: f32| (side as f32 * by).round() as u32;
        let (width, height) = (
            side(self.image.width(), across),
            side(self.image.height(), down),
        );
        let image = self
            .image
            .resize_exact(width, height, FilterType::CatmullRom);
        Some(PageImage::new(image, self.dpi.map(|dpi| dpi * across)))
    }
}

/// An image as it looks on white paper. One that is transparent everywhere was not meant to be.
fn on_white(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return image;
    }
    let mut pixels = image.into_rgba8();
    let unseen = pixels.pixels().all(|pixel| pixel.0[3] == 0);
    for Rgba([colours @ .., alpha]) in pixels.pixels_mut().filter(|_| !unseen) {
        let alpha = u16::from(*alpha);
        for level in colours {
            *level = ((u16::from(*level) * alpha + 255 * (255 - alpha)) / 255) as u8;
        }
    }
    DynamicImage::ImageRgba8(pixels).into_rgb8().into()
}

impl Turn {
    /// Turns an image.
    pub fn apply(self, image: DynamicImage) -> DynamicImage {
        match self {
            Turn::None => image,
            Turn::Quarter => image.rotate90(),
            Turn::Half => image.rotate180(),
            Turn::ThreeQuarters => image.rotate270(),
        }
    }

    /// Turns a gray image.
    pub fn apply_gray(self, image: GrayImage) -> GrayImage {
        match self {
            Turn::None => image,
            Turn::Quarter => imageops::rotate90(&image),
            Turn::Half => imageops::rotate180(&image),
            Turn::ThreeQuarters => imageops::rotate270(&image),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Luma, RgbaImage};

    #[test]
    fn what_can_be_seen_through_is_paper() {
        let pixels = [[0, 0, 0, 0], [10, 20, 30, 255], [0, 0, 0, 51]].concat();
        let image = RgbaImage::from_raw(3, 1, pixels).expect("three pixels");
        let page = PageImage::new(image.into(), None).image;
        let colours = [255, 255, 255, 10, 20, 30, 204, 204, 204];
        assert_eq!(page.into_bytes(), colours);
        let unseen = RgbaImage::from_pixel(1, 1, Rgba([9, 8, 7, 0]));
        let page = PageImage::new(unseen.into(), None).image;
        assert_eq!(page.into_bytes(), [9, 8, 7]);
    }

    #[test]
    fn oblong_pixels_are_made_square_where_they_cannot_be_read() {
        let image = DynamicImage::from(GrayImage::new(204, 98));
        let page = |height| PageImage::new(image.clone(), Some(204.0)).with_pixel_height(height);
        let squared = page(204.0 / 98.0).squared().expect("square pixels");
        assert_eq!((squared.image.height(), squared.dpi), (204, Some(204.0)));
        let squared = page(0.5).squared().expect("square pixels");
        assert_eq!((squared.image.width(), squared.dpi), (408, Some(408.0)));
        assert!(page(1.04).squared().is_none());
        assert_eq!(page(0.999).pixel_height, 1.0);
        assert_eq!(page(f32::NAN).pixel_height, 1.0);
    }

    #[test]
    fn a_turned_point_is_found_again() {
        let mut image = GrayImage::new(30, 20);
        image.put_pixel(4, 7, Luma([255]));
        for turn in Turn::ALL {
            let turned = turn.apply_gray(image.clone());
            let found = turned.enumerate_pixels().find(|(_, _, p)| p.0[0] == 255);
            let (x, y, _) = found.expect("the point");
            let back = turn.back((x as f32 + 0.5, y as f32 + 0.5), (30, 20));
            assert_eq!(back, (4.5, 7.5), "{turn:?}");
            assert_eq!(turn.swaps_sides(), turned.width() == 20);
        }
    }
}
