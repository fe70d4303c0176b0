//! Proof that nothing changed: `SHA256SUMS` names every result with its checksum, in the format of
//! `sha256sum`, and ends in a checksum of itself; the manifest names inputs and results too.

use super::folder::{OutFolder, STATE};
use super::manifest::{self, Row};
use super::{BatchError, bagit, path_of, results};
use crate::checksum;
use crate::store;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use walkdir::WalkDir;

/// Name of the file of checksums.
pub const SUMS: &str = "SHA256SUMS";

/// Checksums by name, relative to the folder of results, parts joined by `/`.
pub(super) type Sums = BTreeMap<String, String>;

/// While a run writes results, there are no checksums of all.
pub(super) fn begin(out: &OutFolder) -> Result<(), BatchError> {
    let path = out.results().join(SUMS);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(BatchError::output(&path, error))
        }
        _ => Ok(()),
    }
}

/// The checksums of all files of documents.
fn of_documents(rows: &[Row]) -> Sums {
    let files = rows.iter().flat_map(results::named);
    files.map(|file| (file.name, file.sha256)).collect()
}

/// A line for each file, as `sha256sum` writes it.
pub(super) fn lines(sums: &Sums) -> String {
    let line = |(name, sum): (&String, &String)| results::line(sum, name);
    sums.iter().map(line).collect()
}

/// What is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// A result that has changed.
    Changed(String),
    /// A result that is gone.
    Missing(String),
    /// A file that no run wrote.
    Unknown(String),
    /// An input that has changed.
    InputChanged(String),
    /// An input that is gone.
    InputMissing(String),
    /// A run has not ended.
    NotEnded,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Difference::Changed(name) => write!(f, "changed: {name}"),
            Difference::Missing(name) => write!(f, "missing: {name}"),
            Difference::Unknown(name) => write!(f, "not written by baocao: {name}"),
            Difference::InputChanged(name) => write!(f, "input changed: {name}"),
            Difference::InputMissing(name) => write!(f, "input missing: {name}"),
            Difference::NotEnded => {
                f.write_str("the last run did not end; run the same command again, then verify")
            }
        }
    }
}

/// What was looked at, and what is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Results.
    pub results: usize,
    /// Inputs.
    pub inputs: usize,
    /// Differences, in order.
    pub differences: Vec<Difference>,
}

/// Compares a folder of results, and the inputs if they are asked for, with what was recorded.
///
/// # Errors
/// If the manifest cannot be read.
pub fn verify(out: &Path, with_inputs: bool) -> io::Result<Verified> {
    let payload = out.join(bagit::PAYLOAD);
    let is_bag = payload.join(manifest::NAME).is_file();
    let results = if is_bag { payload } else { out.to_owned() };
    let bytes = fs::read(results.join(manifest::NAME))?;
    let rows = manifest::rows(&bytes);
    let mut sums = of_documents(&rows);
    let mut differences = BTreeSet::new();
    match fs::read(results.join(SUMS)) {
        Ok(text) => {
            differences.extend(recorded(&String::from_utf8_lossy(&text), &mut sums));
            differences.extend(unknown(&results, &sums));
        }
        Err(_) => differences.extend([Difference::NotEnded]),
    }
    if is_bag {
        differences.extend(bagit::differences(out));
    }
    differences.extend(changed(&results, &sums));
    let inputs: Vec<&Row> = rows.iter().filter(|row| row.sha256.is_some()).collect();
    if with_inputs {
        differences.extend(
            inputs
                .par_iter()
                .filter_map(|row| input(row))
                .collect::<Vec<_>>(),
        );
    }
    Ok(Verified {
        results: sums.len(),
        inputs: if with_inputs { inputs.len() } else { 0 },
        differences: differences.into_iter().collect(),
    })
}

/// Takes the checksums of other files than those of documents from the file of checksums; says
/// whether that file is as it was written.
fn recorded(text: &str, sums: &mut Sums) -> Option<Difference> {
    let end = text.trim_end().rfind('\n').map_or(0, |at| at + 1);
    let (rows, own) = text.split_at(end);
    let whole = own == format!("# {}\n", checksum::of(rows.as_bytes()));
    for (sum, name) in rows.lines().filter_map(|row| row.split_once("  ")) {
        sums.entry(name.to_owned())
            .or_insert_with(|| sum.to_owned());
    }
    (!whole).then(|| Difference::Changed(SUMS.to_owned()))
}

/// Files that are not what their checksums say.
pub(super) fn changed(folder: &Path, sums: &Sums) -> Vec<Difference> {
    let one = |(name, sum): (&String, &String)| match checksum::of_file(&folder.join(name)) {
        Ok((found, _)) if found == *sum => None,
        Ok(_) => Some(Difference::Changed(name.clone())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Some(Difference::Missing(name.clone()))
        }
        Err(_) => Some(Difference::Changed(name.clone())),
    };
    sums.par_iter().filter_map(one).collect()
}

/// Files without a checksum.
fn unknown(folder: &Path, sums: &Sums) -> Vec<Difference> {
    let state = folder.join(STATE);
    let files = WalkDir::new(folder).into_iter();
    files
        .filter_entry(|entry| entry.path() != state)
        .flatten()
        .filter(|entry| !entry.file_type().is_dir())
        .filter_map(|entry| {
            let name = relative(folder, entry.path());
            let known = name == SUMS || store::is_living(&name) || sums.contains_key(&name);
            (!known).then_some(Difference::Unknown(name))
        })
        .collect()
}

fn relative(folder: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(folder).unwrap_or(path).components();
    let parts: Vec<_> = parts
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

fn input(row: &Row) -> Option<Difference> {
    match checksum::of_file(&path_of(&row.path)) {
        Ok((found, _)) if Some(&found) == row.sha256.as_ref() => None,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Some(Difference::InputMissing(row.path.clone()))
        }
        _ => Some(Difference::InputChanged(row.path.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_checksums_proves_itself() {
        let sums: Sums = [("a b.txt", "00"), ("c", "11")]
            .map(|(name, sum)| (name.to_owned(), sum.to_owned()))
            .into();
        let rows = lines(&sums);
        let text = format!("{rows}# {}\n", checksum::of(rows.as_bytes()));
        let mut read = Sums::new();
        assert_eq!(recorded(&text, &mut read), None);
        assert_eq!(read, sums);
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            let changed = recorded(&String::from_utf8_lossy(&bytes), &mut Sums::new());
            assert_eq!(changed, Some(Difference::Changed(SUMS.to_owned())), "{at}");
        }
    }
}
