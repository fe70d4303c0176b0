//! Makes of a TIFF file what the decoder reads: it refuses palettes, whose numbers it can unpack as gray, and
//! takes all bits to be in the usual order.

use super::directory::{TiffDecoder, damaged, number, strips};
use crate::input::limits::InputError;
use std::borrow::Cow;
use tiff::tags::{ByteOrder, PhotometricInterpretation, Tag};

/// `FillOrder`: the first pixel of a byte is its lowest bit.
const LOWEST_FIRST: u32 = 2;
/// Compressions by JPEG, whose bits are always in the usual order.
const JPEG: [u32; 2] = [6, 7];

/// The file, changed where the decoder's current image needs it.
pub(crate) fn for_the_decoder<'a>(
    bytes: &'a [u8],
    decoder: &mut TiffDecoder<'_>,
) -> Result<Cow<'a, [u8]>, InputError> {
    let mut changed = Cow::Borrowed(bytes);
    if number(decoder, Tag::PhotometricInterpretation) == Some(PALETTE) {
        let at = value_of(bytes, decoder, Tag::PhotometricInterpretation)
            .ok_or_else(|| damaged("its directory cannot be read"))?;
        let gray = PhotometricInterpretation::BlackIsZero.to_u16();
        let gray = match decoder.byte_order() {
            ByteOrder::LittleEndian => gray.to_le_bytes(),
            ByteOrder::BigEndian => gray.to_be_bytes(),
        };
        changed.to_mut()[at..at + 2].copy_from_slice(&gray);
    }
    let jpeg = number(decoder, Tag::Compression).is_some_and(|found| JPEG.contains(&found));
    if number(decoder, Tag::FillOrder) == Some(LOWEST_FIRST) && !jpeg {
        reverse_bits(changed.to_mut(), bytes, decoder)?;
    }
    Ok(changed)
}

/// `PhotometricInterpretation` of a page whose samples are numbers of colours.
pub(super) const PALETTE: u32 = 3;

/// Turns the bits of the image's strips around.
fn reverse_bits(
    changed: &mut [u8],
    bytes: &[u8],
    decoder: &mut TiffDecoder<'_>,
) -> Result<(), InputError> {
    for strip in strips(bytes, decoder)? {
        let start = strip.as_ptr() as usize - bytes.as_ptr() as usize;
        for byte in &mut changed[start..start + strip.len()] {
            *byte = byte.reverse_bits();
        }
    }
    Ok(())
}

/// Where the value of a tag stands that is a single short number.
fn value_of(bytes: &[u8], decoder: &mut TiffDecoder<'_>, tag: Tag) -> Option<usize> {
    let order = decoder.byte_order();
    let short = |at: usize| {
        let raw: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(match order {
            ByteOrder::LittleEndian => u16::from_le_bytes(raw),
            ByteOrder::BigEndian => u16::from_be_bytes(raw),
        })
    };
    let directory = usize::try_from(decoder.ifd_pointer()?.0).ok()?;
    // Entries: tag, type, count and value; the count of entries stands before them.
    let (head, entry, value) = match short(2)? {
        43 => (8, 20, 12),
        _ => (2, 12, 8),
    };
    let mut entries = (directory + head..bytes.len()).step_by(entry);
    let found = entries.find(|&at| short(at) == Some(tag.to_u16()))?;
    (found + value + 2 <= bytes.len()).then_some(found + value)
}
