//! The end of a run: the whole manifest, the report, and the checksums of all results.

use super::fixity::{self, SUMS};
use super::manifest::{self, Manifest, Row};
use super::report::{self, Thumbnails};
use super::summary::Summary;
use super::{Batch, BatchError, bagit};
use std::path::Path;

/// Closes a run whose inputs came to `rows`; a folder in which nothing changed stays as it is.
pub(super) fn close(
    batch: &Batch<'_>,
    manifest: &Manifest,
    rows: &[&Row],
) -> Result<(), BatchError> {
    let out = batch.out;
    let all = manifest.all(rows);
    let text = manifest::text(&all);
    if manifest.was(&text) && out.results().join(SUMS).exists() {
        return Ok(());
    }
    fixity::begin(out)?;
    let summary = Summary::of(&all);
    let thumbnails = Thumbnails::of(&summary, batch);
    let html = report::html(&summary, &thumbnails);
    let json = serde_json::to_vec_pretty(&summary).expect("a summary is JSON");
    let mut sums = fixity::of_documents(&all);
    for (name, bytes) in [
        (manifest::NAME, text.as_slice()),
        ("summary.json", &json),
        ("report.html", html.as_bytes()),
    ] {
        let written = out.write(Path::new(name), bytes)?;
        sums.insert(name.to_owned(), written.sha256);
    }
    let written = out.write(Path::new(SUMS), fixity::text(&sums).as_bytes())?;
    if out.is_bag() {
        sums.insert(SUMS.to_owned(), written.sha256);
        bagit::write(out, &sums, &all)?;
    }
    Ok(())
}
