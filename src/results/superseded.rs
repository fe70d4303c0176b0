//! `superseded.jsonl`: rows of results whose input has changed since, or could not be read again. They
//! stay where they are, with their checksums like all others.

use super::error::ResultsError;
use super::folder::{OutFolder, Written};
use super::journal::{Journal, RowPosition};
use super::listing::Results;
use super::manifest::Row;
use super::{listing, manifest};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

/// Name of the file.
pub(crate) const NAME: &str = "superseded.jsonl";

/// Rewrites the file with the rows that are `replaced`, and adds what they name to `results`. There is
/// no file where nothing is superseded.
pub(crate) fn write(
    out: &OutFolder,
    journal: &Journal,
    replaced: &[RowPosition],
    results: &mut Results<'_>,
) -> Result<(), ResultsError> {
    let path = out.results().join(NAME);
    let before = match fs::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        read => read.map_err(|error| ResultsError::output(&path, error))?,
    };
    let rows = rows(&before, journal, replaced, results)?;
    if rows.is_empty() {
        return match before.is_empty() {
            true => Ok(()),
            false => fs::remove_file(&path).map_err(|error| ResultsError::output(&path, error)),
        };
    }
    for file in rows.iter().flat_map(listing::named) {
        let written = Written {
            bytes: file.bytes,
            sha256: file.sha256,
        };
        results.add(&file.name, written);
    }
    let text = manifest::text(&rows.iter().collect::<Vec<_>>());
    results.add(NAME, out.write(Path::new(NAME), &text)?);
    Ok(())
}

/// The last row of each folder of results that no row of the manifest names.
fn rows(
    before: &[u8],
    journal: &Journal,
    replaced: &[RowPosition],
    results: &Results<'_>,
) -> Result<Vec<Row>, ResultsError> {
    let current: FxHashSet<&str> = results.folders().collect();
    let lines = before.split(|&byte| byte == b'\n');
    let old = lines.filter_map(|line| serde_json::from_slice(line).ok().map(Ok));
    let new = replaced.iter().map(|place| journal.row(*place));
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for row in old.chain(new) {
        let row: Row = row?;
        if let Some(folder) = row.folder.clone().filter(|f| !current.contains(&**f)) {
            rows.insert(folder, row);
        }
    }
    Ok(rows.into_values().collect())
}
