//! JPEG files: what their frame header says.

use crate::document::layout::{Coding, ScanStream, Turn};

/// Width, height and colours of a JPEG, from its frame header.
pub(crate) fn frame(bytes: &[u8]) -> Option<(u32, u32, u8)> {
    let mut at = 2;
    loop {
        let [0xFF, marker, ..] = *bytes.get(at..)? else {
            return None;
        };
        let side = |at: usize| {
            Some(u32::from(u16::from_be_bytes(
                bytes.get(at..at + 2)?.try_into().ok()?,
            )))
        };
        // Frame headers, without the tables of Huffman (C4), JPEG (C8) and arithmetic (CC).
        if matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
            return Some((side(at + 7)?, side(at + 5)?, *bytes.get(at + 9)?));
        }
        at += 2 + side(at + 2)? as usize;
    }
}

/// The file as an image to be passed on untouched.
pub(crate) fn stream(bytes: &[u8]) -> Option<ScanStream> {
    let (width, height, colours) = frame(bytes)?;
    matches!(colours, 1 | 3).then(|| ScanStream {
        size: (width, height),
        bits: 8,
        colours,
        coding: Coding::Jpeg,
        bytes: bytes.to_vec(),
        inverted: false,
        turn: Turn::None,
    })
}
