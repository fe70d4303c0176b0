//! TIFF files of one page or more.

use super::limits::{InputError, Limits};
use crate::document::layout::page_image::PageImage;
use image::{DynamicImage, GrayImage, RgbImage};
use std::io::Cursor;
use tiff::ColorType;
use tiff::decoder::ifd::Value;
use tiff::decoder::{Decoder, DecodingResult, Limits as TiffLimits};
use tiff::tags::Tag;

fn damaged(error: impl ToString) -> InputError {
    InputError::damaged("TIFF", error)
}

fn decoder(bytes: &[u8]) -> Result<Decoder<Cursor<&[u8]>>, InputError> {
    let decoder = Decoder::new(Cursor::new(bytes)).map_err(damaged)?;
    // Pages are checked against our own limits before they are decoded.
    Ok(decoder.with_limits(TiffLimits::unlimited()))
}

/// Number of pages.
pub(crate) fn count(bytes: &[u8]) -> Result<usize, InputError> {
    let mut decoder = decoder(bytes)?;
    let mut pages = 1;
    while decoder.more_images() {
        decoder.next_image().map_err(damaged)?;
        pages += 1;
    }
    Ok(pages)
}

/// Decodes a page.
pub(crate) fn page(bytes: &[u8], index: usize, limits: &Limits) -> Result<PageImage, InputError> {
    let mut decoder = decoder(bytes)?;
    for _ in 0..index {
        decoder.next_image().map_err(damaged)?;
    }
    let (width, height) = decoder.dimensions().map_err(damaged)?;
    limits.check_pixels(width, height)?;
    let dpi = resolution(&mut decoder);
    let color = decoder.colortype().map_err(damaged)?;
    let DecodingResult::U8(samples) = decoder.read_image().map_err(damaged)? else {
        return Err(damaged("more than 8 bits a colour are not read"));
    };
    let image = match color {
        ColorType::Gray(1) => gray_of_bits(width, height, &samples).map(DynamicImage::ImageLuma8),
        ColorType::Gray(8) => {
            GrayImage::from_raw(width, height, samples).map(DynamicImage::ImageLuma8)
        }
        ColorType::RGB(8) => {
            RgbImage::from_raw(width, height, samples).map(DynamicImage::ImageRgb8)
        }
        other => {
            return Err(damaged(format!(
                "colours of the kind {other:?} are not read"
            )));
        }
    };
    let image = image.ok_or_else(|| damaged("the page is shorter than it says"))?;
    Ok(PageImage { image, dpi })
}

/// Dots per inch; `None` without a sensible tag.
fn resolution(decoder: &mut Decoder<Cursor<&[u8]>>) -> Option<f32> {
    let value = match decoder.find_tag(Tag::XResolution).ok()?? {
        Value::Rational(numerator, denominator) => numerator as f32 / denominator as f32,
        other => other.into_f32().ok()?,
    };
    let centimetres = decoder
        .find_tag_unsigned::<u16>(Tag::ResolutionUnit)
        .ok()
        .flatten()
        == Some(3);
    Some(if centimetres { value * 2.54 } else { value })
}

/// One bit a pixel, rows padded to bytes.
fn gray_of_bits(width: u32, height: u32, samples: &[u8]) -> Option<GrayImage> {
    let row = width.div_ceil(8) as usize;
    if samples.len() < row * height as usize {
        return None;
    }
    Some(GrayImage::from_fn(width, height, |x, y| {
        let byte = samples[y as usize * row + x as usize / 8];
        image::Luma([if byte >> (7 - x % 8) & 1 == 1 { 255 } else { 0 }])
    }))
}
