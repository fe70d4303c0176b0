//! Texts that are named on the command line, and messages.

use super::failure::Failure;
use crate::input::text;
use std::io;
use std::io::{Read, Write};
use std::path::Path;

/// The bytes of a file, or of the standard input for `-`.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error| Failure::Nothing(format!("{}: {error}", path.display()));
    if path.as_os_str() != "-" {
        return std::fs::read(path).map_err(failed);
    }
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    Ok(bytes)
}

/// The text of a file, or of the standard input for `-`.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    let name = path.display();
    text::decode_text(bytes(path)?).map_err(|error| Failure::Nothing(format!("{name}: {error}")))
}

/// Standard error, for messages: one that cannot be shown, as nobody reads it or a disk is full, stops no work.
pub(crate) struct Messages;

impl Write for Messages {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A message that is lost has nowhere to be reported.
        let _ = io::stderr().lock().write_all(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
