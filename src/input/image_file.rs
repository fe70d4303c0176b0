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
    let page = PageImage::new(decode(bytes)?, None);
    Ok(page.with_pixel_height(pixel_height(bytes).unwrap_or(1.0)))
}

/// Height of a pixel as a multiple of its width, of the densities that the file gives for across and down.
fn pixel_height(bytes: &[u8]) -> Option<f32> {
    let (across, down) = match bytes {
        // The first segment of JFIF: version, unit and two densities.
        [
            0xFF,
            0xD8,
            0xFF,
            0xE0,
            _,
            _,
            b'J',
            b'F',
            b'I',
            b'F',
            0,
            _,
            _,
            _,
            a,
            b,
            c,
            d,
            ..,
        ] => (
            u16::from_be_bytes([*a, *b]).into(),
            u16::from_be_bytes([*c, *d]).into(),
        ),
        [0x89, b'P', b'N', b'G', ..] => {
            // The chunk stands before the pixels; a name among them would be one by chance.
            let pixels = bytes.windows(4).position(|name| name == b"IDAT")?;
            let at = bytes[..pixels]
                .windows(4)
                .position(|name| name == b"pHYs")?;
            let density =
                |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
            (density(at + 4)?, density(at + 8)?)
        }
        _ => return None,
    };
    Some(across as f32 / down as f32)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_of_pixels_is_that_of_the_densities() {
        let jpeg = b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\x01\0\xCC\0\x66\0\0";
        assert_eq!(pixel_height(jpeg), Some(2.0));
        let png =
            b"\x89PNG\r\n\x1A\n....IHDR....\0\0\0\x09pHYs\0\0\0\x0A\0\0\0\x14\x01....IDATpHYs";
        assert_eq!(pixel_height(png), Some(0.5));
        assert_eq!(pixel_height(b"\x89PNG\r\n\x1A\n....IDATpHYs...."), None);
        assert_eq!(pixel_height(b"RIFF"), None);
    }
}
