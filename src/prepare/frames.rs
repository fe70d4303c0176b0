//! Frames as stamps have them: a rectangle, set by hand a little askew, around a few words.

use super::components::Component;
use super::small::Small;
use crate::document::layout::BBox;
use image::GrayImage;
use std::ops::RangeInclusive;

/// Width and height of a frame, in inches.
const WIDTH: RangeInclusive<f32> = 1.0..=3.6;
const HEIGHT: RangeInclusive<f32> = 0.3..=1.8;
/// Resolution at which frames are looked for.
const DPI: f32 = 75.0;
/// Slopes that are tried either way, and the step between them.
const STEPS: i32 = 12;
const STEP: f32 = 0.01;
/// Part of each side that lies on one line.
const STRAIGHT: f32 = 0.7;
/// Pixels by which a line may be missed.
const PLAY: f32 = 1.1;
/// Part of a side that is looked at, in its middle.
const MIDDLE: f32 = 0.86;

/// A frame, in pixels of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Frame {
    /// Around it.
    pub(crate) bbox: BBox,
    /// By how much its level sides fall to the right.
    pub(crate) slope: f32,
}

impl Frame {
    /// Whether it is as small as those of stamps.
    pub(crate) fn is_small(&self, dpi: f32) -> bool {
        let inches = |pixels: i32| pixels as f32 / dpi;
        let b = self.bbox;
        WIDTH.contains(&inches(b.x1 - b.x0)) && HEIGHT.contains(&inches(b.y1 - b.y0))
    }
}

/// Finds the frames of a page of which pixels up to `threshold` are print.
pub(crate) fn find(image: &GrayImage, threshold: u8, dpi: f32) -> Vec<Frame> {
    let small = Small::of(image, threshold, dpi / DPI);
    let fits = |bbox: BBox| Frame { bbox, slope: 0.0 }.is_small(DPI);
    let blobs = small.blobs().filter(|blob| fits(blob.bbox));
    let page = |at: i32| (at as f32 * small.scale).round() as i32;
    let frame = |blob: Component| {
        let b = blob.bbox;
        let bbox = BBox::from([page(b.x0), page(b.y0), page(b.x1), page(b.y1)]);
        Some(Frame {
            bbox,
            slope: slope(&small, &blob)?,
        })
    };
    blobs.filter_map(frame).collect()
}

/// The slope at which all four sides of connected print are straight.
fn slope(small: &Small, blob: &Component) -> Option<f32> {
    let b = blob.bbox;
    let (width, height) = ((b.x1 - b.x0) as usize, (b.y1 - b.y0) as usize);
    let (mut top, mut bottom) = (vec![i32::MAX; width], vec![i32::MIN; width]);
    let (mut left, mut right) = (vec![i32::MAX; height], vec![i32::MIN; height]);
    for &place in &blob.places {
        let (x, y) = small.point(place);
        let (x, y) = (x - b.x0, y - b.y0);
        let (column, row) = (x as usize, y as usize);
        (top[column], bottom[column]) = (top[column].min(y), bottom[column].max(y));
        (left[row], right[row]) = (left[row].min(x), right[row].max(x));
    }
    let slopes = (-STEPS..=STEPS).map(|step| step as f32 * STEP);
    let fitting = slopes.map(|slope| {
        let level = straightness(&top, slope).min(straightness(&bottom, slope));
        let upright = straightness(&left, -slope).min(straightness(&right, -slope));
        (level.min(upright), slope)
    });
    let best = fitting.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= STRAIGHT).then_some(best.1)
}

/// Part of a side that lies on one line of this slope.
fn straightness(side: &[i32], slope: f32) -> f32 {
    let rim = (side.len() as f32 * (1.0 - MIDDLE) / 2.0) as usize;
    let middle = side.iter().enumerate().skip(rim).take(side.len() - 2 * rim);
    let level = |(at, &across): (usize, &i32)| across as f32 - slope * at as f32;
    let mut levels: Vec<f32> = middle.map(level).collect();
    levels.sort_by(f32::total_cmp);
    let Some(&level) = levels.get(levels.len() / 2) else {
        return 0.0;
    };
    let near = levels
        .iter()
        .filter(|other| (**other - level).abs() <= PLAY);
    near.count() as f32 / levels.len() as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    #[test]
    fn a_frame_set_askew_is_found_and_a_line_of_letters_is_not() {
        let page = GrayImage::from_fn(1200, 900, |x, y| {
            let (x, y) = (x as f32, y as f32);
            let (across, down) = (
                x - 300.0 + 0.04 * (y - 300.0),
                y - 300.0 - 0.04 * (x - 300.0),
            );
            let within = |rim: f32| {
                (rim..500.0 - rim).contains(&across) && (rim..200.0 - rim).contains(&down)
            };
            let letters = (700.0..740.0).contains(&y)
                && (300.0..800.0).contains(&x)
                && x % 20.0 < 18.0
                && y % 13.0 < 9.0;
            Luma([if within(0.0) && !within(6.0) || letters {
                0
            } else {
                255
            }])
        });
        let found = find(&page, 128, 300.0);
        let [frame] = found[..] else {
            panic!("{found:?}")
        };
        assert!((frame.slope - 0.04).abs() <= 0.021, "{frame:?}");
        assert!(
            (frame.bbox.x0 - 294).abs() < 12 && (frame.bbox.y1 - 520).abs() < 12,
            "{frame:?}"
        );
    }
}
