//! The bytes of a page's image as the file holds them, to be passed on untouched.

use crate::document::layout::Turn;

/// An image as a file holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanStream {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Bits of a colour.
    pub bits: u8,
    /// Colours of a pixel: 1, 3 or 4.
    pub colours: u8,
    /// How the bytes are packed.
    pub coding: Coding,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether 0 is white.
    pub inverted: bool,
    /// Turn that the file's page gives to the image.
    pub turn: Turn,
}

/// How an image is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// JPEG.
    Jpeg,
    /// The Group 3 and 4 codings of fax machines.
    Fax {
        /// As the PDF filter counts them: negative for Group 4.
        k: i32,
        /// Whether 1 is black.
        black_is_1: bool,
        /// Whether rows begin at bytes.
        byte_align: bool,
    },
}

/// Width, height and colours of a JPEG, from its frame header.
pub(crate) fn jpeg_frame(bytes: &[u8]) -> Option<(u32, u32, u8)> {
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

/// A JPEG file as it is.
pub(crate) fn jpeg(bytes: &[u8]) -> Option<ScanStream> {
    let (width, height, colours) = jpeg_frame(bytes)?;
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
