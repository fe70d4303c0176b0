//! Where results lie in their folder, and which files change while people work with it.

use super::manifest;
use super::names::{ARCHIVE, BAG_PAYLOAD, CORRECTIONS, USER_DICTIONARY};
use std::path::{Path, PathBuf};

/// Whether a file of a folder of results changes as people and programs work with it, so that no
/// checksum of it is recorded.
pub fn is_mutable(name: &str) -> bool {
    // Journals of the archive and copies that were set aside begin with its name.
    name.starts_with(ARCHIVE) || name.starts_with(CORRECTIONS) || name == USER_DICTIONARY
}

/// Where the documents of a folder of results lie: in the folder, or in the payload of a bag.
pub fn results_of(out: &Path) -> PathBuf {
    let payload = out.join(BAG_PAYLOAD);
    match payload.join(manifest::NAME).is_file() {
        true => payload,
        false => out.to_owned(),
    }
}
