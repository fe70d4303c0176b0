//! Skew: the angle at which the lines of a page stand, found from the sharpness of the profile that
//! the lower edges of the print throw on the side of the page (Postl 1986; Baird 1987).

use image::GrayImage;

/// Largest angle that is looked for, in degrees; more is no skew but a page laid down askew.
const LARGEST: f32 = 5.0;
/// Steps of the two searches, in degrees.
const COARSE: f32 = 0.2;
const FINE: f32 = 0.04;
/// Edges that are looked at; more do not make the angle more exact.
const EDGES: usize = 60_000;
/// A page has lines if the sharpest profile is so much sharper than the usual one.
const SHARPER: f64 = 1.25;

/// Angle of the lines in degrees, counter-clockwise positive; 0 where no lines are found.
/// Pixels up to `threshold` are print.
pub(super) fn angle(image: &GrayImage, threshold: u8) -> f32 {
    let edges = lower_edges(image, threshold);
    if edges.len() < 200 {
        return 0.0;
    }
    let mut profile = Profile::new(image);
    let steps = (LARGEST / COARSE) as i32;
    let coarse: Vec<(f64, f32)> = (-steps..=steps)
        .map(|step| step as f32 * COARSE)
        .map(|angle| (profile.sharpness(&edges, angle), angle))
        .collect();
    let best = sharpest(&coarse);
    let mut usual: Vec<f64> = coarse.iter().map(|&(sharpness, _)| sharpness).collect();
    usual.sort_by(f64::total_cmp);
    if best.0 < SHARPER * usual[usual.len() / 2] {
        return 0.0;
    }
    let steps = (COARSE / FINE) as i32;
    let fine: Vec<(f64, f32)> = (-steps..=steps)
        .map(|step| best.1 + step as f32 * FINE)
        .map(|angle| (profile.sharpness(&edges, angle), angle))
        .collect();
    sharpest(&fine).1
}

fn sharpest(all: &[(f64, f32)]) -> (f64, f32) {
    let sharper = |a: &&(f64, f32), b: &&(f64, f32)| {
        // Of equals, the smaller turn.
        a.0.total_cmp(&b.0).then(b.1.abs().total_cmp(&a.1.abs()))
    };
    all.iter().max_by(sharper).copied().unwrap_or((0.0, 0.0))
}

/// Columns, from the middle of the page, and rows of pixels of print with none below.
fn lower_edges(image: &GrayImage, threshold: u8) -> Vec<(f32, f32)> {
    let (width, pixels) = (image.width() as usize, image.as_raw());
    let middle = width as f32 / 2.0;
    let mut edges = Vec::new();
    for (y, rows) in pixels
        .chunks_exact(width.max(1))
        .zip(pixels.chunks_exact(width.max(1)).skip(1))
        .enumerate()
    {
        let (row, below) = rows;
        for x in 0..width {
            if row[x] <= threshold && below[x] > threshold {
                edges.push((x as f32 - middle, y as f32));
            }
        }
    }
    let step = edges.len().div_ceil(EDGES).max(1);
    edges.into_iter().step_by(step).collect()
}

/// How many edges lie on each row when the page is turned.
struct Profile {
    /// Rows above the page that a turn can need.
    margin: f32,
    counts: Vec<u32>,
}

impl Profile {
    fn new(image: &GrayImage) -> Self {
        let reach = image.width() as f32 / 2.0 * (LARGEST + 1.0).to_radians().tan();
        let rows = image.height() as f32 + 2.0 * reach + 2.0;
        Profile {
            margin: reach + 1.0,
            counts: vec![0; rows as usize],
        }
    }

    /// Sum of the squares: many edges on few rows.
    fn sharpness(&mut self, edges: &[(f32, f32)], angle: f32) -> f64 {
        self.counts.fill(0);
        let slope = angle.to_radians().tan();
        let last = self.counts.len() - 1;
        for &(x, y) in edges {
            let row = (y + x * slope + self.margin) as usize;
            self.counts[row.min(last)] += 1;
        }
        self.counts
            .iter()
            .map(|&count| f64::from(count).powi(2))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    /// Lines of dashes that climb to the right at `angle` degrees.
    fn lines(angle: f32) -> GrayImage {
        let slope = angle.to_radians().tan();
        GrayImage::from_fn(900, 1200, |x, y| {
            let row = y as f32 + (x as f32 - 450.0) * slope;
            let print = row.rem_euclid(40.0) < 12.0 && x % 9 < 6;
            Luma([if print { 0 } else { 255 }])
        })
    }

    #[test]
    fn the_angle_of_lines_is_found_to_a_twentieth_of_a_degree() {
        for wanted in [0.0, 0.3, -0.75, 1.5, -4.2] {
            let found = angle(&lines(wanted), 128);
            assert!((found - wanted).abs() <= 0.05, "{found} for {wanted}");
        }
    }

    #[test]
    fn pages_without_lines_are_not_turned() {
        assert_eq!(
            angle(&GrayImage::from_pixel(300, 300, Luma([255])), 128),
            0.0
        );
        assert_eq!(angle(&GrayImage::new(0, 0), 128), 0.0);
        let mut state = 1u32;
        let noise = GrayImage::from_fn(400, 400, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Luma([(state >> 24) as u8])
        });
        assert_eq!(angle(&noise, 40), 0.0);
    }
}
