//! Whether a JBIG2 image is whole. Its arithmetic codes have no checksum and never end by themselves (ITU-T T.88,
//! annex E): whatever the bytes, pixels come of them. So two changes are tried. Another byte shortly before the end
//! of a region's codes has to change the pixels, or the decoder did not get there; bytes behind their end may change
//! the blank rows behind the last print, but none with print, or the decoder needed more codes than there are.

use super::packed::Fault;
use hayro_jbig2::{DecodeSettings, Decoder, Globals, Page};
use std::hash::{DefaultHasher, Hasher};
use std::ops::Range;

/// Share of the print that bytes behind the end may change: the last codes of a region are not all needed.
const BEHIND_END: f32 = 0.02;

/// How far from the end of its codes a byte is changed: behind it lies what the encoder needs to end them.
const BEFORE_END: usize = 4;
/// The end of arithmetic codes.
const END: [u8; 2] = [0xFF, 0xAC];
/// Bytes of a region's header, at least, before its codes.
const HEADER: usize = 18;

/// Decodes the image; gives its width and height.
pub(super) fn check(bytes: &[u8], globals: Option<&[u8]>) -> Result<(u32, u32), Fault> {
    let settings = DecodeSettings { strict: true };
    let globals = globals.map(|bytes| Globals::new(bytes, &settings));
    let globals = globals
        .transpose()
        .map_err(|_| "its shared symbols are damaged")?;
    let decoded = |bytes: &[u8]| -> Option<((u32, u32), Vec<Row>)> {
        let page = Page::new_embedded(bytes, globals.as_ref(), &settings).ok()?;
        let mut rows = Rows::default();
        page.decode(&mut rows).ok()?;
        Some(((page.width(), page.height()), rows.rows))
    };
    let (size, rows) = decoded(bytes).ok_or("its codes are damaged or missing")?;
    // The first row that is another with changed codes.
    let changes = |changed: Vec<u8>| match decoded(&changed) {
        Some((_, others)) => rows
            .iter()
            .zip(&others)
            .position(|(row, other)| row != other),
        None => Some(rows.len()),
    };
    let print = |rows: &[Row]| rows.iter().map(|row| row.black).sum::<u32>() as f32;
    for region in regions(bytes).ok_or("its segments are damaged")? {
        let end = region.codes.end;
        let mut other_end = bytes.to_vec();
        other_end[end - BEFORE_END] ^= 0xFF;
        if changes(other_end).is_none() {
            return Err("more codes than its pixels have, so some are damaged");
        }
        let behind = changes(lengthened(bytes, &region)).map_or(0.0, |row| print(&rows[row..]));
        if behind > BEHIND_END * print(&rows) {
            return Err("fewer codes than its pixels have, so some are damaged");
        }
    }
    Ok(size)
}

/// A row of pixels: their checksum, and how many are black.
#[derive(Debug, Default, PartialEq)]
struct Row {
    checksum: u64,
    black: u32,
}

/// The rows that were decoded.
#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    pixels: DefaultHasher,
    black: u32,
}

impl Decoder for Rows {
    fn push_pixel(&mut self, black: bool) {
        self.black += u32::from(black);
        self.pixels.write_u8(black.into());
    }

    fn push_pixel_chunk(&mut self, black: bool, chunk_count: u32) {
        self.black += 8 * chunk_count * u32::from(black);
        self.pixels.write_u32(chunk_count << 1 | u32::from(black));
    }

    fn next_line(&mut self) {
        self.rows.push(Row {
            checksum: std::mem::take(&mut self.pixels).finish(),
            black: std::mem::take(&mut self.black),
        });
    }
}

/// A region that is drawn on the page, of arithmetic codes.
struct Region {
    /// Where its length stands.
    length: usize,
    /// Its data without the mark of the end.
    codes: Range<usize>,
}

/// The regions among the segments; `None` where these are not as long as they say.
fn regions(bytes: &[u8]) -> Option<Vec<Region>> {
    let (mut regions, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let kind = bytes.get(at + 4)? & 0x3F;
        let length = header_length(&bytes[at..])?;
        let stated = bytes.get(at + length - 4..at + length)?;
        let stated = u32::from_be_bytes(stated.try_into().ok()?);
        // An unknown length, which only regions of one kind may have, and faxes hardly do.
        if stated == u32::MAX {
            return Some(regions);
        }
        let (start, end) = (at + length, at + length + stated as usize);
        let data = bytes.get(start..end)?;
        // Immediate regions: of symbols, halftones, pixels and refinements.
        let is_drawn = matches!(kind, 6 | 7 | 22 | 23 | 38 | 39 | 42 | 43);
        if is_drawn && data.len() > HEADER + 4 * BEFORE_END && data.ends_with(&END) {
            regions.push(Region {
                length: start - 4,
                codes: start..end - END.len(),
            });
        }
        at = end;
    }
    Some(regions)
}

/// Bytes of a segment's header: number, flags, the segments that it refers to, its page and its length.
fn header_length(bytes: &[u8]) -> Option<usize> {
    let number = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?);
    let (flags, count) = (*bytes.get(4)?, *bytes.get(5)?);
    let (count, counted) = match count >> 5 {
        7 => {
            let long = u32::from_be_bytes(bytes.get(5..9)?.try_into().ok()?) & 0x1FFF_FFFF;
            (long as usize, 4 + (long as usize + 1).div_ceil(8))
        }
        few => (usize::from(few), 1),
    };
    let reference = match number {
        0..=256 => 1,
        257..=65536 => 2,
        _ => 4,
    };
    let page = if flags & 0x40 == 0 { 1 } else { 4 };
    Some(5 + counted + count * reference + page + 4)
}

/// The image with zeros behind the codes of a region.
fn lengthened(bytes: &[u8], region: &Region) -> Vec<u8> {
    const MORE: usize = 64;
    let end = region.codes.end;
    let mut longer = [&bytes[..end], &[0; MORE], &bytes[end..]].concat();
    let length = (end + END.len() + MORE - region.codes.start) as u32;
    longer[region.length..region.length + 4].copy_from_slice(&length.to_be_bytes());
    longer
}
