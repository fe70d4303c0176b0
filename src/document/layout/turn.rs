//! Quarter turns of an image.

use image::{DynamicImage, GrayImage, imageops};

/// A clockwise turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Turn {
    /// None.
    #[default]
    None,
    /// By 90°.
    Quarter,
    /// By 180°.
    Half,
    /// By 270°.
    ThreeQuarters,
}

impl Turn {
    /// All turns.
    pub const ALL: [Turn; 4] = [Turn::None, Turn::Quarter, Turn::Half, Turn::ThreeQuarters];

    /// This turn and a half one.
    pub fn and_half(self) -> Turn {
        match self {
            Turn::None => Turn::Half,
            Turn::Quarter => Turn::ThreeQuarters,
            Turn::Half => Turn::None,
            Turn::ThreeQuarters => Turn::Quarter,
        }
    }

    /// Degrees, clockwise.
    pub fn degrees(self) -> u16 {
        match self {
            Turn::None => 0,
            Turn::Quarter => 90,
            Turn::Half => 180,
            Turn::ThreeQuarters => 270,
        }
    }

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

    /// Whether width and height change places.
    pub fn swaps_sides(self) -> bool {
        matches!(self, Turn::Quarter | Turn::ThreeQuarters)
    }

    /// Where a point of the turned image lies on an image of `size`.
    pub fn back(self, (x, y): (f32, f32), size: (u32, u32)) -> (f32, f32) {
        let (width, height) = (size.0 as f32, size.1 as f32);
        match self {
            Turn::None => (x, y),
            Turn::Quarter => (y, height - x),
            Turn::Half => (width - x, height - y),
            Turn::ThreeQuarters => (width - y, x),
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
