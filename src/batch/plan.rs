//! What is to be done with each input: inputs are hashed, so that what is done and unchanged is passed
//! over and equal inputs are read once.

use super::folder::document_folder;
use super::manifest::{Manifest, Row, Status};
use super::{Again, DocumentReader, Input, STRICT, clock};
use crate::checksum;
use rayon::prelude::*;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

/// An input with its hash and what is to be done with it.
pub(super) enum Plan {
    /// It cannot be read.
    Unreadable(Row),
    /// An earlier run did it, or found out that it cannot be done.
    Settled(Row),
    /// To be read.
    Read(Job),
    /// Results are those of the input with this index.
    SameAs(usize, Row),
}

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Where it is.
    pub path: PathBuf,
    /// Its path as it is recorded.
    pub name: String,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
}

/// SHA-256 and size of an input, or why it cannot be read.
type Hashed = io::Result<(String, u64)>;

/// What plans are made with.
pub(super) struct Planner<'a> {
    pub(super) results: &'a Path,
    pub(super) manifest: &'a Manifest,
    pub(super) reader: &'a dyn DocumentReader,
    pub(super) again: Again,
}

impl Planner<'_> {
    pub(super) fn plans(&self, inputs: &[Input]) -> Vec<Plan> {
        let hashed: Vec<Hashed> = inputs
            .par_iter()
            .map(|input| match input {
                Ok(path) => checksum::of_file(path),
                Err(_) => Ok(Default::default()),
            })
            .collect();
        let mut first = HashMap::new();
        let inputs = inputs.iter().zip(hashed).enumerate();
        inputs
            .map(|(index, (input, hashed))| self.plan(index, input, hashed, &mut first))
            .collect()
    }

    fn plan(
        &self,
        index: usize,
        input: &Input,
        hashed: Hashed,
        first: &mut HashMap<PathBuf, usize>,
    ) -> Plan {
        let path = match input {
            Ok(path) => path,
            Err((name, reason)) => return self.unreadable(name.clone(), reason.clone()),
        };
        let name = shown(path);
        let (sha256, bytes) = match hashed {
            Ok(hashed) => hashed,
            Err(error) => {
                let reason = format!("cannot be read: {error}; check the file and its permissions");
                return self.unreadable(name, reason);
            }
        };
        let original = *first.entry(document_folder(path, &sha256)).or_insert(index);
        if original != index {
            let row = Row {
                sha256: Some(sha256),
                bytes: Some(bytes),
                ..Row::new(name)
            };
            return Plan::SameAs(original, row);
        }
        match self.manifest.earlier(&name) {
            Some(row) if self.is_settled(row, &sha256) => Plan::Settled(row.clone()),
            _ => Plan::Read(Job {
                path: path.clone(),
                name,
                sha256,
                bytes,
            }),
        }
    }

    fn unreadable(&self, name: String, reason: String) -> Plan {
        let now = clock::now();
        let new = Row {
            error: Some(reason),
            started: now.clone(),
            finished: now,
            versions: self.reader.versions(),
            options: self.reader.options(),
            ..Row::new(name)
        };
        Plan::Unreadable(match self.manifest.earlier(&new.path) {
            Some(row) if row.sha256.is_none() && row.error == new.error => row.clone(),
            _ => new,
        })
    }

    /// Whether a new run would come to what `row` says.
    fn is_settled(&self, row: &Row, sha256: &str) -> bool {
        let unchanged = row.same_as.is_none()
            && row.sha256.as_deref() == Some(sha256)
            && row.versions == self.reader.versions();
        let options = self.reader.options();
        let wanted = match (row.status, self.again) {
            (_, Again::All) => false,
            (Status::Ok, _) => {
                let strict = |options: &[String]| options.iter().any(|option| option == STRICT);
                strict(&row.options) || !strict(&options)
            }
            // Another limit or password may help.
            (_, Again::Missing) => row.options == options,
            (_, Again::Failed) => false,
        };
        unchanged && wanted && self.is_written(row)
    }

    /// Whether all files are there; a document that failed has none.
    fn is_written(&self, row: &Row) -> bool {
        let Some(folder) = row.folder.as_ref().map(|folder| self.results.join(folder)) else {
            return row.status == Status::Failed;
        };
        let there = row.outputs.iter().all(|file| {
            let found = folder.join(&file.name).metadata();
            found.is_ok_and(|found| found.is_file() && found.len() == file.bytes)
        });
        // Other files than its text are made of a document that was read whole.
        let names = ["document.json", "text.txt"].into_iter();
        let extras = self.reader.files().into_iter();
        let is_text = row.found.page_confidence.is_empty();
        let mut wanted = names.chain(extras.filter(|_| row.is_ok() && !is_text));
        there && wanted.all(|name| row.outputs.iter().any(|file| file.name == name))
    }
}

/// A path as it is recorded: bytes that are no UTF-8 as `\xFF`, so that two names stay two.
pub(crate) fn shown(path: &Path) -> String {
    let mut shown = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        shown.push_str(chunk.valid());
        shown.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02X}")));
    }
    shown
}

/// The path that [`shown`] shows so.
#[cfg(unix)]
pub(crate) fn path_of(shown: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    let plain = PathBuf::from(shown);
    if plain.symlink_metadata().is_ok() {
        return plain;
    }
    let mut parts = shown.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let byte = part
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte.filter(|byte| !byte.is_ascii()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend(&part.as_bytes()[2..]);
            }
            None => bytes.extend([b"\\x", part.as_bytes()].concat()),
        }
    }
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
pub(crate) fn path_of(shown: &str) -> PathBuf {
    shown.into()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn names_stay_apart_and_lead_back() {
        for (bytes, expected) in [
            ("số.pdf".as_bytes(), "số.pdf"),
            (b"a\xFFb", "a\\xFFb"),
            (b"a\xFE", "a\\xFE"),
            (b"two\nlines", "two\nlines"),
            (b"a\\xG1\\x41\\x", "a\\xG1\\x41\\x"),
        ] {
            let path = Path::new(OsStr::from_bytes(bytes));
            assert_eq!(shown(path), expected);
            assert_eq!(path_of(expected), path);
        }
    }
}
