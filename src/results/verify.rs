//! Compares a folder of results, and its inputs, with the checksums that were recorded.

use super::fixity::{Difference, Sums, changed, of_documents};
use super::manifest::Row;
use super::names::{BAG_PAYLOAD, STATE, SUMS};
use super::paths::located;
use super::{bagit, layout, manifest};
use crate::checksum;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};
use walkdir::WalkDir;

/// What was looked at, and what is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Verified {
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
pub(crate) fn verify(out: &Path, with_inputs: bool) -> io::Result<Verified> {
    let payload = out.join(BAG_PAYLOAD);
    let is_bag = payload.join(manifest::NAME).is_file();
    let results = if is_bag { payload } else { out.to_owned() };
    let bytes = fs::read(results.join(manifest::NAME))?;
    let rows = manifest::rows(&bytes);
    let mut sums = of_documents(&rows);
    let mut differences = BTreeSet::new();
    match fs::read(results.join(SUMS)) {
        Ok(text) => {
            differences.extend(recorded(&String::from_utf8_lossy(&text), &mut sums));
            let known = |name: &str| name == SUMS || sums.contains_key(name);
            differences.extend(unknown(&results, &[STATE], known));
        }
        Err(_) => differences.extend([Difference::NotEnded]),
    }
    if is_bag {
        differences.extend(bagit::differences(out));
        differences.extend(unknown(out, &[STATE, BAG_PAYLOAD], bagit::is_tag));
    }
    differences.extend(changed(&results, &sums));
    let inputs: Vec<&Row> = rows.iter().filter(|row| row.sha256.is_some()).collect();
    if with_inputs {
        differences.extend(
            inputs
                .par_iter()
                .filter_map(|row| input(row, out))
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
pub(crate) fn recorded(text: &str, sums: &mut Sums) -> Option<Difference> {
    let end = text.trim_end().rfind('\n').map_or(0, |at| at + 1);
    let (rows, own) = text.split_at(end);
    let whole = own == format!("# {}\n", checksum::of(rows.as_bytes()));
    for (sum, name) in rows.lines().filter_map(|row| row.split_once("  ")) {
        sums.entry(name.to_owned())
            .or_insert_with(|| sum.to_owned());
    }
    (!whole).then(|| Difference::Changed(SUMS.to_owned()))
}

/// Files of a folder, but of those below it that are left out, which are not known and do not change as people work.
fn unknown(folder: &Path, left_out: &[&str], known: impl Fn(&str) -> bool) -> Vec<Difference> {
    let is_left_out = |path: &Path| left_out.iter().any(|name| path == folder.join(name));
    let files = WalkDir::new(folder).into_iter();
    files
        .filter_entry(|entry| !is_left_out(entry.path()))
        .flatten()
        .filter(|entry| !entry.file_type().is_dir())
        .filter_map(|entry| {
            let name = relative(folder, entry.path());
            let known = layout::is_mutable(&name) || known(&name);
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

fn input(row: &Row, out: &Path) -> Option<Difference> {
    match checksum::of_file(&located(&row.path, out)) {
        Ok((found, _)) if Some(&found) == row.sha256.as_ref() => None,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Some(Difference::InputMissing(row.path.clone()))
        }
        _ => Some(Difference::InputChanged(row.path.clone())),
    }
}
