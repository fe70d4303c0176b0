//! PNG, JPEG, BMP and WebP files.

use super::jpeg;
use super::limits::{InputError, Limits};
use crate::document::layout::page_image::PageImage;
use image::{DynamicImage, ImageError, ImageReader};
use std::io::Cursor;

/// Decodes the file as a page.
pub(crate) fn page(bytes: &[u8], limits: &Limits) -> Result<PageImage, InputError> {
    let (width, height) = reader(bytes)?.into_dimensions().map_err(failed)?;
    limits.check_pixels(width, height)?;
    Ok(PageImage::new(decode(bytes)?, None))
}

/// Decodes the file, whatever its size.
pub(crate) fn decode(bytes: &[u8]) -> Result<DynamicImage, InputError> {
    let is_jpeg = bytes.starts_with(&[0xFF, 0xD8]);
    // Decoders fill what is missing with gray without a word.
    if is_jpeg && jpeg::length(bytes).is_none() {
        return Err(InputError::damaged("JPEG", "its end is missing"));
    }
    let mut reader = reader(bytes)?;
    reader.no_limits();
    reader.decode().map_err(failed)
}

fn reader(bytes: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, InputError> {
    ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| InputError::damaged("image", error))
}

/// What the decoder cannot do is no fault of the file.
fn failed(error: ImageError) -> InputError {
    match error {
        ImageError::Unsupported(what) => InputError::Unsupported {
            format: "image",
            what: what.to_string(),
        },
        error => InputError::damaged("image", error),
    }
}
