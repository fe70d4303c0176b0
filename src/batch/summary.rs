//! The table at the end of a batch and the list of what failed.

use super::Outcome;
use super::manifest::Status;
use std::fmt::Write;

/// A line per document, then each failure with its reason.
pub fn summary(outcomes: &[Outcome]) -> String {
    let name = |outcome: &Outcome| outcome.row.path.chars().count();
    let width = outcomes.iter().map(name).max().unwrap_or(0).clamp(8, 60);
    let mut text = format!("{:width$}  {:>5}  status\n", "document", "pages");
    for outcome in outcomes {
        let pages = outcome
            .row
            .pages
            .map_or("-".to_owned(), |pages| pages.to_string());
        let status = status(outcome);
        writeln!(text, "{:width$}  {pages:>5}  {status}", outcome.row.path).expect("a string");
    }
    for row in outcomes.iter().map(|outcome| &outcome.row) {
        if let Some(error) = &row.error {
            writeln!(text, "{}: {error}", row.path).expect("a string");
        }
    }
    text
}

fn status(outcome: &Outcome) -> &'static str {
    match outcome.row.status {
        Status::Ok if outcome.skipped => "ok (done before)",
        Status::Ok => "ok",
        Status::Partial => "partial",
        Status::Failed => "failed",
    }
}
