//! PDF pages: the scan's own image where a page is one image, else rendered; in pure Rust.

use super::pdf_scan::{Survey, own_image, own_stream, survey};
use super::{InputError, Limits, PageImage, ScanStream};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::{DynamicImage, RgbaImage};
use std::sync::Arc;

/// Resolution at which pages are rendered, in dots per inch: what the engine reads best.
const DPI: f32 = 300.0;
/// PDF units in an inch.
pub(super) const UNITS: f32 = 72.0;

/// Reads the table of contents of a PDF; its pages are shared by all threads.
pub(super) fn load(bytes: Arc<[u8]>, password: Option<&str>) -> Result<Pdf, InputError> {
    let password = password.unwrap_or_default();
    let pdf = Pdf::new_with_password(Arc::new(bytes), password).map_err(|error| match error {
        LoadPdfError::Decryption(_) => InputError::Encrypted,
        LoadPdfError::Invalid => InputError::damaged("PDF", "no pages can be found in it"),
    })?;
    match pdf.pages().len() {
        0 => Err(InputError::damaged("PDF", "it has no pages")),
        _ => Ok(pdf),
    }
}

/// Takes the page's own image, pixel for pixel, or renders the page.
pub(super) fn page(pdf: &Pdf, index: usize, limits: &Limits) -> Result<PageImage, InputError> {
    let missing = || InputError::damaged("PDF", "a page is missing");
    let page = pdf.pages().get(index).ok_or_else(missing)?;
    let Survey {
        largest,
        image_only,
    } = survey(page);
    limits.check_pixels(largest.0, largest.1)?;
    let own = image_only.then(|| own_image(page)).flatten();
    own.map_or_else(|| rendered(page, limits), Ok)
}

/// The page's own image as the file holds it.
pub(super) fn scan_stream(pdf: &Pdf, index: usize) -> Option<ScanStream> {
    let page = pdf.pages().get(index)?;
    survey(page).image_only.then(|| own_stream(page)).flatten()
}

fn rendered(page: &Page<'_>, limits: &Limits) -> Result<PageImage, InputError> {
    let (width, height) = page.render_dimensions();
    let largest = f32::from(u16::MAX) / width.max(height).max(1.0);
    let scale = (DPI / UNITS).min(largest);
    limits.check_pixels((width * scale) as u32, (height * scale) as u32)?;
    let settings = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let interpreter = InterpreterSettings::default();
    let pixmap = render(
        page,
        &RenderCache::new(),
        &interpreter,
        &RenderSettings::default(),
        &settings,
    );
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let image = RgbaImage::from_raw(width, height, pixmap.data_as_u8_slice().to_vec())
        .ok_or_else(|| InputError::damaged("PDF", "a page cannot be drawn"))?;
    Ok(PageImage {
        image: DynamicImage::ImageRgba8(image),
        dpi: Some(scale * UNITS),
    })
}
