//! The bytes of a page's image as the file holds them, to be passed on untouched.

/// An image as a file holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanStream {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Bits of a colour.
    pub bits: u8,
    /// Colours of a pixel: 1 or 3.
    pub colours: u8,
    /// How the bytes are packed.
    pub coding: Coding,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl ScanStream {
    /// The image of a PNG whose rows can be passed on: all of one pass, each pixel a level of gray or three colours.
    #[cfg(feature = "ocr")]
    pub(crate) fn of_png(bytes: &[u8]) -> Option<ScanStream> {
        let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
        let mut found: Option<ScanStream> = None;
        loop {
            let word = |at: usize| Some(u32::from_be_bytes(rest.get(at..at + 4)?.try_into().ok()?));
            let (length, kind) = (word(0)? as usize, rest.get(4..8)?);
            let chunk = rest.get(8..8usize.checked_add(length)?)?;
            match (kind, &mut found) {
                (b"IHDR", _) => {
                    let size = (word(8)?, word(12)?);
                    let (bits, colours) = match chunk.get(8..13)? {
                        [bits @ (1 | 2 | 4 | 8), 0, 0, 0, 0] => (*bits, 1),
                        [8, 2, 0, 0, 0] => (8, 3),
                        _ => return None,
                    };
                    found = Some(ScanStream {
                        size,
                        bits,
                        colours,
                        coding: Coding::Png,
                        bytes: Vec::new(),
                    });
                }
                (b"IDAT", Some(stream)) => stream.bytes.extend(chunk),
                // Colours that are paper.
                (b"tRNS", _) => return None,
                (b"IEND", _) => return found,
                _ => {}
            }
            rest = rest.get(length + 12..)?;
        }
    }
}

/// How an image is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// JPEG.
    Jpeg,
    /// The rows of a PNG.
    Png,
    /// The Group 4 coding of fax machines.
    Fax,
}
