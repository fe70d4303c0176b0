//! Page image → the image that the engine reads best: gray, upright lines, 300 dpi, black on
//! white. What a page needs is measured on the page; a clean one passes as it is.

pub(crate) mod blank;
pub(crate) mod colour;
pub(crate) mod colour_print;
pub(crate) mod components;
pub(crate) mod dark_bands;
pub(crate) mod edges;
pub(crate) mod faint_rules;
pub(crate) mod frames;
pub(crate) mod grid;
pub(crate) mod leaders;
pub(crate) mod light;
pub(crate) mod noise;
pub(crate) mod open_columns;
pub(crate) mod place;
pub(crate) mod ruled_lines;
pub(crate) mod scale;
pub(crate) mod seals;
pub(crate) mod skew;
pub(crate) mod small;
pub(crate) mod spread;
pub(crate) mod straighten;
mod stretches;
pub(crate) mod x_height;

pub use grid::{Grid, GridCell};
pub use leaders::Leader;

use crate::document::layout::page_image::PageImage;
use crate::document::layout::{BBox, Turn};
use frames::Frame;
use image::GrayImage;
use light::Levels;
use noise::Noise;
use place::Placement;
use ruled_lines::Rules;
use seals::Seal;
use skew::Stand;
use straighten::Bend;

/// A page ready for the engine.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The gray image.
    pub image: GrayImage,
    /// Its resolution in dots per inch.
    pub dpi: f32,
    /// Resolution of the page as scanned.
    pub scan_dpi: f32,
    /// Turn that brought the page upright.
    pub rotation: Turn,
    /// Skew that was removed, in degrees, counter-clockwise positive.
    pub skew_degrees: f32,
    /// What was done, in order.
    pub steps: Vec<String>,
    /// Its ruled tables.
    pub grids: Vec<Grid>,
    /// Rows of dots that were taken off.
    pub leaders: Vec<Leader>,
    /// Its round seals, whose circles were taken off.
    pub(crate) seals: Vec<Seal>,
    /// Its round seals in red.
    pub(crate) red_seals: Vec<Seal>,
    /// Its red ink alone, where it has any.
    pub(crate) red: Option<GrayImage>,
    /// What a blue pen wrote, dark on white, where one did.
    pub(crate) pen: Option<GrayImage>,
    /// Frames that may be of stamps.
    pub(crate) frames: Vec<Frame>,
    placement: Placement,
    bends: Bends,
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
/// Height of small letters on a page in inches: those of 13.5 points are 0.45 of it high.
const X_HEIGHT: f32 = 13.5 / 72.0 * 0.45;
/// Letters of so many times this height are believed of a page; print is smaller in notes and larger in titles.
const PRINT: std::ops::RangeInclusive<f32> = 0.6..=1.7;
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
/// Deviation of the noise, in gray levels, that a smoothed attempt takes off.
const SOFTER: f32 = 24.0;
/// Length, in inches, from which a line that belongs to no table is surely none of letters: the bars of
/// `TTTT` run into each other.
const LONG: f32 = 1.0;
/// Level up to which a pixel of the red ink alone is ink.
const RED: u8 = 128;
/// How much may be missing where ruled lines meet, in inches.
const REACH: f32 = 0.04;

impl Prepared {
    /// A box of the prepared image as a box of the page as scanned.
    pub fn to_scan(&self, bbox: BBox) -> BBox {
        self.placement.to_scan(self.bends.back(bbox))
    }
}

/// How a page is prepared for one attempt at reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// As its measures ask for.
    Normal,
    /// Turned by this from how it seems to stand.
    Turned(Turn),
    /// Smoothed more than its noise asks for.
    Smoothed,
}

/// Prepares a page.
pub fn prepare(page: &PageImage, attempt: Attempt) -> Prepared {
    let colour::Gray {
        mut image,
        red,
        pen,
    } = colour::gray(&page.image);
    let mut steps = Steps::default();
    steps.add("grayscale", true);
    steps.add("stamp", red.is_some());
    steps.add("pen", pen.is_some());
    let from = image.dimensions();
    let named = resolution(page.dpi, &image);
    let mut levels = Levels::measure(&image);
    if edges::clear(&mut image, levels.threshold, named) {
        steps.add("borders", true);
        levels = Levels::measure(&image);
    }
    let noise = Noise::measure(&image);
    let faulty_light = improve(&mut image, noise, levels, &mut steps);
    if attempt == Attempt::Smoothed {
        image = noise::smooth(&image, SOFTER);
        steps.add("smooth more", true);
    }
    let levels = match faulty_light || attempt == Attempt::Smoothed {
        true => Levels::measure(&image),
        false => levels,
    };
    let mut stand = skew::stand(&image, levels.threshold);
    if let Attempt::Turned(turn) = attempt {
        stand = skew::stand_turned(&image, levels.threshold, stand.turn.and(turn));
    }
    let letters = x_height::x_height(&image, levels.threshold, stand.turn);
    let scan_dpi = resolution_by_letters(named, letters, sheet_width(from));
    let placement = placement(stand, scan_dpi, from);
    steps.add("rotate", stand.turn != Turn::None);
    steps.add("deskew", placement.angle != 0.0);
    steps.add("scale", placement.scale != 1.0);
    let mut image = placement.apply(image);
    if faulty_light {
        light::stretch(&mut image, levels);
    }
    steps.add("contrast", faulty_light);
    let dpi = scan_dpi * placement.scale;
    let threshold = if faulty_light { 128 } else { levels.threshold };
    let bands = dark_bands::invert(&mut image, threshold, dpi);
    steps.add("white print", !bands.is_empty());
    let bends = Bends::straighten(&mut image, threshold, dpi);
    let stood = |ink: Option<GrayImage>| ink.map(|ink| bends.apply(placement.apply(ink)));
    let (red, pen) = (stood(red), stood(pen));
    steps.add("straighten", bends != Bends::default());
    let frames = frames::find(&image, threshold, dpi);
    let mut rules = ruled_lines::find(&image, threshold, dpi);
    let reach = (REACH * dpi) as i32;
    dark_bands::lead_through(&image, &bands, &mut rules, threshold, reach);
    let faint = faint_rules::find(&image, &rules, dpi, reach);
    let mut all = rules.and(&faint);
    let open = open_columns::uprights(&image, &all, threshold, dpi, reach);
    all.upright.extend(open);
    let grids = grid::tables(&all, reach);
    let bounds = |line: BBox| grids.iter().any(|grid| grid.is_bounded_by(line, reach));
    let erased = rules.keep(|line| {
        let long = (line.x1 - line.x0).max(line.y1 - line.y0) as f32 >= LONG * dpi;
        long || ruled_lines::is_alone(&image, threshold, line) || bounds(line)
    });
    let erased = erased.and(&faint.keep(bounds));
    ruled_lines::erase(&mut image, &erased, threshold);
    steps.add("rules", erased != Rules::default());
    let leaders = leaders::take(&mut image, threshold, dpi);
    let red_seals = red
        .as_ref()
        .map(|red| seals::find(red, RED, dpi))
        .unwrap_or_default();
    // The ink of red ones is off already.
    let mut seals = seals::find(&image, threshold, dpi);
    seals.retain(|seal| {
        !red_seals
            .iter()
            .any(|red| red.bbox().holds_middle_of(seal.bbox()))
    });
    for seal in &seals {
        seal.erase_circles(&mut image, threshold);
    }
    steps.add("seals", !seals.is_empty());
    steps.add("leaders", !leaders.is_empty());
    Prepared {
        image,
        dpi,
        scan_dpi,
        rotation: stand.turn,
        skew_degrees: placement.angle.to_degrees(),
        steps: steps.0,
        grids,
        leaders,
        seals,
        red_seals,
        frames,
        red,
        pen,
        placement,
        bends,
    }
}

/// How the level and the upright lines of a page were bent, in this order.
#[derive(Debug, Clone, Default, PartialEq)]
struct Bends {
    level: Option<Bend>,
    upright: Option<Bend>,
}

impl Bends {
    /// Makes the lines of a page straight.
    fn straighten(image: &mut GrayImage, threshold: u8, dpi: f32) -> Bends {
        let level = Bend::of(&ruled_lines::level_pieces(image, threshold, dpi), dpi);
        let mut bends = Bends {
            level,
            upright: None,
        };
        if bends.level.is_some() {
            *image = bends.apply(std::mem::take(image));
        }
        let upright = Bend::of(&ruled_lines::upright_pieces(image, threshold, dpi), dpi);
        if let Some(bend) = &upright {
            *image = straighten::flipped(&bend.apply(&straighten::flipped(image)));
        }
        bends.upright = upright;
        bends
    }

    /// A page made straight.
    fn apply(&self, mut image: GrayImage) -> GrayImage {
        if let Some(bend) = &self.level {
            image = bend.apply(&image);
        }
        if let Some(bend) = &self.upright {
            image = straighten::flipped(&bend.apply(&straighten::flipped(&image)));
        }
        image
    }

    /// A box of the straight page on the bent one.
    fn back(&self, b: BBox) -> BBox {
        let corners = [(b.x0, b.y0), (b.x1, b.y0), (b.x0, b.y1), (b.x1, b.y1)];
        let boxes = corners.map(|(x, y)| {
            let (x, y) = (x as f32, y as f32);
            let x = self.upright.as_ref().map_or(x, |bend| bend.back(y, x));
            let y = self.level.as_ref().map_or(y, |bend| bend.back(x, y));
            let (x, y) = (x.round() as i32, y.round() as i32);
            BBox::from([x, y, x, y])
        });
        boxes.into_iter().reduce(BBox::union).unwrap_or(b)
    }
}

/// The steps that were taken.
#[derive(Default)]
struct Steps(Vec<String>);

impl Steps {
    fn add(&mut self, name: &str, taken: bool) {
        if taken {
            self.0.push(name.to_owned());
        }
    }
}

/// Upright, level and at the engine's resolution.
fn placement(stand: Stand, dpi: f32, from: (u32, u32)) -> Placement {
    let factor = DPI / dpi;
    Placement {
        turn: stand.turn,
        angle: match stand.angle.abs() < SKEW {
            true => 0.0,
            false => stand.angle.to_radians(),
        },
        scale: if NEAR.contains(&factor) { 1.0 } else { factor },
        from,
    }
}

/// Takes away noise and shade; whether the contrast is to be stretched too.
fn improve(image: &mut GrayImage, noise: Noise, levels: Levels, steps: &mut Steps) -> bool {
    let mut step = |name: &str| steps.add(name, true);
    if noise.specks > CLEAN_SPECKS {
        *image = noise::remove_specks(image);
        step("despeckle");
    }
    let background = light::background(image);
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

/// Resolution of a page in dots per inch: what its file names, where that makes a sheet of paper.
pub(crate) fn resolution(named: Option<f32>, image: &GrayImage) -> f32 {
    let width = sheet_width(image.dimensions());
    named
        .filter(|dpi| BELIEVED.contains(&(width / dpi)))
        .unwrap_or(width / A4_WIDTH)
        .max(1.0)
}

/// Width of the sheet in pixels, whichever way it lies.
fn sheet_width((across, down): (u32, u32)) -> f32 {
    let (across, down) = (across as f32, down as f32);
    // The header of a page is wide, not turned.
    let is_part = across > SHEET * down;
    if is_part { across } else { across.min(down) }
}

/// The resolution, and what the letters make of it where they are too small or large to be print.
fn resolution_by_letters(named: f32, x_height: Option<f32>, width: f32) -> f32 {
    x_height
        .map(|height| height / X_HEIGHT)
        .filter(|dpi| !PRINT.contains(&(dpi / named)))
        .filter(|dpi| BELIEVED.contains(&(width / dpi)))
        .unwrap_or(named)
}
