//! The files that a batch reads.

use super::failure::Failure;
use crate::batch::Input;
use crate::input::find;
use std::path::{Path, PathBuf};

/// The files that are named, without what an earlier run wrote.
pub(crate) fn found(named: &[PathBuf], out: &Path) -> Vec<Input> {
    let out = out.canonicalize().ok();
    let written = |path: &Path| {
        let out = out.as_ref();
        out.is_some_and(|out| path.canonicalize().is_ok_and(|path| path.starts_with(out)))
    };
    find(named)
        .into_iter()
        .filter(|found| !found.as_ref().is_ok_and(|found| written(&found.path)))
        .map(|found| {
            found
                .map(|found| found.path)
                .map_err(|error| (error.name().to_owned(), error.to_string()))
        })
        .collect()
}

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
