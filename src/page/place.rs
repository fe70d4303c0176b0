//! Turning and scaling a page in one step, and the way back for boxes.

use crate::ocr::BBox;
use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};
use imageproc::geometric_transformations::{Border, Interpolation, rotate_about_center};

/// How a page was placed: scaled, and turned about its middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placement {
    /// Clockwise turn in radians.
    pub(super) turn: f32,
    /// Pixels of the placed page for one of the page as scanned.
    pub(super) scale: f32,
    /// Width and height as scanned.
    pub(super) from: (u32, u32),
}

impl Placement {
    /// Width and height when placed.
    fn size(&self) -> (u32, u32) {
        let side = |pixels: u32| ((pixels as f32 * self.scale).round() as u32).max(1);
        (side(self.from.0), side(self.from.1))
    }

    /// Middles of the page as scanned and as placed.
    fn middles(&self) -> [(f32, f32); 2] {
        let middle = |(width, height): (u32, u32)| (width as f32 / 2.0, height as f32 / 2.0);
        [middle(self.from), middle(self.size())]
    }

    /// Places a page; what comes in from outside is white.
    pub(super) fn apply(&self, image: GrayImage) -> GrayImage {
        let (width, height) = self.size();
        let image = match (width, height) == self.from {
            true => image,
            false => imageops::resize(&image, width, height, FilterType::CatmullRom),
        };
        if self.turn == 0.0 {
            return image;
        }
        // Scaled first, the page bears the blur of the cheap interpolation.
        let white = Border::Constant(Luma([255]));
        rotate_about_center(&image, self.turn, Interpolation::Bilinear, white)
    }

    /// A box of the placed page as the box around it on the page as scanned.
    pub(super) fn to_scan(self, bbox: BBox) -> BBox {
        let [(from_x, from_y), (to_x, to_y)] = self.middles();
        let (sin, cos) = self.turn.sin_cos();
        let back = |(x, y): (i32, i32)| {
            let (x, y) = (
                (x as f32 - to_x) / self.scale,
                (y as f32 - to_y) / self.scale,
            );
            (x * cos + y * sin + from_x, y * cos - x * sin + from_y)
        };
        let corners = [
            (bbox.x0, bbox.y0),
            (bbox.x1, bbox.y0),
            (bbox.x0, bbox.y1),
            (bbox.x1, bbox.y1),
        ]
        .map(back);
        let (xs, ys) = (corners.map(|c| c.0), corners.map(|c| c.1));
        let least = |of: [f32; 4]| of.into_iter().fold(f32::INFINITY, f32::min);
        let most = |of: [f32; 4]| of.into_iter().fold(f32::NEG_INFINITY, f32::max);
        let inside = |at: f32, side: u32| (at.round() as i32).clamp(0, side as i32);
        BBox {
            x0: inside(least(xs), self.from.0),
            y0: inside(least(ys), self.from.1),
            x1: inside(most(xs), self.from.0),
            y1: inside(most(ys), self.from.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_again_where_it_was() {
        for (turn, scale) in [
            (0.0, 1.5),
            (0.02, 1.0),
            (-0.03, 2.0),
            (0.0, 1.0),
            (0.05, 0.5),
        ] {
            let mut page = GrayImage::from_pixel(400, 300, Luma([255]));
            for (x, y) in (300..320).flat_map(|x| (60..70).map(move |y| (x, y))) {
                page.put_pixel(x, y, Luma([0]));
            }
            let placement = Placement {
                turn,
                scale,
                from: (400, 300),
            };
            let placed = placement.apply(page);
            let dark = placed
                .enumerate_pixels()
                .filter(|(_, _, pixel)| pixel.0[0] < 128);
            let boxes =
                dark.map(|(x, y, _)| BBox::from([x as i32, y as i32, x as i32 + 1, y as i32 + 1]));
            let found = placement.to_scan(boxes.reduce(BBox::union).unwrap());
            let found = <[i32; 4]>::from(found);
            let near = found
                .iter()
                .zip([300, 60, 320, 70])
                .all(|(a, b)| (a - b).abs() <= 2);
            assert!(near, "{found:?} for turn {turn}, scale {scale}");
        }
    }
}
