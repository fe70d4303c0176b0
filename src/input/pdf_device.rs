//! Playing a PDF page to a device of our own, which takes what it wants from what the page draws.

use hayro::hayro_interpret::kurbo::{Affine, Rect};
use hayro::hayro_interpret::{
    Context, Device, DrawMode, InterpreterCache, InterpreterSettings, RenderContent, TransformExt,
    interpret_page,
};
use hayro::hayro_syntax::object::Stream;
use hayro::hayro_syntax::object::dict::keys::USER_UNIT;
use hayro::hayro_syntax::page::Page;

/// PDF units in an inch, where a page says nothing else.
const UNITS: f32 = 72.0;

/// Units of a page in an inch.
pub(crate) fn units_per_inch(page: &Page<'_>) -> f32 {
    let unit = page.raw().get::<f32>(USER_UNIT);
    UNITS
        / unit
            .filter(|unit| unit.is_finite() && *unit > 0.0)
            .unwrap_or(1.0)
}

/// Width and height of an image in pixels, as its dictionary says them.
pub(crate) fn pixels(image: &Stream<'_>) -> (u32, u32) {
    let dict = image.dict();
    let side = |long: &[u8], short: &[u8]| {
        dict.get::<u32>(long)
            .or_else(|| dict.get::<u32>(short))
            .unwrap_or(0)
    };
    (side(b"Width", b"W"), side(b"Height", b"H"))
}

/// Where an image lies on the page, in PDF units.
pub(crate) fn place_of(image: &Stream<'_>, transform: Affine) -> Rect {
    let (width, height) = pixels(image);
    let pixels = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    transform.transform_rect_bbox(pixels)
}

/// Whether what is drawn so can be seen.
pub(crate) fn is_seen(mode: &DrawMode) -> bool {
    !matches!(mode, DrawMode::Invisible)
}

/// Plays a page to a device.
pub(crate) fn play<'a>(page: &'a Page<'a>, device: &mut impl Device<'a>) {
    play_parts(page, RenderContent::all(), device);
}

/// Plays a page to a device, without what lies over it.
pub(crate) fn play_content<'a>(page: &'a Page<'a>, device: &mut impl Device<'a>) {
    play_parts(page, RenderContent::PAGE, device);
}

fn play_parts<'a>(page: &'a Page<'a>, parts: RenderContent, device: &mut impl Device<'a>) {
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings {
        render_content: parts,
        ..InterpreterSettings::default()
    };
    let transform = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, bounds(page), &cache, page.xref(), settings);
    interpret_page(page, &mut context, device);
}

/// The page, in PDF units.
pub(crate) fn bounds(page: &Page<'_>) -> Rect {
    let (width, height) = page.render_dimensions();
    Rect::new(0.0, 0.0, f64::from(width), f64::from(height))
}
