//! The folder of results: names in it, and files that are written whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Longest part of a document's name in the name of its folder, in bytes: file systems allow 255.
const NAME_BYTES: usize = 200;

/// Digits of the SHA-256 in the name of a document's folder.
const HASH_DIGITS: usize = 8;

/// The folder of a document inside the folder of results: `documents/<stem>-<hash>`.
pub fn document_folder(input: &Path, sha256: &str) -> PathBuf {
    let stem = input.file_stem().unwrap_or_default().to_string_lossy();
    let mut end = stem.len().min(NAME_BYTES);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    let hash = &sha256[..HASH_DIGITS.min(sha256.len())];
    Path::new("documents").join(format!("{}-{hash}", &stem[..end]))
}

/// Writes a file whole or not at all: under a temporary name beside it, to the disk, renamed.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(".part-")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    readable_by_all(file.as_file())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|failed| failed.error)?;
    sync_folder(folder)
}

/// Temporary files are private to their owner; results are ordinary files.
#[cfg(unix)]
fn readable_by_all(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &File) -> io::Result<()> {
    Ok(())
}

/// A rename lasts once its folder has reached the disk; only Unix can sync a folder.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_by_stem_and_hash() {
        let long = format!("{}.pdf", "ế".repeat(200));
        let cases = [
            ("a/Báo cáo 12.pdf", "Báo cáo 12-01234567".to_owned()),
            ("noext", "noext-01234567".to_owned()),
            (&*long, format!("{}-01234567", "ế".repeat(66))),
        ];
        for (input, expected) in cases {
            let folder = document_folder(Path::new(input), "0123456789abcdef");
            assert_eq!(folder, Path::new("documents").join(expected));
        }
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x/text.txt");
        write_whole(&path, b"one").expect("written");
        write_whole(&path, b"two").expect("written");
        assert_eq!(fs::read(&path).expect("read"), b"two");
        assert_eq!(
            fs::read_dir(folder.path().join("x"))
                .expect("listed")
                .count(),
            1
        );
    }
}
