//! PNG and JPEG files.

use super::limits::{InputError, Limits};
use crate::document::layout::page_image::PageImage;
use image::ImageReader;
use std::io::Cursor;

/// Decodes the image.
pub(crate) fn page(bytes: &[u8], limits: &Limits) -> Result<PageImage, InputError> {
    let damaged = |error: image::ImageError| InputError::damaged("image", error);
    let reader = || {
        ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|error| InputError::damaged("image", error))
    };
    let (width, height) = reader()?.into_dimensions().map_err(damaged)?;
    limits.check_pixels(width, height)?;
    if bytes.starts_with(&[0xFF, 0xD8]) && !has_jpeg_end(bytes) {
        return Err(InputError::damaged("JPEG", "its end is missing"));
    }
    let mut reader = reader()?;
    reader.no_limits();
    let image = reader.decode().map_err(damaged)?;
    Ok(PageImage { image, dpi: None })
}

/// Whether the end marker is there; decoders fill what is missing with gray without a word.
fn has_jpeg_end(bytes: &[u8]) -> bool {
    bytes
        .windows(2)
        .rev()
        .take(4096)
        .any(|pair| pair == [0xFF, 0xD9])
}
