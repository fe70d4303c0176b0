//! Round seals: found by the circles that bound them (*con dấu*, 25 to 43 mm wide; Circular 08/2003/TT-BCA), and
//! their circles taken off the print that they cover.

use super::ruled_lines::is_print;
use super::small::Small;
use crate::document::layout::BBox;
use image::{GrayImage, Luma};
use std::f32::consts::TAU;

/// Radius of a seal in inches.
const RADIUS: std::ops::Range<f32> = 0.48..0.88;
/// Resolutions at which circles are looked for, and at which they are measured.
const COARSE: f32 = 50.0;
const FINE: f32 = 150.0;
/// Larger side, in inches, from which connected print may be of a circle rather than a letter.
const LARGE: f32 = 0.3;
/// Directions in which a circle is looked at.
const DIRECTIONS: usize = 120;
/// Part of the circle on the page along which print runs, and part of the whole circle that lies on the page.
const ROUND: f32 = 0.72;
const SEEN: f32 = 0.4;
/// Part of a circle along which print runs where one of the seal's lines lies.
const LINE: f32 = 0.5;
/// Pixels beside a circle that carry its unevenness.
const RIM: f32 = 2.0;
/// Most pixels of which each votes for the circles that it may lie on.
const VOTERS: usize = 4000;
/// How far beside a circle, in pixels, print goes on that crosses it.
const PRINT: [f32; 3] = [2.0, 4.0, 6.0];
/// Thickest line of a seal, in pixels at the finer resolution.
const THICK: i32 = 8;
/// Pixels, at the finer resolution, by which a circle may be missed.
const PLAY: f32 = 1.5;
/// Most circles that are measured, and most seals of a page.
const TRIED: usize = 8;

/// A round seal, in pixels of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Seal {
    pub(crate) x: f32,
    pub(crate) y: f32,
    /// To the outer edge.
    pub(crate) radius: f32,
}

impl Seal {
    /// The box around it.
    pub(crate) fn bbox(&self) -> BBox {
        let low = |at: f32| (at - self.radius).floor() as i32;
        let high = |at: f32| (at + self.radius).ceil() as i32;
        BBox::from([low(self.x), low(self.y), high(self.x), high(self.y)])
    }

    /// The seal and what lies up to `by` pixels around it.
    pub(crate) fn widened(&self, by: f32) -> Seal {
        Seal {
            radius: self.radius + by,
            ..*self
        }
    }

    /// Distance of a pixel from its middle.
    fn distance(&self, x: i32, y: i32) -> f32 {
        (x as f32 + 0.5 - self.x).hypot(y as f32 + 0.5 - self.y)
    }

    /// Whether it reaches into a box.
    pub(crate) fn meets(&self, b: BBox) -> bool {
        let x = self.x.clamp(b.x0 as f32, b.x1 as f32);
        let y = self.y.clamp(b.y0 as f32, b.y1 as f32);
        (x - self.x).hypot(y - self.y) <= self.radius
    }

    /// Whitens all that lies in it.
    pub(crate) fn whiten(&self, image: &mut GrayImage) {
        self.each_pixel(image.dimensions(), |x, y, _| {
            image.put_pixel(x, y, Luma([255]))
        });
    }

    /// Calls `each` for its pixels on a page of `size`, with their distances from its middle.
    fn each_pixel(&self, size: (u32, u32), mut each: impl FnMut(u32, u32, f32)) {
        let b = self.bbox();
        for y in b.y0.max(0)..b.y1.min(size.1 as i32) {
            for x in b.x0.max(0)..b.x1.min(size.0 as i32) {
                let distance = self.distance(x, y);
                if distance <= self.radius {
                    each(x as u32, y as u32, distance);
                }
            }
        }
    }

    /// Whitens its circles, but not the print that crosses them.
    pub(crate) fn erase_circles(&self, image: &mut GrayImage, threshold: u8) {
        let lines = self.lines(image, threshold);
        let before = image.clone();
        let dark = |distance: f32, (x, y): (f32, f32)| {
            let (x, y) = (self.x + distance * x, self.y + distance * y);
            is_print(&before, threshold, x.floor() as i32, y.floor() as i32)
        };
        self.each_pixel(before.dimensions(), |x, y, distance| {
            let Some((start, end)) = lines
                .iter()
                .find(|(start, end)| (*start..*end).contains(&distance))
            else {
                return;
            };
            let towards = (
                (x as f32 + 0.5 - self.x) / distance,
                (y as f32 + 0.5 - self.y) / distance,
            );
            let touches = [(start, -1.0), (end, 1.0)]
                .into_iter()
                .any(|(edge, side)| PRINT.into_iter().all(|by| dark(edge + side * by, towards)));
            if !touches {
                image.put_pixel(x, y, Luma([255]));
            }
        });
    }

    /// From where to where its circles lie, as distances from its middle.
    fn lines(&self, image: &GrayImage, threshold: u8) -> Vec<(f32, f32)> {
        let mut lines: Vec<(f32, f32)> = Vec::new();
        for distance in 1..self.radius as i32 {
            let distance = distance as f32;
            if round(image, threshold, (self.x, self.y), distance, 0.0).0 < LINE {
                continue;
            }
            match lines.last_mut() {
                Some((_, end)) if distance - *end <= RIM => *end = distance + RIM,
                _ => lines.push((distance - RIM, distance + RIM)),
            }
        }
        lines
    }
}

/// Finds the seals of a page of which pixels up to `threshold` are print.
pub(crate) fn find(image: &GrayImage, threshold: u8, dpi: f32) -> Vec<Seal> {
    let fine = Small::of(image, threshold, dpi / FINE);
    let coarse = Small::of(&fine.image, 0, FINE / COARSE);
    let large = |b: BBox| (b.x1 - b.x0).min(b.y1 - b.y0) >= (LARGE * COARSE) as i32;
    let blobs = coarse.blobs().filter(|blob| large(blob.bbox));
    let places = blobs.flat_map(|blob| blob.places);
    let points: Vec<(i32, i32)> = places.map(|place| coarse.point(place)).collect();
    let voters = points.iter().step_by(points.len() / VOTERS + 1);
    let voters: Vec<(i32, i32)> = voters.copied().collect();
    let mut seals: Vec<Seal> = Vec::new();
    for (x, y, radius) in circles(&coarse.image, &voters) {
        let near = Seal {
            x: x * coarse.scale,
            y: y * coarse.scale,
            radius: radius * coarse.scale,
        };
        let new = |seal: &Seal| {
            seals
                .iter()
                .all(|other| (other.x - seal.x).hypot(other.y - seal.y) > other.radius)
        };
        let found = Some(near)
            .filter(new)
            .and_then(|near| measure(&fine.image, near));
        seals.extend(found.filter(new));
    }
    let page = |seal: Seal| Seal {
        x: seal.x * fine.scale,
        y: seal.y * fine.scale,
        radius: (seal.radius + PLAY) * fine.scale,
    };
    seals.into_iter().map(page).collect()
}

/// Part of a circle on the page along which print runs, and part of the circle that lies on the page.
fn round(
    image: &GrayImage,
    threshold: u8,
    (x, y): (f32, f32),
    radius: f32,
    play: f32,
) -> (f32, f32) {
    let (mut on_page, mut dark) = (0, 0);
    for direction in 0..DIRECTIONS {
        let (sin, cos) = (direction as f32 / DIRECTIONS as f32 * TAU).sin_cos();
        let at = |radius: f32| {
            (
                (x + radius * cos).floor() as i32,
                (y + radius * sin).floor() as i32,
            )
        };
        let (column, row) = at(radius);
        if column < 0 || row < 0 || column >= image.width() as i32 || row >= image.height() as i32 {
            continue;
        }
        on_page += 1;
        let found = [0.0, -play, play].into_iter().any(|by| {
            let (column, row) = at(radius + by);
            is_print(image, threshold, column, row)
        });
        dark += usize::from(found);
    }
    (
        dark as f32 / on_page.max(1) as f32,
        on_page as f32 / DIRECTIONS as f32,
    )
}

/// Circles on which many of the points lie, the likeliest first: middle and radius (a Hough transform).
fn circles(image: &GrayImage, points: &[(i32, i32)]) -> Vec<(f32, f32, f32)> {
    let (width, height) = (image.width() as i32, image.height() as i32);
    let (least, widest) = ((RADIUS.start * COARSE) as i32, (RADIUS.end * COARSE) as i32);
    // With room around the page for middles that lie outside of it.
    let wide = width + 2 * widest;
    let mut votes = vec![0u16; (wide * (height + 2 * widest)) as usize];
    let mut found: Vec<(u16, i32, i32, i32)> = Vec::new();
    for radius in least..=widest {
        let steps: Vec<i32> = circle(radius).iter().map(|(x, y)| y * wide + x).collect();
        votes.fill(0);
        for (x, y) in points {
            let middle = (y + widest) * wide + x + widest;
            for step in &steps {
                votes[(middle + step) as usize] += 1;
            }
        }
        let rows = || {
            let rows = votes.chunks_exact(wide as usize).skip(widest as usize);
            let on_page = widest as usize..(widest + width) as usize;
            (0..height).zip(rows.map(move |row| &row[on_page.clone()]))
        };
        // The place with the most votes: the last of equals.
        let best = |found: Option<(u16, i32, i32)>, votes: &[u16], left: i32, y: i32| {
            let most = votes
                .iter()
                .copied()
                .max()
                .filter(|&most| found.is_none_or(|f| most >= f.0));
            let last = most.and_then(|most| votes.iter().rposition(|&votes| votes == most));
            last.map(|at| (votes[at], left + at as i32, y)).or(found)
        };
        let middle = rows().fold(None, |found, (y, row)| best(found, row, 0, y));
        let Some((count, x, y)) = middle else {
            continue;
        };
        found.push((count, x, y, radius));
        // A seal in each half of the page is found of each radius.
        let far = rows().fold(None, |found, (below, row)| {
            let square = radius * radius - (below - y) * (below - y);
            if square < 0 {
                return best(found, row, 0, below);
            }
            let half = square.isqrt();
            let (left, right) = ((x - half).clamp(0, width), (x + half + 1).clamp(0, width));
            let found = best(found, &row[..left as usize], 0, below);
            best(found, &row[right as usize..], right, below)
        });
        found.extend(far.map(|(count, x, y)| (count, x, y, radius)));
    }
    found.sort_unstable_by_key(|circle| std::cmp::Reverse(circle.0));
    found.truncate(TRIED);
    let place =
        |(_, x, y, radius): (u16, i32, i32, i32)| (x as f32 + 0.5, y as f32 + 0.5, radius as f32);
    found.into_iter().map(place).collect()
}

/// The outermost circle near this one that is round enough to be a seal's.
fn measure(image: &GrayImage, near: Seal) -> Option<Seal> {
    // Of circles that are as round, the outer one.
    let rank = |seal: &Seal, play: f32| {
        let (dark, seen) = round(image, 0, (seal.x, seal.y), seal.radius, play);
        (
            dark + 0.004 * seal.radius / near.radius,
            dark >= ROUND && seen >= SEEN,
        )
    };
    let best = |around: Seal, steps: i32, step: f32, play: f32| {
        let moves = move || (-steps..=steps).map(move |by| by as f32 * step);
        let places = moves().flat_map(|dx| moves().map(move |dy| (dx, dy)));
        let circles = places.flat_map(|(dx, dy)| {
            moves().map(move |by| Seal {
                x: around.x + dx,
                y: around.y + dy,
                radius: around.radius + 2.0 * by,
            })
        });
        let ranked = circles.map(|circle| (rank(&circle, play).0, circle));
        let best = ranked.max_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, circle)| circle)
    };
    let rough = best(near, 2, 2.0, 2.0 * PLAY)?;
    let found = best(rough, 2, 1.0, PLAY / 2.0).filter(|seal| rank(seal, PLAY / 2.0).1)?;
    // Its line may be thick.
    let wider = (0..THICK).map(|by| Seal {
        radius: found.radius + by as f32,
        ..found
    });
    wider
        .take_while(|seal| round(image, 0, (seal.x, seal.y), seal.radius, 0.0).0 >= LINE)
        .last()
        .or(Some(found))
}

/// Steps from the middle of a circle to its pixels, each once.
fn circle(radius: i32) -> Vec<(i32, i32)> {
    let count = (TAU * radius as f32) as usize;
    let mut steps: Vec<(i32, i32)> = (0..count)
        .map(|step| {
            let (sin, cos) = (step as f32 / radius as f32).sin_cos();
            (
                (radius as f32 * cos).round() as i32,
                (radius as f32 * sin).round() as i32,
            )
        })
        .collect();
    steps.dedup();
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ring with a band of letters across its lower edge.
    fn page() -> GrayImage {
        GrayImage::from_fn(1200, 900, |x, y| {
            let distance = (x as f32 - 600.0).hypot(y as f32 - 400.0);
            let ring = (205.0..213.0).contains(&distance);
            let print = (560..800).contains(&x) && (585..625).contains(&y) && x % 24 < 7;
            Luma([if ring || print { 0 } else { 255 }])
        })
    }

    #[test]
    fn a_seal_is_found_and_its_circle_taken_off_the_print() {
        let mut page = page();
        let seals = find(&page, 128, 300.0);
        let [seal] = seals[..] else {
            panic!("{seals:?}")
        };
        assert!(
            (seal.x - 600.0).abs() < 4.0 && (seal.y - 400.0).abs() < 4.0,
            "{seal:?}"
        );
        assert!((seal.radius - 213.0).abs() < 8.0, "{seal:?}");
        seal.erase_circles(&mut page, 128);
        let dark = |x: u32, y: u32| page.get_pixel(x, y).0[0] == 0;
        assert!(!dark(600, 191) && !dark(391, 400));
        let print = (585..625).filter(|&y| dark(579, y)).count();
        assert!(print > 30, "{print}");
    }

    #[test]
    fn letters_and_frames_are_no_seals() {
        let page = GrayImage::from_fn(1200, 900, |x, y| {
            let frame = (300..700).contains(&x) && (300..700).contains(&y);
            let inside = (305..695).contains(&x) && (305..695).contains(&y);
            let letters = x % 30 < 8 && y % 60 < 30 && y > 750;
            Luma([if frame && !inside || letters { 0 } else { 255 }])
        });
        assert_eq!(find(&page, 128, 300.0), []);
        assert_eq!(find(&GrayImage::new(0, 0), 128, 300.0), []);
    }
}
