//! Reading texts that are named on the command line.

use super::failure::Failure;
use crate::input;
use std::io::Read;
use std::path::Path;

/// The bytes of a file, or of the standard input for `-`.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
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
pub(super) fn text(path: &Path) -> Result<String, Failure> {
    let name = path.display();
    input::decode_text(&bytes(path)?).map_err(|error| Failure::Nothing(format!("{name}: {error}")))
}
