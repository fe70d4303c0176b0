//! TODO

use super::manifest;
use crate::archive::{BESIDE, NAME};
use std::path::{Path, PathBuf};

/// Whether a file of a folder of results changes as people and programs work with them, so that there
/// is no checksum of it.
pub fn is_living(name: &str) -> bool {
    name == NAME || BESIDE.contains(&name) || name == crate::archive::correct::DICTIONARY
}

/// Where the documents of a folder of results lie: in the folder, or in the payload of a bag.
pub fn results_of(out: &Path) -> PathBuf {
    let payload = out.join(super::bagit::PAYLOAD);
    match payload.join(manifest::NAME).is_file() {
        true => payload,
        false => out.to_owned(),
    }
}
