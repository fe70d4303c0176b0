//! Scaling with the kernel of Catmull and Rom, in whole numbers, first the rows, then the columns. It is most of
//! the work on pages of low resolution.

use image::GrayImage;

/// One, as a weight.
const ONE: f32 = 16384.0;
const BITS: i32 = 14;
/// Reach of the kernel in pixels.
const REACH: f32 = 2.0;

/// The pixels that make one of the scaled image: the first, and how much each counts.
struct Taps {
    first: usize,
    weights: Vec<i32>,
}

/// An image at another size.
pub(crate) fn scaled(image: &GrayImage, width: u32, height: u32) -> GrayImage {
    let (from_width, from_height) = (image.width() as usize, image.height() as usize);
    let (to_width, to_height) = (width as usize, height as usize);
    if from_width == 0 || from_height == 0 {
        return GrayImage::new(width, height);
    }
    let (across, down) = (taps(from_width, to_width), taps(from_height, to_height));
    let mut rows = vec![0u8; to_width * from_height];
    let sources = image.as_raw().chunks_exact(from_width);
    for (row, source) in rows.chunks_exact_mut(to_width.max(1)).zip(sources) {
        for (pixel, taps) in row.iter_mut().zip(&across) {
            let pixels = &source[taps.first..][..taps.weights.len()];
            let weighted = pixels.iter().zip(&taps.weights);
            *pixel = level(weighted.map(|(&p, w)| i32::from(p) * w).sum());
        }
    }
    let mut out = GrayImage::new(width, height);
    let mut sums = vec![0i32; to_width];
    for (row, taps) in out.chunks_exact_mut(to_width.max(1)).zip(&down) {
        sums.fill(0);
        let sources = rows[taps.first * to_width..].chunks_exact(to_width.max(1));
        for (source, weight) in sources.zip(&taps.weights) {
            for (sum, &pixel) in sums.iter_mut().zip(source) {
                *sum += i32::from(pixel) * weight;
            }
        }
        for (pixel, &sum) in row.iter_mut().zip(&sums) {
            *pixel = level(sum);
        }
    }
    out
}

fn level(sum: i32) -> u8 {
    ((sum + (1 << (BITS - 1))) >> BITS).clamp(0, 255) as u8
}

fn taps(from: usize, to: usize) -> Vec<Taps> {
    let step = from as f32 / to as f32;
    // A smaller image is made with a kernel that covers what falls together.
    let stretch = step.max(1.0);
    let one = |at: usize| {
        let center = (at as f32 + 0.5) * step - 0.5;
        let first = (center - REACH * stretch).ceil().max(0.0) as usize;
        let last = ((center + REACH * stretch).floor() as usize).min(from - 1);
        let raw: Vec<f32> = (first..=last)
            .map(|pixel| kernel((pixel as f32 - center) / stretch))
            .collect();
        let sum: f32 = raw.iter().sum();
        let weights = raw.iter().map(|weight| (weight / sum * ONE).round() as i32);
        Taps {
            first,
            weights: weights.collect(),
        }
    };
    (0..to).map(one).collect()
}

/// The spline of Catmull and Rom (1974).
fn kernel(x: f32) -> f32 {
    match x.abs() {
        x if x < 1.0 => (1.5 * x - 2.5) * x * x + 1.0,
        x if x < 2.0 => ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;
    use image::imageops;
    use image::imageops::FilterType;

    #[test]
    fn it_scales_as_the_kernel_says() {
        let page = GrayImage::from_fn(90, 70, |x, y| Luma([(2 * x + y) as u8]));
        for (width, height) in [(135, 105), (200, 155), (45, 35), (90, 70), (1, 1)] {
            let (ours, theirs) = (
                scaled(&page, width, height),
                imageops::resize(&page, width, height, FilterType::CatmullRom),
            );
            let apart = ours.iter().zip(theirs.iter()).map(|(a, b)| a.abs_diff(*b));
            assert!(apart.max() <= Some(3), "{width} × {height}");
        }
        assert_eq!(scaled(&GrayImage::new(0, 0), 2, 2).dimensions(), (2, 2));
    }
}
