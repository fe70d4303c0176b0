//! Pages of a PDF that are nothing but one image, or one with text on it: their pixels as they were scanned.
//!
//! A page is played to a device that draws nothing: first to see what would be drawn, then to take
//! the image. Invisible text over the image, as OCR programs leave it, does not count.

use super::integrity::colour_space::is_in_colour;
use super::pdf_device::{bounds, is_seen, pixels, place_of, play, play_content, units_per_inch};
use crate::document::layout::{PageImage, Turn};
use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::kurbo::{Affine, BezPath, PathEl, Rect, Shape};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps,
    RasterImage, SoftMask, TransformExt,
};
use hayro::hayro_syntax::object::{ObjectIdentifier, Stream};
use hayro::hayro_syntax::page::Page;
use image::{DynamicImage, GrayImage, RgbImage};

/// Part of the page that its image has to cover, and the most that may lie outside the page.
const COVERED: f64 = 0.9;
const OUTSIDE: f64 = 0.02;

/// Part of a page that the image of a scan covers at least.
pub(crate) const SCAN: f64 = 0.6;

/// Parts of a page's width and area from which an image on it may hold a table or text; stamps and signatures
/// are smaller.
const WIDE: f64 = 0.35;
const LARGE: f64 = 0.02;

/// What a page draws.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Survey {
    /// Width and height in pixels of its largest image.
    pub(crate) largest: (u32, u32),
    /// Width and height in pixels of its last upright image, as it lies on the page.
    pub(crate) placed: (u32, u32),
    /// Whether it is nothing but one upright image.
    pub(crate) image_only: bool,
    /// Whether it is nothing but one upright image and text that is seen.
    pub(crate) image_and_text: bool,
    /// Where its last image lies, in PDF units.
    pub(crate) place: Rect,
    /// Whether one image fills it, whatever else it draws.
    pub(crate) filled: bool,
    /// Part of it that images take, however many.
    pub(crate) taken: f32,
    /// Curves that are drawn.
    pub(crate) curves: usize,
    /// Most pixels of an image for a PDF unit.
    pub(crate) density: f32,
    /// Whether one of its images is in colour.
    pub(crate) in_colour: bool,
    /// Where images lie that do not fill it, and yet are large enough to hold text; in PDF units.
    pub(crate) pictures: Vec<Rect>,
}

/// Curves from which what is drawn may be words whose letters are shapes: a letter has about eight.
const DRAWN_WORDS: usize = 400;

impl Survey {
    /// Whether an image fills it, or pieces of one do.
    pub(crate) fn is_scan(&self) -> bool {
        f64::from(self.taken) >= SCAN
    }

    /// Whether letters may be drawn on it as shapes.
    pub(crate) fn may_draw_letters(&self) -> bool {
        self.curves >= DRAWN_WORDS
    }
}

/// Looks at what a page draws, without drawing or decoding it.
pub(crate) fn survey(page: &Page<'_>) -> Survey {
    let mut drawing = Drawing::new(page, false);
    play(page, &mut drawing);
    Survey {
        image_only: drawing.images == 1 && !drawing.other && !drawing.text,
        image_and_text: drawing.images == 1 && !drawing.other && drawing.text,
        ..drawing.survey
    }
}

/// The one image that fills a page, whatever lies over it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SoleImage {
    /// Its object.
    pub(crate) id: ObjectIdentifier,
    /// The matrix that puts the unit square, which images are drawn into, on the page.
    pub(crate) place: Affine,
    /// The matrix that puts its pixels, as it is turned on the page, there.
    pub(crate) pixels: Affine,
}

/// The image of a page whose content is nothing else.
pub(crate) fn sole_image(page: &Page<'_>) -> Option<SoleImage> {
    let mut drawing = Drawing::new(page, false);
    play_content(page, &mut drawing);
    let (id, (width, height), transform) = drawing.last?;
    if drawing.images != 1 || drawing.other || drawing.text {
        return None;
    }
    let (across, down) = (f64::from(width), f64::from(height));
    let own_pixels = page.initial_transform(true).to_kurbo().inverse() * transform;
    let turn = turn_of(transform)?;
    let back = |x: f32, y: f32| {
        let (x, y) = turn.back((x, y), (width, height));
        (f64::from(x), f64::from(y))
    };
    let ((e, f), (ax, ay), (bx, by)) = (back(0.0, 0.0), back(1.0, 0.0), back(0.0, 1.0));
    Some(SoleImage {
        id,
        place: own_pixels * Affine::new([across, 0.0, 0.0, -down, 0.0, down]),
        pixels: own_pixels * Affine::new([ax - e, ay - f, bx - e, by - f, e, f]),
    })
}

/// The image of a page that has no other; `None` if it cannot be decoded.
pub(crate) fn own_image(page: &Page<'_>) -> Option<PageImage> {
    let mut drawing = Drawing::new(page, true);
    play(page, &mut drawing);
    drawing.taken
}

/// The device that draws nothing.
struct Drawing {
    /// The page, in PDF units, and how many of them an inch has.
    page: Rect,
    units_per_inch: f32,
    take: bool,
    images: usize,
    /// Something can be seen that is neither text nor one image that fills the page.
    other: bool,
    /// Text can be seen.
    text: bool,
    survey: Survey,
    /// The last upright image: its object, size and place.
    last: Option<(ObjectIdentifier, (u32, u32), Affine)>,
    taken: Option<PageImage>,
}

impl Drawing {
    fn new(page: &Page<'_>, take: bool) -> Self {
        Drawing {
            page: bounds(page),
            units_per_inch: units_per_inch(page),
            take,
            images: 0,
            other: false,
            text: false,
            survey: Survey::default(),
            last: None,
            taken: None,
        }
    }

    /// Notes an image of any kind and where it lies; gives its width and height in pixels.
    fn noted(&mut self, image: &Stream<'_>, transform: Affine) -> (u32, u32) {
        let (size, place) = (pixels(image), place_of(image, transform));
        self.other |= !self.fills(place);
        let shown = place.intersect(self.page);
        let part = shown.area() / self.page.area();
        let wide = shown.width() >= WIDE * self.page.width();
        let pixel = transform.determinant().abs().sqrt();
        let survey = &mut self.survey;
        survey.place = place;
        survey.largest = survey.largest.max(size);
        survey.taken += part as f32;
        survey.density = survey.density.max(pixel.recip() as f32);
        match part {
            part if part >= SCAN => survey.filled = true,
            part if part >= LARGE && wide => survey.pictures.push(shown),
            _ => {}
        }
        size
    }

    fn raster(&mut self, image: &RasterImage<'_>, transform: Affine) {
        self.images += 1;
        self.survey.in_colour |= is_in_colour(image.stream());
        let size = self.noted(image.stream(), transform);
        let Some(turn) = turn_of(transform) else {
            self.other = true;
            return;
        };
        self.survey.placed = match turn.swaps_sides() {
            true => (size.1, size.0),
            false => size,
        };
        self.last = Some((image.stream().obj_id(), size, transform));
        if self.take {
            image.with_rgba(
                |data, alpha| {
                    let whole = alpha.is_none();
                    let taken = || page_image(data, turn, transform, self.units_per_inch);
                    self.taken = whole.then(taken).flatten();
                },
                None,
            );
        }
    }

    fn fills(&self, image: Rect) -> bool {
        let inside = image.intersect(self.page).area();
        inside >= COVERED * self.page.area() && image.area() - inside <= OUTSIDE * image.area()
    }
}

impl<'a> Device<'a> for Drawing {
    fn draw_path(&mut self, path: &BezPath, _: DrawProps<'a>, mode: &DrawMode) {
        self.other |= is_seen(mode);
        let is_curve =
            |element: &&PathEl| matches!(element, PathEl::QuadTo(..) | PathEl::CurveTo(..));
        self.survey.curves += path.elements().iter().filter(is_curve).count();
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, mode: &DrawMode) {
        self.text |= is_seen(mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.other |= !self.fills(clip.path.bounding_box().intersect(self.page));
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, _: BlendMode) {
        self.other |= opacity < 1.0 || mask.is_some();
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.other |= props.soft_mask.is_some();
        match image {
            Image::Raster(image) => self.raster(&image, props.transform),
            Image::Stencil(image) => {
                self.noted(image.stream(), props.transform);
                self.other = true;
            }
        }
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// The turn of an image on its page; `None` for one that is slanted or mirrored.
fn turn_of(transform: Affine) -> Option<Turn> {
    let [a, b, c, d, _, _] = transform.as_coeffs();
    let flat = |x: f64, against: f64| x.abs() < 1e-3 * against.abs();
    match (flat(b, a) && flat(c, d), flat(a, b) && flat(d, c)) {
        (true, _) if a > 0.0 && d > 0.0 => Some(Turn::None),
        (true, _) if a < 0.0 && d < 0.0 => Some(Turn::Half),
        (_, true) if b > 0.0 && c < 0.0 => Some(Turn::Quarter),
        (_, true) if b < 0.0 && c > 0.0 => Some(Turn::ThreeQuarters),
        _ => None,
    }
}

/// Width and height on the page, in PDF units, of a pixel of the turned image.
fn pixel_size(turn: Turn, transform: Affine) -> (f64, f64) {
    let [a, b, c, d, _, _] = transform.as_coeffs();
    let (first, second) = (a.hypot(b), c.hypot(d));
    match turn.swaps_sides() {
        true => (second, first),
        false => (first, second),
    }
}

fn page_image(
    data: ImageData,
    turn: Turn,
    transform: Affine,
    units_per_inch: f32,
) -> Option<PageImage> {
    // The decoder found other dimensions than the file says.
    if data.scale_factors() != (1.0, 1.0) {
        return None;
    }
    let image = match data {
        ImageData::Luma(luma) => {
            GrayImage::from_raw(luma.width, luma.height, luma.data).map(DynamicImage::ImageLuma8)
        }
        ImageData::Rgb(rgb) => {
            RgbImage::from_raw(rgb.width, rgb.height, rgb.data).map(DynamicImage::ImageRgb8)
        }
    }?;
    let (width, height) = pixel_size(turn, transform);
    let page = PageImage::new(turn.apply(image), Some(units_per_inch / width as f32));
    Some(page.with_pixel_height((height / width) as f32))
}
