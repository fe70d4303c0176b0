//! Whether a JPEG 2000 image is whole: its parts must have the lengths that they say, and all packets must be
//! those of the image. The codes of its blocks have no checksum.

use super::packed::Fault;
use hayro_jpeg2000::{DecodeSettings, DecoderContext, Image};

/// Zeros in a row that no codes have.
const ZEROS: usize = 24;
/// As many where the packets of an image are cut further into precincts: an empty packet is a zero.
const EMPTY_PRECINCTS: usize = 512;

/// Decodes the image; gives its width and height.
pub(super) fn check(bytes: &[u8]) -> Result<(u32, u32), Fault> {
    let settings = DecodeSettings {
        resolve_palette_indices: false,
        strict: true,
        target_resolution: None,
    };
    let image = Image::new(bytes, &settings).map_err(|_| "its header is damaged")?;
    let decoded = image.decode(&mut DecoderContext::default()).map(drop);
    decoded.map_err(|_| "its codes are damaged or missing")?;
    let zeros = empty_packets(bytes).map_or(EMPTY_PRECINCTS, |packets| packets + ZEROS);
    let is_empty = |run: &[u8]| run[0] == 0 && run.len() >= zeros;
    match bytes.chunk_by(|a, b| a == b).any(is_empty) {
        true => Err("a stretch of it is empty"),
        false => Ok((image.width(), image.height())),
    }
}

/// Packets of a tile that is not cut into precincts: one for each layer, resolution and component, as the headers
/// of the image and of its coding say (ITU-T T.800, A.5.1 and A.6.1).
fn empty_packets(bytes: &[u8]) -> Option<usize> {
    let components = components(bytes)?;
    let coding = header(bytes, [0xFF, 0x52])?;
    let has_precincts = coding.get(2)? & 1 == 1;
    let (layers, levels) = (word(coding, 4)?, usize::from(*coding.get(7)?));
    (!has_precincts).then(|| layers * (levels + 1) * components)
}

/// Numbers of a pixel.
pub(crate) fn components(bytes: &[u8]) -> Option<usize> {
    word(header(bytes, [0xFF, 0x51])?, 36)
}

/// What stands behind the first marker of a kind.
fn header(bytes: &[u8], marker: [u8; 2]) -> Option<&[u8]> {
    let at = bytes.windows(2).position(|pair| pair == marker)?;
    bytes.get(at + 2..)
}

fn word(bytes: &[u8], at: usize) -> Option<usize> {
    let pair = bytes.get(at..at + 2)?;
    Some(usize::from(u16::from_be_bytes([pair[0], pair[1]])))
}
