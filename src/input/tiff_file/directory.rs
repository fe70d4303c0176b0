//! What the directory of a TIFF image says, and the errors of its decoder.

use crate::input::limits::InputError;
use std::io::Cursor;
use tiff::TiffError;
use tiff::decoder::{Decoder, Limits as TiffLimits};
use tiff::tags::Tag;

/// A file's decoder.
pub(crate) type TiffDecoder<'a> = Decoder<Cursor<&'a [u8]>>;

/// The file is not as it should be.
pub(crate) fn damaged(error: impl ToString) -> InputError {
    InputError::damaged("TIFF", error)
}

/// What the decoder cannot do is no fault of the file.
pub(crate) fn failed(error: TiffError) -> InputError {
    match error {
        TiffError::UnsupportedError(what) => unsupported(what),
        error => damaged(error),
    }
}

/// The file may be sound, but nothing reads it.
pub(crate) fn unsupported(what: impl ToString) -> InputError {
    InputError::Unsupported {
        format: "TIFF",
        what: what.to_string(),
    }
}

/// The decoder of a file, at its first image. Its limits keep a damaged directory, which may say that it has billions
/// of values, from taking all memory.
pub(crate) fn decoder(bytes: &[u8]) -> Result<TiffDecoder<'_>, InputError> {
    Decoder::new(Cursor::new(bytes)).map_err(failed)
}

/// The decoder for the pixels of an image, which are checked against our own limits before.
pub(crate) fn unlimited(decoder: TiffDecoder<'_>) -> TiffDecoder<'_> {
    decoder.with_limits(TiffLimits::unlimited())
}

/// The value of a tag that holds one number.
pub(crate) fn number(decoder: &mut TiffDecoder<'_>, tag: Tag) -> Option<u32> {
    decoder.find_tag_unsigned(tag).ok().flatten()
}

/// The bytes of the image's strips, in order.
pub(crate) fn strips<'a>(
    bytes: &'a [u8],
    decoder: &mut TiffDecoder<'_>,
) -> Result<Vec<&'a [u8]>, InputError> {
    let mut list = |tag| decoder.find_tag_unsigned_vec::<usize>(tag).map_err(damaged);
    let (starts, lengths) = (list(Tag::StripOffsets)?, list(Tag::StripByteCounts)?);
    let (Some(starts), Some(lengths)) = (starts, lengths) else {
        return Err(unsupported("tiles of this compression"));
    };
    let strip = |(start, length): (usize, usize)| {
        let end = start.checked_add(length)?;
        bytes.get(start..end)
    };
    let strips: Option<Vec<&[u8]>> = starts.into_iter().zip(lengths).map(strip).collect();
    strips.ok_or_else(|| damaged("the file ends within a page"))
}
