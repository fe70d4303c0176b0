//! Whether the pixels of a PNG are whole (RFC 2083). Its chunks have checksums that decoders compare, but they do
//! not compare that of all pixels, which alone tells whether a chunk is missing or stands elsewhere.

use super::packed::{self, Fault};

/// Bytes before the chunks; of a chunk's length and name, and of its checksum.
const SIGNATURE: usize = 8;
const HEAD: usize = 8;
const CHECKSUM: usize = 4;

/// # Errors
/// What is missing or damaged.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Fault> {
    let (mut pixels, mut at) = (Vec::new(), SIGNATURE);
    while let Some(head) = bytes.get(at..at + HEAD) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let chunk = bytes.get(at + HEAD..at + HEAD + length);
        let chunk = chunk.ok_or("its end is missing")?;
        match &head[4..] {
            b"IDAT" => pixels.extend_from_slice(chunk),
            b"IEND" => break,
            _ => {}
        }
        at += HEAD + length + CHECKSUM;
    }
    packed::inflated(&pixels).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::compress_to_vec_zlib;

    fn chunk(name: &[u8], bytes: &[u8]) -> Vec<u8> {
        let length = (bytes.len() as u32).to_be_bytes();
        [&length, name, bytes, &[0; CHECKSUM]].concat()
    }

    #[test]
    fn a_chunk_that_is_missing_or_stands_elsewhere_is_noticed() {
        let rows: Vec<u8> = (0..9000u32).map(|at| ((at * at) >> 7) as u8).collect();
        let packed = compress_to_vec_zlib(&rows, 6);
        let pieces: Vec<Vec<u8>> = packed
            .chunks(700)
            .map(|piece| chunk(b"IDAT", piece))
            .collect();
        let file = |pieces: &[Vec<u8>]| {
            let (head, end) = (chunk(b"IHDR", &[0; 13]), chunk(b"IEND", &[]));
            [&[0; SIGNATURE], &head[..], &pieces.concat(), &end].concat()
        };
        assert_eq!(check(&file(&pieces)), Ok(()));
        let mut swapped = pieces.clone();
        swapped.swap(1, 2);
        let missing = [&pieces[..1], &pieces[2..]].concat();
        assert!(check(&file(&swapped)).is_err());
        assert!(check(&file(&missing)).is_err());
    }
}
