//! The end of a run: the whole manifest, the report, and the checksums of all results. Rows pass by
//! one by one.

use super::console_summary::ConsoleSummary;
use super::context::Batch;
use super::outcome::Outcome;
use super::report;
use super::report::Thumbnails;
use super::summary::{Summary, SummaryBuilder};
use crate::results::error::ResultsError;
use crate::results::folder::Finished;
use crate::results::journal::{Journal, RowPosition};
use crate::results::listing::Results;
use crate::results::names::{METS, PREMIS, SUMS};
use crate::results::{bagit, fixity, manifest, mets, premis, superseded};
use std::path::Path;

/// What the console shows of the inputs of this run.
pub(crate) fn console_summary(
    journal: &Journal,
    outcomes: &[Outcome],
) -> Result<ConsoleSummary, ResultsError> {
    let mut summary = ConsoleSummary::default();
    for outcome in outcomes {
        summary.add(journal.row(outcome.place)?, outcome.skipped);
    }
    Ok(summary)
}

/// Closes a run whose inputs came to `outcomes`; a folder in which nothing changed stays as it is.
pub(crate) fn close(
    batch: &Batch<'_>,
    journal: &Journal,
    outcomes: &[Outcome],
) -> Result<(), ResultsError> {
    let out = batch.out;
    let (manifest, summary, mut results, replaced) = collect(batch, journal, outcomes)?;
    let is_there = |name: &str| out.results().join(name).exists();
    let described = !batch.mets || is_there(METS);
    if journal.was(&manifest.written.sha256) && is_there(SUMS) && described {
        return Ok(());
    }
    fixity::begin(out)?;
    let thumbnails = Thumbnails::of(&summary, batch);
    let html = report::html(&summary, &thumbnails, batch.language);
    let json = serde_json::to_vec_pretty(&summary).expect("a summary is JSON");
    superseded::write(out, journal, &replaced, &mut results)?;
    results.add(manifest::NAME, manifest.keep()?);
    for (name, bytes) in [
        ("summary.json", json.as_slice()),
        ("report.html", html.as_bytes()),
    ] {
        results.add(name, out.write(Path::new(name), bytes)?);
    }
    // What was described once stays so.
    if batch.mets || is_there(METS) {
        let (described, preserved) = (mets::write(out, &results)?, premis::write(out, &results)?);
        results.add(METS, described);
        results.add(PREMIS, preserved);
    }
    let written = results.write(out)?;
    if out.is_bag() {
        results.add(SUMS, written);
        bagit::write(out, &results, summary.documents)?;
    }
    Ok(())
}

/// The manifest of the whole folder, not yet in its place, the summary and files of its rows, and the
/// rows that are no longer in it.
fn collect<'a>(
    batch: &Batch<'_>,
    journal: &'a Journal,
    outcomes: &[Outcome],
) -> Result<(Finished, Summary, Results<'a>, Vec<RowPosition>), ResultsError> {
    let mut draft = batch.out.draft(Path::new(manifest::NAME))?;
    let (mut summary, mut results) = (SummaryBuilder::default(), Results::new(journal));
    let (all, replaced) = journal.all(outcomes.iter().map(|outcome| outcome.place));
    for place in all {
        draft.add(&journal.line(place)?)?;
        let row = journal.row(place)?;
        summary.add(&row);
        results.add_document(&row, place);
    }
    Ok((draft.end()?, summary.end(), results, replaced))
}
