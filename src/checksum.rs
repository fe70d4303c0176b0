//! SHA-256 as `sha256sum` writes it: lower-case hex.

use sha2::{Digest, Sha256};
use std::fs::File;
use std::io;
use std::io::{BufRead, BufReader, Write};
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

/// Whether a text is a checksum as this writes it.
pub(crate) fn is_sum(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Digits of a checksum that tell versions apart.
const VERSION: usize = 8;

/// The version of a file by its checksum.
pub fn version(name: &str, checksum: &str) -> String {
    format!("{name}:{}", &checksum[..VERSION])
}

/// What distinguishes one name from all others, in few bytes: the beginning of its checksum.
pub(crate) type Key = [u8; 16];

/// The key of a name.
pub(crate) fn key(name: &str) -> Key {
    let digest = Sha256::digest(name.as_bytes());
    *digest.first_chunk().expect("a checksum is longer")
}

/// The digits of a key.
pub(crate) fn key_digits(key: &Key) -> String {
    hex(key)
}

/// Passes bytes on and adds them up.
#[derive(Debug)]
pub(crate) struct Summed<W> {
    to: W,
    hasher: Sha256,
    bytes: u64,
}

impl<W> Summed<W> {
    pub(crate) fn new(to: W) -> Self {
        Summed {
            to,
            hasher: Sha256::new(),
            bytes: 0,
        }
    }

    /// Where the bytes went, their checksum and their number.
    pub(crate) fn end(self) -> (W, String, u64) {
        (self.to, hex(&self.hasher.finalize()), self.bytes)
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
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
