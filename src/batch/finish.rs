//! The end of a run: the whole manifest, the report, and the checksums of all results. Rows pass by
//! one by one.

use super::console_summary::Ending;
use super::outcome::Outcome;
use super::report;
use super::report::Thumbnails;
use super::summary::{Summary, Summing};
use crate::batch::Batch;
use crate::results::error::BatchError;
use crate::results::fixity::SUMS;
use crate::results::folder::Finished;
use crate::results::journal::{Journal, Place};
use crate::results::listing::Results;
use crate::results::{bagit, fixity, manifest, superseded};
use std::path::Path;

/// What is to be said of the inputs of this run.
pub(crate) fn ending(journal: &Journal, outcomes: &[Outcome]) -> Result<Ending, BatchError> {
    let mut ending = Ending::default();
    for outcome in outcomes {
        ending.add(journal.row(outcome.place)?, outcome.skipped);
    }
    Ok(ending)
}

/// Closes a run whose inputs came to `outcomes`; a folder in which nothing changed stays as it is.
pub(crate) fn close(
    batch: &Batch<'_>,
    journal: &Journal,
    outcomes: &[Outcome],
) -> Result<(), BatchError> {
    let out = batch.out;
    let (manifest, summary, mut results, replaced) = gone_through(batch, journal, outcomes)?;
    if journal.was(&manifest.written.sha256) && out.results().join(SUMS).exists() {
        return Ok(());
    }
    fixity::begin(out)?;
    let thumbnails = Thumbnails::of(&summary, batch);
    let html = report::html(&summary, &thumbnails);
    let json = serde_json::to_vec_pretty(&summary).expect("a summary is JSON");
    superseded::write(out, journal, &replaced, &mut results)?;
    results.add(manifest::NAME, manifest.keep()?);
    for (name, bytes) in [
        ("summary.json", json.as_slice()),
        ("report.html", html.as_bytes()),
    ] {
        results.add(name, out.write(Path::new(name), bytes)?);
    }
    let written = results.write(out)?;
    if out.is_bag() {
        results.add(SUMS, written);
        bagit::write(out, &results, summary.documents)?;
    }
    Ok(())
}

/// The manifest of the whole folder, not yet in its place, what its rows come to, and the rows that are
/// no longer in it.
fn gone_through<'a>(
    batch: &Batch<'_>,
    journal: &'a Journal,
    outcomes: &[Outcome],
) -> Result<(Finished, Summary, Results<'a>, Vec<Place>), BatchError> {
    let mut draft = batch.out.draft(Path::new(manifest::NAME))?;
    let (mut summing, mut results) = (Summing::default(), Results::new(journal));
    let (all, replaced) = journal.all(outcomes.iter().map(|outcome| outcome.place));
    for place in all {
        draft.add(&journal.line(place)?)?;
        let row = journal.row(place)?;
        summing.add(&row);
        results.add_document(&row, place);
    }
    Ok((draft.end()?, summing.end(), results, replaced))
}
