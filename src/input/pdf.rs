//! PDF pages: the scan's own image where a page is one image, else rendered; in pure Rust.

use super::limits::{InputError, Limits};
use super::pdf_device::units_per_inch;
use super::pdf_scan::{SCAN, Survey, own_image, survey};
use super::text_layer;
use super::text_layer::TextLayer;
use crate::document::layout::PageImage;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::kurbo::Rect;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::imageops::{self, FilterType};
use image::{DynamicImage, Rgb, RgbImage, RgbaImage};
use std::sync::Arc;

/// Resolution at which pages are rendered, in dots per inch: what the engine reads best.
const DPI: f32 = 300.0;
/// Longest side in inches that a page of images is believed to have, that of A2. Many programs
/// take the pixels of a scan for PDF units.
const LONGEST: f32 = 24.0;
/// Most pixels that are rendered: those of A1 at that resolution.
const PIXELS: f32 = 7e7;

/// Reads the table of contents of a PDF; its pages are shared by all threads.
pub(crate) fn load(bytes: Arc<[u8]>, password: Option<&str>) -> Result<Pdf, InputError> {
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
pub(crate) fn page(pdf: &Pdf, index: usize, limits: &Limits) -> Result<PageImage, InputError> {
    let missing = || InputError::damaged("PDF", "a page is missing");
    let page = pdf.pages().get(index).ok_or_else(missing)?;
    let survey = survey(page);
    limits.check_pixels(survey.largest.0, survey.largest.1)?;
    let own = survey.image_only.then(|| own_image(page)).flatten();
    own.map_or_else(|| rendered(page, survey, limits), Ok)
}

/// The text that a page holds; `None` without words.
pub(crate) fn text_layer(pdf: &Pdf, index: usize) -> Option<TextLayer> {
    let page = pdf.pages().get(index)?;
    let words = text_layer::words(page);
    if words.is_empty() {
        return None;
    }
    let (survey, (width, height)) = (survey(page), page.render_dimensions());
    // As the image lies on the page, or as the page is rendered.
    let (size, (across, down)) = match survey.image_only {
        true => {
            let size = survey.placed;
            (size, (size.0 as f32 / width, size.1 as f32 / height))
        }
        false => {
            let scale = render_scale(page, &survey);
            (rendered_size(page, scale), (scale, scale))
        }
    };
    let pictures = survey.pictures.iter();
    let pictures = pictures.map(|&place| text_layer::inches(place, units_per_inch(page)));
    let pictures = pictures.collect();
    Some(TextLayer {
        words,
        size,
        dpi: across * units_per_inch(page),
        pixel_height: across / down,
        is_scan: survey.is_scan(),
        is_printed_on: survey.image_and_text,
        may_draw_letters: survey.may_draw_letters(),
        pictures,
    })
}

/// The image of a page that text is printed on, where and as large as [`page`] shows it; `None` if it cannot be had
/// alone, or would be stretched one way and shrunk the other.
pub(crate) fn image_beneath(
    pdf: &Pdf,
    index: usize,
    limits: &Limits,
) -> Result<Option<PageImage>, InputError> {
    let Some(page) = pdf.pages().get(index) else {
        return Ok(None);
    };
    let survey = survey(page);
    limits.check_pixels(survey.largest.0, survey.largest.1)?;
    let Some(own) = survey.image_and_text.then(|| own_image(page)).flatten() else {
        return Ok(None);
    };
    let scale = render_scale(page, &survey);
    let (width, height) = rendered_size(page, scale);
    limits.check_pixels(width, height)?;
    let at = |units: f64| (units * f64::from(scale)).round() as i64;
    let side = |from: f64, to: f64| (at(to) - at(from)).clamp(1, i64::from(u16::MAX)) as u32;
    let Rect { x0, y0, x1, y1 } = survey.place;
    let (wide, high) = (side(x0, x1), side(y0, y1));
    let own = own.image.to_rgb8();
    let shown = match (wide <= own.width(), high <= own.height()) {
        (true, true) => imageops::thumbnail(&own, wide, high),
        (false, false) => imageops::resize(&own, wide, high, FilterType::Triangle),
        _ => return Ok(None),
    };
    let mut whole = RgbImage::from_pixel(width, height, Rgb([255; 3]));
    imageops::replace(&mut whole, &shown, at(x0), at(y0));
    let dpi = scale * units_per_inch(page);
    Ok(Some(PageImage::new(whole.into(), Some(dpi))))
}

/// Width and height in pixels of a page that is rendered at a scale.
fn rendered_size(page: &Page<'_>, scale: f32) -> (u32, u32) {
    let (width, height) = page.render_dimensions();
    ((width * scale) as u32, (height * scale) as u32)
}

/// Pixels for a PDF unit when a page is rendered.
pub(crate) fn render_scale(page: &Page<'_>, survey: &Survey) -> f32 {
    let (width, height) = page.render_dimensions();
    let (long, units_per_inch) = (width.max(height).max(1.0), units_per_inch(page));
    let usual = DPI / units_per_inch;
    let believed = long / units_per_inch <= LONGEST || f64::from(survey.taken) < SCAN;
    let wanted = if believed {
        usual
    } else {
        survey.density.min(usual)
    };
    let bounded = (PIXELS / (width * height).max(1.0)).sqrt();
    wanted.min(bounded).min(f32::from(u16::MAX) / long)
}

fn rendered(page: &Page<'_>, survey: Survey, limits: &Limits) -> Result<PageImage, InputError> {
    let scale = render_scale(page, &survey);
    let (width, height) = rendered_size(page, scale);
    limits.check_pixels(width, height)?;
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
    let image = DynamicImage::ImageRgba8(image).into_rgb8().into();
    Ok(PageImage::new(image, Some(scale * units_per_inch(page))))
}
