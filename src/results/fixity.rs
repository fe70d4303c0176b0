//! Proof that nothing changed: `SHA256SUMS` names every result with its checksum, in the format of
//! `sha256sum`, and ends in a checksum of itself; the manifest names inputs and results too.

use super::error::ResultsError;
use super::folder::OutFolder;
use super::listing;
use super::manifest::Row;
use super::names::SUMS;
use crate::checksum;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

/// Checksums by name, relative to the folder of results, parts joined by `/`.
pub(crate) type Sums = BTreeMap<String, String>;

/// While a run writes results, there are no checksums of all.
pub(crate) fn begin(out: &OutFolder) -> Result<(), ResultsError> {
    let path = out.results().join(SUMS);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(ResultsError::output(&path, error))
        }
        _ => Ok(()),
    }
}

/// The checksums of all files of documents.
pub(crate) fn of_documents(rows: &[Row]) -> Sums {
    let files = rows.iter().flat_map(listing::named);
    files.map(|file| (file.name, file.sha256)).collect()
}

/// A line for each file, as `sha256sum` writes it.
pub(crate) fn lines(sums: &Sums) -> String {
    let line = |(name, sum): (&String, &String)| listing::line(sum, name);
    sums.iter().map(line).collect()
}

/// What is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// A result that has changed.
    Changed(String),
    /// A result that is gone.
    Missing(String),
    /// A link in the place of a result.
    Link(String),
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
            Difference::Link(name) => write!(f, "a link, no file: {name}"),
            Difference::Unknown(name) => write!(f, "not written by baocao: {name}"),
            Difference::InputChanged(name) => write!(f, "input changed: {name}"),
            Difference::InputMissing(name) => write!(f, "input missing: {name}"),
            Difference::NotEnded => {
                f.write_str("the last run did not end; run the same command again, then verify")
            }
        }
    }
}

/// Files that are not what their checksums say.
pub(crate) fn changed(folder: &Path, sums: &Sums) -> Vec<Difference> {
    let one = |(name, sum): (&String, &String)| match checksum::of_file(&folder.join(name)) {
        _ if folder.join(name).is_symlink() => Some(Difference::Link(name.clone())),
        Ok((found, _)) if found == *sum => None,
        Ok(_) => Some(Difference::Changed(name.clone())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Some(Difference::Missing(name.clone()))
        }
        Err(_) => Some(Difference::Changed(name.clone())),
    };
    sums.par_iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::verify::recorded;

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
