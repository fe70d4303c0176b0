//! Page image → the image that the engine reads best: gray, 300 dpi, noise removed where there is
//! much of it. What a page needs is measured on the page.

mod noise;

use crate::input::PageImage;
use crate::ocr::BBox;
use image::GrayImage;
use image::imageops::{self, FilterType};
use imageproc::filter::{gaussian_blur_f32, median_filter};

/// A page ready for the engine.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The gray image.
    pub image: GrayImage,
    /// Its resolution in dots per inch.
    pub dpi: f32,
    /// Resolution of the page as scanned.
    pub scan_dpi: f32,
    /// What was done, in order.
    pub steps: Vec<String>,
}

/// Resolution that the engine reads best.
const DPI: f32 = 300.0;
/// Resolutions that a file can be believed to have.
const BELIEVED: std::ops::RangeInclusive<f32> = 70.0..=1200.0;
/// Width of A4 in inches: what a page is taken for if its file does not say.
const A4_WIDTH: f32 = 8.27;
/// Pages this near to the engine's resolution stay as they are.
const NEAR: std::ops::RangeInclusive<f32> = 0.9..=1.4;
/// Blur, in pixels, that smooths what the median and the scaling left.
const BLUR: f32 = 0.7;

impl Prepared {
    /// A box of the prepared image as a box of the page as scanned.
    pub fn to_scan(&self, bbox: BBox) -> BBox {
        let scale = self.scan_dpi / self.dpi;
        let [x0, y0, x1, y1] = <[i32; 4]>::from(bbox).map(|at| (at as f32 * scale).round() as i32);
        BBox { x0, y0, x1, y1 }
    }
}

/// Prepares a page.
pub fn prepare(page: &PageImage) -> Prepared {
    let mut steps = vec!["grayscale".to_owned()];
    let mut image = page.image.to_luma8();
    let scan_dpi = page
        .dpi
        .filter(|dpi| BELIEVED.contains(dpi))
        .unwrap_or_else(|| (image.width().min(image.height()) as f32 / A4_WIDTH).max(70.0));
    let noisy = noise::is_noisy(&image);
    if noisy {
        image = median_filter(&image, 1, 1);
        steps.push("median".to_owned());
    }
    let mut dpi = scan_dpi;
    let factor = DPI / scan_dpi;
    if !NEAR.contains(&factor) {
        let size = |pixels: u32| ((pixels as f32 * factor).round() as u32).max(1);
        let (width, height) = (size(image.width()), size(image.height()));
        image = imageops::resize(&image, width, height, FilterType::CatmullRom);
        dpi = DPI;
        steps.push("scale".to_owned());
    }
    if noisy {
        image = gaussian_blur_f32(&image, BLUR);
        steps.push("blur".to_owned());
    }
    Prepared {
        image,
        dpi,
        scan_dpi,
        steps,
    }
}
