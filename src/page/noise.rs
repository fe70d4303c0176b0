//! How noisy a page is.

use image::GrayImage;

/// Standard deviation of the noise, in gray levels, from which a page is noisy.
const NOISY: f64 = 14.0;

/// Whether a median filter does more good than harm.
pub(super) fn is_noisy(image: &GrayImage) -> bool {
    deviation(image) > NOISY
}

/// Standard deviation of the noise, in gray levels: a Laplacian that does not see edges and slopes
/// (Immerkær 1996, "Fast noise variance estimation"), on the brighter pixels, which are paper.
fn deviation(image: &GrayImage) -> f64 {
    let (width, height) = (image.width() as usize, image.height() as usize);
    if width < 3 || height < 3 {
        return 0.0;
    }
    let pixels = image.as_raw();
    let at = |x: usize, y: usize| f64::from(pixels[y * width + x]);
    let (mut sum, mut count) = (0.0, 0u64);
    for y in (1..height - 1).step_by(3) {
        for x in (1..width - 1).step_by(3) {
            if at(x, y) < 128.0 || at(x, y) > 250.0 {
                continue;
            }
            let corners = at(x - 1, y - 1) + at(x + 1, y - 1) + at(x - 1, y + 1) + at(x + 1, y + 1);
            let sides = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1);
            sum += (corners - 2.0 * sides + 4.0 * at(x, y)).abs();
            count += 1;
        }
    }
    // A page of pure black and white has too few gray pixels to judge by.
    if count < (width * height / 90) as u64 {
        return 0.0;
    }
    (std::f64::consts::FRAC_PI_2).sqrt() / 6.0 * sum / count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    #[test]
    fn noise_is_told_from_clean_paper() {
        let clean = GrayImage::from_pixel(300, 300, Luma([230]));
        assert!(!is_noisy(&clean));
        let mut state = 1u32;
        let noisy = GrayImage::from_fn(300, 300, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Luma([140 + (state >> 24) as u8 / 3])
        });
        assert!(is_noisy(&noisy));
        assert!(!is_noisy(&GrayImage::new(1, 1)));
    }
}
