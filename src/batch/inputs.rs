//! The files that a batch reads.

use super::outcome::Input;
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
