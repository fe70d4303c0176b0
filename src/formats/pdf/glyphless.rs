//! A font without shapes for text that is not to be seen: a glyph for every sign of the document, a character
//! or several, all of one width, and the way from glyphs to characters. The font file is built here.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Name, Pdf, Rect, Ref, Str};
use std::collections::BTreeMap;

/// Width of every glyph, in thousandths of the font's size.
pub(crate) const GLYPH_WIDTH: f32 = 500.0;

const NAME: Name = Name(b"AAAAAA+Glyphless");
const SYSTEM: SystemInfo = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// Numbers that the font and what belongs to it take; the first of them.
pub(crate) fn reserve(next: &mut Ref) -> Ref {
    let first = *next;
    *next = Ref::new(first.get() + 5);
    first
}

/// Signs, of one character or several, and their glyphs.
#[derive(Debug, Default)]
pub(crate) struct Glyphs {
    of: BTreeMap<String, u16>,
}

impl Glyphs {
    /// The glyphs of signs, two bytes each.
    pub(crate) fn encode(&mut self, signs: &[String]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for sign in signs {
            // Glyph 0 stands for what is missing.
            let next = (self.of.len() + 1).min(usize::from(u16::MAX) - 1) as u16;
            let glyph = *self.of.entry(sign.clone()).or_insert(next);
            bytes.extend(glyph.to_be_bytes());
        }
        bytes
    }

    /// Writes the font and what belongs to it, at five numbers from `first` on.
    pub(crate) fn write(&self, pdf: &mut Pdf, first: Ref) {
        let at = |offset: i32| Ref::new(first.get() + offset);
        let (cid, descriptor, file, unicode) = (at(1), at(2), at(3), at(4));
        pdf.type0_font(first)
            .base_font(NAME)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(unicode);
        pdf.cid_font(cid)
            .subtype(CidFontType::Type2)
            .base_font(NAME)
            .system_info(SYSTEM)
            .font_descriptor(descriptor)
            .default_width(GLYPH_WIDTH)
            .cid_to_gid_map_predefined(Name(b"Identity"));
        pdf.font_descriptor(descriptor)
            .name(NAME)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(0.0, 0.0, GLYPH_WIDTH, 1000.0))
            .italic_angle(0.0)
            .ascent(1000.0)
            .descent(0.0)
            .cap_height(1000.0)
            .stem_v(80.0)
            .font_file2(file);
        let bytes = font_file(self.of.len() as u16 + 1);
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&bytes, 6);
        pdf.stream(file, &packed)
            .filter(pdf_writer::Filter::FlateDecode)
            .pair(Name(b"Length1"), bytes.len() as i32);
        let mut map = UnicodeCmap::<u16>::new(Name(b"Unicode"), SYSTEM);
        let mut pairs: Vec<(u16, &str)> = self.of.iter().map(|(s, &glyph)| (glyph, &**s)).collect();
        pairs.sort_unstable();
        for (glyph, sign) in pairs {
            map.pair_with_multiple(glyph, sign.chars());
        }
        pdf.cmap(unicode, map.finish().as_slice());
    }
}

/// A TrueType file with `count` empty glyphs; tables as the OpenType specification has them.
fn font_file(count: u16) -> Vec<u8> {
    let width = GLYPH_WIDTH as u16;
    let words =
        |values: &[u16]| -> Vec<u8> { values.iter().flat_map(|v| v.to_be_bytes()).collect() };
    // Version 1.0, revision, checksum, magic number, flags, 1000 units an em, two days, box, style,
    // smallest size, direction, short offsets, format.
    let head = words(&[
        1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, width, 1000, 0, 8,
        2, 0, 0,
    ]);
    // Version, ascent, descent, gap, largest width, four extremes, slope, reserved, one width.
    let hhea = words(&[
        1, 0, 1000, 0, 0, width, 0, 0, width, 1, 0, 0, 0, 0, 0, 0, 0, 1,
    ]);
    let maxp = words(&[1, 0, count, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    let mut hmtx = words(&[width]);
    hmtx.extend(vec![0u8; 2 * usize::from(count)]);
    let loca = vec![0u8; 2 * (usize::from(count) + 1)];
    // One table for symbols, of format 4 with the closing segment alone.
    let cmap = words(&[
        0, 1, 3, 0, 0, 12, 4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 1, 0,
    ]);
    let tables: [(&[u8; 4], Vec<u8>); 7] = [
        (b"cmap", cmap),
        (b"glyf", vec![0; 4]),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", hmtx),
        (b"loca", loca),
        (b"maxp", maxp),
    ];
    assemble(&tables)
}

fn assemble(tables: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let count = tables.len() as u16;
    let log = count.ilog2() as u16;
    let range = 16 << log;
    let header = [0x0001, 0x0000, count, range, log, count * 16 - range];
    let mut file: Vec<u8> = header.iter().flat_map(|v: &u16| v.to_be_bytes()).collect();
    let mut offset = file.len() + 16 * tables.len();
    for (tag, table) in tables {
        file.extend(*tag);
        file.extend(checksum(table).to_be_bytes());
        file.extend((offset as u32).to_be_bytes());
        file.extend((table.len() as u32).to_be_bytes());
        offset += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        file.extend(table);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    file
}

fn checksum(table: &[u8]) -> u32 {
    table
        .chunks(4)
        .map(|chunk| {
            let mut word = [0; 4];
            word[..chunk.len()].copy_from_slice(chunk);
            u32::from_be_bytes(word)
        })
        .fold(0, u32::wrapping_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_keep_their_glyph() {
        let mut glyphs = Glyphs::default();
        let signs = ["s", "ố ", "s", "ố"].map(String::from);
        assert_eq!(glyphs.encode(&signs), [0, 1, 0, 2, 0, 1, 0, 3]);
    }

    #[test]
    fn tables_lie_where_the_directory_says() {
        let file = font_file(5);
        let record = |at: usize| {
            let record = &file[12 + 16 * at..][..16];
            let number =
                |at: usize| u32::from_be_bytes(record[at..at + 4].try_into().expect("four"));
            (
                record[..4].to_vec(),
                number(8) as usize,
                number(12) as usize,
            )
        };
        let (tag, offset, length) = record(4);
        assert_eq!((tag.as_slice(), length), (&b"hmtx"[..], 12));
        assert_eq!(file[offset..offset + 2], 500u16.to_be_bytes());
        let (_, offset, length) = record(6);
        assert_eq!((offset + length, length), (file.len(), 32));
    }
}
