//! The files that were named: files, folders (with all below them) and globs, in a stable order.

use super::limits::InputError;
use super::sniff::{Kind, SCANS, sniff};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Bytes by which a file's kind is told.
const HEAD: u64 = 2048;

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name for display, relative to what was typed.
    pub name: String,
    /// Whether it was found in a folder, not named.
    pub(crate) in_folder: bool,
}

/// Endings of texts, and of pictures that are not read: they are taken from folders, so that someone is told.
const TEXTS: [&str; 2] = ["txt", "text"];
const PICTURES: [&str; 7] = ["heic", "heif", "avif", "djvu", "jp2", "j2k", "gif"];

/// Whether a file of a folder is a document by its name or, where that does not tell, by its beginning: many folders
/// hold notes, tables and what systems leave there.
pub(crate) fn is_document(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default();
    let ending = ending.to_string_lossy().to_lowercase();
    let known = [&SCANS[..], &TEXTS, &PICTURES].concat();
    known.contains(&&*ending) || begins_as_scan(path).unwrap_or(true)
}

/// Whether a file begins as a PDF or an image does.
fn begins_as_scan(path: &Path) -> io::Result<bool> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    Ok(sniff(&head).is_ok_and(|kind| kind != Kind::Text))
}

/// Finds the files, each input's in the order of their names.
pub fn find(inputs: &[PathBuf]) -> Vec<Result<InputFile, InputError>> {
    inputs.iter().flat_map(|input| find_one(input)).collect()
}

fn find_one(input: &Path) -> Vec<Result<InputFile, InputError>> {
    if input.is_dir() {
        return folder(input);
    }
    if input.symlink_metadata().is_ok() {
        return vec![file(input, input)];
    }
    let name = input.display().to_string();
    let matches = glob::glob(&name)
        .into_iter()
        .flatten()
        .filter_map(Result::ok);
    let mut paths: Vec<PathBuf> = matches.collect();
    paths.sort();
    match paths.is_empty() {
        true => vec![Err(InputError::Missing { name })],
        false => paths.iter().flat_map(|path| find_one(path)).collect(),
    }
}

/// All files below a folder but hidden ones. Links to folders are not followed, so there is no loop,
/// and not passed over in silence.
fn folder(root: &Path) -> Vec<Result<InputFile, InputError>> {
    let shown = |entry: &DirEntry| {
        entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
    };
    let entries = WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(shown);
    entries
        .filter(|entry| !entry.as_ref().is_ok_and(|entry| entry.file_type().is_dir()))
        .map(|entry| match entry {
            Ok(entry) => file(entry.path(), root),
            Err(error) => Err(InputError::Folder {
                name: error.path().unwrap_or(root).display().to_string(),
                reason: error.to_string(),
            }),
        })
        .collect()
}

/// A file, or what it is instead: reading a pipe or a device would never end.
fn file(path: &Path, root: &Path) -> Result<InputFile, InputError> {
    let what = match path.metadata() {
        Ok(kind) if kind.is_file() => return Ok(found(path, root)),
        Ok(kind) if kind.is_dir() => "a link to a folder, not followed; name the folder itself",
        Ok(_) => "a pipe, socket or device, not a file; copy its content to a file",
        Err(_) => "a link that leads nowhere; fix or remove it",
    };
    Err(InputError::NoFile {
        name: path.display().to_string(),
        what,
    })
}

fn found(path: &Path, root: &Path) -> InputFile {
    let name = path
        .strip_prefix(root)
        .ok()
        .filter(|name| !name.as_os_str().is_empty());
    InputFile {
        in_folder: name.is_some(),
        path: path.to_owned(),
        name: name.unwrap_or(path).display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn folders_are_walked_in_order_and_missing_paths_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("b")).unwrap();
        for name in ["c.txt", "b/a.txt", ".hidden", "a.txt"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let missing = folder.path().join("nothing");
        let all = find(&[
            folder.path().to_owned(),
            missing.clone(),
            folder.path().join("*.txt"),
        ]);
        let names: Vec<&str> = all
            .iter()
            .flatten()
            .map(|found| found.name.as_str())
            .collect();
        assert_eq!(names[..3], ["a.txt", "b/a.txt", "c.txt"]);
        assert_eq!(names.len(), 5);
        assert_eq!(
            all[3],
            Err(InputError::Missing {
                name: missing.display().to_string()
            })
        );
    }
}
