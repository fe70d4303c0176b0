//! The bytes of a page's image as the file holds them, to be passed on untouched.

use super::turn::Turn;

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
