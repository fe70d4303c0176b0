//! SHA-256 as `sha256sum` writes it: lower-case hex.

use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// Bytes that are read at a time.
const BUFFER: usize = 1 << 16;

/// Checksum of bytes.
pub fn of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Checksum and length of a file, whatever its size.
///
/// # Errors
/// If it cannot be read.
pub fn of_file(path: &Path) -> io::Result<(String, u64)> {
    let (mut hasher, mut total) = (Sha256::new(), 0);
    let mut reader = BufReader::with_capacity(BUFFER, File::open(path)?);
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok((hex(&hasher.finalize()), total));
        }
        hasher.update(bytes);
        let read = bytes.len();
        total += read as u64;
        reader.consume(read);
    }
}

/// Digits of a checksum that tell versions apart.
const VERSION: usize = 8;

/// The version of a file by its checksum.
pub fn version(name: &str, checksum: &str) -> String {
    format!("{name}:{}", &checksum[..VERSION])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_files_have_the_same_checksum() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(of(b"abc"), abc);
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "abc").expect("written");
        assert_eq!(of_file(file.path()).expect("read"), (abc.to_owned(), 3));
    }
}
