//! The files that a batch reads.

use super::failure::Failure;
use crate::batch::Input;
use crate::batch::inputs::found;
use std::path::{Path, PathBuf};

/// The files that are named.
///
/// # Errors
/// If no file is found.
pub(crate) fn inputs(named: &[PathBuf], out: &Path) -> Result<Vec<Input>, Failure> {
    let inputs = found(named, out);
    if inputs.iter().any(Result::is_ok) {
        return Ok(inputs);
    }
    let missing = inputs.into_iter().filter_map(Result::err);
    let missing: Vec<String> = missing
        .map(|(name, why)| format!("{name}: {why}"))
        .collect();
    Err(Failure::Nothing(match missing.is_empty() {
        true => "no input: the folder has no files".to_owned(),
        false => missing.join("; "),
    }))
}
