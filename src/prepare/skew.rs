//! How the lines of a page stand: which way up, and at which angle. Both are determined from the profile that
//! the edges of the print throw on the side of the page (Postl 1986; Baird 1987).
//!
//! Most letters stand on the base line, while their tops end at several heights and carry marks: of
//! the four sides of the print, the profile of the lower one is the sharpest.

use super::stretches::{STRETCH, has_print, printed_stretches};
use crate::document::layout::Turn;
use image::GrayImage;

/// Largest angle that is looked for, in degrees.
const LARGEST: f32 = 20.0;
/// Steps of the two searches, in degrees.
const COARSE: f32 = 0.2;
const FINE: f32 = 0.04;
/// Edges that the two searches look at; more do not make the angle more exact.
const FEW_EDGES: usize = 15_000;
const EDGES: usize = 60_000;
/// Least edges that a page with lines has.
const LEAST_EDGES: usize = 200;
/// A page has lines if the sharpest profile is so much sharper than the usual one.
const SHARPER: f64 = 1.25;
/// A page lies on its side or upside down if the profile is so much sharper that way.
const SURER: f64 = 1.12;
/// Longest edge that print has, in parts of the page's width; what is longer is a ruled line.
const RULE: usize = 30;

/// How the lines of a page stand.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Stand {
    /// Turn that brings the page upright.
    pub(crate) turn: Turn,
    /// Angle of the lines once the page is upright, in degrees, counter-clockwise positive.
    pub(crate) angle: f32,
}

/// Finds how the lines of a page stand; a page without lines stands upright. Pixels up to
/// `threshold` are print.
pub(crate) fn stand(image: &GrayImage, threshold: u8) -> Stand {
    let sides = Turn::ALL.map(|turn| Edges::of(image, threshold, turn));
    let sharpness = |edges: &Edges| edges.coarse().map_or(0.0, |found| found.concentration);
    let upright = sharpness(&sides[0]);
    let surer = |&(_, sharp): &(usize, f64)| sharp > SURER * upright;
    let turned = (1..sides.len())
        .map(|side| (side, sharpness(&sides[side])))
        .filter(surer)
        .max_by(|a, b| a.1.total_cmp(&b.1));
    let side = turned.map_or(0, |(side, _)| side);
    match sides[side].angle() {
        Some(angle) => Stand {
            turn: Turn::ALL[side],
            angle,
        },
        None => Stand::default(),
    }
}

/// How the lines of a page stand that is known to be turned so.
pub(crate) fn stand_turned(image: &GrayImage, threshold: u8, turn: Turn) -> Stand {
    let angle = Edges::of(image, threshold, turn).angle().unwrap_or(0.0);
    Stand { turn, angle }
}

/// Edges of the print on one side of it.
struct Edges {
    /// Along the lines, from the middle of the page, and across them.
    at: Vec<(f32, f32)>,
    /// Width and height of the page when turned.
    size: (f32, f32),
}

/// A profile's angle, in degrees, and how much denser it is than if the edges were spread evenly.
#[derive(Debug, Clone, Copy)]
struct Peak {
    angle: f32,
    concentration: f64,
}

impl Edges {
    /// The edges that are the lower ones once the page is turned.
    fn of(image: &GrayImage, threshold: u8, turn: Turn) -> Edges {
        let (width, height) = (image.width() as f32, image.height() as f32);
        let raw = match turn {
            Turn::None => level_edges(image, threshold, true),
            Turn::Half => level_edges(image, threshold, false),
            Turn::Quarter => upright_edges(image, threshold, false),
            Turn::ThreeQuarters => upright_edges(image, threshold, true),
        };
        let turned = |&(x, y): &(u32, u32)| {
            let (x, y) = (x as f32, y as f32);
            match turn {
                Turn::None => (x - width / 2.0, y),
                Turn::Half => (width / 2.0 - x, height - y),
                Turn::Quarter => (height / 2.0 - y, x),
                Turn::ThreeQuarters => (y - height / 2.0, width - x),
            }
        };
        Edges {
            at: thinned(&raw, EDGES).map(turned).collect(),
            size: match turn.swaps_sides() {
                true => (height, width),
                false => (width, height),
            },
        }
    }

    /// The angle that makes the profile sharpest, if that is a profile of lines.
    fn coarse(&self) -> Option<Peak> {
        if self.at.len() < LEAST_EDGES {
            return None;
        }
        let few: Vec<(f32, f32)> = thinned(&self.at, FEW_EDGES).copied().collect();
        let steps = (LARGEST / COARSE) as i32;
        let all = self.search(&few, (-steps..=steps).map(|step| step as f32 * COARSE));
        let best = sharpest(&all)?;
        let mut usual: Vec<f64> = all.iter().map(|found| found.concentration).collect();
        usual.sort_by(f64::total_cmp);
        (best.concentration >= SHARPER * usual[usual.len() / 2]).then_some(best)
    }

    fn angle(&self) -> Option<f32> {
        let near = self.coarse()?.angle;
        let steps = (COARSE / FINE) as i32;
        let angles = (-steps..=steps).map(|step| near + step as f32 * FINE);
        Some(sharpest(&self.search(&self.at, angles))?.angle)
    }

    fn search(&self, edges: &[(f32, f32)], angles: impl Iterator<Item = f32>) -> Vec<Peak> {
        let reach = self.size.0 / 2.0 * (LARGEST + 1.0).to_radians().tan();
        let rows = self.size.1 + 2.0 * reach + 2.0;
        let mut counts = vec![0u32; rows as usize];
        let even = (edges.len() as f64).powi(2) / f64::from(self.size.1);
        let one = |angle: f32| {
            counts.fill(0);
            let slope = angle.to_radians().tan();
            let last = counts.len() - 1;
            for &(along, across) in edges {
                let row = (across + along * slope + reach + 1.0) as usize;
                counts[row.min(last)] += 1;
            }
            let squares: f64 = counts.iter().map(|&count| f64::from(count).powi(2)).sum();
            Peak {
                angle,
                concentration: squares / even,
            }
        };
        angles.map(one).collect()
    }
}

fn sharpest(all: &[Peak]) -> Option<Peak> {
    let sharper = |a: &&Peak, b: &&Peak| {
        // Of equals, the smaller turn.
        let sharper = a.concentration.total_cmp(&b.concentration);
        sharper.then(b.angle.abs().total_cmp(&a.angle.abs()))
    };
    all.iter().max_by(sharper).copied()
}

fn thinned<T>(all: &[T], most: usize) -> impl Iterator<Item = &T> {
    all.iter().step_by(all.len().div_ceil(most).max(1))
}

/// Pixels of print with none below, or none above; without ruled lines.
fn level_edges(image: &GrayImage, threshold: u8, below: bool) -> Vec<(u32, u32)> {
    let (width, pixels) = (image.width() as usize, image.as_raw());
    let longest = width / RULE;
    let mut edges = Vec::new();
    let rows = || pixels.chunks_exact(width.max(1)).enumerate();
    for ((y, row), (_, next)) in rows().zip(rows().skip(1)) {
        let (y, row, next) = match below {
            true => (y, row, next),
            false => (y + 1, next, row),
        };
        let mut start = edges.len();
        let mut end = |edges: &mut Vec<(u32, u32)>| {
            if edges.len() - start > longest {
                edges.truncate(start);
            }
            start = edges.len();
        };
        let mut seen = 0;
        for (left, stretch) in printed_stretches(row, threshold) {
            if left > seen {
                end(&mut edges);
            }
            seen = left + stretch.len();
            for x in left..seen {
                if row[x] <= threshold && next[x] > threshold {
                    edges.push((x as u32, y as u32));
                } else {
                    end(&mut edges);
                }
            }
        }
        if seen < width {
            end(&mut edges);
        }
    }
    edges
}

/// Pixels of print with none to the right, or none to the left; without ruled lines.
fn upright_edges(image: &GrayImage, threshold: u8, left: bool) -> Vec<(u32, u32)> {
    let (width, pixels) = (image.width() as usize, image.as_raw());
    let longest = width / RULE;
    let mut runs = vec![0usize; width];
    let mut edges = Vec::new();
    let mut end = |run: &mut usize, x: usize, y: usize| {
        if (1..=longest).contains(run) {
            edges.extend((y - *run..y).map(|y| (x as u32, y as u32)));
        }
        *run = 0;
    };
    let mut height = 0;
    for (y, row) in pixels.chunks_exact(width.max(1)).enumerate() {
        for from in (1..width).step_by(STRETCH) {
            let to = width.min(from + STRETCH);
            if !has_print(&row[from - 1..to], threshold)
                && runs[from..to].iter().all(|&run| run == 0)
            {
                continue;
            }
            for x in from..to {
                let (one, other) = match left {
                    true => (row[x], row[x - 1]),
                    false => (row[x - 1], row[x]),
                };
                if one <= threshold && other > threshold {
                    runs[x] += 1;
                } else if runs[x] > 0 {
                    end(&mut runs[x], x, y);
                }
            }
        }
        height = y + 1;
    }
    for (x, run) in runs.iter_mut().enumerate() {
        end(run, x, height);
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    /// Lines of letters that climb to the right at `angle` degrees: all stand on the base line, every
    /// third is higher.
    fn lines(angle: f32) -> GrayImage {
        let slope = angle.to_radians().tan();
        GrayImage::from_fn(900, 1200, |x, y| {
            let row = y as f32 + (x as f32 - 450.0) * slope;
            let high = if x / 9 % 3 == 0 { 8.0 } else { 14.0 };
            let print = (high..24.0).contains(&row.rem_euclid(40.0)) && x % 9 < 6;
            Luma([if print { 0 } else { 255 }])
        })
    }

    #[test]
    fn the_angle_of_lines_is_found_to_a_twentieth_of_a_degree() {
        for wanted in [0.0, 0.3, -0.75, 1.5, -4.2, 6.8, 12.0, -18.5] {
            let found = stand(&lines(wanted), 128);
            assert_eq!(found.turn, Turn::None);
            assert!(
                (found.angle - wanted).abs() <= 0.05,
                "{found:?} for {wanted}"
            );
        }
    }

    #[test]
    fn pages_on_their_side_and_upside_down_are_noticed() {
        let turns = [
            (Turn::Quarter, Turn::ThreeQuarters),
            (Turn::Half, Turn::Half),
            (Turn::ThreeQuarters, Turn::Quarter),
        ];
        for (turn, back) in turns {
            let found = stand(&turn.apply_gray(lines(1.2)), 128);
            assert_eq!(found.turn, back);
            assert!((found.angle - 1.2).abs() <= 0.05, "{found:?} for {turn:?}");
        }
    }

    #[test]
    fn pages_without_lines_are_not_turned() {
        let empty = GrayImage::from_pixel(300, 300, Luma([255]));
        assert_eq!(stand(&empty, 128), Stand::default());
        assert_eq!(stand(&GrayImage::new(0, 0), 128), Stand::default());
        let mut state = 1u32;
        let noise = GrayImage::from_fn(400, 400, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Luma([(state >> 24) as u8])
        });
        assert_eq!(stand(&noise, 40), Stand::default());
    }
}
