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
    let segments = segments(bytes).ok_or("its segments are damaged")?;
    check_drawn(&segments)?;
    for region in segments
        .into_iter()
        .filter_map(|segment| region(bytes, segment))
    {
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

/// A segment of an image.
struct Segment {
    kind: u8,
    number: u32,
    /// The segments that it refers to.
    refers_to: Vec<u32>,
    /// Where its length stands.
    length: usize,
    /// Its data; `None` for those of unknown length.
    data: Option<Range<usize>>,
}

/// Kinds of segments: symbols, and what is drawn at once, be it symbols, halftones, pixels or refinements.
const SYMBOLS: u8 = 0;
const DRAWN: [u8; 8] = [6, 7, 22, 23, 38, 39, 42, 43];

/// The segments; `None` where these are not as long as they say.
fn segments(bytes: &[u8]) -> Option<Vec<Segment>> {
    let (mut segments, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let (mut segment, end) = header(bytes, at)?;
        let stated = word(bytes, segment.length)?;
        // Only regions of one kind may have an unknown length, and faxes hardly do.
        let is_known = stated != u32::MAX;
        let data = end..end + stated as usize;
        at = data.end;
        segment.data = is_known.then_some(data);
        segments.push(segment);
        if !is_known {
            break;
        }
        bytes.get(..at)?;
    }
    Some(segments)
}

/// A segment that is said to be there may be lost: then nothing is drawn, or symbols are there for nothing.
fn check_drawn(segments: &[Segment]) -> Result<(), Fault> {
    if !segments.iter().any(|segment| DRAWN.contains(&segment.kind)) {
        return Err("nothing is drawn in it");
    }
    let is_used = |symbols: &Segment| {
        let mut others = segments.iter();
        others.any(|other| other.refers_to.contains(&symbols.number))
    };
    let mut symbols = segments.iter().filter(|segment| segment.kind == SYMBOLS);
    match symbols.all(is_used) {
        true => Ok(()),
        false => Err("what is drawn with its symbols is missing"),
    }
}

/// A region that is drawn on the page, of arithmetic codes.
struct Region {
    /// Where its length stands.
    length: usize,
    /// Its data without the mark of the end.
    codes: Range<usize>,
}

fn region(bytes: &[u8], segment: Segment) -> Option<Region> {
    let range = segment.data?;
    let data = bytes.get(range.clone())?;
    let is_coded = data.len() > HEADER + 4 * BEFORE_END && data.ends_with(&END);
    (DRAWN.contains(&segment.kind) && is_coded).then(|| Region {
        length: segment.length,
        codes: range.start..range.end - END.len(),
    })
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at + 4)?;
    Some(u32::from_be_bytes(four.try_into().ok()?))
}

/// The header of the segment that begins here, and where that ends: number, flags, the segments that it refers to,
/// its page and its length.
fn header(bytes: &[u8], at: usize) -> Option<(Segment, usize)> {
    let number = word(bytes, at)?;
    let (flags, count) = (*bytes.get(at + 4)?, *bytes.get(at + 5)?);
    let (count, counted) = match count >> 5 {
        7 => {
            let long = word(bytes, at + 5)? & 0x1FFF_FFFF;
            (long as usize, 4 + (long as usize + 1).div_ceil(8))
        }
        few => (usize::from(few), 1),
    };
    let size = match number {
        0..=256 => 1,
        257..=65536 => 2,
        _ => 4,
    };
    let page = if flags & 0x40 == 0 { 1 } else { 4 };
    let first = at + 5 + counted;
    let length = first + count * size + page;
    let listed = bytes.get(first..first + count * size)?.chunks(size);
    let value = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0, |sum, &byte| sum << 8 | u32::from(byte))
    };
    let segment = Segment {
        kind: flags & 0x3F,
        number,
        refers_to: listed.map(value).collect(),
        length,
        data: None,
    };
    Some((segment, length + 4))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A segment of a kind, what it refers to, and its data.
    fn segment(number: u8, kind: u8, refers_to: &[u8], data: &[u8]) -> Vec<u8> {
        let count = (refers_to.len() as u8) << 5;
        let head = [0, 0, 0, number, kind, count];
        let length = (data.len() as u32).to_be_bytes();
        [&head, refers_to, &[1], &length, data].concat()
    }

    #[test]
    fn what_draws_the_symbols_has_to_be_there() {
        let page = segment(0, 48, &[], &[0; 19]);
        let symbols = segment(1, SYMBOLS, &[], &[7; 30]);
        let text = segment(2, 6, &[1], &[7; 30]);
        let pixels = segment(3, 38, &[], &[7; 30]);
        let found = |parts: &[&Vec<u8>]| {
            let bytes: Vec<u8> = parts.iter().flat_map(|part| part.iter().copied()).collect();
            check_drawn(&segments(&bytes).expect("segments"))
        };
        assert_eq!(found(&[&page, &symbols, &text]), Ok(()));
        assert_eq!(found(&[&page, &pixels]), Ok(()));
        assert!(found(&[&page, &symbols]).is_err());
        assert!(found(&[&page, &symbols, &pixels]).is_err());
        assert!(segments(&symbols[..20]).is_none());
    }
}
