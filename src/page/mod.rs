//! Page image → the image that the engine reads best: gray, upright lines, 300 dpi, black on
//! white. What a page needs is measured on the page; a clean one passes as it is.

mod light;
mod noise;
mod place;
mod skew;

use crate::input::PageImage;
use crate::ocr::BBox;
use image::GrayImage;
use light::Levels;
use noise::Noise;
use place::Placement;

/// A page ready for the engine.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The gray image.
    pub image: GrayImage,
    /// Its resolution in dots per inch.
    pub dpi: f32,
    /// Resolution of the page as scanned.
    pub scan_dpi: f32,
    /// Skew that was removed, in degrees, counter-clockwise positive.
    pub skew_degrees: f32,
    /// What was done, in order.
    pub steps: Vec<String>,
    placement: Placement,
}

/// Resolution that the engine reads best.
const DPI: f32 = 300.0;
/// Widths in inches that a page can be believed to have, by the resolution its file names: from
/// A6 to A2.
const BELIEVED: std::ops::RangeInclusive<f32> = 3.5..=17.0;
/// Most that a whole sheet is longer than wide.
const SHEET: f32 = 1.6;
/// Width of A4 in inches: what a page is taken for whose file names no resolution to believe.
const A4_WIDTH: f32 = 8.27;
/// Pages this near to the engine's resolution are not scaled.
const NEAR: std::ops::RangeInclusive<f32> = 0.8..=1.15;
/// Least skew, in degrees, that is removed: the engine bears less without loss.
const SKEW: f32 = 0.2;
/// Deviation of the noise, in gray levels, and part of specks up to which a page is clean.
const CLEAN_NOISE: f32 = 4.0;
const CLEAN_SPECKS: f32 = 2e-5;
/// Deviation of the noise, in gray levels, from which smoothing does more good than harm.
const SMOOTHED_NOISE: f32 = 10.0;
/// Range of the paper's level, and least range from ink to paper, of a page in good light.
const EVEN: u8 = 20;
const CONTRAST: f32 = 150.0;

impl Prepared {
    /// A box of the prepared image as a box of the page as scanned.
    pub fn to_scan(&self, bbox: BBox) -> BBox {
        self.placement.to_scan(bbox)
    }
}

/// Prepares a page.
pub fn prepare(page: &PageImage) -> Prepared {
    let mut steps = vec!["grayscale".to_owned()];
    let mut image = page.image.to_luma8();
    let scan_dpi = resolution(page.dpi, &image);
    let noise = Noise::measure(&image);
    let faulty_light = improve(&mut image, noise, &mut steps);
    let levels = Levels::measure(&image);
    let skew = skew::angle(&image, levels.threshold);
    let skew = if skew.abs() < SKEW { 0.0 } else { skew };
    if skew != 0.0 {
        steps.push("deskew".to_owned());
    }
    let factor = DPI / scan_dpi;
    let scale = if NEAR.contains(&factor) { 1.0 } else { factor };
    if scale != 1.0 {
        steps.push("scale".to_owned());
    }
    let placement = Placement {
        turn: skew.to_radians(),
        scale,
        from: image.dimensions(),
    };
    let mut image = placement.apply(image);
    if faulty_light {
        light::stretch(&mut image, levels);
        steps.push("contrast".to_owned());
    }
    Prepared {
        image,
        dpi: scan_dpi * scale,
        scan_dpi,
        skew_degrees: skew,
        steps,
        placement,
    }
}

/// Takes away noise and shade; whether the contrast is to be stretched too.
fn improve(image: &mut GrayImage, noise: Noise, steps: &mut Vec<String>) -> bool {
    let mut step = |name: &str| steps.push(name.to_owned());
    if noise.specks > CLEAN_SPECKS {
        *image = noise::remove_specks(image);
        step("despeckle");
    }
    let background = light::background(image);
    let levels = Levels::measure(image);
    let dim = light::shade(&background) > EVEN || levels.paper - levels.ink < CONTRAST;
    if !dim && noise.deviation <= CLEAN_NOISE {
        return false;
    }
    light::flatten(image, &background);
    step("flatten");
    if noise.deviation > SMOOTHED_NOISE {
        *image = noise::smooth(image, noise.deviation);
        step("smooth");
    }
    true
}

/// Resolution of a page in dots per inch: what its file says, where that makes a sheet of paper.
fn resolution(named: Option<f32>, image: &GrayImage) -> f32 {
    let (across, down) = (image.width() as f32, image.height() as f32);
    // The head of a page is wide, not turned.
    let is_part = across > SHEET * down;
    let width = if is_part { across } else { across.min(down) };
    named
        .filter(|dpi| BELIEVED.contains(&(width / dpi)))
        .unwrap_or(width / A4_WIDTH)
        .max(1.0)
}
