//! The words at the end of a run: a table, what failed, and the count.

use super::Outcome;
use super::manifest::{Row, Status};
use super::summary::causes;
use std::fmt::Write;
use std::path::Path;

/// Most documents that are listed one by one.
const LISTED: usize = 40;
/// Widest name, in characters; of longer ones the end is shown.
const WIDEST: usize = 44;

/// A line per document of a small batch, each failure with its reason, the count, and where the
/// results lie.
pub fn words(outcomes: &[Outcome], out: &Path) -> String {
    let mut text = String::new();
    if outcomes.len() <= LISTED {
        table(&mut text, outcomes);
    }
    let failed = outcomes
        .iter()
        .filter(|outcome| outcome.row.error.is_some());
    for outcome in failed.take(LISTED) {
        let row = &outcome.row;
        let before = if outcome.skipped { " before" } else { "" };
        let error = printable(row.error.as_deref().unwrap_or_default());
        let path = printable(&row.path);
        writeln!(text, "{}{before}: {path}: {error}", status(row.status)).expect("a string");
    }
    counts(&mut text, outcomes);
    let report = out.join("report.html");
    writeln!(
        text,
        "results: {}; report: {}",
        out.display(),
        report.display()
    )
    .expect("a string");
    text
}

fn counts(text: &mut String, outcomes: &[Outcome]) {
    let count = |wanted| outcomes.iter().filter(|o| o.row.status == wanted).count();
    let rows = || outcomes.iter().map(|outcome| &outcome.row);
    let done_before = outcomes
        .iter()
        .filter(|o| o.skipped && o.row.is_ok())
        .count();
    let pages: u32 = rows().filter_map(|row| row.pages).sum();
    let all: Vec<&Row> = rows().collect();
    let causes = causes(&all);
    if causes.iter().any(|cause| cause.count > 1) {
        for cause in &causes {
            writeln!(text, "{:>6} × {}", cause.count, printable(&cause.cause)).expect("a string");
        }
    }
    writeln!(
        text,
        "{} documents, {pages} pages: {} ok, {} partial, {} failed; {done_before} done before",
        outcomes.len(),
        count(Status::Ok),
        count(Status::Partial),
        count(Status::Failed),
    )
    .expect("a string");
    let failed_before = outcomes.iter().any(|o| o.skipped && !o.row.is_ok());
    if failed_before {
        let next = "what failed before was not tried again; --retry-failed does";
        writeln!(text, "{next}").expect("a string");
    }
}

/// A name as it can be shown on a terminal: control characters cannot move its cursor.
pub(crate) fn printable(text: &str) -> String {
    let shown = |c: char| match c.is_control() {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    text.chars().map(shown).collect()
}

fn table(text: &mut String, outcomes: &[Outcome]) {
    let names: Vec<String> = outcomes
        .iter()
        .map(|o| shortened(&printable(&o.row.path)))
        .collect();
    let width = |of: &dyn Fn(usize) -> usize| (0..outcomes.len()).map(of).max().unwrap_or(0);
    let number = |index: usize| outcomes[index].row.found.number.as_deref().unwrap_or("-");
    let name_width = width(&|i| names[i].chars().count()).max("document".len());
    let number_width = width(&|i| number(i).chars().count()).max("number".len());
    let mut line = |cells: [&str; 6]| {
        let [name, pages, number, date, confidence, status] = cells;
        writeln!(
            text,
            "{name:name_width$}  {pages:>5}  {number:number_width$}  {date:10}  {confidence:>4}  {status}"
        )
        .expect("a string");
    };
    line(["document", "pages", "number", "date", "conf", "status"]);
    for (index, outcome) in outcomes.iter().enumerate() {
        let row = &outcome.row;
        let pages = row.pages.map_or("-".to_owned(), |pages| pages.to_string());
        let confidence = row
            .found
            .confidence
            .map_or("-".to_owned(), |c| format!("{c:.2}"));
        let date = row.found.date.as_deref().unwrap_or("-");
        let status = match outcome.skipped && row.status == Status::Ok {
            true => "ok (done before)",
            false => status(row.status),
        };
        line([
            &names[index],
            &pages,
            number(index),
            date,
            &confidence,
            status,
        ]);
    }
}

fn shortened(path: &str) -> String {
    let length = path.chars().count();
    match length > WIDEST {
        true => format!(
            "…{}",
            path.chars().skip(length + 1 - WIDEST).collect::<String>()
        ),
        false => path.to_owned(),
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Ok => "ok",
        Status::Partial => "partial",
        Status::Failed => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_move_the_cursor() {
        assert_eq!(printable("a\n\u{1b}[2Jố"), "a\\n\\u{1b}[2Jố");
    }
}
