//! The end of a run: the whole manifest, the report, and the checksums of all results. Rows pass by
//! one by one.

use super::console_summary::ConsoleSummary;
use super::outcome::Outcome;
use super::report;
use super::report::{Thumbnail, Thumbnails};
use super::summary::{Summary, SummaryBuilder};
use crate::results::error::ResultsError;
use crate::results::folder::{Finished, OutFolder};
use crate::results::journal::{Journal, RowPosition};
use crate::results::listing::Results;
use crate::results::names::{METS, PREMIS, SUMS};
use crate::results::{bagit, fixity, manifest, mets, premis, superseded};
use crate::text::language::Language;
use std::path::Path;

/// What a folder of results is closed with.
pub(crate) struct Ending<'a> {
    /// The folder.
    pub(crate) out: &'a OutFolder,
    /// Whether its results are described as METS.
    pub(crate) mets: bool,
    /// The language of its report.
    pub(crate) language: Language,
    /// Shows a page in the report.
    pub(crate) thumbnail: &'a Thumbnail<'a>,
}

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

/// Closes a folder whose inputs came to `outcomes`; one in which nothing changed stays as it is.
pub(crate) fn close(
    ending: &Ending<'_>,
    journal: &Journal,
    outcomes: &[Outcome],
) -> Result<(), ResultsError> {
    let out = ending.out;
    let (manifest, summary, mut results, replaced) = collect(out, journal, outcomes)?;
    let is_there = |name: &str| out.results().join(name).exists();
    let described = !ending.mets || is_there(METS);
    if journal.was(&manifest.written.sha256) && is_there(SUMS) && described {
        return Ok(());
    }
    fixity::begin(out)?;
    let thumbnails = Thumbnails::of(&summary, ending.thumbnail);
    let html = report::html(&summary, &thumbnails, ending.language);
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
    if ending.mets || is_there(METS) {
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
    out: &OutFolder,
    journal: &'a Journal,
    outcomes: &[Outcome],
) -> Result<(Finished, Summary, Results<'a>, Vec<RowPosition>), ResultsError> {
    let mut draft = out.draft(Path::new(manifest::NAME))?;
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
