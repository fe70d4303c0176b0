//! A page as pixels, and turning it.

use super::turn::Turn;
use image::{DynamicImage, GrayImage, imageops};

/// A page as scanned.
#[derive(Debug, Clone)]
pub struct PageImage {
    /// Its pixels.
    pub image: DynamicImage,
    /// Dots per inch, where the file says so.
    pub dpi: Option<f32>,
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
    use image::Luma;

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
