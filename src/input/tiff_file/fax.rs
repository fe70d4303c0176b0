//! TIFF pages in the codings of fax machines that the TIFF decoder does not know: Group 3 of one and two
//! dimensions (ITU-T T.4), and Group 3 without marks at the ends of rows, each of which begins a byte.

use super::directory::{TiffDecoder, damaged, number, strips};
use crate::input::limits::InputError;
use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode};
use image::{DynamicImage, GrayImage};
use tiff::tags::{CompressionMethod, Tag};

/// Bit of `T4Options`: rows refer to those before them.
const TWO_DIMENSIONS: u32 = 1;

/// Decodes the decoder's current image.
pub(super) fn decode(
    bytes: &[u8],
    decoder: &mut TiffDecoder<'_>,
) -> Result<DynamicImage, InputError> {
    let (width, height) = decoder.dimensions().map_err(damaged)?;
    let strip_rows = number(decoder, Tag::RowsPerStrip).unwrap_or(height);
    let mut rows = Rows {
        width: width as usize,
        pixels: Vec::new(),
        // The codes of white stand for zeros.
        paper: match number(decoder, Tag::PhotometricInterpretation) {
            Some(1) => 0,
            _ => 255,
        },
    };
    for (strip, at) in strips(bytes, decoder)?
        .into_iter()
        .zip((0..height).step_by(strip_rows.max(1) as usize))
    {
        let settings = settings(decoder, strip_rows.min(height - at))
            .ok_or_else(|| damaged("its directory cannot be read"))?;
        let mut context = DecoderContext::new(settings);
        hayro_ccitt::decode(strip, &mut rows, &mut context).map_err(damaged)?;
    }
    GrayImage::from_raw(width, height, rows.pixels)
        .map(DynamicImage::ImageLuma8)
        .ok_or_else(|| damaged("the page is shorter than it says"))
}

/// How so many rows of the decoder's current image are coded; `None` without a width.
pub(crate) fn settings(decoder: &mut TiffDecoder<'_>, rows: u32) -> Option<DecodeSettings> {
    let (columns, _) = decoder.dimensions().ok()?;
    let is = |found: Option<u32>, method: CompressionMethod| found == Some(method.to_u16().into());
    let compression = number(decoder, Tag::Compression);
    let without_marks = is(compression, CompressionMethod::Huffman);
    let options = number(decoder, Tag::Unknown(292)).unwrap_or(0);
    let is_group_4 = is(compression, CompressionMethod::Fax4);
    Some(DecodeSettings {
        columns,
        rows,
        end_of_block: !without_marks,
        end_of_line: !without_marks && !is_group_4,
        rows_are_byte_aligned: without_marks,
        encoding: match options & TWO_DIMENSIONS {
            _ if is_group_4 => EncodingMode::Group4,
            0 => EncodingMode::Group3_1D,
            _ => EncodingMode::Group3_2D,
        },
        strict: false,
    })
}

/// The rows of a page, a byte a pixel.
struct Rows {
    width: usize,
    pixels: Vec<u8>,
    paper: u8,
}

impl hayro_ccitt::Decoder for Rows {
    fn push_row(&mut self, changes: &[u32]) {
        let start = self.pixels.len();
        self.pixels.resize(start + self.width, self.paper);
        let row = &mut self.pixels[start..];
        for run in changes.chunks(2) {
            let end = run.get(1).map_or(row.len(), |&end| end as usize);
            row[run[0] as usize..end].fill(!self.paper);
        }
    }
}
