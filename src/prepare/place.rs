//! Turning and scaling a page, and the way back for boxes.

use super::scale::scaled;
use crate::document::layout::{BBox, Turn};
use image::GrayImage;

/// How a page was placed: turned upright by quarters, scaled, and turned about its middle; the
/// placed page is as large as that needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placement {
    /// Turn by quarters.
    pub(crate) turn: Turn,
    /// Clockwise turn in radians, after that.
    pub(crate) angle: f32,
    /// Pixels of the placed page for one of the page as scanned.
    pub(crate) scale: f32,
    /// Width and height as scanned.
    pub(crate) from: (u32, u32),
}

impl Placement {
    /// Width and height once upright and scaled.
    fn upright(&self) -> (u32, u32) {
        let side = |pixels: u32| ((pixels as f32 * self.scale).round() as u32).max(1);
        let (width, height) = (side(self.from.0), side(self.from.1));
        match self.turn.swaps_sides() {
            true => (height, width),
            false => (width, height),
        }
    }

    /// Width and height when placed.
    fn size(&self) -> (u32, u32) {
        let (width, height) = self.upright();
        if self.angle == 0.0 {
            return (width, height);
        }
        let (sin, cos) = self.angle.abs().sin_cos();
        let (width, height) = (width as f32, height as f32);
        let side = |a: f32, b: f32| (a * cos + b * sin).ceil() as u32;
        (side(width, height), side(height, width))
    }

    /// Places a page; what comes in from outside is white.
    pub(crate) fn apply(&self, image: GrayImage) -> GrayImage {
        let image = self.turn.apply_gray(image);
        let (width, height) = self.upright();
        let image = match (width, height) == image.dimensions() {
            true => image,
            false => scaled(&image, width, height),
        };
        // Scaled first, the page bears the blur of the cheap interpolation.
        match self.angle == 0.0 {
            true => image,
            false => turned(&image, self.angle, self.size()),
        }
    }

    /// A point of the placed page on the page as scanned.
    fn back(&self, (x, y): (f32, f32)) -> (f32, f32) {
        let (placed, upright) = (middle(self.size()), middle(self.upright()));
        let (sin, cos) = self.angle.sin_cos();
        let (x, y) = (x - placed.0, y - placed.1);
        let (x, y) = (x * cos + y * sin + upright.0, y * cos - x * sin + upright.1);
        self.turn.back((x / self.scale, y / self.scale), self.from)
    }

    /// A box of the placed page as the box around it on the page as scanned.
    pub(crate) fn to_scan(self, bbox: BBox) -> BBox {
        let corner = |x: i32, y: i32| self.back((x as f32, y as f32));
        let corners = [
            corner(bbox.x0, bbox.y0),
            corner(bbox.x1, bbox.y0),
            corner(bbox.x0, bbox.y1),
            corner(bbox.x1, bbox.y1),
        ];
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

fn middle((width, height): (u32, u32)) -> (f32, f32) {
    (width as f32 / 2.0, height as f32 / 2.0)
}

/// One in the fixed-point arithmetic of [`turned`]: bits behind the point.
const POINT: i32 = 16;

/// Turns an image clockwise about its middle into an image of `size`; bilinear, in whole numbers.
pub(crate) fn turned(image: &GrayImage, angle: f32, size: (u32, u32)) -> GrayImage {
    let (from, to) = (middle(image.dimensions()), middle(size));
    let (sin, cos) = angle.sin_cos();
    let one = (1i64 << POINT) as f32;
    let (step_x, step_y) = ((cos * one) as i32, (-sin * one) as i32);
    let mut out = GrayImage::from_pixel(size.0, size.1, image::Luma([255]));
    for (y, row) in out.chunks_exact_mut(size.0.max(1) as usize).enumerate() {
        let (dx, dy) = (0.5 - to.0, y as f32 + 0.5 - to.1);
        let x = ((dx * cos + dy * sin + from.0 - 0.5) * one) as i32;
        let y = ((dy * cos - dx * sin + from.1 - 0.5) * one) as i32;
        let place = |column: i32| (x + column * step_x, y + column * step_y);
        // What lies on the page is one piece of the row.
        let mut columns = 0..row.len() as i32;
        let on_page = |column: &i32| is_on(image, place(*column));
        let Some(first) = columns.find(on_page) else {
            continue;
        };
        let columns = (first..row.len() as i32).take_while(on_page);
        for (column, pixel) in columns.zip(&mut row[first as usize..]) {
            *pixel = between(image, place(column));
        }
    }
    out
}

/// Whether a place lies between four pixels of the page.
fn is_on(image: &GrayImage, (x, y): (i32, i32)) -> bool {
    let (column, row) = (x >> POINT, y >> POINT);
    let (width, height) = (image.width() as i32, image.height() as i32);
    column >= 0 && row >= 0 && column + 1 < width && row + 1 < height
}

/// The level at a place between four pixels.
fn between(image: &GrayImage, (x, y): (i32, i32)) -> u8 {
    let width = image.width() as usize;
    let at = (y >> POINT) as usize * width + (x >> POINT) as usize;
    let (upper, lower) = (&image.as_raw()[at..at + 2], at + width);
    let lower = &image.as_raw()[lower..lower + 2];
    let fraction = |of: i32| (of >> (POINT - 8)) & 0xFF;
    let mix = |a: i32, b: i32, part: i32| a * (256 - part) + b * part;
    let row = |of: &[u8]| mix(i32::from(of[0]), i32::from(of[1]), fraction(x));
    (mix(row(upper), row(lower), fraction(y)) >> 16) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    #[test]
    fn a_mark_is_found_again_where_it_was() {
        for (turn, angle, scale) in [
            (Turn::None, 0.0, 1.5),
            (Turn::None, 0.02, 1.0),
            (Turn::Quarter, -0.03, 2.0),
            (Turn::None, 0.0, 1.0),
            (Turn::Half, 0.0, 1.0),
            (Turn::ThreeQuarters, 0.09, 0.5),
        ] {
            let mut page = GrayImage::from_pixel(400, 300, Luma([255]));
            for (x, y) in (380..400).flat_map(|x| (0..10).map(move |y| (x, y))) {
                page.put_pixel(x, y, Luma([0]));
            }
            let placement = Placement {
                turn,
                angle,
                scale,
                from: (400, 300),
            };
            let placed = placement.apply(page);
            let dark = placed
                .enumerate_pixels()
                .filter(|(_, _, pixel)| pixel.0[0] < 128);
            let boxes =
                dark.map(|(x, y, _)| BBox::from([x as i32, y as i32, x as i32 + 1, y as i32 + 1]));
            let found = placement.to_scan(boxes.reduce(BBox::union).expect("the mark"));
            let found = <[i32; 4]>::from(found);
            let near = found
                .iter()
                .zip([380, 0, 400, 10])
                .all(|(a, b)| (a - b).abs() <= 3);
            assert!(near, "{found:?} for {placement:?}");
        }
    }
}
