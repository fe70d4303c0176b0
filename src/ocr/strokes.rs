//! Print that strokes of a pen cross: the strokes are thin, and positions and names of signers are in bold.

use super::print::{Component, PRINT, Print};
use crate::document::layout::BBox;
use image::{GrayImage, Luma, imageops};
use imageproc::distance_transform::Norm;
use imageproc::morphology::{dilate, open};

/// Half the side of the square, in pixels at 300 dpi, that fits into bold print and not into a stroke of a pen; and how
/// far around it thinner parts of a letter lie.
const THIN: u8 = 2;
const RIM: u8 = 3;
/// Paper around what is looked at, in pixels.
const EDGE: i32 = 4;
/// Sides of what strokes hold together, at least, in heights of the page's words.
const LARGE: i32 = 3;

/// The image without what is as thin as a stroke of a pen.
pub(crate) fn without_thin(image: &GrayImage) -> GrayImage {
    let ink = GrayImage::from_fn(image.width(), image.height(), |x, y| {
        Luma([if image.get_pixel(x, y).0[0] <= PRINT {
            255
        } else {
            0
        }])
    });
    let thick = dilate(&open(&ink, Norm::LInf, THIN), Norm::LInf, RIM);
    GrayImage::from_fn(image.width(), image.height(), |x, y| {
        match thick.get_pixel(x, y).0[0] {
            0 => Luma([255]),
            _ => *image.get_pixel(x, y),
        }
    })
}

/// What is left of the components of an image that strokes hold together, when the strokes are gone.
pub(crate) fn held_together(
    image: &GrayImage,
    components: &[Component],
    height: f32,
) -> Vec<Component> {
    let large = |component: &&Component| {
        let (wide, high) = (component.width(), component.height());
        wide.max(high) > LARGE * height as i32 && wide.min(high) > height as i32
    };
    let areas = components.iter().filter(large).map(|held| held.bbox);
    let mut found: Vec<Component> = Vec::new();
    for area in apart(areas, -1) {
        // At the edge of an image anything is thick.
        let (x, y) = ((area.x0 - EDGE).max(0), (area.y0 - EDGE).max(0));
        let wide = (area.x1 + EDGE).min(image.width() as i32) - x;
        let high = (area.y1 + EDGE).min(image.height() as i32) - y;
        let (wide, high) = (wide as u32, high as u32);
        let shown = imageops::crop_imm(image, x as u32, y as u32, wide, high).to_image();
        let whole = BBox::from([0, 0, wide as i32, high as i32]);
        let left = Print::of(&without_thin(&shown), whole).components();
        found.extend(left.into_iter().map(|component| Component {
            bbox: component.bbox.moved_by((x, y)),
            ..component
        }));
    }
    found
}

/// Boxes of which those that have no more than a `gap` between them are one.
pub(super) fn apart(boxes: impl Iterator<Item = BBox>, gap: i32) -> Vec<BBox> {
    let mut apart: Vec<BBox> = Vec::new();
    for mut b in boxes {
        while let Some(at) = apart.iter().position(|other| other.is_near(b, gap)) {
            b = b.union(apart.swap_remove(at));
        }
        apart.push(b);
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_a_stroke_joins_come_apart() {
        let image = GrayImage::from_fn(400, 200, |x, y| {
            let letter = (80..110).contains(&y) && (50..350).contains(&x) && x % 40 < 20;
            let stroke = (20..380).contains(&x) && (y as i32 - 40 - x as i32 / 4).abs() < 2;
            Luma([if letter || stroke { 0 } else { 255 }])
        });
        let whole = BBox::from([0, 0, 400, 200]);
        let components = Print::of(&image, whole).components();
        let found = held_together(&image, &components, 30.0);
        let joined = components.iter().filter(|c| c.width() > 90).count();
        assert_eq!((joined, found.len()), (1, 8), "{found:?}");
        assert!(found.iter().all(|c| c.width() <= 26 && c.height() <= 40));
    }
}
