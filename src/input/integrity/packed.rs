//! Whether packed bytes are whole: checksums where a packing has them, else its end and the length of what it
//! unpacks to.

use fdeflate::{DecompressionError, Decompressor};
use hayro_ccitt::{DecodeSettings, DecoderContext};
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};
use weezl::BitOrder;
use weezl::decode::{Configuration, Decoder};

/// Bytes that are unpacked at most.
const MOST: usize = 1 << 30;

/// What is wrong with packed bytes.
pub(crate) type Fault = &'static str;

/// Unpacks Deflate within zlib (RFC 1950, 1951), whose end is a checksum.
pub(crate) fn inflated(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    decompress_to_vec_zlib_with_limit(bytes, MOST).map_err(|error| match error.status {
        TINFLStatus::Adler32Mismatch => "its checksum is another",
        TINFLStatus::HasMoreOutput => "it unpacks to more than is read",
        TINFLStatus::FailedCannotMakeProgress => "its end is missing",
        _ => "its codes are damaged",
    })
}

/// Bytes that codes of Deflate may reach back.
const WINDOW: usize = 1 << 15;

/// Whether Deflate within zlib unpacks whole, of whatever length; keeps nothing of it.
pub(crate) fn check_inflated(mut bytes: &[u8]) -> Result<(), Fault> {
    let mut decompressor = Decompressor::new();
    let mut unpacked = vec![0; 4 * WINDOW];
    let mut filled = 0;
    while !decompressor.is_done() {
        let (read, written) = decompressor
            .read(bytes, &mut unpacked, filled, true)
            .map_err(|error| match error {
                DecompressionError::InsufficientInput => "its end is missing",
                _ => "its codes or their checksum are damaged",
            })?;
        bytes = &bytes[read..];
        filled += written;
        if filled > 3 * WINDOW {
            unpacked.copy_within(filled - WINDOW..filled, 0);
            filled = WINDOW;
        }
    }
    Ok(())
}

/// How the codes of LZW grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Growth {
    /// A code before the table needs it, as TIFF and nearly all PDF have it.
    Early,
    /// When the table needs it.
    Late,
}

/// Unpacks LZW, which has an end code.
pub(crate) fn unpacked_lzw(bytes: &[u8], growth: Growth) -> Result<Vec<u8>, Fault> {
    let configuration = match growth {
        Growth::Early => Configuration::with_tiff_size_switch(BitOrder::Msb, 8),
        Growth::Late => Configuration::new(BitOrder::Msb, 8),
    };
    let mut decoder: Decoder = configuration.build();
    decoder
        .decode(bytes)
        .map_err(|_| "its codes are damaged")
        .and_then(|unpacked| match decoder.has_ended() {
            true => Ok(unpacked),
            false => Err("its end is missing"),
        })
}

/// Unpacks runs of bytes: PackBits of TIFF, and the run lengths of PDF, in which 128 ends them.
pub(crate) fn unpacked_runs(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let cut = "it ends within a run";
    let (mut unpacked, mut rest) = (Vec::new(), bytes);
    while let [length, behind @ ..] = rest {
        rest = match usize::from(*length) {
            128 => break,
            length @ 0..128 => {
                let (run, behind) = behind.split_at_checked(length + 1).ok_or(cut)?;
                unpacked.extend_from_slice(run);
                behind
            }
            length => {
                let (byte, behind) = behind.split_first().ok_or(cut)?;
                unpacked.extend(std::iter::repeat_n(*byte, 257 - length));
                behind
            }
        };
        if unpacked.len() > MOST {
            return Err("it unpacks to more than is read");
        }
    }
    match rest.len() {
        // The end, and a byte that makes its length even.
        0..=2 => Ok(unpacked),
        _ => Err("bytes follow its end"),
    }
}

/// What stands before the letter that ends it.
fn up_to(end: u8, bytes: &[u8]) -> Result<&[u8], Fault> {
    let at = bytes.iter().position(|&byte| byte == end);
    at.map(|at| &bytes[..at]).ok_or("its end is missing")
}

/// Unpacks bytes that are written as hexadecimal digits.
pub(crate) fn unpacked_hex(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let digits = up_to(b'>', bytes)?.iter();
    let digits = digits.filter(|byte| !byte.is_ascii_whitespace());
    let digits: Vec<u8> = digits
        .map(|&byte| char::from(byte).to_digit(16).map(|digit| digit as u8))
        .collect::<Option<_>>()
        .ok_or("it has other letters than digits")?;
    // A digit that is left over is followed by 0.
    let byte = |pair: &[u8]| pair[0] << 4 | pair.get(1).copied().unwrap_or(0);
    Ok(digits.chunks(2).map(byte).collect())
}

/// Unpacks bytes that are written in base 85: five letters for four bytes, `z` for four zeros.
pub(crate) fn unpacked_base85(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let wrong = "it has letters that it cannot have";
    let mut unpacked = Vec::new();
    let mut digits: Vec<u8> = Vec::with_capacity(5);
    let written = up_to(b'~', bytes)?.iter();
    for byte in written.filter(|byte| !byte.is_ascii_whitespace() && **byte != 0) {
        match byte {
            b'z' if digits.is_empty() => unpacked.extend([0; 4]),
            b'!'..=b'u' => digits.push(byte - b'!'),
            _ => return Err(wrong),
        }
        if digits.len() == 5 {
            unpacked.extend(four_bytes(&digits).ok_or(wrong)?);
            digits.clear();
        }
    }
    if !digits.is_empty() {
        let count = digits.len() - 1;
        digits.resize(5, 84);
        unpacked.extend(&four_bytes(&digits).ok_or(wrong)?[..count]);
    }
    Ok(unpacked)
}

fn four_bytes(digits: &[u8]) -> Option<[u8; 4]> {
    let value = digits
        .iter()
        .fold(0, |sum, &digit| sum * 85 + u64::from(digit));
    Some(u32::try_from(value).ok()?.to_be_bytes())
}

/// Whether whole rows of bare bytes are zero that are black: as a disk leaves them that lost a block. No print is as
/// wide as the page; what is black at its edges begins there, on every row.
pub(crate) fn has_empty_rows(bytes: &[u8], row: usize) -> bool {
    let mut at = 0;
    for run in bytes.chunk_by(|a, b| a == b) {
        let is_long = run[0] == 0 && run.len() > row + row / 2;
        let to_the_end = at + run.len() == bytes.len();
        if is_long && at > 0 && !(to_the_end && begins_at_edge(bytes, row, at)) {
            return true;
        }
        at += run.len();
    }
    false
}

/// Whether a run begins a row, or the row before is as black from there on.
fn begins_at_edge(bytes: &[u8], row: usize, at: usize) -> bool {
    let left = row - at % row;
    let above = at
        .checked_sub(row)
        .and_then(|above| bytes.get(above..above + left));
    at.is_multiple_of(row)
        || above.is_some_and(|above| above.iter().filter(|&&byte| byte == 0).count() * 2 > left)
}

/// Bytes of padding that may follow the rows of a fax.
const PADDING: usize = 8;

/// Whether a fax has as many rows as it should, and nothing else.
pub(crate) fn check_fax(bytes: &[u8], settings: DecodeSettings) -> Result<(), Fault> {
    let mut rows = RowCount(0);
    let strict = DecodeSettings {
        strict: true,
        ..settings
    };
    let read = hayro_ccitt::decode(bytes, &mut rows, &mut DecoderContext::new(strict))
        .map_err(|_| "codes of its rows are damaged or missing")?;
    if rows.0 < settings.rows {
        return Err("rows are missing");
    }
    let left = bytes.get(read..).unwrap_or_default();
    match left.iter().filter(|&&byte| byte != 0).count() > PADDING {
        true => Err("more codes than its rows have, so some are damaged"),
        false => Ok(()),
    }
}

struct RowCount(u32);

impl hayro_ccitt::Decoder for RowCount {
    fn push_row(&mut self, _: &[u32]) {
        self.0 += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_ccitt::EncodingMode;
    use miniz_oxide::deflate::compress_to_vec_zlib;

    #[test]
    fn deflate_proves_itself_by_its_checksum() {
        let text = "Số: 12/BC-UBND ".repeat(40).into_bytes();
        let packed = compress_to_vec_zlib(&text, 6);
        assert_eq!(inflated(&packed).as_ref(), Ok(&text));
        for at in 2..packed.len() {
            let mut changed = packed.clone();
            changed[at] ^= 4;
            assert!(inflated(&changed).is_err(), "{at}");
            assert!(inflated(&packed[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn letters_become_bytes() {
        assert_eq!(
            unpacked_base85(b"87cURD]i,\"Eb\no80z~>").as_deref(),
            Ok(b"Hello World!\0\0\0\0".as_slice())
        );
        assert_eq!(unpacked_hex(b"48 65 7>").as_deref(), Ok(b"Hep".as_slice()));
        assert!(unpacked_hex(b"4x>").is_err());
        assert!(unpacked_hex(b"48 65").is_err());
        assert!(unpacked_base85(b"87cURD").is_err());
        assert!(unpacked_base85(b"87cU\x7f~>").is_err());
    }

    #[test]
    fn lzw_and_runs_have_an_end() {
        let text = b"aaaaaaaaaabaaaaaaaaab".repeat(30);
        let packed = weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8)
            .encode(&text)
            .expect("packed");
        assert_eq!(unpacked_lzw(&packed, Growth::Early).as_ref(), Ok(&text));
        assert!(unpacked_lzw(&packed[..packed.len() - 3], Growth::Early).is_err());
        assert_eq!(
            unpacked_runs(&[254, 7, 1, 8, 9, 128]).as_deref(),
            Ok([7, 7, 7, 8, 9].as_slice())
        );
        assert!(unpacked_runs(&[254, 7, 5, 8, 9]).is_err());
        assert!(unpacked_runs(&[254, 7, 128, 8, 9, 1, 2]).is_err());
    }

    #[test]
    fn a_fax_has_all_its_rows() {
        // Rows of Group 4 that equal the row above, and the end of the block.
        let rows = |count: u32| DecodeSettings {
            columns: 8,
            rows: count,
            end_of_block: true,
            end_of_line: false,
            rows_are_byte_aligned: false,
            encoding: EncodingMode::Group4,
            strict: false,
        };
        let fax = [0b1111_0000, 0b0000_0001, 0b0000_0000, 0b0001_0000];
        assert_eq!(check_fax(&fax, rows(4)), Ok(()));
        assert!(check_fax(&fax, rows(5)).is_err());
        assert!(check_fax(&[&fax[..], &[9; 20]].concat(), rows(4)).is_err());
    }
}
