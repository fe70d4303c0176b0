//! Noise: how much of it there is, and taking it away without the dots and hooks of the letters.

use image::GrayImage;
use imageproc::filter::gaussian_blur_f32;

/// Gray levels by which a speck differs from what is around it.
const SPECK: u8 = 60;
/// Neighbours of eight that may look like a speck and it still is one: specks come in pairs.
const LIKE: usize = 1;

/// Noise of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Noise {
    /// Standard deviation on the paper, in gray levels.
    pub(crate) deviation: f32,
    /// Part of the pixels that stand alone, 0–1.
    pub(crate) specks: f32,
}

impl Noise {
    /// Measures on a grid of every third pixel. The deviation is a Laplacian that sees neither
    /// edges nor slopes (Immerkær 1996, "Fast noise variance estimation"), on the brighter pixels,
    /// which are paper.
    pub(crate) fn measure(image: &GrayImage) -> Noise {
        let (mut sum, mut paper, mut specks, mut all) = (0u64, 0u64, 0u64, 0u64);
        let (width, pixels) = (image.width() as usize, image.as_raw());
        for (x, y) in inner(image, 3) {
            all += 1;
            let at = y * width + x;
            specks += u64::from(is_speck(pixels, width, at));
            if (128..=250).contains(&pixels[at]) {
                sum += laplacian(pixels, width, at);
                paper += 1;
            }
        }
        // A page of pure black and white has too few gray pixels to judge by.
        let judged = paper > 0 && paper * 10 >= all;
        let mean = if judged {
            sum as f32 / paper as f32
        } else {
            0.0
        };
        Noise {
            deviation: std::f32::consts::FRAC_PI_2.sqrt() / 6.0 * mean,
            specks: specks as f32 / all.max(1) as f32,
        }
    }
}

/// Columns and rows, every `step`-th, of the pixels that have eight neighbours.
fn inner(image: &GrayImage, step: usize) -> impl Iterator<Item = (usize, usize)> {
    let end = |side: u32| (side as usize).saturating_sub(1);
    let (width, height) = (end(image.width()), end(image.height()));
    let rows = (1..height).step_by(step);
    rows.flat_map(move |y| (1..width).step_by(step).map(move |x| (x, y)))
}

fn around(pixels: &[u8], width: usize, at: usize) -> [u8; 8] {
    let (above, below) = (at - width, at + width);
    [
        above - 1,
        above,
        above + 1,
        at - 1,
        at + 1,
        below - 1,
        below,
        below + 1,
    ]
    .map(|at| pixels[at])
}

fn laplacian(pixels: &[u8], width: usize, at: usize) -> u64 {
    let [nw, n, ne, w, e, sw, s, se] = around(pixels, width, at).map(i64::from);
    (nw + ne + sw + se - 2 * (n + s + w + e) + 4 * i64::from(pixels[at])).unsigned_abs()
}

fn is_speck(pixels: &[u8], width: usize, at: usize) -> bool {
    // The neighbours to the left and right decide most pixels.
    stands_out(&pixels[at - 1..at + 2]) && has_few_alike(pixels, width, at)
}

/// Whether hardly any neighbour of a pixel is like it.
fn has_few_alike(pixels: &[u8], width: usize, at: usize) -> bool {
    let alike = |other: &u8| other.abs_diff(pixels[at]) <= SPECK;
    around(pixels, width, at).into_iter().filter(alike).count() <= LIKE
}

/// Whether the second of three pixels differs from one beside it.
fn stands_out(pixels: &[u8]) -> bool {
    let unlike = |other: u8| other.abs_diff(pixels[1]) > SPECK;
    unlike(pixels[0]) || unlike(pixels[2])
}

/// Gives pixels that stand alone the median of their neighbours. Strokes stay, and so do the dots
/// and hooks of letters: their pixels have others like them at their side.
pub(crate) fn remove_specks(image: &GrayImage) -> GrayImage {
    let (width, pixels) = (image.width() as usize, image.as_raw());
    let mut clean = image.clone();
    for y in 1..(image.height() as usize).saturating_sub(1) {
        let start = y * width;
        let row = pixels[start..start + width].windows(3);
        for (at, _) in (start + 1..)
            .zip(row)
            .filter(|(_, beside)| stands_out(beside))
        {
            if has_few_alike(pixels, width, at) {
                let mut around = around(pixels, width, at);
                around.sort_unstable();
                (*clean)[at] = around[3].midpoint(around[4]);
            }
        }
    }
    clean
}

/// Smooths noise of this deviation.
pub(crate) fn smooth(image: &GrayImage, deviation: f32) -> GrayImage {
    // Fitted on generated pages of 130–200 dpi: more blur costs more marks than noise.
    gaussian_blur_f32(image, (deviation / 40.0 + 0.2).clamp(0.5, 0.9))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    fn noisy() -> GrayImage {
        let mut state = 1u32;
        GrayImage::from_fn(300, 300, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Luma([140 + (state >> 24) as u8 / 3])
        })
    }

    #[test]
    fn noise_is_distinguished_from_clean_paper() {
        let clean = Noise::measure(&GrayImage::from_pixel(300, 300, Luma([230])));
        assert_eq!((clean.deviation, clean.specks), (0.0, 0.0));
        let measured = Noise::measure(&noisy()).deviation;
        // Even over 85 levels: 85 / √12.
        assert!((measured - 24.5).abs() < 2.0, "{measured}");
        assert!(Noise::measure(&smooth(&noisy(), 24.5)).deviation < measured / 2.0);
        assert_eq!(Noise::measure(&GrayImage::new(1, 1)).specks, 0.0);
    }

    #[test]
    fn specks_go_and_dots_stay() {
        let mut page = GrayImage::from_pixel(60, 60, Luma([250]));
        let dot = [(30, 30), (31, 30), (30, 31), (31, 31)];
        for (x, y) in dot.into_iter().chain([(13, 13)]) {
            page.put_pixel(x, y, Luma([10]));
        }
        let clean = remove_specks(&page);
        assert_eq!(clean.get_pixel(13, 13), &Luma([250]));
        assert!(
            dot.iter()
                .all(|&(x, y)| clean.get_pixel(x, y) == &Luma([10]))
        );
        assert!(Noise::measure(&page).specks > 0.0);
    }
}
