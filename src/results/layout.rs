//! Where results lie in their folder, and which files change while people work with it.

use super::manifest;
use super::names::{ARCHIVE, BAG_PAYLOAD, CORRECTIONS, DOCUMENTS, USER_DICTIONARY};
use std::path::{Path, PathBuf};

/// Whether a file of a folder of results changes as people and programs work with it, so that no
/// checksum of it is recorded.
pub fn is_mutable(name: &str) -> bool {
    // Journals of the archive and copies that were set aside begin with its name.
    name.starts_with(ARCHIVE) || name.starts_with(CORRECTIONS) || name == USER_DICTIONARY
}

/// Whether a folder is one of results: their manifest lies there beside the documents, or in the payload of a bag.
pub(crate) fn are_results(folder: &Path) -> bool {
    let results = results_of(folder);
    results.join(manifest::NAME).is_file() && results.join(DOCUMENTS).is_dir()
}

/// Where the documents of a folder of results lie: in the folder, or in the payload of a bag.
pub fn results_of(out: &Path) -> PathBuf {
    let payload = out.join(BAG_PAYLOAD);
    match payload.join(manifest::NAME).is_file() {
        true => payload,
        false => out.to_owned(),
    }
}
