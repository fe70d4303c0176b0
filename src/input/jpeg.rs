//! JPEG files: what their frame header says, and where they end.

use crate::document::layout::{Coding, ScanStream};

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

/// Bytes at the end of a file in which an end marker counts that is not where it should be.
const TAIL: usize = 4096;

/// Bytes of the JPEG up to its end marker: phones append films, scanners padding. `None` without an end.
pub(crate) fn length(bytes: &[u8]) -> Option<usize> {
    let lost = match length_by_markers(bytes) {
        Ok(length) => return Some(length),
        Err(lost) => lost,
    };
    // Where the markers are out of order, an end marker that hardly anything follows.
    let tail = lost.max(bytes.len().saturating_sub(TAIL));
    let mut pairs = bytes.get(tail..)?.windows(2);
    Some(tail + pairs.rposition(|pair| pair == [0xFF, 0xD9])? + 2)
}

/// Walks from marker to marker. Segments have a length; the picture behind a start of scan goes on to the
/// next marker that is neither a restart nor a byte of 255 itself.
///
/// # Errors
/// Where there is no marker but should be one.
fn length_by_markers(bytes: &[u8]) -> Result<usize, usize> {
    let mut at = 2;
    loop {
        let Some(&[0xFF, marker, ..]) = bytes.get(at..) else {
            return Err(at);
        };
        match marker {
            0xD9 => return Ok(at + 2),
            0xFF => at += 1,
            0x01 | 0xD0..=0xD7 => at += 2,
            _ => {
                let length = bytes.get(at + 2..at + 4).ok_or(at)?;
                at += 2 + usize::from(u16::from_be_bytes([length[0], length[1]]));
                if marker == 0xDA {
                    let rest = bytes.get(at..).ok_or(at)?;
                    let ends =
                        |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0 | 0xD0..=0xD7 | 0xFF);
                    at += rest.windows(2).position(ends).ok_or(bytes.len())?;
                }
            }
        }
    }
}

/// The file as an image to be passed on untouched.
pub(crate) fn stream(bytes: &[u8]) -> Option<ScanStream> {
    let (width, height, colours) = frame(bytes)?;
    let length = length(bytes)?;
    matches!(colours, 1 | 3).then(|| ScanStream {
        size: (width, height),
        bits: 8,
        colours,
        coding: Coding::Jpeg,
        bytes: bytes[..length].to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jpeg_ends_at_its_end_marker() {
        let head = b"\xFF\xD8\xFF\xE1\0\x06\xFF\xD9--\xFF\xDA\0\x02";
        let rows = b"12\xFF\0\xFF\xD034";
        let whole = [head.as_slice(), rows, b"\xFF\xD9"].concat();
        let film = [whole.as_slice(), &[0; 9000], b"\xFF\xD9"].concat();
        assert_eq!(length(&whole), Some(whole.len()));
        assert_eq!(length(&film), Some(whole.len()));
        assert_eq!(length(&[head.as_slice(), rows].concat()), None);
        assert_eq!(length(&[head.as_slice(), rows, &[0; 9000]].concat()), None);
        assert_eq!(length(b"\xFF\xD8 out of order \xFF\xD9\0"), Some(18));
    }
}
