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
    let huffman = u32::from(CompressionMethod::Huffman.to_u16());
    let without_marks = number(decoder, Tag::Compression) == Some(huffman);
    let options = number(decoder, Tag::Unknown(292)).unwrap_or(0);
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
        let mut context = DecoderContext::new(DecodeSettings {
            columns: width,
            rows: strip_rows.min(height - at),
            end_of_block: !without_marks,
            end_of_line: !without_marks,
            rows_are_byte_aligned: without_marks,
            encoding: match options & TWO_DIMENSIONS {
                0 => EncodingMode::Group3_1D,
                _ => EncodingMode::Group3_2D,
            },
            strict: false,
        });
        hayro_ccitt::decode(strip, &mut rows, &mut context).map_err(damaged)?;
    }
    GrayImage::from_raw(width, height, rows.pixels)
        .map(DynamicImage::ImageLuma8)
        .ok_or_else(|| damaged("the page is shorter than it says"))
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
