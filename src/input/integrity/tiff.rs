//! Whether the pages of a TIFF are whole: every strip and tile must unpack to the rows that the page has.

use super::jpeg;
use super::packed::{self, Fault, Growth};
use crate::input::jpeg::frame;
use crate::input::tiff_file::directory::{self, TiffDecoder, number};
use crate::input::tiff_file::{fax, old_jpeg, rewrite};
use std::ops::Range;
use tiff::tags::{CompressionMethod, Tag};

/// First bytes of LZW as programs wrote it before TIFF 5.0, lowest bits first; it is not followed.
const OLD_LZW: [u8; 2] = [0, 1];

/// The pieces of a page.
struct Pieces {
    compression: CompressionMethod,
    /// Pixels and bytes of a row.
    across: u32,
    row: usize,
    /// Rows of a piece that is full.
    down: u32,
    /// Where each piece lies, and how many rows it has.
    places: Vec<(Range<usize>, u32)>,
}

impl Pieces {
    /// Whether two pieces share bytes, which none does: where one is said to lie where another does, it is lost.
    fn overlap(&self) -> bool {
        let places = self.places.iter().map(|(place, _)| place);
        let mut places: Vec<&Range<usize>> = places.filter(|place| !place.is_empty()).collect();
        places.sort_by_key(|place| place.start);
        places.windows(2).any(|pair| pair[0].end > pair[1].start)
    }
}

/// Why the image with this number is not whole, where its decoder does not say so.
pub(crate) fn fault(bytes: &[u8], image: usize) -> Option<Fault> {
    let mut decoder = directory::decoder(bytes).ok()?;
    decoder.seek_to_image(image).ok()?;
    let bytes = rewrite::for_the_decoder(bytes, &mut decoder).ok()?;
    let old_jpeg = u32::from(CompressionMethod::JPEG.to_u16());
    match number(&mut decoder, Tag::Compression) == Some(old_jpeg) {
        true => jpeg::check(&old_jpeg::file(&bytes, &mut decoder).ok()?).err(),
        false => check(&bytes, &mut decoder).err(),
    }
}

/// Checks the decoder's current image; the bytes are the file's, in the usual order of bits.
fn check(bytes: &[u8], decoder: &mut TiffDecoder<'_>) -> Result<(), Fault> {
    let pieces = pieces(decoder).ok_or("its directory is damaged")?;
    if pieces.overlap() {
        return Err("two strips of it are said to lie at one place");
    }
    let tables = decoder.find_tag(Tag::JPEGTables).ok().flatten();
    let tables = tables.and_then(|tables| tables.into_u8_vec().ok());
    if pieces.compression == CompressionMethod::None {
        let zero_is_black = number(decoder, Tag::PhotometricInterpretation) != Some(0);
        let places = pieces.places.iter();
        let all: Option<Vec<&[u8]>> = places.map(|(place, _)| bytes.get(place.clone())).collect();
        let all = all.ok_or("the file ends within it")?.concat();
        if zero_is_black && packed::has_empty_rows(&all, pieces.row) {
            return Err("a stretch of it is empty");
        }
    }
    let last = pieces.places.len().saturating_sub(1);
    for (piece, (place, rows)) in pieces.places.iter().enumerate() {
        let packed = bytes.get(place.clone()).ok_or("the file ends within it")?;
        let length = pieces.row * *rows as usize;
        let unpacked = match pieces.compression {
            CompressionMethod::None => packed.len(),
            CompressionMethod::LZW if packed.starts_with(&OLD_LZW) => continue,
            CompressionMethod::LZW => packed::unpacked_lzw(packed, Growth::Early)?.len(),
            CompressionMethod::PackBits => packed::unpacked_runs(packed)?.len(),
            CompressionMethod::Deflate | CompressionMethod::OldDeflate => {
                packed::inflated(packed)?.len()
            }
            CompressionMethod::Huffman | CompressionMethod::Fax3 | CompressionMethod::Fax4 => {
                let settings = fax::settings(decoder, *rows).ok_or("its directory is damaged")?;
                packed::check_fax(packed, settings)?;
                continue;
            }
            CompressionMethod::ModernJPEG => {
                jpeg::check(&with_tables(packed, tables.as_deref()))?;
                let (across, down, _) = frame(packed).ok_or("its head is damaged")?;
                if across != pieces.across || down < *rows || (last == 0 && down > *rows) {
                    return Err("it has another size than its directory says");
                }
                continue;
            }
            _ => continue,
        };
        // Some programs fill the last of several pieces with further rows.
        let most = match piece > 0 && piece == last {
            true => pieces.row * pieces.down as usize,
            false => length,
        };
        if unpacked < length {
            return Err("rows are missing");
        }
        if unpacked > most || unpacked % pieces.row.max(1) > 0 {
            return Err("it has more rows than the page, so some are damaged");
        }
    }
    Ok(())
}

fn pieces(decoder: &mut TiffDecoder<'_>) -> Option<Pieces> {
    let (width, height) = decoder.dimensions().ok()?;
    let compression = u16::try_from(number(decoder, Tag::Compression).unwrap_or(1)).ok()?;
    let bits = decoder
        .find_tag_unsigned_vec::<u16>(Tag::BitsPerSample)
        .ok()?;
    let bits = usize::from(bits.and_then(|bits| bits.first().copied()).unwrap_or(1));
    let samples = number(decoder, Tag::SamplesPerPixel).unwrap_or(1) as usize;
    let in_planes = number(decoder, Tag::PlanarConfiguration) == Some(2);
    let (planes, samples) = if in_planes {
        (samples, 1)
    } else {
        (1, samples)
    };
    let (across, down, keys) = match number(decoder, Tag::TileWidth) {
        Some(across) => (
            across,
            number(decoder, Tag::TileLength)?,
            [Tag::TileOffsets, Tag::TileByteCounts],
        ),
        None => (
            width,
            number(decoder, Tag::RowsPerStrip)
                .unwrap_or(height)
                .min(height),
            [Tag::StripOffsets, Tag::StripByteCounts],
        ),
    };
    let is_tiled = keys[0] == Tag::TileOffsets;
    let mut list = |tag| decoder.find_tag_unsigned_vec::<usize>(tag).ok()?;
    let (starts, lengths) = (list(keys[0])?, list(keys[1])?);
    let a_plane = width.div_ceil(across.max(1)) as usize * height.div_ceil(down.max(1)) as usize;
    let all_listed = starts.len() == lengths.len() && starts.len() == a_plane * planes;
    all_listed.then_some(())?;
    let rows = |piece: usize| match is_tiled {
        true => down,
        false => down.min(height - (piece % a_plane) as u32 * down),
    };
    let place = |(piece, (start, length)): (usize, (usize, usize))| {
        (start..start.saturating_add(length), rows(piece))
    };
    Some(Pieces {
        compression: CompressionMethod::from_u16_exhaustive(compression),
        row: (across as usize * samples * bits).div_ceil(8),
        down,
        across,
        places: starts
            .into_iter()
            .zip(lengths)
            .enumerate()
            .map(place)
            .collect(),
    })
}

/// A JPEG whose tables stand elsewhere, with these.
fn with_tables(jpeg: &[u8], tables: Option<&[u8]>) -> Vec<u8> {
    let start = [0xFF, 0xD8];
    let tables = tables.and_then(|tables| tables.strip_suffix(&[0xFF, 0xD9]));
    match (tables, jpeg.strip_prefix(&start)) {
        (Some(tables), Some(rows)) => [tables, rows].concat(),
        _ => jpeg.to_vec(),
    }
}
