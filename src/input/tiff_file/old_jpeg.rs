//! TIFF pages compressed by JPEG as TIFF 6.0 first had it: a whole JPEG file that stands within the TIFF file.

use super::directory::{TiffDecoder, damaged, number, strips, unsupported};
use crate::input::image_file;
use crate::input::limits::InputError;
use image::DynamicImage;
use tiff::tags::Tag;

/// Tags: where the JPEG file stands, and its length.
const START: Tag = Tag::Unknown(513);
const LENGTH: Tag = Tag::Unknown(514);

/// Decodes the decoder's current image.
pub(super) fn decode(
    bytes: &[u8],
    decoder: &mut TiffDecoder<'_>,
) -> Result<DynamicImage, InputError> {
    let size = decoder.dimensions().map_err(damaged)?;
    let image = image_file::decode(&file(bytes, decoder)?)?;
    match (image.width(), image.height()) == size {
        true => Ok(image),
        false => Err(damaged("its JPEG has another size than the page")),
    }
}

/// The JPEG file of the decoder's current image.
pub(crate) fn file(bytes: &[u8], decoder: &mut TiffDecoder<'_>) -> Result<Vec<u8>, InputError> {
    let is_file = |bytes: &&[u8]| bytes.starts_with(&[0xFF, 0xD8]);
    let named = number(decoder, START).and_then(|start| {
        let rest = bytes.get(start as usize..)?;
        let length = number(decoder, LENGTH).map_or(rest.len(), |length| length as usize);
        Some(&rest[..length.min(rest.len())])
    });
    let strips = strips(bytes, decoder)?;
    let only = <[&[u8]; 1]>::try_from(strips.clone()).map(|[only]| only);
    let Some(file) = named.filter(is_file).or(only.ok().filter(is_file)) else {
        return Err(unsupported("JPEG in pieces, as TIFF 6.0 first had it"));
    };
    Ok(match file.ends_with(&[0xFF, 0xD9]) {
        true => file.to_vec(),
        // Some files hold the JPEG's head there, and its rows in the strips.
        false => [file, &strips.concat()].concat(),
    })
}
